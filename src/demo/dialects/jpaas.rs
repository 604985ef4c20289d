//! jpaas units: a list comes only through `/api-gateway/jpaas-publish-server/front/page/build/unit`, as HTML in JSON.

use crate::demo::answers::Answer;
use crate::demo::dialects::{ArticleView, Dialect, Leaf, Place, Row};
use crate::demo::feed::Feed;
use crate::demo::words::seed;
use chrono::{Datelike, NaiveDate};
use serde_json::json;

pub(crate) struct Jpaas;

const UNIT: &str = "/api-gateway/jpaas-publish-server/front/page/build/unit";
const WEB: &str = "3721";
const TEMPLATE: &str = "kUBgoFENJiaYxr31jYEph";
const TAG: &str = "当前栏目列表";

fn number(place: Place) -> usize {
    1_229_208_500 + place.id
}

/// The call of a column's list, as the page names it.
pub(crate) fn call(id: usize) -> String {
    let column = 1_229_208_500 + id;
    format!(
        "<div class=\"list_box\" id=\"barrierfree_container\"></div>\n<script type=\"text/javascript\" src=\"/cms_files/default/script/ajax/page/page.js\" \
         parsetype=\"bulidstatic\" url=\"{UNIT}\" querydata=\"{{'webId':'{WEB}','pageId':'{column}','parseType':'bulidstatic','pageType':'column',\
         'tagId':'{TAG}','tplSetId':'{TEMPLATE}'}}\"></script>\n"
    )
}

/// The interface of a column; it heeds the page number only within `paramJson`.
pub(crate) fn unit(id: usize, pages: Vec<Answer>) -> Feed {
    let needs = [
        ("webId", WEB.to_owned()),
        ("pageId", (1_229_208_500 + id).to_string()),
        ("tplSetId", TEMPLATE.to_owned()),
        ("pageType", "column".to_owned()),
        ("parseType", "bulidstatic".to_owned()),
        ("tagId", TAG.to_owned()),
    ];
    Feed {
        path: UNIT.to_owned(),
        needs: needs.map(|(key, value)| (key.to_owned(), value)).to_vec(),
        page_key: "paramJson.pageNo",
        pages,
        beyond: answer(""),
    }
}

pub(crate) fn answer(html: &str) -> Answer {
    Answer::json(&json!({"success": true, "code": "200", "message": "ok", "data": {"html": html}}))
}

impl Dialect for Jpaas {
    fn column(&self, place: Place) -> String {
        format!("/col/col{}/index.html", number(place))
    }

    fn page(&self, _place: Place, _number: usize) -> String {
        String::new()
    }

    fn article(&self, place: Place, serial: usize, day: NaiveDate) -> String {
        let one = seed(&format!("{}{serial}", place.slug));
        let two = seed(&format!("{serial}{}", place.slug));
        format!("/col/col{}/art/{}/art_{one:016x}{two:016x}.html", number(place), day.year())
    }

    fn list(&self, place: Place, _rows: &[Row], _leaf: Leaf) -> String {
        call(place.id)
    }

    fn rows(&self, rows: &[Row]) -> String {
        let items: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<li><span></span><a class=\"bt_link\" href=\"{}\" title=\"{}\">{}</a><span class=\"bt_time\">{}</span></li>\n",
                    row.href,
                    row.title,
                    row.title,
                    row.printed("%Y-%m-%d")
                )
            })
            .collect();
        format!("<ul class=\"bt_list\">\n{items}</ul>\n")
    }

    fn feed(&self, place: Place, pages: &[Vec<Row>]) -> Option<Feed> {
        let total: usize = pages.iter().map(Vec::len).sum();
        let answers = pages.iter().map(|rows| {
            answer(&format!(
                "{}<div class=\"pagination\" totalrecord=\"{total}\" pagesize=\"8\"></div>",
                self.rows(rows)
            ))
        });
        Some(unit(place.id, answers.collect()))
    }

    fn pager(&self, _place: Place, _leaf: Leaf) -> String {
        String::new()
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<div class=\"article\"><h1 class=\"title\">{}</h1>\n<div class=\"info\">发布日期：{} 来源：{}</div>\n<div id=\"zoom\">\n{}</div></div>\n",
            article.title,
            article.day.format("%Y-%m-%d 08:30"),
            article.source,
            article.html
        )
    }

    fn scripts(&self) -> Vec<(String, Answer)> {
        let script = "(function(){var s=document.currentScript,d=JSON.parse(s.getAttribute('querydata').replace(/'/g,'\"'));d.paramJson='{\"pageNo\":1,\"pageSize\":8}';\
                      var q=Object.keys(d).map(function(k){return k+'='+encodeURIComponent(d[k])}).join('&');\
                      fetch(s.getAttribute('url')+'?'+q).then(function(r){return r.json()}).then(function(j){document.getElementById('barrierfree_container').innerHTML=j.data.html});})();\n";
        vec![("/cms_files/default/script/ajax/page/page.js".into(), Answer::script(script))]
    }
}
