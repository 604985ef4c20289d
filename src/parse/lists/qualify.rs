//! Which runs look like lists: by their dates, else by titles and addresses as articles have them.

use crate::model::page::{LinkKind, Place};
use crate::parse::address::same_host;
use crate::parse::links;
use crate::parse::lists::Context;
use crate::parse::lists::rows::{Row, Run, is_lone_row_tag};
use url::Url;

/// `has_text`: the page says something beside its links.
pub(super) fn is_list(context: &Context<'_>, run: &Run, has_text: bool) -> bool {
    let count = run.rows.len();
    if run.place == Place::Footer || run.place == Place::Option {
        return false;
    }
    if count == 1 {
        return run.printed == 1 && is_lone_row_tag(&run.tag) && run.place == Place::Body;
    }
    let same = run.rows.iter().all(|it| it.title == run.rows[0].title);
    if same && run.rows[0].title.chars().count() < 7 {
        return false;
    }
    if run.printed * 2 >= count {
        return true;
    }
    let letters: usize = run.rows.iter().map(|it| it.title.chars().count()).sum();
    let in_column = context.crumbs.is_some_and(|it| it < run.start());
    // Below the breadcrumb of a column `1.html` is an article too.
    let is_article = |it: &Row| {
        is_article_like(&it.address)
            || in_column
                && (is_file(&it.address) || 12 * count <= letters && is_number(&it.address))
    };
    let articles = run.rows.iter().filter(|it| is_article(it)).count();
    let own = run.rows.iter().filter(|it| same_host(&it.address, context.page)).count();
    let dated = run.rows.iter().filter(|it| it.date.is_some()).count();
    if run.place == Place::Nav || has_text && are_files(run) {
        return false;
    }
    if dated * 2 > count && 8 * count <= letters {
        return true;
    }
    // Two long titles of articles below the breadcrumb of a column are its list.
    if count == 2 {
        return in_column && articles == 2 && own == 2 && 20 <= letters;
    }
    3 <= count && 9 * count <= letters && articles * 10 >= count * 7 && own * 2 > count
}

/// Files below a text are what belongs to it.
fn are_files(run: &Run) -> bool {
    run.rows.iter().all(|it| links::kind_of(&it.address) == LinkKind::Attachment)
}

/// A folder of its own for each article: `/news/57/`.
fn is_number(address: &Url) -> bool {
    let last = address.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    !last.is_empty() && last.bytes().all(|it| it.is_ascii_digit())
}

fn is_file(address: &Url) -> bool {
    let last = address.path().rsplit('/').next().unwrap_or_default();
    let name = last.rsplit_once('.').map_or("", |(name, _)| name);
    name.contains(|it: char| it.is_ascii_digit())
        && !name.starts_with("index")
        && !name.starts_with("list")
}

/// Ends in a file or a number, not in a folder.
pub(super) fn is_article_like(address: &Url) -> bool {
    let last = address.path().rsplit('/').next().unwrap_or_default();
    let digits = |text: &str| text.split(|it: char| !it.is_ascii_digit()).any(|it| 3 <= it.len());
    // One program for the whole site tells its articles by their number: `index.php?a=show&id=57`.
    let numbered = address.query_pairs().any(|(name, value)| {
        let name = name.to_ascii_lowercase();
        matches!(
            name.as_str(),
            "id" | "aid" | "newsid" | "articleid" | "infoid" | "contentid" | "article_id"
        ) && !value.is_empty()
            && value.chars().all(|it| it.is_ascii_alphanumeric() || it == '-')
    });
    let is_index =
        last.starts_with("index") || last.starts_with("list") || last.starts_with("Index");
    numbered
        || !is_index && (digits(last) || address.query().is_some_and(digits) || 24 <= last.len())
}
