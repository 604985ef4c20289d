//! From bytes to text: which charset, by which evidence, and what was odd.

use crate::model::page::{Charset, CharsetSource};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// A body made text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Without a byte order mark.
    pub text: String,
    pub charset: Charset,
    /// Contradictions between declarations and content, for people.
    pub defects: Vec<String>,
}

/// More than this is not needed to tell a charset, and the detector is slow.
const SAMPLE: usize = 16 << 10;

/// Byte order mark, then valid UTF-8 against every declaration, then header, meta and detection.
pub fn decode(body: &[u8], headers: &[(String, String)]) -> Decoded {
    let header = header_label(headers);
    let meta = meta_label(body);
    let mut defects = Vec::new();
    let Chosen { encoding, source, text } = if let Some((encoding, _)) = Encoding::for_bom(body) {
        Chosen { encoding, source: CharsetSource::Bom, text: None }
    } else {
        choose(body, header.as_deref(), meta.as_deref(), &mut defects)
    };
    for (label, place) in [(&header, "响应头"), (&meta, "页面")] {
        if let Some(label) = label
            && (source == CharsetSource::Bom || source == CharsetSource::Content)
            && encoding_of(label) != Some(encoding)
        {
            defects.push(format!("{place}声明的编码是 {label}，实际内容是 {}", name(encoding)));
        }
    }
    if let (Some(one), Some(other)) = (&header, &meta)
        && source != CharsetSource::Content
        && encoding_of(one) != encoding_of(other)
    {
        defects.push(format!("响应头声明的编码是 {one}，页面声明的是 {other}"));
    }
    let text = text.unwrap_or_else(|| encoding.decode_with_bom_removal(body).0);
    let bad = count(&text, "\u{fffd}");
    if 0 < bad {
        defects.push(format!("有 {bad} 处字节无法按 {} 解码", name(encoding)));
    }
    if is_garbled(&text) {
        defects.push("页面文字是乱码（编码被重复转换）".into());
    }
    Decoded { text: text.into_owned(), charset: Charset { label: name(encoding), source }, defects }
}

struct Chosen<'a> {
    encoding: &'static Encoding,
    source: CharsetSource,
    /// The body in that encoding, where it had to be read for the choice.
    text: Option<Cow<'a, str>>,
}

/// Of a body without a byte order mark.
fn choose<'a>(
    body: &'a [u8],
    header: Option<&str>,
    meta: Option<&str>,
    defects: &mut Vec<String>,
) -> Chosen<'a> {
    let header = header.and_then(encoding_of);
    let meta = meta.and_then(encoding_of);
    let declared = |encoding| {
        if header == Some(encoding) {
            CharsetSource::Header
        } else if meta == Some(encoding) {
            CharsetSource::Meta
        } else {
            CharsetSource::Content
        }
    };
    let chosen = |encoding, source| Chosen { encoding, source, text: None };
    if let Some(wide) = utf16_without_mark(body) {
        return chosen(wide, declared(wide));
    }
    if is_sure_utf8(body) {
        return chosen(UTF_8, declared(UTF_8));
    }
    let ascii = body.is_ascii();
    for encoding in [header, meta].into_iter().flatten() {
        let is_wide = encoding == UTF_16LE || encoding == UTF_16BE;
        if !is_wide && ascii {
            return chosen(encoding, declared(encoding));
        }
        if encoding.is_single_byte() && detect(body) == encoding {
            return chosen(encoding, declared(encoding));
        }
        if !is_wide && let Some(text) = fitting(encoding, body) {
            return Chosen { encoding, source: declared(encoding), text: Some(text) };
        }
    }
    if ascii {
        return chosen(UTF_8, CharsetSource::Content);
    }
    let detected = detect(body);
    // A few bad bytes do not refute a declaration that the content otherwise bears out.
    for encoding in [header, meta].into_iter().flatten() {
        if encoding == detected {
            return chosen(encoding, declared(encoding));
        }
    }
    if header.or(meta).is_none() {
        defects.push("页面没有声明编码".into());
    }
    chosen(detected, CharsetSource::Content)
}

/// The text, where the body decodes cleanly in an encoding of several bytes, and into what a Chinese page may hold.
fn fitting<'a>(encoding: &'static Encoding, body: &'a [u8]) -> Option<Cow<'a, str>> {
    if encoding.is_single_byte() {
        return None;
    }
    let (text, had_errors) = encoding.decode_without_bom_handling(body);
    let bad = if had_errors { count(&text, "\u{fffd}") } else { 0 };
    let wide = text.bytes().filter(|it| 0xc0 <= *it).count();
    (bad * 50 <= wide).then_some(text)
}

fn detect(body: &[u8]) -> &'static Encoding {
    let end = body.len().min(SAMPLE);
    let start = body.iter().position(|it| !it.is_ascii()).unwrap_or(0).saturating_sub(200);
    let sample = &body[start..(start + SAMPLE).clamp(end, body.len())];
    if mostly_utf8(body) {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    // Short pages of the mainland are taken for western ones; when they read well as GB18030 they are that.
    if guess == GBK
        || guess == GB18030
        || guess != BIG5 && guess != UTF_8 && reads_as_chinese(sample)
    {
        GB18030
    } else {
        guess
    }
}

fn reads_as_chinese(sample: &[u8]) -> bool {
    let (text, _) = GB18030.decode_without_bom_handling(sample);
    let wide = text.chars().filter(|it| !it.is_ascii()).count();
    let han = text
        .chars()
        .filter(|it| ('\u{4e00}'..='\u{9fa5}').contains(it) || "，。：、；（）《》“”".contains(*it))
        .count();
    0 < wide && wide * 8 / 10 <= han
}

fn is_sure_utf8(body: &[u8]) -> bool {
    let is_valid = Encoding::utf8_valid_up_to(body) == body.len();
    // Every letter that is not ASCII begins with one such byte.
    is_valid && 3 < body.iter().filter(|it| 0xc0 <= **it).take(4).count()
}

/// UTF-8 with some bad bytes, as when a page was cut or a piece of another charset was pasted in.
fn mostly_utf8(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    let bad = text.matches('\u{fffd}').count();
    let good = text.chars().filter(|it| !it.is_ascii()).count() - bad;
    bad * 20 < good
}

fn utf16_without_mark(body: &[u8]) -> Option<&'static Encoding> {
    let sample = &body[..body.len().min(400) & !1];
    let pairs = sample.len() / 2;
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|it| **it == 0).count();
    if pairs < 8 {
        None
    } else if pairs / 3 < zeros(1) && zeros(0) < pairs / 20 {
        Some(UTF_16LE)
    } else if pairs / 3 < zeros(0) && zeros(1) < pairs / 20 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The label's encoding, with the misspellings of Chinese sites; every member of the GB family is GB18030.
fn encoding_of(label: &str) -> Option<&'static Encoding> {
    let bare: String =
        label.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let encoding = match bare.as_str() {
        "utf8" | "unicode11utf8" | "utf8lias" | "utf" => UTF_8,
        "gb2312" | "gbk" | "gb18030" | "gb231280" | "xgbk" | "gb180302000" | "cp936" | "ms936"
        | "gb180302005" | "euccn" | "gb" | "chinese" | "windows936" => GB18030,
        "big5" | "big5hkscs" => BIG5,
        _ => Encoding::for_label(label.trim().as_bytes())?,
    };
    Some(if encoding == GBK { GB18030 } else { encoding })
}

fn name(encoding: &'static Encoding) -> String {
    if encoding == GBK || encoding == GB18030 { "GB18030".into() } else { encoding.name().into() }
}

fn header_label(headers: &[(String, String)]) -> Option<String> {
    let (_, value) = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
    label_in(value)
}

/// What stands after `charset=`.
fn label_in(value: &str) -> Option<String> {
    let at = value.to_ascii_lowercase().find("charset")?;
    let rest = value[at + 7..].trim_start().strip_prefix('=')?;
    let label: String = rest
        .trim_start_matches([' ', '"', '\''])
        .chars()
        .take_while(|it| !matches!(it, ';' | '"' | '\'' | ' ' | ',' | '>' | '/'))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// The first real `<meta>` that declares a charset, however late; not one in a comment or a script.
fn meta_label(body: &[u8]) -> Option<String> {
    let mut at = 0;
    while let Some(open) = find(body, at, b"<") {
        let rest = &body[open..];
        if rest.starts_with(b"<!--") {
            at = find(body, open + 4, b"-->").map_or(body.len(), |it| it + 3);
        } else if starts(rest, b"<script") || starts(rest, b"<style") {
            at = find(body, open + 1, b"</").map_or(body.len(), |it| it + 2);
        } else if starts(rest, b"<meta") {
            let end = find(body, open, b">").unwrap_or(body.len());
            let tag = String::from_utf8_lossy(&body[open..end]).into_owned();
            if let Some(label) = label_in(&tag) {
                return Some(label);
            }
            at = end;
        } else {
            at = open + 1;
        }
    }
    None
}

fn starts(text: &[u8], with: &[u8]) -> bool {
    text.get(..with.len()).is_some_and(|it| it.eq_ignore_ascii_case(with))
}

fn find(body: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = from;
    while let Some(next) = body.get(at..)?.iter().position(|it| *it == first) {
        if body[at + next..].starts_with(needle) {
            return Some(at + next);
        }
        at += next + 1;
    }
    None
}

/// Asks first whether there is any, which is much quicker.
fn count(text: &str, sign: &str) -> usize {
    if text.contains(sign) { text.matches(sign).count() } else { 0 }
}

/// Signs that text was decoded wrongly once and saved again.
fn is_garbled(text: &str) -> bool {
    // Hardly any text has a letter that begins with this byte, as those of two of the signs do.
    let has_latin = memchr::memchr(0xc3, text.as_bytes()).is_some();
    text.contains("锟斤拷")
        || has_latin && (text.contains("ï¼Œ") || 3 < count(text, "å…¬"))
        || 5 < count(text, "烫烫烫")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &[u8], header: Option<&str>) -> (String, CharsetSource, usize) {
        let headers: Vec<(String, String)> =
            header.iter().map(|it| ("content-type".into(), (*it).into())).collect();
        let decoded = decode(body, &headers);
        (decoded.charset.label, decoded.charset.source, decoded.defects.len())
    }

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    const TEXT: &str = "<p>城关镇人民政府关于做好防汛工作的通知，请各村认真落实。</p>";

    #[test]
    fn the_evidence_that_wins_is_named() {
        let utf8 = |meta: &str| format!("<meta charset={meta}>{TEXT}").into_bytes();
        let gbk = |meta: &str| gb(&format!("<meta charset={meta}>{TEXT}"));
        for (body, header, label, source, defects) in [
            (utf8("utf-8"), None, "UTF-8", CharsetSource::Meta, 0),
            (utf8("utf-8"), Some("text/html; charset=utf-8"), "UTF-8", CharsetSource::Header, 0),
            (utf8("gb2312"), None, "UTF-8", CharsetSource::Content, 1),
            (utf8("gb2312"), Some("text/html; charset=utf-8"), "UTF-8", CharsetSource::Header, 1),
            (utf8("utf-8"), Some("text/html; charset=ISO-8859-1"), "UTF-8", CharsetSource::Meta, 1),
            (gbk("gb2312"), None, "GB18030", CharsetSource::Meta, 0),
            (gbk("GB-2312"), None, "GB18030", CharsetSource::Meta, 0),
            (gbk("utf-8"), None, "GB18030", CharsetSource::Content, 1),
            (gbk("gbk"), Some("text/html; charset=utf-8"), "GB18030", CharsetSource::Meta, 1),
            (gb(TEXT), None, "GB18030", CharsetSource::Content, 1),
            (TEXT.as_bytes().to_vec(), None, "UTF-8", CharsetSource::Content, 0),
            (
                [b"\xef\xbb\xbf", utf8("gbk").as_slice()].concat(),
                None,
                "UTF-8",
                CharsetSource::Bom,
                1,
            ),
            (
                b"<p>hello</p>".to_vec(),
                Some("text/html; charset="),
                "UTF-8",
                CharsetSource::Content,
                0,
            ),
        ] {
            let found = read(&body, header);
            let text = String::from_utf8_lossy(&body).into_owned();
            assert_eq!(found, (label.to_owned(), source, defects), "{text} {header:?}");
        }
    }

    #[test]
    fn a_meta_tag_after_a_kilobyte_counts_and_a_script_attribute_does_not() {
        let late = gb(&format!(
            "<!--{}--><script charset=utf-8></script><meta charset=gbk>{TEXT}",
            "x".repeat(2_000)
        ));
        assert_eq!(read(&late, None), ("GB18030".into(), CharsetSource::Meta, 0));
    }

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        let bytes: Vec<u8> = format!("<html><body>{TEXT}</body></html>")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read(&bytes, None).0, "UTF-16LE");
        assert_eq!(read(&[b"\xff\xfe", bytes.as_slice()].concat(), None).1, CharsetSource::Bom);
    }

    #[test]
    fn bad_bytes_and_garbled_text_are_defects() {
        let mut body = format!("<meta charset=utf-8>{TEXT}{TEXT}").into_bytes();
        body.extend(b"\xff\xff");
        assert_eq!(read(&body, None), ("UTF-8".into(), CharsetSource::Meta, 1));
        let garbled = "<meta charset=utf-8><p>锟斤拷锟斤拷</p>";
        assert_eq!(read(garbled.as_bytes(), None).2, 1);
    }
}
