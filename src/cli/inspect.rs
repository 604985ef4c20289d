//! `pucha inspect`: what was read in one page, for a person and as JSON (contract §7).

use crate::model::page::{
    CharsetSource, DateSource, Emptiness, LeadsBy, LinkKind, List, Mark, MarkState, NoticeKind,
    Page, PageKind,
};
use std::fmt::Write as _;

/// The page as one JSON object with the fields of the contract; absent values are `null`.
pub fn json(page: &Page) -> String {
    let mut text = serde_json::to_string_pretty(page).unwrap_or_else(|_| "{}".into());
    text.push('\n');
    text
}

/// The page for a person to read, in Chinese.
pub fn render(page: &Page) -> String {
    let mut out = String::new();
    head(&mut out, page);
    for (number, list) in page.lists.iter().enumerate() {
        column(&mut out, number + 1, list);
    }
    if page.lists.is_empty() {
        line(&mut out, "列表", "没有读到列表");
    }
    line(&mut out, "最新日期", &page.newest.map_or_else(|| "未读到".into(), |it| it.to_string()));
    marks(&mut out, page);
    links(&mut out, page);
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
    line(out, "页面类型", kind(page.kind));
    line(out, "编码", &format!("{}（依据：{}）", page.charset.label, charset(page.charset.source)));
    line(out, "建站系统", page.family.as_deref().unwrap_or("未识别"));
    line(out, "可见文字", &format!("{} 字", page.text_chars));
    if !page.breadcrumb.is_empty() {
        let trail: Vec<&str> = page.breadcrumb.iter().map(|it| it.text.as_str()).collect();
        line(out, "当前位置", &trail.join(" > "));
    }
    if let Some(published) = page.published {
        line(out, "发布日期", &format!("{}（{}）", published.date, source(published.source)));
    }
    if let Some(headline) = &page.headline {
        line(out, "正文标题", headline);
    }
    if let Some(origin) = &page.origin {
        line(out, "来源", origin);
    }
    line(out, "内容状态", emptiness(&page.emptiness));
    if let Some(leads) = &page.leads_to {
        line(out, "跳转到", &format!("{}（{}）", leads.address, by(leads.by)));
    }
    if let Some(product) = &page.blocked_by {
        line(out, "拦截", &format!("这是安全防护设备的拦截页（{product}），不能据此判断网站状况"));
    }
    if let Some(notice) = &page.notice {
        line(out, "页面提示", &format!("{}（“{}”）", notice_kind(notice.kind), notice.phrase));
    }
    if let Some(statement) = &page.statement {
        line(out, "情况说明", statement);
    }
}

fn column(out: &mut String, number: usize, list: &List) {
    let name = list.name.as_deref().unwrap_or("（未命名）");
    let newest = list.newest.map_or_else(|| "无日期".into(), |it| format!("最新 {it}"));
    let _ = writeln!(out, "\n列表 {number}：{name}，{} 条，{newest}", list.entries.len());
    if let Some(more) = &list.more {
        let _ = writeln!(out, "    更多：{more}");
    }
    if let Some(pager) = &list.pager {
        let count = |it: Option<u32>| it.map_or_else(|| "不详".into(), |it| it.to_string());
        let next = pager.next.as_ref().map_or("无", |it| it.as_str());
        let _ = writeln!(
            out,
            "    翻页：共 {} 条，{} 页，下一页 {next}",
            count(pager.total),
            count(pager.pages)
        );
    }
    for entry in &list.entries {
        let date = entry.date.map_or_else(|| "无日期    ".into(), |it| it.to_string());
        let from = entry.date_source.map_or("", source);
        let _ = writeln!(
            out,
            "    {date} {}  {}\n        {}",
            bracketed(from),
            entry.title,
            entry.address
        );
    }
}

fn bracketed(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("（{text}）") }
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
        let _ = writeln!(out, "    {name}：{} {value}", mark_state(mark.state));
    }
}

fn links(out: &mut String, page: &Page) {
    out.push_str("\n链接\n");
    for (wanted, name) in [
        (LinkKind::Page, "页面"),
        (LinkKind::Attachment, "附件"),
        (LinkKind::Image, "图片"),
        (LinkKind::Script, "脚本"),
        (LinkKind::Style, "样式"),
        (LinkKind::Frame, "框架"),
    ] {
        let count = page.links.iter().filter(|it| it.kind == wanted).count();
        let _ = writeln!(out, "    {name}：{count} 个");
    }
    for link in page.links.iter().filter(|it| it.hidden && it.kind == LinkKind::Page).take(20) {
        let _ = writeln!(out, "    隐藏的链接：{} {}", link.text, link.address);
    }
    out.push('\n');
}

fn line(out: &mut String, name: &str, value: &str) {
    let _ = writeln!(out, "{name}：{value}");
}

fn kind(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Home => "首页",
        PageKind::List => "栏目列表",
        PageKind::Hub => "频道页（多个栏目）",
        PageKind::Article => "正文",
        PageKind::Shell => "须由浏览器执行脚本才有内容",
        PageKind::Placeholder => "占位页",
        PageKind::Blocked => "拦截页",
        PageKind::NotFound => "页面不存在",
        PageKind::Other => "其他",
    }
}

fn charset(source: CharsetSource) -> &'static str {
    match source {
        CharsetSource::Bom => "文件开头的标记",
        CharsetSource::Header => "响应头",
        CharsetSource::Meta => "页面声明",
        CharsetSource::Content => "内容本身",
    }
}

fn source(source: DateSource) -> &'static str {
    match source {
        DateSource::List => "列表所印",
        DateSource::Meta => "页面标签",
        DateSource::Label => "发布时间字样",
        DateSource::Article => "正文页",
        DateSource::Address => "网址中的日期",
        DateSource::Text => "正文文字",
        DateSource::Inferred => "年份为推断",
    }
}

fn emptiness(emptiness: &Emptiness) -> &'static str {
    match emptiness {
        Emptiness::Filled => "有内容",
        Emptiness::Empty => "空白",
        Emptiness::Undecided => "可能由脚本填充，无法判定",
    }
}

fn by(by: LeadsBy) -> &'static str {
    match by {
        LeadsBy::Refresh => "页面刷新标签",
        LeadsBy::Script => "脚本",
        LeadsBy::Frame => "框架",
    }
}

fn notice_kind(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::NotFound => "页面不存在",
        NoticeKind::UnderConstruction => "建设或维护中",
        NoticeKind::ServerDefault => "服务器默认页",
        NoticeKind::Closed => "网站已关闭",
        NoticeKind::Moved => "网站已迁移",
        NoticeKind::Archived => "已归档",
        NoticeKind::Hijacked => "疑似被篡改或域名被转卖",
    }
}

fn mark_state(state: MarkState) -> &'static str {
    match state {
        MarkState::Present => "有",
        MarkState::Malformed => "格式不对",
        MarkState::Missing => "没有",
        MarkState::Unseen => "未能看到（可能由脚本生成）",
    }
}
