//! How the products build addresses, lists, pagers and articles: one file a product.
//!
//! In: what a column or an article holds. Out: markup and paths as that product makes them. Never: what is wrong
//! with a site; that is planted by the patterns.

mod aspnet;
mod dede;
mod ecms;
mod enorth;
mod gkmlpt;
mod hanweb;
mod jpaas;
mod jyhcms;
mod lonsun;
mod openness;
mod powereasy;
mod shell;
mod table;
mod thinkcmf;
mod trs;
mod turbocms;
mod ucap;
mod vsb;
mod xinhua;

pub(crate) use aspnet::AspNet;
pub(crate) use dede::Dede;
pub(crate) use ecms::Ecms;
pub(crate) use enorth::Enorth;
pub(crate) use gkmlpt::{Nfcms, Shelf, directory};
pub(crate) use hanweb::Hanweb;
pub(crate) use jpaas::{Jpaas, answer as jpaas_answer, call as jpaas_call, unit as jpaas_unit};
pub(crate) use jyhcms::Jyhcms;
pub(crate) use lonsun::{Lonsun, LonsunFilled};
pub(crate) use openness::Openness;
pub(crate) use powereasy::PowerEasy;
pub(crate) use shell::{Shell, portal as shell_portal};
pub(crate) use table::Table;
pub(crate) use thinkcmf::ThinkCmf;
pub(crate) use trs::Trs;
pub(crate) use turbocms::TurboCms;
pub(crate) use ucap::Ucap;
pub(crate) use vsb::Vsb;
pub(crate) use xinhua::Xinhua;

use crate::demo::answers::Answer;
use crate::demo::feed::Feed;
use crate::demo::plan::Print;
use chrono::NaiveDate;

/// A column as far as its addresses need it.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) id: usize,
    pub(crate) slug: &'static str,
    pub(crate) organ: Option<u32>,
}

/// One line of a list.
pub(crate) struct Row {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) day: NaiveDate,
    pub(crate) print: Print,
    /// Printed in place of the day.
    pub(crate) instead: Option<String>,
}

impl Row {
    /// The day as it is printed, `usual` being what the dialect does; empty where none is printed.
    pub(crate) fn printed(&self, usual: &str) -> String {
        if let Some(instead) = &self.instead {
            return instead.clone();
        }
        match self.print {
            Print::As(how) => how(self.day),
            Print::Full => self.day.format("%Y-%m-%d").to_string(),
            Print::Usual => self.day.format(usual).to_string(),
            Print::MonthDay => self.day.format("%m-%d").to_string(),
            Print::Nothing | Print::Nowhere => String::new(),
        }
    }
}

/// Which page of how many.
#[derive(Clone, Copy)]
pub(crate) struct Leaf {
    /// From 1.
    pub(crate) number: usize,
    pub(crate) pages: usize,
    pub(crate) entries: usize,
    /// Only a script writes the pager.
    pub(crate) scripted: bool,
}

pub(crate) struct ArticleView<'a> {
    pub(crate) title: &'a str,
    pub(crate) day: NaiveDate,
    pub(crate) source: &'a str,
    pub(crate) html: &'a str,
}

pub(crate) trait Dialect: Sync {
    /// Path of the column's first page.
    fn column(&self, place: Place) -> String;
    /// Path of page `number`, from 2.
    fn page(&self, place: Place, number: usize) -> String;
    /// Path of an article; `serial` is its number on the host.
    fn article(&self, place: Place, serial: usize, day: NaiveDate) -> String;
    /// Path of a page, for products that count from the last one or give pages no address (empty).
    fn page_at(&self, place: Place, leaf: Leaf) -> String {
        self.page(place, leaf.number)
    }
    /// The list as its page has it, for products whose pages only hold the call that brings it.
    fn list(&self, _place: Place, rows: &[Row], _leaf: Leaf) -> String {
        self.rows(rows)
    }
    /// The interface that brings the list.
    fn feed(&self, _place: Place, _pages: &[Vec<Row>]) -> Option<Feed> {
        None
    }
    /// Scripts that the product's pages load.
    fn scripts(&self) -> Vec<(String, Answer)> {
        Vec::new()
    }
    /// The list itself.
    fn rows(&self, rows: &[Row]) -> String {
        let items: String = rows.iter().map(line).collect();
        format!("<ul class=\"list\">\n{items}</ul>\n")
    }
    /// The list as a box of the home page shows it.
    fn boxed(&self, rows: &[Row]) -> String {
        let items: String = rows.iter().map(line).collect();
        format!("<ul class=\"list\">\n{items}</ul>\n")
    }
    /// A list frame without a line in it.
    fn frame(&self) -> &'static str {
        "<ul class=\"list\">\n</ul>\n"
    }
    fn pager(&self, place: Place, leaf: Leaf) -> String {
        rendered_pager(&self.column(place), leaf, |number| self.page(place, number))
    }
    fn body(&self, article: &ArticleView<'_>) -> String;
    /// What the product leaves in the head of each page.
    fn head(&self) -> &'static str {
        ""
    }
    /// What the product adds to the links of a breadcrumb.
    fn crumb(&self) -> &'static str {
        ""
    }
    /// `href` of an article as its own column's page writes it.
    fn relative(&self, _place: Place, article: &str, _number: usize) -> String {
        article.to_owned()
    }
}

fn line(row: &Row) -> String {
    let day = row.printed("%Y-%m-%d");
    let span = if day.is_empty() { String::new() } else { format!("<span>{day}</span>") };
    format!(
        "<li><a href=\"{}\" target=\"_blank\" title=\"{}\">{}</a>{span}</li>\n",
        row.href, row.title, row.title
    )
}

/// 首页 上一页 下一页 末页 as plain links.
pub(crate) fn rendered_pager(first: &str, leaf: Leaf, path: impl Fn(usize) -> String) -> String {
    let to = |number: usize| if number <= 1 { first.to_owned() } else { path(number) };
    let mut links = format!("<a href=\"{}\">首页</a> ", to(1));
    if leaf.number > 1 {
        links.push_str(&format!("<a href=\"{}\">上一页</a> ", to(leaf.number - 1)));
    }
    if leaf.number < leaf.pages {
        links.push_str(&format!("<a href=\"{}\">下一页</a> ", to(leaf.number + 1)));
    }
    links.push_str(&format!("<a href=\"{}\">末页</a>", to(leaf.pages)));
    format!("<div class=\"page\">共{}条/共{}页 {links}</div>\n", leaf.entries, leaf.pages)
}
