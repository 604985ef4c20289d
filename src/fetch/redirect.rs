//! Where an answer leads on by HTTP, and the cookies of one chain.

use crate::fetch::client::Reply;
use crate::model::visit::HopBy;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use url::Url;

/// A `Refresh` that waits longer is a page to be read, not a redirect.
const LONGEST_REFRESH_S: f64 = 10.0;
const COOKIES: usize = 50;
const COOKIE_BYTES: usize = 4096;

/// A redirect to something that is no http address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fetch) struct NoAddress;

/// Where `reply`, which came from `address`, leads.
pub(in crate::fetch) fn target(
    address: &Url,
    reply: &Reply,
) -> Option<Result<(Url, HopBy), NoAddress>> {
    let location = reply.headers.get(header::LOCATION);
    if matches!(reply.status, 301 | 302 | 303 | 307 | 308)
        && let Some(location) = location
    {
        return Some(resolved(address, location.as_bytes()).map(|to| (to, HopBy::Http)));
    }
    if !matches!(reply.status, 200..=299) {
        return None;
    }
    let refresh = reply.headers.get(HeaderName::from_static("refresh"))?;
    let to = resolved(address, refresh_target(refresh.as_bytes())?);
    // A page that only reloads itself is a page.
    if to.as_ref().is_ok_and(|to| to == address) {
        return None;
    }
    Some(to.map(|to| (to, HopBy::RefreshHeader)))
}

/// Bytes that are no UTF-8 (GBK, mostly) are escaped one by one, as browsers do.
fn resolved(address: &Url, location: &[u8]) -> Result<Url, NoAddress> {
    let text = match std::str::from_utf8(location) {
        Ok(text) => text.to_owned(),
        Err(_) => location.iter().fold(String::new(), |mut text, byte| {
            if byte.is_ascii() {
                text.push(char::from(*byte));
            } else {
                let _ = write!(text, "%{byte:02X}");
            }
            text
        }),
    };
    let mut to = address.join(text.trim()).map_err(|_| NoAddress)?;
    if !matches!(to.scheme(), "http" | "https") || to.host_str().is_none_or(str::is_empty) {
        return Err(NoAddress);
    }
    strip(&mut to);
    Ok(to)
}

/// Takes off what is not to be sent: the fragment, with which one page would look like two, and credentials that an
/// address on somebody's page may carry.
pub(in crate::fetch) fn strip(address: &mut Url) {
    address.set_fragment(None);
    // Both fail only for addresses that cannot have credentials.
    let _ = address.set_username("");
    let _ = address.set_password(None);
}

/// `0;url=…`, with `,` for `;`, with quotes, or without `url=`.
fn refresh_target(value: &[u8]) -> Option<&[u8]> {
    let cut = value.iter().position(|byte| matches!(byte, b';' | b','))?;
    let seconds: f64 = std::str::from_utf8(&value[..cut]).ok()?.trim().parse().ok()?;
    if !(0.0..=LONGEST_REFRESH_S).contains(&seconds) {
        return None;
    }
    let rest = value[cut + 1..].trim_ascii();
    let named = rest.len() > 3 && rest[..3].eq_ignore_ascii_case(b"url");
    let unnamed = if named { rest[3..].trim_ascii_start().strip_prefix(b"=") } else { None };
    let target = unnamed.unwrap_or(rest).trim_ascii();
    let quote = target.first().copied().filter(|byte| matches!(byte, b'"' | b'\''));
    let target = match quote {
        Some(quote) => target[1..].split(|byte| *byte == quote).next()?,
        None => target,
    };
    (!target.is_empty()).then_some(target)
}

/// Cookies set on the way of one chain, name and value only, by host: some sites send a visitor round until a session
/// cookie comes back. They are forgotten with the chain.
#[derive(Debug, Default)]
pub(in crate::fetch) struct Jar(BTreeMap<(String, Vec<u8>), Vec<u8>>);

impl Jar {
    pub(in crate::fetch) fn take(&mut self, address: &Url, headers: &HeaderMap) {
        let host = address.host_str().unwrap_or_default();
        for set in headers.get_all(header::SET_COOKIE) {
            let pair = set.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
            let Some(equals) = pair.iter().position(|byte| *byte == b'=') else { continue };
            let name = pair[..equals].trim_ascii();
            if name.is_empty() || COOKIE_BYTES < pair.len() || COOKIES <= self.0.len() {
                continue;
            }
            let value = pair[equals + 1..].trim_ascii();
            self.0.insert((host.to_owned(), name.to_vec()), value.to_vec());
        }
    }

    /// The `Cookie` header for the address; `None` when there is nothing to send.
    pub(in crate::fetch) fn header(&self, address: &Url) -> Option<HeaderValue> {
        let host = address.host_str().unwrap_or_default();
        let pairs: Vec<Vec<u8>> = self
            .0
            .iter()
            .filter(|((of, _), _)| of == host)
            .map(|((_, name), value)| [name.as_slice(), b"=", value].concat())
            .collect();
        if pairs.is_empty() {
            return None;
        }
        HeaderValue::from_bytes(&pairs.join(&b"; "[..])).ok()
    }
}
