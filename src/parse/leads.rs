//! Pages that only lead on: refresh tags, a script's plain assignment, a frameset round one frame.

use crate::model::page::{LeadsBy, LeadsTo};
use crate::parse::address::{resolve, same_page_key};
use crate::parse::doc::Doc;
use crate::parse::scripts;
use regex::Regex;
use std::sync::LazyLock;
use url::Url;

/// More text than this is a page of its own, whatever its scripts do.
const LITTLE: usize = 200;
/// So much before an assignment is looked at for its conditions.
const STATEMENT: usize = 500;

static GOES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:^|[;\s{}()])(?:(?:window|self|top|parent|document|window\.top|window\.parent|this)\.)?location(?:\.href)?\s*=\s*["']([^"']+)["']|location\.(?:replace|assign)\(\s*["']([^"']+)["']\s*\)|window\.open\(\s*["']([^"']+)["']\s*,\s*["']_self["']"#)
        .expect("the expression is valid")
});

pub(super) fn find(doc: &Doc, page: &Url, base: &Url, text_chars: usize) -> Option<LeadsTo> {
    let leads = |address: Url, by| {
        (same_page_key(&address) != same_page_key(page) || address.query() != page.query())
            .then_some(LeadsTo { address, by })
    };
    if let Some(address) = refresh(doc, base, text_chars) {
        return leads(address, LeadsBy::Refresh);
    }
    if LITTLE < text_chars {
        return None;
    }
    if let Some(address) = script(doc, base) {
        return leads(address, LeadsBy::Script);
    }
    let mut frames = doc
        .all("frame")
        .filter_map(|it| doc.nodes[it].attr("src"))
        .filter_map(|it| resolve(base, it));
    let first = frames.next()?;
    if frames.next().is_some() {
        return None;
    }
    leads(first, LeadsBy::Frame)
}

/// Up to ten seconds on a page of little text, at once on any.
fn refresh(doc: &Doc, base: &Url, text_chars: usize) -> Option<Url> {
    doc.all("meta").filter(|it| !doc.nodes[*it].raw).find_map(|it| {
        let node = &doc.nodes[it];
        if !node.attr("http-equiv")?.trim().eq_ignore_ascii_case("refresh") {
            return None;
        }
        let content = node.attr("content")?;
        let (delay, target) = content.split_once([';', ','])?;
        let delay: f64 = delay.trim().parse().unwrap_or(0.0);
        if 10.0 < delay || 3.0 < delay && LITTLE < text_chars {
            return None;
        }
        let target = target.trim();
        let target = target
            .get(..3)
            .filter(|it| it.eq_ignore_ascii_case("url"))
            .map_or(target, |_| target[3..].trim_start());
        resolve(base, target.trim_start_matches('=').trim().trim_matches(['"', '\'']))
    })
}

/// A plain assignment at the top level of a script, which asks for no condition.
fn script(doc: &Doc, base: &Url) -> Option<Url> {
    for at in doc.all("script") {
        let source = doc.source(at);
        if doc.nodes[at].attr("src").is_some()
            || !source.contains("location") && !source.contains("_self")
        {
            continue;
        }
        let top = scripts::top_level(&source);
        for found in GOES.captures_iter(&top) {
            let start = found.get(0).map_or(0, |it| it.start());
            let before = &top[top.floor_char_boundary(start.saturating_sub(STATEMENT))..start];
            let statement = before.rsplit([';', '\n']).next().unwrap_or_default();
            let conditional =
                before.trim_end().ends_with(')') && !before.trim_end().ends_with("()");
            if conditional
                || statement.contains("if")
                || statement.contains("else")
                || statement.contains("function")
                || statement.contains('?')
            {
                continue;
            }
            let target = (1..4).find_map(|it| found.get(it)).map_or("", |it| it.as_str());
            if let Some(address) = resolve(base, target) {
                return Some(address);
            }
        }
    }
    body_onload(doc, base)
}

fn body_onload(doc: &Doc, base: &Url) -> Option<Url> {
    let body = doc.all("body").next()?;
    let handler = doc.nodes[body].attr("onload")?;
    let found = GOES.captures(handler)?;
    resolve(base, (1..4).find_map(|it| found.get(it))?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(html: &str) -> Option<String> {
        let page = Url::parse("http://www.a.gov.cn/").unwrap();
        find(&Doc::new(html), &page, &page, 20).map(|it| it.address.to_string())
    }

    #[test]
    fn pages_that_only_lead_on_are_followed() {
        for html in [
            "<meta http-equiv=Refresh content='0;URL=/b/'>",
            "<meta http-equiv=refresh content=\"1; url='/b/'\">",
            "<script>window.location.href=\"/b/\";</script>",
            "<script>\n<!--\nlocation.replace('/b/')\n//--></script>",
            "<script>top.location = '/b/'</script>",
            "<body onload=\"location='/b/'\">",
            "<frameset><frame src=/b/></frameset>",
        ] {
            assert_eq!(led(html).as_deref(), Some("http://www.a.gov.cn/b/"), "{html}");
        }
    }

    #[test]
    fn handlers_conditions_and_mobile_switches_are_not() {
        for html in [
            "<script>function go(){location.href='/b/'}</script>",
            "<script>if(/Mobile|Android/.test(navigator.userAgent)) location.href='/m/';</script>",
            "<script>if(x)\n location.href='/m/';</script>",
            "<script>if(x){location.href='/m/'}</script>",
            "<script>uaredirect('http://m.a.gov.cn')</script>",
            "<script>// location.href='/b/'\n</script>",
            "<!--<script>location.href='/b/'</script>-->",
            "<a onclick=\"location.href='/b/'\">x</a>",
            "<meta http-equiv=refresh content=600>",
            "<meta http-equiv=refresh content='300;url=/b/'>",
            "<script>location.href='/'</script>",
            "<frameset><frame src=/a/><frame src=/b/></frameset>",
        ] {
            assert_eq!(led(html), None, "{html}");
        }
    }
}
