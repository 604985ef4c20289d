//! Page tags: which the page has, which stand empty, which are misspelt.

use crate::model::facts::features::{PageTag, TagsOnPage};
use crate::parse::doc::Doc;
use crate::parse::folded::fold;

/// A page that has more names its tags for something else.
const MOST_TAGS: usize = 200;
/// Letters of a name that is held against the standard's.
const LONGEST_NAME: usize = 24;
/// Letters by which a misspelt name may differ.
const SLIPS: usize = 2;
/// Names in common use that are near to one of the standard's and mean something of their own.
const OTHERS: [&str; 6] = ["column", "site", "source", "pubtime", "columnid", "sitenames"];

pub(super) fn read(doc: &Doc) -> TagsOnPage {
    let mut tags = TagsOnPage::default();
    let mut strange: Vec<String> = Vec::new();
    for at in doc.all("meta").take(MOST_TAGS) {
        let node = &doc.nodes[at];
        let Some(name) = node.attr("name").map(str::trim) else { continue };
        let has_content = !fold(node.attr("content").unwrap_or_default()).is_empty();
        match PageTag::ALL.iter().find(|it| it.name().eq_ignore_ascii_case(name)) {
            Some(tag) if has_content => tags.filled.push(*tag),
            Some(tag) => tags.empty.push(*tag),
            None if name.len() <= LONGEST_NAME && name.is_ascii() => strange.push(name.to_owned()),
            None => {}
        }
    }
    tidy(&mut tags.filled);
    tags.empty.retain(|it| !tags.filled.contains(it));
    tidy(&mut tags.empty);
    for tag in PageTag::ALL {
        if tags.filled.contains(&tag) || tags.empty.contains(&tag) {
            continue;
        }
        if let Some(name) = strange.iter().find(|it| is_meant(it, tag)) {
            tags.misspelt.push((tag, name.clone()));
        }
    }
    tags
}

fn tidy(tags: &mut Vec<PageTag>) {
    tags.sort_unstable();
    tags.dedup();
}

fn is_meant(written: &str, tag: PageTag) -> bool {
    let written = written.to_ascii_lowercase();
    let right = tag.name().to_ascii_lowercase();
    // A short name has too few letters to lose two of them.
    let slips = if right.len() < 9 { 1 } else { SLIPS };
    !OTHERS.contains(&written.as_str())
        && written.len().abs_diff(right.len()) <= slips
        && distance(written.as_bytes(), right.as_bytes()) <= slips
}

/// Letters to be put in, taken out or changed (Levenshtein).
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (to, wanted) in other.iter().enumerate() {
            let changed = before + usize::from(letter != wanted);
            before = row[to + 1];
            row[to + 1] = changed.min(row[to] + 1).min(before + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> TagsOnPage {
        read(&Doc::new(html))
    }

    #[test]
    fn tags_are_read_as_browsers_read_them() {
        let tags = of(
            "<head><META NAME='sitename' CONTENT='甲县'><meta name=\"ColumnName\"content=\"要闻\">\
             <meta content=\"3415220001\" name=\"SiteIDCode\"><meta name=\"PubDate\" content=\" \"></head>",
        );
        assert_eq!(tags.filled, [PageTag::SiteName, PageTag::SiteIdCode, PageTag::ColumnName]);
        assert_eq!(tags.empty, [PageTag::PubDate]);
        assert!(tags.misspelt.is_empty());
    }

    #[test]
    fn a_misspelt_name_is_told_from_one_that_means_something_else() {
        for (name, meant) in [
            ("ColumnKeywods", Some(PageTag::ColumnKeywords)),
            ("ColumDescription", Some(PageTag::ColumnDescription)),
            ("SitName", Some(PageTag::SiteName)),
            ("ArticalTitle", Some(PageTag::ArticleTitle)),
            ("Keywords", None),
            ("Description", None),
            ("Author", None),
            ("source", None),
            ("columnId", None),
            ("viewport", None),
        ] {
            let tags = of(&format!("<meta name=\"{name}\" content=\"x\">"));
            let said: Vec<PageTag> = tags.misspelt.iter().map(|it| it.0).collect();
            assert_eq!(said, meant.into_iter().collect::<Vec<_>>(), "{name}");
        }
    }

    #[test]
    fn a_filled_tag_outweighs_an_empty_one() {
        let tags = of("<meta name=SiteName content=''><meta name=SiteName content=甲>");
        assert_eq!((tags.filled, tags.empty), (vec![PageTag::SiteName], Vec::new()));
    }
}
