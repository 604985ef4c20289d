//! A site's pages from its plan: home with boxes, columns with paged lists, articles with their tags.

use crate::demo::answers::{Answer, Manner};
use crate::demo::dialects::{ArticleView, Leaf, Row};
use crate::demo::footer;
use crate::demo::plan::{ColumnBody, ColumnPlan, Drawn, HomeManner, SitePlan};
use crate::demo::skeleton::{Leaflet, column_href, crumb, place, site_name, whole};
use crate::demo::words;
use crate::model::site::ColumnClass;
use chrono::{Datelike, Days, NaiveDate};

const PER_PAGE: usize = 8;
const PER_BOX: usize = 6;

struct Entry {
    title: String,
    path: String,
    day: NaiveDate,
}

/// Every address of the site with its answer, paths with their query.
pub(crate) fn answers(site: &SitePlan) -> Vec<(String, Answer)> {
    let lists: Vec<Vec<Entry>> = site.columns.iter().map(|it| entries(site, it)).collect();
    let mut all = furniture(site);
    all.extend(home(site, &lists));
    let mut fragments = site.in_article.iter().cloned().collect::<String>();
    for (column, entries) in site.columns.iter().zip(&lists) {
        all.extend(column_pages(site, column, entries));
        for (index, entry) in entries.iter().enumerate() {
            let extra = std::mem::take(&mut fragments);
            all.push((entry.path.clone(), article(site, column, entry, index, &extra)));
        }
    }
    all.extend(site.extra.iter().cloned());
    all
}

fn entries(site: &SitePlan, column: &ColumnPlan) -> Vec<Entry> {
    let ColumnBody::List(days) = &column.body else { return Vec::new() };
    days.iter()
        .enumerate()
        .map(|(index, day)| {
            let planned = column.titles.iter().find(|(at, _)| *at == index);
            let title = planned.map_or_else(
                || words::title(column.theme, &site.short, index, day.year() - 1),
                |(_, title)| title.clone(),
            );
            let made = if column.skew < 0 {
                *day - Days::new(column.skew.unsigned_abs())
            } else {
                *day + Days::new(column.skew.unsigned_abs())
            };
            let serial = column.id * 100 + days.len() - index;
            Entry {
                title,
                path: site.dialect.article(place(site, column), serial, made),
                day: *day,
            }
        })
        .collect()
}

fn rows(column: &ColumnPlan, entries: &[Entry], href: impl Fn(&Entry) -> String) -> Vec<Row> {
    let print = column.print;
    entries
        .iter()
        .map(|it| Row { title: it.title.clone(), href: href(it), day: it.day, print })
        .collect()
}

fn home(site: &SitePlan, lists: &[Vec<Entry>]) -> Vec<(String, Answer)> {
    let mut boxes = String::new();
    for (column, entries) in site.columns.iter().zip(lists).filter(|(it, _)| it.on_home) {
        let top = &entries[..entries.len().min(PER_BOX)];
        let list = match &column.body {
            ColumnBody::List(_) => site.dialect.boxed(&rows(column, top, |it| it.path.clone())),
            _ => continue,
        };
        boxes.push_str(&format!(
            "<div class=\"box\"><h3><a href=\"{0}\">{1}</a><a class=\"more\" href=\"{0}\">更多&gt;&gt;</a></h3>\n{list}</div>\n",
            column_href(site, column),
            column.name
        ));
    }
    boxes.push_str(&site.on_home.concat());
    boxes.push_str(
        "<div class=\"links\"><select onchange=\"window.open(this.value)\">\n<option value=\"\">友情链接</option>\n\
         <option value=\"http://www.gov.cn/\">中国政府网</option>\n<option value=\"http://www.anlan.gov.cn/\">安澜市人民政府</option>\n\
         <option value=\"http://news.anlan.gov.cn/\">安澜新闻网</option>\n</select></div>\n",
    );
    let name = site_name(site);
    let leaf = Leaflet { title: &name, tags: String::new(), crumb: String::new(), main: boxes };
    let page = Answer::page(site.writing, &whole(site, &leaf));
    entrance(site, page)
}

/// The home page under its addresses, behind what leads to it.
fn entrance(site: &SitePlan, page: Answer) -> Vec<(String, Answer)> {
    let door = site.home_path();
    let inner = "/main/index.html".to_owned();
    let jump = |html: &str| Answer::page(site.writing, html);
    match site.home {
        HomeManner::Direct if site.organ.is_some() => vec![(door, page)],
        HomeManner::Direct => vec![(door, page.clone()), ("/index.html".to_owned(), page)],
        HomeManner::FirstFails => vec![(door, page.acting(Manner::FailsAtFirst(500)))],
        HomeManner::Cookie => vec![(door, page.acting(Manner::WantsCookie))],
        HomeManner::MetaRefresh => vec![
            (
                door,
                jump(
                    "<html><head><meta http-equiv=\"refresh\" content=\"0;url=main/index.html\"></head><body></body></html>",
                ),
            ),
            (inner, page),
        ],
        HomeManner::ScriptJump => vec![
            (
                door,
                jump(
                    "<html><head><script type=\"text/javascript\">window.location.href=\"/main/index.html\";</script></head><body></body></html>",
                ),
            ),
            (inner, page),
        ],
        HomeManner::Frameset => vec![
            (
                door,
                jump(
                    "<html><head><title>欢迎访问</title></head><frameset rows=\"100%,*\" frameborder=\"no\"><frame src=\"/main/index.html\" name=\"main\"></frameset></html>",
                ),
            ),
            (inner, page),
        ],
    }
}

fn column_pages(site: &SitePlan, column: &ColumnPlan, entries: &[Entry]) -> Vec<(String, Answer)> {
    let path = site.dialect.column(place(site, column));
    match &column.body {
        ColumnBody::Elsewhere(_) => Vec::new(),
        ColumnBody::List(_) => list_pages(site, column, entries),
        ColumnBody::Single => {
            vec![(path, leaf(site, column, &single(site, column)))]
        }
        ColumnBody::Says(words) => {
            let main =
                format!("<h2>{}</h2>\n<div class=\"list\"><p>{words}</p></div>\n", column.name);
            vec![(path, leaf(site, column, &main))]
        }
        ColumnBody::Frame => {
            let main = format!("<h2>{}</h2>\n{}", column.name, site.dialect.frame());
            vec![(path, leaf(site, column, &main))]
        }
        ColumnBody::Script => {
            let main = format!(
                "<h2>{}</h2>\n<ul class=\"list\" id=\"list\"></ul>\n<script>$.ajax({{url:\"/site/label/8888?labelName=publicInfoList&pageIndex=1&organId={}&catId={}\",\
                 success:function(data){{$(\"#list\").html(data);}}}});</script>\n",
                column.name,
                site.organ.unwrap_or_default(),
                column.id
            );
            vec![(path, leaf(site, column, &main))]
        }
    }
}

fn list_pages(site: &SitePlan, column: &ColumnPlan, entries: &[Entry]) -> Vec<(String, Answer)> {
    let at = place(site, column);
    let pages = entries.len().div_ceil(PER_PAGE).max(1);
    let mut all = Vec::new();
    for (index, part) in entries.chunks(PER_PAGE).enumerate() {
        let number = index + 1;
        let rows = rows(column, part, |it| site.dialect.relative(at, &it.path));
        let foot = Leaf { number, pages, entries: entries.len(), scripted: column.promises };
        let main = format!(
            "<h2>{}</h2>\n{}{}",
            column.name,
            site.dialect.rows(&rows),
            site.dialect.pager(at, foot)
        );
        let path =
            if number == 1 { site.dialect.column(at) } else { site.dialect.page(at, number) };
        all.push((path, leaf(site, column, &main)));
    }
    all
}

fn single(site: &SitePlan, column: &ColumnPlan) -> String {
    let title = format!("{}{}", site.short, column.name);
    format!(
        "<h1>{title}</h1>\n<div class=\"content\">\n{}</div>\n",
        words::text(&title, &site.short)
    )
}

fn leaf(site: &SitePlan, column: &ColumnPlan, main: &str) -> Answer {
    let name = site_name(site);
    let tags = format!(
        "<meta name=\"ColumnName\" content=\"{0}\">\n<meta name=\"ColumnDescription\" content=\"{1}{0}\">\n\
         <meta name=\"ColumnKeywords\" content=\"{0}\">\n<meta name=\"ColumnType\" content=\"{2}\">\n",
        column.name, site.short, column.kind
    );
    let title = format!("{}-{name}", column.name);
    let page =
        Leaflet { title: &title, tags, crumb: crumb(site, Some(column)), main: main.to_owned() };
    Answer::page(site.writing, &whole(site, &page))
}

fn article(
    site: &SitePlan,
    column: &ColumnPlan,
    entry: &Entry,
    index: usize,
    extra: &str,
) -> Answer {
    let mut html = match column.class {
        ColumnClass::Services => guide(&entry.title, &site.short),
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
    let tags = format!(
        "<meta name=\"ColumnName\" content=\"{}\">\n<meta name=\"ColumnType\" content=\"{}\">\n\
         <meta name=\"ArticleTitle\" content=\"{}\">\n<meta name=\"PubDate\" content=\"{} 09:12\">\n\
         <meta name=\"ContentSource\" content=\"{}\">\n",
        column.name,
        column.kind,
        entry.title,
        entry.day.format("%Y-%m-%d"),
        site.short
    );
    let view =
        ArticleView { title: &entry.title, day: entry.day, source: &site.short, html: &html };
    let page = Leaflet {
        title: &entry.title,
        tags,
        crumb: crumb(site, Some(column)),
        main: site.dialect.body(&view),
    };
    Answer::page(site.writing, &whole(site, &page))
}

/// A service guide with all eight elements.
fn guide(title: &str, unit: &str) -> String {
    format!(
        "<table class=\"guide\">\n<tr><th>事项名称</th><td>{title}</td></tr>\n<tr><th>设定依据</th><td>《社会救助暂行办法》第十一条</td></tr>\n\
         <tr><th>申请条件</th><td>具有本地户籍且符合规定条件的居民</td></tr>\n<tr><th>办理材料</th><td>身份证、户口簿、申请表</td></tr>\n\
         <tr><th>办理地点</th><td>{unit}便民服务中心二楼3号窗口</td></tr>\n<tr><th>办理时间</th><td>工作日上午8:30-12:00，下午14:30-17:30</td></tr>\n\
         <tr><th>联系电话</th><td>0999-6012345</td></tr>\n<tr><th>办理流程</th><td>申请、受理、审核、办结</td></tr>\n</table>\n"
    )
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
        Answer::page(site.writing, &whole(site, &leaf))
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
    all.push(("/js/jquery.js".into(), Answer::script("/* jQuery */\n")));
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
    match site.marks.drawn {
        Drawn::InPage => {}
        Drawn::Written => {
            all.push(("/js/footer.js".into(), Answer::script(&footer::as_script(site))));
        }
        Drawn::Loaded => {
            all.push(("/public/footer.html".into(), Answer::html(200, &footer::markup(site))));
        }
    }
    all
}
