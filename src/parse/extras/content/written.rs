//! What the page's scripts write: markup put together from string literals, and elements that they hide.

use crate::parse::doc::Doc;
use crate::parse::extras::content::hiding::way_of;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Of one script, and of all of them together.
const SCRIPT: usize = 64 << 10;
const MOST_SCRIPTS: usize = 40;

static HIDDEN_BY_ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"getElementById\(\s*["']([\w-]{1,60})["']\s*\)\.style\.display\s*=\s*["']none["']"#,
    )
    .expect("the expression is valid")
});
static STYLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)style\s*=\s*\\?["']?([^"'>]{1,300})"#).expect("the expression is valid")
});

#[derive(Default)]
pub(super) struct Written {
    /// Markup with links that a script writes, and where the script stands.
    pub(super) markup: Vec<(usize, String)>,
    /// Nodes between a script that opens something hidden and one that closes it.
    pub(super) spans: Vec<Range<usize>>,
    /// Identifiers of elements that a script hides, and never names again.
    pub(super) hidden_ids: Vec<String>,
}

pub(super) fn read(doc: &Doc) -> Written {
    let mut written = Written::default();
    let mut open: Option<usize> = None;
    let scripts: Vec<usize> = doc
        .all("script")
        .filter(|it| !doc.nodes[*it].raw && doc.nodes[*it].attr("src").is_none())
        .take(MOST_SCRIPTS)
        .collect();
    let mut sources = String::new();
    for at in scripts {
        let source = doc.source(at);
        if SCRIPT < source.len() {
            continue;
        }
        sources.push_str(&source);
        if !source.contains("write") && !source.contains("innerHTML") && !source.contains("append")
        {
            continue;
        }
        let markup = literals(&decoded(&source));
        let has_link = markup.contains("<a ") && markup.contains("http");
        if has_link && hides(&markup) {
            written.markup.push((at, markup));
        } else if !has_link && hides(&markup) && !markup.contains("</") {
            open = Some(doc.nodes[at].end);
        } else if !has_link
            && markup.contains("</")
            && let Some(start) = open.take()
            && start < at
        {
            written.spans.push(start..at);
        }
    }
    for hit in HIDDEN_BY_ID.captures_iter(&sources).take(50) {
        let id = hit[1].to_owned();
        if sources.matches(id.as_str()).count() == 1 {
            written.hidden_ids.push(id);
        }
    }
    written
}

/// Whether the markup holds something that is hidden.
fn hides(markup: &str) -> bool {
    STYLE.captures_iter(markup).take(50).any(|it| way_of(&it[1]).is_some())
        || markup.contains("<marquee")
}

/// The string literals of a script, joined.
fn literals(source: &str) -> String {
    let mut joined = String::new();
    let mut quote = None;
    let mut escaped = false;
    for letter in source.chars() {
        match quote {
            None if matches!(letter, '"' | '\'' | '`') => quote = Some(letter),
            None => {}
            Some(_) if escaped => {
                joined.push(letter);
                escaped = false;
            }
            Some(_) if letter == '\\' => escaped = true,
            Some(it) if it == letter => quote = None,
            Some(_) => joined.push(letter),
        }
    }
    joined
}

/// `\x3c`, `\u003c`, `%u003c` and `%3c` as the letters that they stand for.
fn decoded(source: &str) -> String {
    if !source.contains(['\\', '%']) {
        return source.to_owned();
    }
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find(['\\', '%']) {
        text.push_str(&rest[..at]);
        let tail = &rest[at..];
        let digits = |from: usize, count: usize| {
            tail.get(from..from + count)
                .filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))
                .and_then(|it| u32::from_str_radix(it, 16).ok())
                .and_then(char::from_u32)
        };
        let found = if tail.starts_with("\\x") {
            digits(2, 2).map(|it| (it, 4))
        } else if tail.starts_with("\\u") || tail.starts_with("%u") {
            digits(2, 4).map(|it| (it, 6))
        } else if tail.starts_with('%') {
            digits(1, 2).filter(char::is_ascii).map(|it| (it, 3))
        } else {
            None
        };
        let (letter, length) = found.unwrap_or((tail.chars().next().unwrap_or_default(), 1));
        text.push(letter);
        rest = &tail[length..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> Written {
        read(&Doc::new(html))
    }

    #[test]
    fn markup_is_put_together_from_literals_however_they_are_written() {
        for script in [
            r#"document.write("<div style='display:none'><a href='http://a.com/'>x</a></div>")"#,
            r#"document.write('<div style="display:'+'none"><a href="http://a.com/">x</a></div>')"#,
            r#"document.write("\x3cdiv style='display:none'\x3e\x3ca href='http://a.com/'\x3ex\x3c/a\x3e")"#,
            r#"document.write(unescape("%3Cdiv style='display:none'%3E%3Ca href='http://a.com/'%3Ex%3C/a%3E"))"#,
        ] {
            let written = of(&format!("<body><script>{script}</script>"));
            assert!(written.markup.len() == 1, "{script}");
            assert!(written.markup[0].1.contains("<a href="), "{script}");
        }
        let shown = of(r#"<script>document.write("<a href='http://a.com/'>x</a>")</script>"#);
        assert!(shown.markup.is_empty());
    }

    #[test]
    fn what_stands_between_two_writes_is_hidden() {
        let written = of(
            "<body><script>document.write('<div style=\"display:none\">')</script><a href=http://a.com/>x</a><script>document.write('</div>')</script>",
        );
        assert_eq!(written.spans.len(), 1);
    }

    #[test]
    fn an_element_that_a_script_only_hides_is_hidden() {
        let once = of(
            "<div id=xx></div><script>document.getElementById('xx').style.display = 'none'</script>",
        );
        assert_eq!(once.hidden_ids, ["xx"]);
        let tab = of(
            "<script>getElementById('t1').style.display='none';getElementById('t1').style.display='block'</script>",
        );
        assert!(tab.hidden_ids.is_empty());
    }
}
