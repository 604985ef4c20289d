//! One large portal for measurements: every page made on the fly from its number, cheaply, the same each time.

use crate::demo::answers::Answer;
use crate::demo::serve::{Door, Host, World};
use crate::demo::words;
use bytes::Bytes;
use chrono::{Days, NaiveDate};
use encoding_rs::GB18030;
use std::fmt::Write as _;
use std::sync::Arc;

/// The one host of the large portal.
pub const HOST: &str = "da.lanqing.gov.cn";

const ENTRIES: usize = 20;
const LISTS_OF_A_COLUMN: usize = 25;
/// Two and a third good addresses come with each article; so every tenth with a broken one makes one in twenty-five.
const BROKEN_EVERY: usize = 10;
/// Page sizes in KiB, taken in turn: 15 to 60, 32 on average.
const SIZES: [usize; 9] = [15, 26, 45, 18, 34, 60, 22, 38, 30];
const TARGET_SLACK: usize = 2 * 1024;

/// A portal of so many pages: the home page, lists of twenty, articles. Half of its columns are in GB18030.
#[derive(Clone)]
pub struct BigSite {
    inner: Arc<Inner>,
}

struct Inner {
    as_of: NaiveDate,
    articles: usize,
    lists: usize,
    utf8: Filler,
    gb18030: Filler,
}

/// Paragraphs end to end, and where each ends.
struct Filler {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Filler {
    fn new(encode: impl Fn(&str) -> Vec<u8>) -> Self {
        let mut filler = Self { bytes: Vec::new(), ends: Vec::new() };
        while filler.bytes.len() < 64 * 1024 {
            let title = format!("第{}部分", filler.ends.len() + 1);
            for line in words::text(&title, "澜青县").lines() {
                filler.bytes.extend(encode(line));
                filler.bytes.push(b'\n');
                filler.ends.push(filler.bytes.len());
            }
        }
        filler
    }

    /// About so many bytes, ending with a whole paragraph.
    fn about(&self, length: usize) -> &[u8] {
        let at = self.ends.partition_point(|end| *end < length).min(self.ends.len() - 1);
        &self.bytes[..self.ends[at]]
    }
}

impl BigSite {
    pub fn new(as_of: NaiveDate, pages: usize) -> Self {
        let pages = pages.max(3);
        let lists = (pages - 1).div_ceil(ENTRIES + 1);
        let inner = Inner {
            as_of,
            articles: pages - 1 - lists,
            lists,
            utf8: Filler::new(|text| text.as_bytes().to_vec()),
            gb18030: Filler::new(|text| GB18030.encode(text).0.into_owned()),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Pages in all: home, lists, articles.
    pub fn pages(&self) -> usize {
        1 + self.inner.lists + self.inner.articles
    }

    /// Every page's address, for a client that only fetches.
    pub fn addresses(&self) -> Vec<String> {
        let inner = &self.inner;
        let lists = (0..inner.lists).map(Inner::list_path);
        let articles = (0..inner.articles).map(|article| inner.article_path(article));
        std::iter::once("/".to_owned())
            .chain(lists)
            .chain(articles)
            .map(|path| format!("http://{HOST}{path}"))
            .collect()
    }

    /// Addresses that pages link to and that answer 404.
    pub fn broken(&self) -> Vec<String> {
        (0..self.inner.articles)
            .filter(|it| it % BROKEN_EVERY == 0)
            .map(|it| format!("http://{HOST}{}", broken_path(it)))
            .collect()
    }

    /// Images and attachments that pages link to.
    pub fn files(&self) -> usize {
        self.inner.articles + self.inner.articles.div_ceil(3)
    }

    /// The same, one by one.
    pub fn files_addresses(&self) -> Vec<String> {
        let images = (0..self.inner.articles).map(|it| format!("http://{HOST}/img/{it}.jpg"));
        let files = (0..self.inner.articles).step_by(3);
        images.chain(files.map(|it| format!("http://{HOST}/files/{it}.pdf"))).collect()
    }

    /// One row of `sites.csv`, with its headings.
    pub fn sites_csv(&self) -> String {
        format!(
            "单位名称,单位类别,网站名称,网站地址,网站标识码,范围,状态,联系人,联系电话,邮箱,备注\n\
             澜青县大数据中心,县直,澜青县大数据中心网站,http://{HOST}/,3499019999,,运行,王海,0999-6000000,,\n"
        )
    }
}

impl World for BigSite {
    fn hosts(&self) -> Vec<Host> {
        vec![Host { name: HOST.to_owned(), door: Door::Open }]
    }

    fn answer(&self, _host: &str, target: &str) -> Answer {
        self.inner.answer(target).unwrap_or_else(Answer::not_found)
    }
}

fn broken_path(article: usize) -> String {
    format!("/gone/{article}.html")
}

impl Inner {
    fn column_of(list: usize) -> (usize, usize) {
        (list / LISTS_OF_A_COLUMN, list % LISTS_OF_A_COLUMN)
    }

    fn columns(&self) -> usize {
        self.lists.div_ceil(LISTS_OF_A_COLUMN)
    }

    fn list_path(list: usize) -> String {
        match Self::column_of(list) {
            (column, 0) => format!("/col{column}/"),
            (column, page) => format!("/col{column}/index_{page}.html"),
        }
    }

    fn day(&self, article: usize) -> NaiveDate {
        self.as_of - Days::new(u64::try_from(article % 1500).unwrap_or_default())
    }

    fn article_path(&self, article: usize) -> String {
        let column = article / ENTRIES / LISTS_OF_A_COLUMN;
        let day = self.day(article);
        format!("/col{column}/{}/t{}_{article}.html", day.format("%Y%m"), day.format("%Y%m%d"))
    }

    fn answer(&self, target: &str) -> Option<Answer> {
        if target == "/" {
            return Some(self.page(0, 0, "澜青县大数据中心网站", &self.home()));
        }
        if target.starts_with("/img/") {
            return Some(Answer::picture());
        }
        if target.starts_with("/files/") {
            return Some(Answer::file("a.pdf"));
        }
        let (column, rest) = target.strip_prefix("/col")?.split_once('/')?;
        let column: usize = column.parse().ok()?;
        let page = match rest {
            "" => Some(0),
            _ => rest.strip_prefix("index_").and_then(|it| it.strip_suffix(".html")?.parse().ok()),
        };
        if let Some(page) = page {
            let list = column * LISTS_OF_A_COLUMN + page;
            let exists = page < LISTS_OF_A_COLUMN && list < self.lists;
            return exists
                .then(|| self.page(column, list, &format!("第{column}栏目"), &self.list(list)));
        }
        let article: usize = rest.rsplit('_').next()?.strip_suffix(".html")?.parse().ok()?;
        if article >= self.articles || self.article_path(article) != target {
            return None;
        }
        let title = words::title("news", "澜青县", article, 2025);
        Some(self.page(column, article, &title, &self.article(article, &title)))
    }

    fn home(&self) -> String {
        let mut main = String::new();
        for column in 0..self.columns() {
            let _ = write!(
                main,
                "<div class=\"box\"><h3><a href=\"/col{column}/\">第{column}栏目</a></h3><ul>"
            );
            let first = column * LISTS_OF_A_COLUMN * ENTRIES;
            self.rows(&mut main, first, 6);
            main.push_str("</ul></div>\n");
        }
        main
    }

    fn rows(&self, main: &mut String, first: usize, count: usize) {
        for article in first..(first + count).min(self.articles) {
            let _ = writeln!(
                main,
                "<li><a href=\"{}\">{}</a><span>{}</span></li>",
                self.article_path(article),
                words::title("news", "澜青县", article, 2025),
                self.day(article)
            );
        }
    }

    fn list(&self, list: usize) -> String {
        let mut main = String::from("<ul class=\"list\">\n");
        self.rows(&mut main, list * ENTRIES, ENTRIES);
        main.push_str("</ul>\n");
        let next = list + 1;
        if next < self.lists && Self::column_of(next).1 != 0 {
            let _ = writeln!(main, "<a href=\"{}\">下一页</a>", Self::list_path(next));
        }
        main
    }

    fn article(&self, article: usize, title: &str) -> String {
        let day = self.day(article);
        let mut main = format!(
            "<h1>{title}</h1>\n<p>发布时间：{day} 来源：澜青县</p>\n<p><img src=\"/img/{article}.jpg\"></p>\n"
        );
        if article.is_multiple_of(3) {
            let _ = writeln!(main, "<p>附件：<a href=\"/files/{article}.pdf\">附件.pdf</a></p>");
        }
        if article.is_multiple_of(BROKEN_EVERY) {
            let _ = writeln!(main, "<p><a href=\"{}\">相关链接</a></p>", broken_path(article));
        }
        main.push_str("<ul class=\"related\">\n");
        self.rows(&mut main, (article * 7 + 3) % self.articles, 5);
        main.push_str("</ul>\n");
        main
    }

    /// A page of a column, filled up to its size; `number` decides which.
    fn page(&self, column: usize, number: usize, title: &str, main: &str) -> Answer {
        let mut head = format!(
            "<meta charset=\"{}\"><title>{title}</title>\n<meta name=\"SiteName\" content=\"澜青县大数据中心网站\">\n</head><body>\n<ul class=\"nav\">",
            if column.is_multiple_of(2) { "utf-8" } else { "gb2312" }
        );
        head.insert_str(0, "<!DOCTYPE html>\n<html><head>\n");
        for column in 0..self.columns().min(20) {
            let _ = write!(head, "<li><a href=\"/col{column}/\">第{column}栏目</a></li>");
        }
        head.push_str("</ul>\n");
        head.push_str(main);
        let foot = "<div class=\"footer\"><p>主办单位：澜青县大数据中心　联系电话：0999-6000000　网站标识码：3499019999　皖ICP备19999999号-1</p></div></body></html>";
        let wanted = SIZES[number % SIZES.len()] * 1024 - TARGET_SLACK;
        if column.is_multiple_of(2) {
            let filler = self.utf8.about(wanted);
            Answer::of(
                200,
                "text/html; charset=utf-8",
                joined(head.as_bytes(), filler, foot.as_bytes()),
            )
        } else {
            let filler = self.gb18030.about(wanted);
            let (head, foot) = (GB18030.encode(&head).0, GB18030.encode(foot).0);
            Answer::of(200, "text/html", joined(&head, filler, &foot))
        }
    }
}

fn joined(head: &[u8], filler: &[u8], foot: &[u8]) -> Bytes {
    let mut body = Vec::with_capacity(head.len() + filler.len() + foot.len());
    body.extend_from_slice(head);
    body.extend_from_slice(filler);
    body.extend_from_slice(foot);
    body.into()
}
