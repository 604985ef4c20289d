//! Site maps: from `sitemap.xml`, or an index of such files, to addresses with the day of their last change.

use crate::parse::charset;
use crate::parse::dates;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use flate2::read::MultiGzDecoder;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use std::borrow::Cow;
use std::io::Read;
use url::Url;

/// The limit of the sitemap protocol for one file.
const MOST_ADDRESSES: usize = 50_000;
const MOST_BYTES: usize = 16 << 20;
/// So many times its packed size is read of a packed file; lists of addresses shrink to a tenth.
const MOST_UNPACKED: usize = 16;
/// The protocol wants addresses shorter than this.
const LONGEST_ADDRESS: usize = 2_048;
const SHANGHAI_SECONDS: i32 = 8 * 3600;

/// What one file of a site map names. Nothing in it is believed yet: addresses may lead to other hosts, days may lie in
/// the future.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sitemap {
    pub addresses: Vec<SitemapEntry>,
    /// Further files of the map, from an index.
    pub nested: Vec<Url>,
    /// What was odd, for people.
    pub defects: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapEntry {
    /// Absolute, http or https, without fragment.
    pub address: Url,
    /// The day of the last change, in China.
    pub lastmod: Option<NaiveDate>,
}

/// Reads one file, packed by gzip or not. It never fails: what is no site map has no addresses and a defect.
pub fn sitemap(body: &[u8]) -> Sitemap {
    let mut map = Sitemap::default();
    let body = unpacked(body, &mut map.defects);
    let text = decoded(&body, &mut map.defects);
    let mut reading = Reading::default();
    reading.events(&text, &mut map);
    reading.finish(&mut map);
    map
}

fn unpacked<'a>(body: &'a [u8], defects: &mut Vec<String>) -> Cow<'a, [u8]> {
    if !body.starts_with(b"\x1f\x8b") {
        let end = body.len().min(MOST_BYTES);
        if end < body.len() {
            defects.push(format!("站点地图超过 {} MB，只读取了前面的部分", MOST_BYTES >> 20));
        }
        return Cow::Borrowed(&body[..end]);
    }
    let most = MOST_BYTES.min(body.len() * MOST_UNPACKED + (64 << 10));
    let mut whole = Vec::new();
    let end = MultiGzDecoder::new(body).take(most as u64).read_to_end(&mut whole);
    if end.is_err() {
        defects.push("站点地图的压缩数据已损坏，只读取了完好的部分".into());
    } else if whole.len() == most {
        defects.push("站点地图解压后过大，只读取了前面的部分".into());
    }
    Cow::Owned(whole)
}

/// The text without its byte order mark; the XML declaration stands for a header.
fn decoded(body: &[u8], defects: &mut Vec<String>) -> String {
    let label = declared(body);
    let header = label.iter().map(|it| format!("application/xml; charset={it}"));
    let headers: Vec<_> = header.map(|it| ("content-type".to_owned(), it)).collect();
    let decoded = charset::decode(body, &headers);
    let charset = decoded.charset.label;
    let is_clean = charset::decode(b"", &headers).charset.label == charset;
    if let Some(label) = label.filter(|_| !is_clean && !body.is_ascii()) {
        defects.push(format!("站点地图声明的编码是 {label}，实际内容是 {charset}"));
    }
    decoded.text
}

fn declared(body: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
    let head = head.trim_start_matches(|it: char| it == '\u{feff}' || it.is_whitespace());
    let (declaration, _) = head.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let label = rest[1..].split(quote).next()?.trim();
    let is_name = |it: char| it.is_ascii_alphanumeric() || "-_.:".contains(it);
    (!label.is_empty() && label.chars().all(is_name)).then(|| label.to_owned())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Address,
    Day,
}

/// Where the reading stands. Names count without their namespace, for many maps declare a wrong one; but the prefix must
/// be that of the root, or the addresses of pictures would be taken for pages.
#[derive(Default)]
struct Reading {
    prefix: Option<String>,
    has_ended: bool,
    field: Option<Field>,
    is_nested: bool,
    address: String,
    day: String,
    addresses: usize,
    dropped: usize,
}

impl Reading {
    fn events(&mut self, text: &str, map: &mut Sitemap) {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(Event::Start(tag)) => {
                    if !self.opens(tag.name().into_inner(), map) {
                        return;
                    }
                }
                Ok(Event::End(tag)) => self.closes(tag.name().into_inner(), map),
                Ok(Event::Text(text)) => self.push(&text.into_inner()),
                Ok(Event::CData(text)) => self.push(&text.into_inner()),
                Ok(Event::GeneralRef(name)) => self.push_reference(&name),
                // Declarations, comments and document types; the entities of the latter are never expanded.
                Ok(_) => {}
                Err(_) => {
                    let at = reader.error_position();
                    map.defects
                        .push(format!("站点地图第 {at} 字节处不符合 XML 格式，其后的内容未读取"));
                    return;
                }
            }
            if self.addresses == MOST_ADDRESSES {
                map.defects
                    .push(format!("站点地图的网址超过 {MOST_ADDRESSES} 个，只读取了前面的部分"));
                return;
            }
        }
        if self.prefix.is_none() {
            map.defects.push("内容不是站点地图（没有 XML 元素）".into());
        } else if !self.has_ended {
            map.defects.push("站点地图没有结尾，可能不完整".into());
        }
    }

    /// `false` where the root is not that of a site map.
    fn opens(&mut self, name: &str, map: &mut Sitemap) -> bool {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let Some(own) = &self.prefix else {
            self.prefix = Some(prefix.to_owned());
            let is_root = is_root(local);
            if !is_root {
                let local: String = local.chars().take(20).collect();
                map.defects.push(format!("内容不是站点地图（根元素是 <{local}>）"));
            }
            return is_root;
        };
        if own != prefix {
            return true;
        }
        let is = |it: &str| local.eq_ignore_ascii_case(it);
        if is("url") || is("sitemap") {
            self.take(map);
            self.is_nested = is("sitemap");
        } else if is("loc") {
            self.field = Some(Field::Address);
        } else if is("lastmod") {
            self.field = Some(Field::Day);
        }
        true
    }

    fn closes(&mut self, name: &str, map: &mut Sitemap) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if self.prefix.as_deref() != Some(prefix) {
            return;
        }
        self.field = None;
        self.has_ended |= is_root(local);
        if local.eq_ignore_ascii_case("url") || local.eq_ignore_ascii_case("sitemap") {
            self.take(map);
        }
    }

    fn push(&mut self, text: &str) {
        let field = match self.field {
            Some(Field::Address) => &mut self.address,
            Some(Field::Day) => &mut self.day,
            None => return,
        };
        let text = if field.is_empty() { text.trim_start() } else { text };
        // One letter more than is allowed, so that what is too long stays so.
        let room = (LONGEST_ADDRESS + 1).saturating_sub(field.len());
        field.push_str(&text[..text.ceil_char_boundary(room.min(text.len()))]);
    }

    fn push_reference(&mut self, name: &BytesRef<'_>) {
        let letter = name.resolve_char_ref().ok().flatten();
        if let Some(letter) = letter {
            self.push(letter.encode_utf8(&mut [0; 4]));
        } else if let Some(known) = resolve_predefined_entity(name) {
            self.push(known);
        } else {
            // `&` of a query that nobody escaped.
            self.push("&");
            self.push(name);
            self.push(";");
        }
    }

    /// Takes what was gathered of one entry into the map.
    fn take(&mut self, map: &mut Sitemap) {
        self.field = None;
        let (address, day) = (std::mem::take(&mut self.address), std::mem::take(&mut self.day));
        if address.is_empty() {
            return;
        }
        self.addresses += 1;
        match absolute(address.trim()) {
            Some(address) if self.is_nested => map.nested.push(address),
            Some(address) => {
                map.addresses.push(SitemapEntry { address, lastmod: day_of(day.trim()) });
            }
            None => self.dropped += 1,
        }
    }

    fn finish(mut self, map: &mut Sitemap) {
        if self.addresses < MOST_ADDRESSES {
            self.take(map);
        }
        if 0 < self.dropped {
            map.defects.push(format!("站点地图中有 {} 个网址不完整或过长，已略去", self.dropped));
        }
    }
}

fn is_root(name: &str) -> bool {
    name.eq_ignore_ascii_case("urlset") || name.eq_ignore_ascii_case("sitemapindex")
}

fn absolute(written: &str) -> Option<Url> {
    if LONGEST_ADDRESS < written.len() {
        return None;
    }
    let mut address = Url::parse(written).ok()?;
    let has_host = address.host_str().is_some_and(|it| !it.is_empty());
    if !has_host || !matches!(address.scheme(), "http" | "https") {
        return None;
    }
    address.set_fragment(None);
    Some(address)
}

/// An instant with its zone is the day that it was in China; anything else the day that is written.
fn day_of(written: &str) -> Option<NaiveDate> {
    let instant = DateTime::parse_from_rfc3339(written).ok();
    let zone = FixedOffset::east_opt(SHANGHAI_SECONDS);
    if let Some((instant, zone)) = instant.zip(zone) {
        let date = instant.with_timezone(&zone).date_naive();
        return dates::day(date.year(), date.month(), date.day());
    }
    dates::whole(&dates::plain(written)).first().map(|it| it.date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    /// Addresses with their days, further files after `+`.
    fn read(body: &[u8]) -> (String, usize) {
        let map = sitemap(body);
        let mut lines: Vec<String> = map
            .addresses
            .iter()
            .map(|it| {
                let day = it.lastmod.map(|it| format!(" {it}")).unwrap_or_default();
                format!("{}{day}", it.address)
            })
            .collect();
        lines.extend(map.nested.iter().map(|it| format!("+{it}")));
        (lines.join("; "), map.defects.len())
    }

    fn set(middle: &str) -> String {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><urlset>{middle}</urlset>")
    }

    #[test]
    fn addresses_and_days_are_read() {
        for (middle, expected, defects) in [
            ("", "", 0),
            (
                "<url><loc>http://a/1</loc><lastmod>2026-11-02</lastmod></url><url><loc>https://a/2#x</loc></url>",
                "http://a/1 2026-11-02; https://a/2",
                0,
            ),
            (
                "<url><lastmod>2026-11-02T20:00:00Z</lastmod><loc>\n http://a/1 \n</loc></url>",
                "http://a/1 2026-11-03",
                0,
            ),
            (
                "<url><loc>http://a/1</loc><lastmod>2026-11-02T20:00:00+08:00</lastmod></url>",
                "http://a/1 2026-11-02",
                0,
            ),
            (
                "<url><loc>http://a/1</loc><lastmod>2026-11-02 20:00</lastmod></url>",
                "http://a/1 2026-11-02",
                0,
            ),
            ("<url><loc>http://a/1</loc><lastmod>2026-11</lastmod></url>", "http://a/1", 0),
            (
                "<url><loc>http://a/1</loc><lastmod>0001-01-01T00:00:00Z</lastmod></url>",
                "http://a/1",
                0,
            ),
            ("<url><loc><![CDATA[http://a/?x=1&y=2]]></loc></url>", "http://a/?x=1&y=2", 0),
            (
                "<url><loc>http://a/?x=1&amp;y=2&#38;z=3&#x26;</loc></url>",
                "http://a/?x=1&y=2&z=3&",
                0,
            ),
            ("<url><loc>http://a/?x=1&y=2</loc></url>", "http://a/?x=1&y=2", 0),
            ("<url><loc>http://a/栏目</loc></url>", "http://a/%E6%A0%8F%E7%9B%AE", 0),
            (
                "<url><loc>/1.html</loc></url><url><loc>ftp://a/</loc></url><url><loc>http:///</loc></url>",
                "",
                1,
            ),
            ("<url/><url><loc/></url><url><loc></loc></url>", "", 0),
            (
                "<url><loc>http://a/1</loc><image:image><image:loc>http://a/1.jpg</image:loc></image:image></url>",
                "http://a/1",
                0,
            ),
            ("<url><loc>http://a/1</loc><url><loc>http://a/2", "http://a/1; http://a/2", 0),
            (
                "<url><loc>http://a/1</loc></url></b></b></b><url><loc>http://a/2</loc></url>",
                "http://a/1; http://a/2",
                0,
            ),
        ] {
            assert_eq!(read(set(middle).as_bytes()), (expected.to_owned(), defects), "{middle}");
        }
    }

    #[test]
    fn other_roots_and_declarations_are_read_or_refused() {
        let map = "<url><loc>http://a/1</loc></url></urlset>";
        let index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap>\
            <loc>http://a/s1.xml</loc><lastmod>2026-11-02</lastmod></sitemap></sitemapindex>";
        for (body, expected, defects) in [
            (index.to_owned(), "+http://a/s1.xml", 0),
            (format!("\u{feff}<?xml version='1.0'?><urlset>{map}"), "http://a/1", 0),
            (format!("\n <urlset xmlns='http://example.org/wrong'>{map}"), "http://a/1", 0),
            (
                "<s:urlset><s:url><s:loc>http://a/1</s:loc></s:url></s:urlset>".into(),
                "http://a/1",
                0,
            ),
            (
                format!("<!DOCTYPE urlset [<!ENTITY a 'x>y'><!ENTITY b '&a;&a;'>]><urlset>{map}"),
                "http://a/1",
                0,
            ),
            ("<!DOCTYPE html><html><body><a href=/>首页</a></body></html>".into(), "", 1),
            (format!("<html><urlset>{map}</html>"), "", 1),
            ("<rss><channel><item><link>http://a/1</link></item></channel></rss>".into(), "", 1),
            ("http://a/1\nhttp://a/2".into(), "", 1),
            ("{\"code\":404}".into(), "", 1),
            (String::new(), "", 1),
            ("<urlset><url><loc>http://a/1</loc></url><url><loc>http://".into(), "http://a/1", 2),
            ("<urlset><url><loc>http://a/1</loc></url><url><lo".into(), "http://a/1", 1),
        ] {
            assert_eq!(read(body.as_bytes()), (expected.to_owned(), defects), "{body}");
        }
    }

    #[test]
    fn every_charset_is_read_and_a_wrong_declaration_is_a_defect() {
        let text = |label: &str| {
            format!(
                "<?xml version=\"1.0\" encoding='{label}'?><urlset><!--青禾县人民政府门户网站-->\
                 <url><loc>http://a/通知公告</loc></url></urlset>"
            )
        };
        let gbk = |label: &str| encoding_rs::GB18030.encode(&text(label)).0.into_owned();
        let wide = text("UTF-16").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let expected = "http://a/%E9%80%9A%E7%9F%A5%E5%85%AC%E5%91%8A";
        for (name, body, defects) in [
            ("utf-8", text("UTF-8").into_bytes(), 0),
            ("gbk", gbk("GBK"), 0),
            ("gb2312", gbk("gb2312"), 0),
            ("gbk that says utf-8", gbk("utf-8"), 1),
            ("utf-8 that says gbk", text("gbk").into_bytes(), 1),
            ("utf-16", [b"\xff\xfe".as_slice(), &wide].concat(), 0),
        ] {
            assert_eq!(read(&body), (expected.to_owned(), defects), "{name}");
        }
    }

    fn packed(body: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn packed_maps_are_read_as_far_as_they_are_whole_and_small() {
        let body = set("<url><loc>http://a/1</loc></url>");
        let mut whole = packed(body.as_bytes());
        assert_eq!(read(&whole), ("http://a/1".to_owned(), 0));
        whole.truncate(whole.len() - 9);
        assert_eq!(read(&whole), ("http://a/1".to_owned(), 1));
        let bomb = packed(&vec![b' '; 4 << 20]);
        assert!(sitemap(&bomb).defects.iter().any(|it| it.contains("解压后过大")));
        assert_eq!(read(b"\x1f\x8bx").1, 2);
    }

    #[test]
    fn limits_hold() {
        let entry = |it: usize| format!("<url><loc>http://a/{it}</loc></url>");
        let many: Vec<String> = (0..MOST_ADDRESSES + 9).map(entry).collect();
        let map = sitemap(set(&many.concat()).as_bytes());
        assert_eq!((map.addresses.len(), map.defects.len()), (MOST_ADDRESSES, 1));
        for (length, kept) in [(LONGEST_ADDRESS, 1), (LONGEST_ADDRESS + 1, 0), (9_999, 0)] {
            let address = format!("http://a/{}", "x".repeat(length - 9));
            let map = sitemap(set(&format!("<url><loc>{address}</loc></url>")).as_bytes());
            assert_eq!(map.addresses.len(), kept, "{length}");
        }
        let entity =
            |it: usize| format!("<!ENTITY e{it} '{}'>", format!("&e{};", it - 1).repeat(10));
        let entities: Vec<String> = (1..40).map(entity).collect();
        let entities = entities.concat();
        let bomb = format!("<!DOCTYPE u [{entities}]><urlset><url><loc>http://a/&e39;</loc></url>");
        assert_eq!(read(bomb.as_bytes()).0, "http://a/&e39;");
    }
}
