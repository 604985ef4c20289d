//! A portal of one shell: `<div id="app">` and a bundle that fetches JSON and draws home, lists and footer from it.

use crate::demo::answers::Answer;
use crate::demo::dialects::{ArticleView, Dialect, Place};
use crate::demo::footer;
use crate::demo::lists::entries;
use crate::demo::plan::SitePlan;
use crate::demo::skeleton::place;
use chrono::NaiveDate;
use serde_json::{Value, json};

pub(crate) struct Shell;

impl Dialect for Shell {
    fn column(&self, place: Place) -> String {
        format!("/list/{}", place.id)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/list/{}/{number}", place.id)
    }

    fn article(&self, _place: Place, serial: usize, _day: NaiveDate) -> String {
        format!("/html/{serial}.html")
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<h1>{}</h1>\n<p class=\"info\">发布时间：{}　来源：{}</p>\n<div class=\"article-content\">\n{}</div>\n",
            article.title,
            article.day.format("%Y-%m-%d"),
            article.source,
            article.html
        )
    }
}

/// The bundle puts its interface's address together, so that no page names it whole.
const BUNDLE: &str = r#"(function(){
var app = document.getElementById("app"), api = ["", "api", "content"].join("/");
function get(u){ return fetch(api + u).then(function(r){ return r.json(); }); }
function list(id){ return get("/list?channelId=" + id + "&pageNum=1"); }
function tag(n, v){ var m = document.createElement("meta"); m.name = n; m.content = v; document.head.appendChild(m); }
function rows(d){ return '<ul class="list">' + d.data.records.map(function(a){
  return '<li><a href="' + a.path + '">' + a.title + '</a><span>' + a.publishTime.slice(0, 10) + '</span></li>'; }).join("") + '</ul>'; }
get("/site").then(function(s){
  var nav = '<ul class="nav">' + s.channels.concat(s.links).map(function(c){ return '<li><a href="' + c.path + '">' + c.name + '</a></li>'; }).join("") + '</ul>';
  var at = location.pathname.match(/^\/list\/(\d+)/);
  var shown = at ? s.channels.filter(function(c){ return String(c.id) === at[1]; }) : s.channels;
  tag("SiteName", s.name); tag("SiteDomain", location.hostname); tag("SiteIDCode", s.code);
  if (at && shown[0]) { ["ColumnName", "ColumnDescription", "ColumnKeywords"].forEach(function(n){ tag(n, shown[0].name); }); tag("ColumnType", shown[0].kind); }
  Promise.all(shown.map(function(c){ return list(c.id).then(function(d){ return '<div class="box"><h2>' + c.name + '</h2>' + rows(d) + '</div>'; }); }))
    .then(function(boxes){ document.title = (at && shown[0] ? shown[0].name + "-" : "") + s.name; app.innerHTML = nav + boxes.join("") + s.footer; });
});
})();
"#;

/// Shell, bundle and interface; they take the place of the site's own home and lists.
pub(crate) fn portal(site: &mut SitePlan) {
    let page = Answer::html(
        200,
        "<!DOCTYPE html><html lang=\"zh\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title></title></head>\
         <body><noscript>请启用 JavaScript</noscript><div id=\"app\"></div><script src=\"/assets/app.3f9a1c.js\"></script></body></html>",
    );
    let mut channels: Vec<Value> = Vec::new();
    let mut answers =
        vec![("/".to_owned(), page.clone()), ("/index.html".to_owned(), page.clone())];
    for column in &site.columns {
        let path = site.dialect.column(place(site, column));
        let records: Vec<Value> = entries(site, column)
            .iter()
            .enumerate()
            .map(|(index, it)| json!({"id": index + 1, "title": it.title, "path": it.path, "publishTime": format!("{} 10:00:00", it.day)}))
            .collect();
        let list = json!({"code": 200, "data": {"total": records.len(), "records": records}});
        let target = format!("/api/content/list?channelId={}&pageNum=1", column.id);
        answers.push((target, Answer::json(&list)));
        channels
            .push(json!({"id": column.id, "name": column.name, "kind": column.kind, "path": path}));
        answers.push((path, page.clone()));
    }
    let about = json!({"name": format!("{}网站", site.unit), "code": site.code, "channels": channels,
        "links": [{"name": "政府信息公开", "path": "http://www.lanqing.gov.cn/"}], "footer": footer::markup(site)});
    answers.push(("/api/content/site".into(), Answer::json(&about)));
    answers.push(("/assets/app.3f9a1c.js".into(), Answer::script(BUNDLE)));
    site.extra.extend(answers);
}
