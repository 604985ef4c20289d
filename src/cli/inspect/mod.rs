//! `pucha inspect`: what was read in one page, for a person and as JSON (contract §7).

mod content;
mod lists;
mod words;

use crate::cli::terminal::fit_json;
use crate::model::page::{LinkKind, Mark, Page, Place};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The page as one JSON object with the fields of the contract; absent values are `null`.
pub fn json(page: &Page) -> String {
    let mut object = serde_json::to_value(page).unwrap_or_else(|_| json!({}));
    for (number, list) in page.lists.iter().enumerate() {
        let class = lists::class(page, list);
        if let Some(Value::Object(shown)) = object.pointer_mut(&format!("/lists/{number}")) {
            let name = class.as_ref().map(|it| it.class.chinese());
            shown.insert("class".into(), name.into());
            shown.insert("class_from".into(), class.map(|it| it.from).into());
        }
    }
    let text = serde_json::to_string_pretty(&object).unwrap_or_else(|_| "{}".into());
    let mut text = fit_json(&text).into_owned();
    text.push('\n');
    text
}

/// The page for a person to read, in Chinese.
pub fn render(page: &Page) -> String {
    let mut out = String::new();
    head(&mut out, page);
    for (number, list) in page.lists.iter().enumerate() {
        lists::column(&mut out, page, number + 1, list);
    }
    if page.lists.is_empty() {
        line(&mut out, "列表", "没有读到列表");
    }
    line(&mut out, "最新日期", &page.newest.map_or_else(|| "未读到".into(), |it| it.to_string()));
    marks(&mut out, page);
    links(&mut out, page);
    content::content(&mut out, &page.extras.content);
    if page.defects.is_empty() {
        line(&mut out, "异常", "无");
    }
    for defect in &page.defects {
        line(&mut out, "异常", defect);
    }
    out
}

fn head(out: &mut String, page: &Page) {
    line(out, "网址", page.address.as_str());
    line(out, "标题", if page.title.is_empty() { "（无）" } else { &page.title });
    line(out, "页面类型", words::kind(page.kind));
    line(
        out,
        "编码",
        &format!("{}（依据：{}）", page.charset.label, words::charset(page.charset.source)),
    );
    line(out, "建站系统", page.family.as_deref().unwrap_or("未识别"));
    line(out, "可见文字", &format!("{} 字", page.text_chars));
    if !page.breadcrumb.is_empty() {
        let trail: Vec<&str> = page.breadcrumb.iter().map(|it| it.text.as_str()).collect();
        line(out, "当前位置", &trail.join(" > "));
    }
    if let Some(published) = &page.published {
        line(
            out,
            "发布日期",
            &format!(
                "{}（{}，{}{}）",
                published.date,
                words::source(published.source),
                published.source.certainty().chinese(),
                lists::others(&published.witnesses, Some(published.date))
            ),
        );
    }
    if let Some(headline) = &page.headline {
        line(out, "正文标题", headline);
    }
    if let Some(origin) = &page.origin {
        line(out, "来源", origin);
    }
    line(out, "内容状态", words::emptiness(&page.emptiness));
    if let Some(leads) = &page.leads_to {
        line(out, "跳转到", &format!("{}（{}）", leads.address, words::by(leads.by)));
    }
    if let Some(product) = &page.blocked_by {
        line(out, "拦截", &format!("这是安全防护设备的拦截页（{product}），不能据此判断网站状况"));
    }
    if let Some(notice) = &page.notice {
        line(
            out,
            "页面提示",
            &format!("{}（“{}”）", words::notice_kind(notice.kind), notice.phrase),
        );
        if let Some(address) = &notice.address {
            line(out, "提示中的新网址", address.as_str());
        }
    }
    if let Some(statement) = &page.statement {
        line(out, "情况说明", statement);
    }
}

fn marks(out: &mut String, page: &Page) {
    let it = &page.identity;
    out.push_str("\n标识\n");
    let rows: [(&str, &Mark); 8] = [
        ("网站标识码", &it.site_code),
        ("ICP备案号", &it.icp),
        ("公安备案号", &it.police),
        ("党政机关网站标识", &it.badge),
        ("“我为政府网站找错”", &it.error_report),
        ("主办单位", &it.host_unit),
        ("联系方式", &it.contact),
        ("网站地图", &it.site_map),
    ];
    for (name, mark) in rows {
        let value = mark.value.as_deref().unwrap_or_default();
        let _ = writeln!(out, "    {name}：{} {value}", words::mark_state(mark.state));
    }
}

fn links(out: &mut String, page: &Page) {
    out.push_str("\n链接\n");
    for wanted in [
        LinkKind::Page,
        LinkKind::Attachment,
        LinkKind::Image,
        LinkKind::Script,
        LinkKind::Style,
        LinkKind::Frame,
    ] {
        let all: Vec<_> = page.links.iter().filter(|it| it.kind == wanted).collect();
        let places: Vec<String> = [Place::Nav, Place::Body, Place::Footer, Place::Option]
            .into_iter()
            .map(|place| (place, all.iter().filter(|it| it.place == place).count()))
            .filter(|(_, count)| 0 < *count)
            .map(|(place, count)| format!("{} {count}", words::place(place)))
            .collect();
        let places =
            if places.is_empty() { String::new() } else { format!("（{}）", places.join("，")) };
        let _ = writeln!(out, "    {}：{} 个{places}", words::link_kind(wanted), all.len());
    }
    for link in page.links.iter().filter(|it| it.hidden && it.kind == LinkKind::Page).take(20) {
        let _ = writeln!(out, "    隐藏的链接：{} {}", link.text, link.address);
    }
    out.push('\n');
}

fn line(out: &mut String, name: &str, value: &str) {
    let _ = writeln!(out, "{name}：{value}");
}
