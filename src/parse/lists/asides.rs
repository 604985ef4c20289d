//! Runs that stand beside the page's columns: recommended, related and most-read articles, carousels and tickers.

use crate::parse::doc::Doc;
use crate::parse::lists::{Context, Run, names};
use std::collections::HashSet;
use url::Url;

/// Words by which a box says that it only repeats what other columns hold.
const HEADINGS: [&str; 33] = [
    "相关阅读",
    "相关文章",
    "相关新闻",
    "相关信息",
    "相关内容",
    "相关链接",
    "相关报道",
    "相关推荐",
    "相关资讯",
    "相关稿件",
    "延伸阅读",
    "热点推荐",
    "热点内容",
    "热点文章",
    "热点排行",
    "热门文章",
    "热门内容",
    "热门推荐",
    "热门信息",
    "热门新闻",
    "热门排行",
    "本类热门",
    "本类推荐",
    "点击排行",
    "阅读排行",
    "浏览排行",
    "访问排行",
    "排行榜",
    "推荐阅读",
    "推荐内容",
    "推荐文章",
    "推荐新闻",
    "推荐信息",
];

/// Words in the name of what moves pictures or lines over the page.
const MOVING: [&str; 15] = [
    "scroll", "marquee", "ticker", "swiper", "slide", "carousel", "focus", "banner", "flash",
    "lunbo", "gundong", "roll", "jiaodian", "huandeng", "playpic",
];

/// Drops what is no column of its own.
pub(super) fn drop_asides(context: &Context<'_>, runs: &mut Vec<Run>) {
    let own = own_names(context);
    let aside: Vec<bool> = (0..runs.len())
        .map(|at| {
            names::of(context, runs, at)
                .name
                .is_some_and(|it| is_aside(context, &it) && !own.contains(&it))
        })
        .collect();
    retain(runs, &aside);
    let dated = |it: &Run| it.printed * 2 >= it.rows.len();
    // On a column's page what is undated may be the column, whatever stands beside it.
    if context.crumbs.is_some() || !runs.iter().any(dated) {
        return;
    }
    let told: HashSet<Url> = runs
        .iter()
        .filter(|it| dated(it))
        .flat_map(|it| &it.rows)
        .map(|it| it.address.clone())
        .collect();
    let repeats = |run: &Run| run.rows.iter().all(|it| told.contains(&it.address));
    runs.retain(|it| dated(it) || !(moves(context.doc, it) || repeats(it)));
    let nameless: Vec<bool> = (0..runs.len())
        .map(|at| {
            let heading = || names::of(context, runs, at);
            runs[at].printed == 0 && heading().name.is_none() && heading().more.is_none()
        })
        .collect();
    retain(runs, &nameless);
}

fn retain(runs: &mut Vec<Run>, dropped: &[bool]) {
    let mut flags = dropped.iter();
    runs.retain(|_| flags.next() != Some(&true));
}

fn is_aside(context: &Context<'_>, name: &str) -> bool {
    let bare: String = name.chars().filter(|it| it.is_alphabetic()).collect();
    // On a home page the latest is a column; on a column's page it stands beside.
    let is_latest = matches!(
        bare.as_str(),
        "最新信息" | "最新发布" | "最新文章" | "最新消息" | "最新内容" | "最新资讯" | "最近更新"
    );
    is_latest && context.crumbs.is_some()
        || HEADINGS.iter().any(|it| bare.contains(it))
        || matches!(bare.as_str(), "推荐" | "热门" | "热点" | "排行" | "猜你喜欢" | "图文推荐")
}

/// What the page says that it is: the column itself may be called so.
fn own_names(context: &Context<'_>) -> String {
    let doc = context.doc;
    let mut names = String::new();
    for title in doc.all("title").take(4) {
        names.extend(doc.source(title).chars().take(300));
        names.push('\n');
    }
    if let Some(crumbs) = context.crumbs {
        names.push_str(doc.text_of(doc.range(crumbs), 1_000));
    }
    names
}

fn moves(doc: &Doc, run: &Run) -> bool {
    doc.ancestors(run.start()).take(4).any(|it| {
        let node = &doc.nodes[it];
        &*node.tag == "marquee" || {
            let names = node.names();
            MOVING.iter().any(|it| names.contains(it))
        }
    })
}
