//! Reads robots.txt as RFC 9309 says, with `Crawl-delay` and `Sitemap`, and decides whether an address may be asked for.

use crate::model::visit::{Failure, Visit};
use bytes::Bytes;
use std::time::Duration;
use url::Url;

/// RFC 9309 §2.5: at least this much must be read; more is not.
pub(in crate::fetch) const LIMIT: usize = 500 * 1024;
/// Rules with `*` cost more than a comparison of prefixes; nobody honest has more than this.
const WILDCARD_RULES: usize = 1000;
/// Site maps that one file names. Fewer are read.
const SITEMAPS: usize = 100;
const LONGEST_DELAY_S: f64 = 86_400.0;

/// How the host's robots.txt was had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RobotsState {
    /// Read, and its rules hold.
    Read,
    /// Answered with a 4xx, too many redirects or something that is no robots.txt: all is allowed (RFC 9309 §2.3.1.3).
    Missing,
    /// Answered with a 5xx or 429: nothing may be asked for until it answers (§2.3.1.4).
    Unavailable,
    /// No answer at all. The visit itself is then tried, and has its own failure.
    Unreached(Failure),
    /// Not asked, by the settings or because the address is barred anyway.
    NotAsked,
}

/// What a host's robots.txt means for us.
#[derive(Debug, Clone)]
pub struct RobotsView {
    pub state: RobotsState,
    /// Absolute addresses of sitemaps, as the file names them.
    pub sitemaps: Vec<Url>,
    /// As the file says it, before the cap of the settings.
    pub crawl_delay: Option<Duration>,
    pub rules: Rules,
    /// The request by which it was had.
    pub visit: Option<Visit>,
    /// The file as it came.
    pub body: Bytes,
}

impl RobotsView {
    pub(in crate::fetch) fn without_rules(state: RobotsState) -> Self {
        Self {
            state,
            sitemaps: Vec::new(),
            crawl_delay: None,
            rules: Rules::default(),
            visit: None,
            body: Bytes::new(),
        }
    }

    /// Whether the host said what it allows.
    pub(in crate::fetch) fn is_known(&self) -> bool {
        matches!(self.state, RobotsState::Read | RobotsState::Missing)
    }

    pub fn allows(&self, address: &Url) -> bool {
        self.state != RobotsState::Unavailable && self.rules.allow(address)
    }
}

/// The rules of the groups that are meant for one product token.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    lines: Vec<Rule>,
    pub crawl_delay: Option<Duration>,
    pub sitemaps: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    allow: bool,
    /// Normalised; `*` is the wildcard, a literal one is `%2A`.
    pattern: Vec<u8>,
    anchored: bool,
}

/// The `Crawl-delay` that a robots.txt asks of a client with this `User-Agent`.
pub fn crawl_delay(file: &[u8], user_agent: &str) -> Option<Duration> {
    Rules::parse(file, &product(user_agent)).crawl_delay
}

/// Rules as gathered: those of our own groups and those of `*`.
#[derive(Default)]
struct Gathered {
    ours: Rules,
    anybody: Rules,
    ours_named: bool,
    wildcards: usize,
}

impl Rules {
    /// `product` is the token by which groups name us, without a version.
    pub fn parse(bytes: &[u8], product: &str) -> Self {
        let bytes = within_limit(bytes);
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if is_markup(bytes) {
            return Self::default();
        }
        let mut gathered = Gathered::default();
        let (mut for_us, mut for_anybody, mut naming) = (false, false, false);
        let mut sitemaps = Vec::new();
        for line in bytes.split(|byte| matches!(byte, b'\r' | b'\n')) {
            let Some((key, value)) = key_and_value(line) else { continue };
            match key.as_str() {
                "user-agent" | "useragent" | "user agent" => {
                    if !naming {
                        (for_us, for_anybody, naming) = (false, false, true);
                    }
                    for_us |= names(value, product);
                    for_anybody |= value == b"*" || value.starts_with(b"* ");
                    gathered.ours_named |= for_us;
                }
                "allow" | "disallow" | "dissallow" | "dissalow" | "disalow" | "diasllow"
                | "disallaw" => {
                    naming = false;
                    gathered.rule(key == "allow", value, (for_us, for_anybody));
                }
                // Other records must not end the list of names (RFC 9309 §2.2.4).
                "crawl-delay" | "crawldelay" => gathered.delay(value, (for_us, for_anybody)),
                "sitemap" if sitemaps.len() < SITEMAPS => {
                    sitemaps.push(String::from_utf8_lossy(value).into_owned());
                }
                _ => {}
            }
        }
        let rules = if gathered.ours_named { gathered.ours } else { gathered.anybody };
        Self { sitemaps, ..rules }
    }

    /// The longest rule that fits decides; of two as long, the one that allows.
    pub fn allow(&self, address: &Url) -> bool {
        if address.path() == "/robots.txt" {
            return true;
        }
        let mut path = address.path().as_bytes().to_vec();
        if let Some(query) = address.query() {
            path.push(b'?');
            path.extend_from_slice(query.as_bytes());
        }
        let path = normalised(&path, false);
        self.lines
            .iter()
            .filter(|rule| rule.fits(&path))
            .max_by_key(|rule| (rule.pattern.len() + usize::from(rule.anchored), rule.allow))
            .is_none_or(|rule| rule.allow)
    }
}

impl Gathered {
    fn rule(&mut self, allow: bool, value: &[u8], (for_us, for_anybody): (bool, bool)) {
        if value.is_empty() || !(for_us || for_anybody) {
            return;
        }
        let rule = Rule::new(allow, value);
        if rule.pattern.contains(&b'*') {
            self.wildcards += 1;
            if WILDCARD_RULES < self.wildcards {
                return;
            }
        }
        if for_us {
            self.ours.lines.push(rule.clone());
        }
        if for_anybody {
            self.anybody.lines.push(rule);
        }
    }

    fn delay(&mut self, value: &[u8], (for_us, for_anybody): (bool, bool)) {
        let seconds = std::str::from_utf8(value).ok().and_then(|text| text.parse::<f64>().ok());
        let Some(seconds) = seconds.filter(|it| 0.0 <= *it && it.is_finite()) else { return };
        let delay = Some(Duration::from_secs_f64(seconds.min(LONGEST_DELAY_S)));
        if for_us {
            self.ours.crawl_delay = self.ours.crawl_delay.max(delay);
        }
        if for_anybody {
            self.anybody.crawl_delay = self.anybody.crawl_delay.max(delay);
        }
    }
}

impl Rule {
    fn new(allow: bool, value: &[u8]) -> Self {
        let (value, anchored) = match value.strip_suffix(b"$") {
            Some(rest) => (rest, true),
            None => (value, false),
        };
        let mut pattern = normalised(value, true);
        pattern.dedup_by(|a, b| *a == b'*' && *b == b'*');
        Self { allow, pattern, anchored }
    }

    /// Two pointers and one step back: linear in practice, never exponential.
    fn fits(&self, path: &[u8]) -> bool {
        let pattern = &self.pattern;
        let (mut at, mut in_path) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        loop {
            if at == pattern.len() && (!self.anchored || in_path == path.len()) {
                return true;
            }
            if at < pattern.len() && pattern[at] == b'*' {
                star = Some((at, in_path));
                at += 1;
            } else if at < pattern.len() && in_path < path.len() && pattern[at] == path[in_path] {
                at += 1;
                in_path += 1;
            } else {
                let Some((star_at, star_in_path)) = star else { return false };
                if star_in_path == path.len() {
                    return false;
                }
                star = Some((star_at, star_in_path + 1));
                at = star_at + 1;
                in_path = star_in_path + 1;
            }
        }
    }
}

/// A line that the limit cuts would forbid more than was written.
fn within_limit(bytes: &[u8]) -> &[u8] {
    if bytes.len() < LIMIT {
        return bytes;
    }
    let end = bytes[..LIMIT].iter().rposition(|byte| matches!(byte, b'\r' | b'\n'));
    &bytes[..end.unwrap_or(0)]
}

/// An error page or home page served in place of a robots.txt.
fn is_markup(bytes: &[u8]) -> bool {
    let head = bytes[..bytes.len().min(2048)].to_ascii_lowercase();
    let head = head.trim_ascii_start();
    head.starts_with(b"<")
        && ["<!doctype", "<html", "<head", "<body", "<script"]
            .iter()
            .any(|tag| head.windows(tag.len()).any(|window| window == tag.as_bytes()))
}

fn key_and_value(line: &[u8]) -> Option<(String, &[u8])> {
    let line = line.split(|byte| *byte == b'#').next()?.trim_ascii();
    let colon = line.iter().position(|byte| *byte == b':');
    // A blank in place of the colon is a common slip, and only counts where one word follows it.
    let slip = || {
        let blank = line.iter().position(u8::is_ascii_whitespace)?;
        let rest = line[blank..].trim_ascii();
        (!rest.is_empty() && !rest.iter().any(u8::is_ascii_whitespace)).then_some(blank)
    };
    let cut = colon.or_else(slip)?;
    let key = String::from_utf8_lossy(&line[..cut]).trim().to_ascii_lowercase();
    Some((key, line[cut + 1..].trim_ascii()))
}

/// Our product token: `pucha` wherever the user agent names it, else the word that it begins with.
pub(in crate::fetch) fn product(user_agent: &str) -> String {
    let first =
        user_agent.split(|it: char| !(it.is_ascii_alphabetic() || "-_".contains(it))).next();
    match first {
        Some(word) if !word.is_empty() && !user_agent.to_ascii_lowercase().contains("pucha") => {
            word.to_owned()
        }
        _ => "pucha".to_owned(),
    }
}

/// A group names us by the product token alone; a version after it does not matter.
fn names(value: &[u8], product: &str) -> bool {
    let end = value
        .iter()
        .position(|byte| !(byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_')))
        .unwrap_or(value.len());
    value[..end].eq_ignore_ascii_case(product.as_bytes())
}

/// Octets outside the unreserved and reserved characters percent-encoded, needless escapes undone, hex in upper case
/// (RFC 9309 §2.2.2). `*` and `$` that mean themselves become escapes on both sides.
fn normalised(bytes: &[u8], pattern: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let escaped = if byte == b'%' { bytes.get(at + 1..at + 3).and_then(escape) } else { None };
        at += if escaped.is_some() { 3 } else { 1 };
        match (escaped, byte) {
            (Some(octet), _) if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) => {
                out.push(octet);
            }
            (Some(octet), _) => push_escape(&mut out, octet),
            (None, b'*') if pattern => out.push(b'*'),
            (None, b'*' | b'$') => push_escape(&mut out, byte),
            (None, 0x21..=0x7e) => out.push(byte),
            (None, _) => push_escape(&mut out, byte),
        }
    }
    out
}

fn escape(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(*digits.first()?)? * 16 + digit(*digits.get(1)?)?;
    u8::try_from(value).ok()
}

fn push_escape(out: &mut Vec<u8>, octet: u8) {
    out.extend_from_slice(format!("%{octet:02X}").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_product_token_is_in_our_user_agent() {
        for (user_agent, token) in [
            ("pucha/0.1.0 (government website census)", "pucha"),
            ("Mozilla/5.0 (compatible; Pucha/1.0)", "pucha"),
            ("county-census/2 (+http://www.a.gov.cn/)", "county-census"),
            ("普查", "pucha"),
        ] {
            assert_eq!(product(user_agent), token, "{user_agent}");
        }
    }
}
