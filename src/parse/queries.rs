//! Queries with Chinese characters, written in the page's charset as a browser sends them.

use crate::parse::doc::Doc;
use encoding_rs::{Encoding, UTF_8};
use std::fmt::Write as _;

const ATTRIBUTES: [&str; 3] = ["href", "src", "value"];

/// Percent-encodes the queries of the page's addresses in the charset that `label` names. In UTF-8 there is nothing
/// to do: that is how addresses resolve.
pub(super) fn encode(doc: &mut Doc, label: &str) {
    let encoding = Encoding::for_label(label.as_bytes()).unwrap_or(UTF_8).output_encoding();
    if encoding == UTF_8 {
        return;
    }
    for attribute in doc.nodes.iter_mut().flat_map(|it| &mut it.attrs) {
        let is_value = &*attribute.name.local == "value";
        if ATTRIBUTES.contains(&&*attribute.name.local)
            && (!is_value || attribute.value.contains('/'))
            && let Some(written) = encoded(&attribute.value, encoding)
        {
            attribute.value = written.into();
        }
    }
}

/// `None` where the query has only ASCII, or where there is none.
fn encoded(written: &str, encoding: &'static Encoding) -> Option<String> {
    let (path, rest) = written.split_once('?')?;
    let (query, fragment) = match rest.split_once('#') {
        Some((query, fragment)) => (query, Some(fragment)),
        None => (rest, None),
    };
    if query.is_ascii() || path.contains('#') {
        return None;
    }
    let (bytes, _, unmappable) = encoding.encode(query);
    if unmappable {
        return None;
    }
    let mut address = format!("{path}?");
    for byte in bytes.iter() {
        // A character's second byte may be an ASCII letter or sign; browsers send it as it is.
        if byte.is_ascii() {
            address.push(char::from(*byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    if let Some(fragment) = fragment {
        let _ = write!(address, "#{fragment}");
    }
    Some(address)
}
