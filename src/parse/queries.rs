//! Queries of addresses in the charset of their page, as browsers send them (WHATWG URL, “query state”).
//!
//! Only the query is so encoded; the path is UTF-8 on every page. What is percent-encoded already stays as it is.

use crate::parse::doc::Doc;
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};
use html5ever::tendril::StrTendril;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use std::fmt::Write as _;

const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');
const ATTRIBUTES: [&str; 5] = ["href", "src", "value", "data-src", "content"];

/// Rewrites the attributes of a page that is not UTF-8, so that they resolve as in a browser.
pub(super) fn encode(doc: &mut Doc, label: &str) {
    let Some(encoding) = Encoding::for_label(label.as_bytes()).and_then(spoken) else { return };
    for node in &mut doc.nodes {
        for attr in node.attrs.iter_mut().filter(|it| ATTRIBUTES.contains(&&*it.name.local)) {
            if let Some(encoded) = encoded(&attr.value, encoding) {
                attr.value = StrTendril::from(encoded);
            }
        }
    }
}

/// The encoding in which addresses go out; `None` where that is UTF-8.
fn spoken(encoding: &'static Encoding) -> Option<&'static Encoding> {
    if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE {
        return None;
    }
    // Every label of the GB family is read as GB18030; nearly all such pages say gb2312 or gbk, and speak GBK.
    Some(if encoding == GB18030 { GBK } else { encoding })
}

fn encoded(address: &str, encoding: &'static Encoding) -> Option<String> {
    let end = address.find('#').unwrap_or(address.len());
    let start = address[..end].find('?')?;
    let query = &address[start..end];
    if query.is_ascii() {
        return None;
    }
    // A letter that the charset lacks becomes a numeric reference, whose signs are encoded too.
    let mut text = address[..start].to_owned();
    for letter in query.chars() {
        if letter.is_ascii() {
            text.push(letter);
            continue;
        }
        let mut buffer = [0; 4];
        let (bytes, _, lacks) = encoding.encode(letter.encode_utf8(&mut buffer));
        if lacks {
            let _ = write!(text, "%26%23{}%3B", u32::from(letter));
        } else {
            text.extend(percent_encode(&bytes, QUERY));
        }
    }
    text.push_str(&address[end..]);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_query_is_written_in_the_charset_of_the_page() {
        for (written, expected) in [
            ("search.asp?kw=政府", Some("search.asp?kw=%D5%FE%B8%AE")),
            ("/政府/a.asp?b=%D5%FE&c=府#政", Some("/政府/a.asp?b=%D5%FE&c=%B8%AE#政")),
            ("?q=𠮷 a", Some("?q=%26%23134071%3B a")),
            ("/政府/a.html", None),
            ("/a?b=1", None),
            ("/a#政?府", None),
        ] {
            assert_eq!(encoded(written, GBK).as_deref(), expected, "{written}");
        }
        assert_eq!(spoken(GB18030), Some(GBK));
        assert_eq!(spoken(UTF_16LE), None);
    }
}
