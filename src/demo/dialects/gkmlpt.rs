//! Guangdong: the NFCMS portal with `post_N.html`, and beside it gkmlpt, a script page over a JSON interface.

use crate::demo::answers::Answer;
use crate::demo::dialects::{ArticleView, Dialect, Place, Row};
use crate::demo::feed::Feed;
use crate::demo::plan::SitePlan;
use crate::demo::words;
use chrono::{FixedOffset, NaiveDate, NaiveTime};
use serde_json::{Value, json};

pub(crate) struct Nfcms;

impl Dialect for Nfcms {
    fn column(&self, place: Place) -> String {
        format!("/{}/index.html", place.slug)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/{}/index_{number}.html", place.slug)
    }

    fn article(&self, place: Place, serial: usize, _day: NaiveDate) -> String {
        format!("/{}/content/post_{}.html", place.slug, 3_200_000 + serial)
    }

    fn rows(&self, rows: &[Row]) -> String {
        let items: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<li class=\"list_li\"><a href=\"{}\" title=\"{}\" target=\"_blank\">{}</a><span class=\"time\">{}</span></li>\n",
                    row.href,
                    row.title,
                    row.title,
                    row.printed("%Y-%m-%d")
                )
            })
            .collect();
        format!("<ul class=\"news_list\">\n{items}</ul>\n")
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<script>var NFCMS_SITE_ID = \"{SID}\", NFCMS_POST_ID = \"3200001\";</script>\n<h1 class=\"title\">{}</h1>\n\
             <div class=\"msg\"><span>来源：{}</span> <span>发布时间：{} 16:05:11</span></div>\n<div class=\"article-content\">\n{}</div>\n",
            article.title,
            article.source,
            article.day.format("%Y-%m-%d"),
            article.html
        )
    }
}

const SID: u32 = 775_021;

/// One column of the disclosure directory.
pub(crate) struct Shelf<'a> {
    pub(crate) id: usize,
    pub(crate) name: &'a str,
    pub(crate) theme: &'a str,
    pub(crate) days: Vec<NaiveDate>,
}

/// The directory's script page, its interface, and its articles.
pub(crate) fn directory(site: &mut SitePlan, shelves: &[Shelf<'_>]) {
    let tree: Vec<Value> = shelves
        .iter()
        .map(|it| json!({"id": it.id, "name": it.name, "parent_id": 0, "post_count": it.days.len(), "children": []}))
        .collect();
    site.extra.push(("/gkmlpt/index".into(), Answer::html(200, &shell(site, &json!(tree)))));
    let bundle = "window.onhashchange=function(){var c=location.hash.slice(1);fetch('/gkmlpt/api/all/'+c+'?page=1&sid='+_CONFIG.SID)\
                  .then(function(r){return r.json()}).then(function(d){document.getElementById('list').innerHTML=d.articles.map(function(a){\
                  return '<li><a href=\"' + a.url + '\">'+a.title+'</a><span>'+a.created_at.slice(0,10)+'</span></li>'}).join('')})};window.onhashchange();\n";
    site.extra.push(("/gkmlpt/assets/index.js".into(), Answer::script(bundle)));
    for shelf in shelves {
        let articles: Vec<Value> = shelf
            .days
            .iter()
            .enumerate()
            .map(|(index, day)| item(site, shelf, index, *day))
            .collect();
        let total = articles.len();
        let answer = |articles: Vec<Value>| {
            Answer::json(&json!({
                "classify": {"id": shelf.id, "name": shelf.name, "post_count": total},
                "articles": articles, "total": total
            }))
        };
        site.feeds.push(Feed {
            path: format!("/gkmlpt/api/all/{}", shelf.id),
            needs: vec![("sid".into(), SID.to_string())],
            page_key: "page",
            pages: vec![answer(articles)],
            beyond: Answer::not_found(),
        });
    }
}

fn shell(site: &SitePlan, tree: &Value) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{0}政府信息公开平台</title>\n<meta name=\"SiteName\" content=\"{0}政府信息公开平台\">\n\
         <script>window._CONFIG = {{ SITE_NAME: '{0}', SID: '{SID}', BASE_URL: '', TREE: {tree} }};</script></head>\n\
         <body><div id=\"app\"><div class=\"tree\"></div><ul id=\"list\"></ul></div><script src=\"/gkmlpt/assets/index.js\"></script></body></html>\n",
        site.unit
    )
}

/// One line of the interface; its article joins the site.
fn item(site: &mut SitePlan, shelf: &Shelf<'_>, index: usize, day: NaiveDate) -> Value {
    let number = 3_255_000 + shelf.id * 100 + index;
    let path = format!("/gkmlpt/content/3/{}/post_{number}.html", number / 1000);
    let title = words::title(shelf.theme, &site.short, index, 2025);
    let html = format!(
        "<html><head><meta charset=\"utf-8\"><title>{title}</title><meta name=\"ArticleTitle\" content=\"{title}\">\
         <meta name=\"PubDate\" content=\"{day} 10:20\"><meta name=\"ColumnName\" content=\"{}\"></head><body><h1>{title}</h1>\
         <table><tr><td>索引号</td><td>11499{number}</td><td>发布日期</td><td>{day}</td></tr></table><div class=\"article-content\">\n{}</div></body></html>",
        shelf.name,
        words::text(&title, &site.short)
    );
    let address = site.at(&path);
    site.extra.push((path, Answer::html(200, &html)));
    let east = FixedOffset::east_opt(8 * 3600);
    let noon = day.and_time(NaiveTime::MIN);
    let epoch = east.and_then(|it| noon.and_local_timezone(it).single()).map(|it| it.timestamp());
    json!({
        "id": number, "title": title, "url": address, "date": epoch,
        "created_at": format!("{day} 10:20:00"), "publisher": site.unit, "identifier": format!("11499{number}")
    })
}
