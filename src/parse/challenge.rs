//! Block and challenge pages: recognised, so that nobody is accused for them; never evaded.

use crate::reference::signs;
use std::borrow::Cow;

/// Longer pages have something of their own to say, whatever words stand in them.
const SHORT: usize = 800;
const GLANCE: usize = 8 << 10;
/// Block pages of unknown make say little else and lead hardly anywhere.
const BARE: usize = 400;
const FEW_LINKS: usize = 6;

/// Whether a page of so many letters may be a block page: the reading of a whole page, which knows them, spares the rougher
/// look at its source.
pub(super) fn may_be(letters: usize) -> bool {
    letters <= 2 * SHORT
}

/// The product whose block page this is, `unknown` for one of unknown make, `None` for an ordinary page. `headers` have
/// lower-case names.
pub fn challenge(status: u16, headers: &[(String, String)], body: &[u8]) -> Option<String> {
    let table = signs::challenges();
    // Most pages show in their first part that they are long.
    if let Some(first) = body.get(..GLANCE) {
        shown_text(&decoded(first))?;
    }
    let source = decoded(body);
    let shown = shown_text(&source)?;
    let length = shown.chars().count();
    let by_body =
        table.product.iter().find(|it| it.body.iter().any(|sign| source.contains(sign.as_str())));
    if let Some(product) = by_body {
        return Some(product.name.clone());
    }
    let refuses = table.statuses.refuse.contains(&status);
    // A page of its own may tell of such things.
    let is_bare = length <= BARE && source.matches("<a ").count() <= FEW_LINKS;
    let says_so = is_bare && table.phrases.any.iter().any(|it| shown.contains(it.as_str()));
    let is_script = length < 60 && source.contains("<script");
    let has_event = status != 200 && has_event_id(&source);
    let is_computed = is_script && (refuses || is_coded(&source));
    if says_so || has_event || is_computed {
        let by_header =
            table.product.iter().find(|it| it.header.iter().any(|sign| has_header(headers, sign)));
        let known = by_header.map(|it| it.name.clone());
        return Some(
            known.unwrap_or_else(|| if has_event { "chaitin".into() } else { "unknown".into() }),
        );
    }
    None
}

fn decoded(body: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) if body.len() < error.valid_up_to() + 4 => String::from_utf8_lossy(body),
        Err(_) => encoding_rs::GB18030.decode(body).0,
    }
}

pub(super) fn has_header(headers: &[(String, String)], sign: &str) -> bool {
    let Some((name, value)) = sign.split_once(": ") else { return false };
    headers.iter().any(|(it, text)| {
        it.eq_ignore_ascii_case(name) && text.to_ascii_lowercase().contains(value)
    })
}

/// 长亭's `<!-- event_id: 32 hex digits -->`.
fn has_event_id(source: &str) -> bool {
    source
        .split("event_id: ")
        .skip(1)
        .any(|rest| rest.chars().take(32).filter(char::is_ascii_hexdigit).count() == 32)
}

/// A page that is only a script which computes a cookie and loads itself again.
fn is_coded(source: &str) -> bool {
    let sets_cookie = source.contains("document.cookie")
        || source.contains("cookie=")
        || source.contains("\\x63\\x6f\\x6f\\x6b");
    let reloads = source.contains("location.reload")
        || source.contains("location.href=location")
        || source.contains("location=location");
    let is_obscure =
        source.contains("eval(") || source.contains("_0x") || source.contains("fromCharCode");
    source.len() < 200_000 && sets_cookie && (reloads || is_obscure)
}

/// Text without blanks outside tags, scripts, style sheets and comments, rough, for it only has to tell short from long:
/// `None` where it is long.
fn shown_text(source: &str) -> Option<String> {
    let mut shown = Shown::default();
    let mut rest = source;
    while let Some(open) = rest.find('<') {
        shown.take(&rest[..open])?;
        rest = &rest[open..];
        let skip = if rest.starts_with("<!--") {
            rest.find("-->").map(|it| it + 3)
        } else if starts(rest, "<script") {
            end_tag(rest, "</script")
        } else if starts(rest, "<style") {
            end_tag(rest, "</style")
        } else {
            rest.find('>').map(|it| it + 1)
        };
        rest = skip.map_or("", |it| &rest[it..]);
    }
    shown.take(rest)?;
    Some(shown.text)
}

#[derive(Default)]
struct Shown {
    text: String,
    letters: usize,
}

impl Shown {
    fn take(&mut self, text: &str) -> Option<()> {
        for letter in text.chars().filter(|it| !it.is_whitespace()) {
            self.text.push(letter);
            self.letters += 1;
            if SHORT < self.letters {
                return None;
            }
        }
        Some(())
    }
}

fn starts(text: &str, with: &str) -> bool {
    text.as_bytes().get(..with.len()).is_some_and(|it| it.eq_ignore_ascii_case(with.as_bytes()))
}

fn end_tag(text: &str, tag: &str) -> Option<usize> {
    let at = text.match_indices("</").map(|(at, _)| at).find(|at| starts(&text[*at..], tag))?;
    text[at..].find('>').map(|it| at + it + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16, header: &[(&str, &str)], body: &str) -> Option<String> {
        let headers: Vec<(String, String)> =
            header.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        challenge(status, &headers, body.as_bytes())
    }

    #[test]
    fn products_are_told_by_their_pages() {
        for (status, body, product) in [
            (
                521,
                "<script>document.cookie=('_')+('__jsl_clearance_s=1');location.href=location.pathname</script>",
                "jiasule",
            ),
            (412, "<html><script>$_ts=window['$_ts'];</script></html>", "ruishu"),
            (405, "<img src=https://errors.aliyun.com/a.png>", "aliyun"),
            (200, "<script>var arg1='0A';</script><p></p>", "aliyun"),
            (
                403,
                "<title>403</title><!-- event_id: 0123456789abcdef0123456789abcdef -->",
                "chaitin",
            ),
            (200, "<p>您的访问请求可能对网站造成安全威胁</p>", "unknown"),
            (202, "<script>var a=1;</script>", "unknown"),
            (503, "<script src=/cdn-cgi/challenge-platform/h.js></script>", "cloudflare"),
        ] {
            assert_eq!(told(status, &[], body).as_deref(), Some(product), "{body}");
        }
        let by_header = told(412, &[("wzws-ray", "1")], "<script>a()</script>");
        assert_eq!(by_header.as_deref(), Some("360"));
    }

    #[test]
    fn ordinary_pages_are_not_taken_for_challenges() {
        let article = format!(
            "<ul>{}</ul><h1>什么是网站防护</h1><p>{}</p>",
            "<li><a href=/a>栏目</a></li>".repeat(8),
            "访问过于频繁时会出现“您的访问被拦截”，需要完成安全验证后继续。".repeat(5)
        );
        let long = format!("<p>{}</p><script>__jsl_clearance</script>", "新闻".repeat(500));
        for (status, body) in [
            (200, long.as_str()),
            (200, article.as_str()),
            (200, "<script>location.href='/col/col1/index.html'</script>"),
            (200, "<div id=app></div><script src=/app.js></script>"),
            (403, "<h1>403 Forbidden</h1>"),
            (404, "<h1>404 Not Found</h1>"),
        ] {
            assert_eq!(told(status, &[("set-cookie", "__jsluid_s=1")], body), None, "{body}");
        }
    }
}
