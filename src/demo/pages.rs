//! A site's pages from its plan: what the home page and the lists lead to, articles with their tags, the furniture.

use crate::demo::answers::Answer;
use crate::demo::dialects::ArticleView;
use crate::demo::guides::{GuidePlan, guide};
use crate::demo::home::home;
use crate::demo::lists::{Entry, column_pages, entries};
use crate::demo::plan::{ColumnPlan, Drawn, Print, SitePlan};
use crate::demo::skeleton::{Leaflet, column_href, crumb, menu, whole};
use crate::demo::{footer, words};
use crate::model::site::ColumnClass;
use chrono::Days;

/// What the scripts of the pages call, so that they work in a browser.
const QUERY: &str = include_str!("../../data/demo/query.js");

/// Every address of the site with its answer, paths with their query.
pub(crate) fn answers(site: &SitePlan) -> Vec<(String, Answer)> {
    let lists: Vec<Vec<Entry>> = site.columns.iter().map(|it| entries(site, it)).collect();
    // The first answer to an address counts: what a pattern plants goes before what the plan would give.
    let mut all = site.extra.clone();
    all.extend(furniture(site));
    all.extend(home(site, &lists));
    let mut fragments = site.in_article.iter().cloned().collect::<String>();
    for (column, entries) in site.columns.iter().zip(&lists) {
        all.extend(column_pages(site, column, entries));
        let own = column.leads_to.is_empty();
        for (index, entry) in entries.iter().enumerate().filter(|_| own) {
            let mut extra = std::mem::take(&mut fragments);
            if index + 1 == entries.len() {
                extra.push_str(&column.in_last);
            }
            for (_, own) in column.in_articles.iter().filter(|(number, _)| *number == index) {
                extra.push_str(own);
            }
            all.push((entry.path.clone(), article(site, column, entry, index, &extra)));
        }
    }
    all
}

fn article(
    site: &SitePlan,
    column: &ColumnPlan,
    entry: &Entry,
    index: usize,
    extra: &str,
) -> Answer {
    let planned = column.bodies.iter().find(|(at, _)| *at == index);
    let mut html = match column.class {
        _ if planned.is_some() => planned.map(|(_, body)| body.clone()).unwrap_or_default(),
        ColumnClass::Services => {
            let usual = GuidePlan::default();
            guide(column.guides.get(index).unwrap_or(&usual), &entry.title, &site.short)
        }
        ColumnClass::Consultation => letter(entry, &site.short),
        _ => words::text(&entry.title, &site.short),
    };
    html.push_str(extra);
    if column.class == ColumnClass::News && index == 0 {
        html.push_str("<p><img src=\"/images/photo.png\" alt=\"活动现场 2019-08-08\"></p>\n");
    }
    if column.class == ColumnClass::PolicyFiles {
        html.push_str("<p>附件：<a href=\"/files/annex.pdf\">附件1.任务分解表.pdf</a> <a href=\"/files/annex.doc\">附件2.申请表.doc</a></p>\n");
    }
    let day = entry.day + Days::new(column.article_skew.unsigned_abs());
    let writing = column.writing.unwrap_or(site.writing);
    let mut tags = format!(
        "<meta name=\"ColumnName\" content=\"{}\">\n<meta name=\"ColumnType\" content=\"{}\">\n\
         <meta name=\"ArticleTitle\" content=\"{}\">\n<meta name=\"ContentSource\" content=\"{}\">\n",
        column.name, column.kind, entry.title, site.short
    );
    let main = if matches!(column.print, Print::Nowhere) {
        format!("<h1>{}</h1>\n<div class=\"content\">\n{html}</div>\n", entry.title)
    } else {
        let tag = day.format(column.tag_format);
        tags.push_str(&format!("<meta name=\"PubDate\" content=\"{tag}\">\n"));
        let view = ArticleView { title: &entry.title, day, source: &site.short, html: &html };
        site.dialect.body(&view)
    };
    let page = Leaflet { title: &entry.title, tags, crumb: crumb(site, Some(column)), main };
    Answer::page(writing, &whole(site, writing, &page))
}

/// A message with its reply two days later.
fn letter(entry: &Entry, unit: &str) -> String {
    let asked = entry.day - Days::new(2);
    format!(
        "<p>来信时间：{}</p>\n<p>来信内容：您好，{}，请问如何处理？</p>\n<p>回复单位：{unit}</p>\n<p>回复时间：{}</p>\n\
         <p>回复内容：您好，来信收悉，已安排工作人员与您联系，感谢您对我们工作的支持。</p>\n",
        asked.format("%Y-%m-%d"),
        entry.title,
        entry.day.format("%Y-%m-%d")
    )
}

/// Images, scripts, files and the pages that the frame leads to.
fn furniture(site: &SitePlan) -> Vec<(String, Answer)> {
    let page = |title: &str, main: String| {
        let leaf = Leaflet { title, tags: String::new(), crumb: crumb(site, None), main };
        Answer::page(site.writing, &whole(site, site.writing, &leaf))
    };
    let mut all: Vec<(String, Answer)> = ["logo", "gongan", "jiucuo", "red", "photo"]
        .iter()
        .map(|name| (format!("/images/{name}.png"), Answer::picture()))
        .collect();
    all.push(("/css/main.css".into(), Answer::of(200, "text/css", "body{font-size:14px}\n")));
    all.push((
        "/Template/Default/Skin/default.css".into(),
        Answer::of(200, "text/css", "li{margin:0}\n"),
    ));
    all.push(("/js/jquery.js".into(), Answer::script(QUERY)));
    all.push(("/Analytics/CounterLink.aspx".into(), Answer::script("document.write('128');\n")));
    all.push(("/files/annex.pdf".into(), Answer::file("annex.pdf")));
    all.push(("/files/annex.doc".into(), Answer::file("annex.doc")));
    let map: String = site
        .columns
        .iter()
        .map(|it| format!("<a href=\"{}\">{}</a>\n", column_href(site, it), it.name))
        .collect();
    all.push(("/wzdt.html".into(), page("网站地图", format!("<h2>网站地图</h2>\n{map}"))));
    all.push((
        "/wza.html".into(),
        page(
            "无障碍浏览",
            format!("<h2>无障碍浏览</h2>\n{}", words::text("无障碍浏览", &site.short)),
        ),
    ));
    all.push((
        "/search".into(),
        page("站内搜索", "<h2>站内搜索</h2>\n<p>请输入关键词</p>\n".into()),
    ));
    all.extend(site.dialect.scripts());
    if site.menu_loaded {
        all.push(("/include/header.html".into(), Answer::html(200, &menu(site))));
    }
    match site.marks.drawn {
        Drawn::InPage => {}
        Drawn::Written => {
            all.push(("/js/footer.js".into(), Answer::script(&footer::as_script(site))));
        }
        Drawn::Loaded => {
            all.push(("/public/footer.html".into(), Answer::html(200, &footer::markup(site))));
        }
        Drawn::Framed => {
            let page = format!(
                "<html><head><meta charset=\"utf-8\"></head><body>\n{}</body></html>\n",
                footer::markup(site)
            );
            all.push(("/public/bottom.html".into(), Answer::html(200, &page)));
        }
    }
    all
}
