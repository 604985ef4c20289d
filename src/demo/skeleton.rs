//! The frame that all pages of a site share: head, tags, navigation, breadcrumb, footer.

use crate::demo::answers::Writing;
use crate::demo::dialects::Place;
use crate::demo::footer;
use crate::demo::plan::{ColumnBody, ColumnPlan, SitePlan};

/// One page's own part.
pub(crate) struct Leaflet<'a> {
    pub(crate) title: &'a str,
    /// Lines for the head.
    pub(crate) tags: String,
    pub(crate) crumb: String,
    pub(crate) main: String,
}

pub(crate) fn place(site: &SitePlan, column: &ColumnPlan) -> Place {
    Place { id: column.id, slug: column.slug, organ: site.organ }
}

/// Where a column's name leads.
pub(crate) fn column_href(site: &SitePlan, column: &ColumnPlan) -> String {
    match &column.body {
        ColumnBody::Elsewhere(address) | ColumnBody::At(address) => address.clone(),
        _ => site.dialect.column(place(site, column)),
    }
}

pub(crate) fn site_name(site: &SitePlan) -> String {
    match site.organ {
        Some(_) => format!("{}信息公开专栏", site.unit),
        None => format!("{}网站", site.unit),
    }
}

pub(crate) fn whole(site: &SitePlan, writing: Writing, leaf: &Leaflet<'_>) -> String {
    let name = site_name(site);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n{}\n<title>{}</title>\n{}\
         <meta name=\"SiteName\" content=\"{name}\">\n<meta name=\"SiteDomain\" content=\"{}\">\n\
         <meta name=\"SiteIDCode\" content=\"{}\">\n{}{}<link rel=\"stylesheet\" href=\"/css/main.css\">\n\
         <script src=\"/js/jquery.js\"></script>\n</head>\n<body>\n{}{}{}<div class=\"main\">\n{}</div>\n{}</body>\n</html>\n",
        writing.meta(),
        leaf.title,
        site.dialect.head(),
        site.host,
        site.code,
        leaf.tags,
        site.in_head,
        if site.menu_loaded { LOADED.to_owned() } else { menu(site) },
        leaf.crumb,
        if leaf.crumb.is_empty() { "" } else { &site.on_every },
        leaf.main,
        footer::in_page(site)
    );
    site.retouch.map_or(html.clone(), |retouch| retouch(&html))
}

const LOADED: &str = "<div id=\"header\"></div>\n<script>$(function(){ $(\"#header\").load(\"/include/header.html\"); });</script>\n";

/// Logo, search and navigation.
pub(crate) fn menu(site: &SitePlan) -> String {
    let name = site_name(site);
    let mut items = format!("<li><a href=\"{}\">首页</a></li>\n", site.home_path());
    for column in site.columns.iter().filter(|it| it.in_nav) {
        let href = column_href(site, column);
        items.push_str(&format!("<li><a href=\"{href}\">{}</a></li>\n", column.name));
    }
    format!(
        "<div class=\"header\"><a href=\"{}\"><img src=\"/images/logo.png\" alt=\"{name}\"></a>\n\
         <form action=\"/search\" method=\"get\"><input type=\"text\" name=\"q\"><input type=\"submit\" value=\"搜索\"></form></div>\n\
         <div class=\"nav\"><ul class=\"menu\">\n{items}</ul></div>\n",
        site.home_path()
    )
}

pub(crate) fn crumb(site: &SitePlan, column: Option<&ColumnPlan>) -> String {
    let home = site.home_path();
    let mut path = format!("<div class=\"crumb\">当前位置：<a href=\"{home}\">首页</a>");
    if let Some(column) = column {
        let href = column_href(site, column);
        path.push_str(&format!(
            " &gt; <a{} href=\"{href}\">{}</a>",
            site.dialect.crumb(),
            column.name
        ));
    }
    path.push_str("</div>\n");
    path
}
