//! What came under the name of an attachment, by its first bytes: a file, nothing, or a page in the file's place.

use crate::parse::charset;
use crate::parse::doc::Doc;
use crate::parse::head;
use crate::reference::files::in_place_of_file;

/// So much of an answer tells what it is.
const ENOUGH: usize = 16 << 10;
/// A longer text is a text of its own, whatever words stand in it.
const SHORT: usize = 400;
/// A page with a longer source does more than say one thing by a script.
const SHORT_SOURCE: usize = 3_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Not one byte.
    Empty,
    /// Opens; what it is, in a word.
    File(&'static str),
    Page(StandIn),
    /// Bytes of no known make.
    Unknown,
}

/// A page, or a line of text, where a file should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandIn {
    pub says: Says,
    pub title: String,
    /// Shown text without white space.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// That the file is not there.
    NotThere,
    /// That the server could not bring it.
    Fault,
    /// That one has to log in first.
    Login,
    SomethingElse,
}

/// Offset, bytes, what they begin.
const MAGIC: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF", "pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"PK\x07\x08", "zip"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ", "xz"),
    (257, b"ustar", "tar"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\xdb\xa5", "word 2"),
    (0, b"Founder CEB", "ceb"),
    (0, b"CAJ", "caj"),
    (0, b"AC10", "dwg"),
    (0, b"\x89PNG", "picture"),
    (0, b"\xff\xd8\xff", "picture"),
    (0, b"GIF8", "picture"),
    (0, b"BM", "picture"),
    (0, b"II*\0", "picture"),
    (0, b"MM\0*", "picture"),
    (4, b"ftyp", "video"),
    (0, b"RIFF", "video"),
    (0, b"\x30\x26\xb2\x75", "video"),
    (0, b"FLV", "video"),
    (0, b".RMF", "video"),
    (0, b"ID3", "sound"),
    (0, b"CWS", "flash"),
    (0, b"FWS", "flash"),
    (0, b"MZ", "program"),
    (0, b"%!PS", "postscript"),
];

/// What `body`, the beginning of an answer, is. `headers` have lower-case names.
pub fn content(headers: &[(String, String)], body: &[u8]) -> Content {
    let body = &body[..body.len().min(ENOUGH)];
    if body.is_empty() {
        return Content::Empty;
    }
    if let Some((_, _, name)) =
        MAGIC.iter().find(|(at, sign, _)| body.get(*at..).is_some_and(|it| it.starts_with(sign)))
    {
        return Content::File(name);
    }
    // Some writers put a line before it.
    if body[..body.len().min(1024)].windows(5).any(|it| it == b"%PDF-") {
        return Content::File("pdf");
    }
    let is_wide = body.starts_with(b"\xff\xfe") || body.starts_with(b"\xfe\xff");
    if !is_wide && body.contains(&0) {
        return Content::Unknown;
    }
    written(&charset::decode(body, headers).text)
}

/// What a text is.
fn written(text: &str) -> Content {
    let start = text.trim_start_matches(|it: char| it.is_whitespace() || it == '\u{feff}');
    let lower = start.to_ascii_lowercase();
    let has = |signs: &[&str]| signs.iter().any(|it| lower.contains(it));
    if lower.starts_with("mime-version:") || has(&["content-type: multipart/related"]) {
        return Content::File("mhtml");
    }
    let office = [
        "urn:schemas-microsoft-com:office",
        "schemas.microsoft.com/office/word/2003",
        "schemas.openxmlformats.org",
        "mso-application",
        "content=word.document",
        "content=excel.sheet",
        "content=\"word.document",
        "content=\"excel.sheet",
    ];
    if has(&office) {
        return Content::File("office html");
    }
    if !lower.starts_with('<') {
        let short = text.chars().count() <= SHORT;
        return match says(text) {
            found @ (Says::NotThere | Says::Fault) if short => page(found, String::new(), text),
            _ => Content::File("text"),
        };
    }
    let frame = has(&["<html", "<head", "<body", "<title", "<script", "<!doctype html"]);
    if !frame && has(&["<table", "<tr"]) {
        return Content::File("html table");
    }
    if lower.starts_with("<?xml") && !frame {
        return match says(text) {
            Says::NotThere if text.chars().count() <= 2 * SHORT => {
                page(Says::NotThere, String::new(), text)
            }
            _ => Content::File("xml"),
        };
    }
    stand_in(text, &lower)
}

fn stand_in(html: &str, lower: &str) -> Content {
    let doc = Doc::new(html);
    let (title, text) = (head::title(&doc), doc.text(0));
    let asks = ["type=\"password\"", "type='password'", "type=password"];
    let table = in_place_of_file();
    if asks.iter().any(|it| lower.contains(it)) || holds(&title, &table.login) {
        return page(Says::Login, title, text);
    }
    let is_short = text.chars().count() <= SHORT;
    // Says it by an alert and goes back.
    let speaks = html.len() <= SHORT_SOURCE && lower.contains("<script") && text.len() < 100;
    let found = [Some(title.as_str()), is_short.then_some(text), speaks.then_some(html)]
        .into_iter()
        .flatten()
        .map(says)
        .find(|it| *it != Says::SomethingElse);
    page(found.unwrap_or(Says::SomethingElse), title, text)
}

fn page(says: Says, title: String, text: &str) -> Content {
    let text = text.chars().filter(|it| !it.is_whitespace()).collect();
    Content::Page(StandIn { says, title, text })
}

fn says(text: &str) -> Says {
    let table = in_place_of_file();
    if holds(text, &table.not_there) {
        Says::NotThere
    } else if holds(text, &table.fault) {
        Says::Fault
    } else {
        Says::SomethingElse
    }
}

fn holds(text: &str, phrases: &[String]) -> bool {
    phrases.iter().any(|it| text.contains(it.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(body: &[u8]) -> String {
        match content(&[], body) {
            Content::Empty => "nothing".into(),
            Content::File(name) => name.into(),
            Content::Page(it) => format!("{:?}", it.says),
            Content::Unknown => "unknown".into(),
        }
    }

    #[test]
    fn files_are_known_by_their_first_bytes() {
        for (body, expected) in [
            (&b""[..], "nothing"),
            (b"%PDF-1.4\n", "pdf"),
            (b"\xef\xbb\xbf\r\n%PDF-1.7", "pdf"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "ole"),
            (b"PK\x03\x04\x14\0", "zip"),
            (b"Rar!\x1a\x07\0", "rar"),
            (b"7z\xbc\xaf\x27\x1c\0", "7z"),
            (b"{\\rtf1\\ansi}", "rtf"),
            (b"\x89PNG\r\n", "picture"),
            (b"\0\0\0\x18ftypmp42", "video"),
            (b"\x01\x02\0\x03", "unknown"),
            (b"MIME-Version: 1.0\nContent-Type: multipart/related;", "mhtml"),
            (b"<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?>", "office html"),
            (b"<?xml version=\"1.0\"?><data><row>1</row></data>", "xml"),
            (b"<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>", "NotThere"),
        ] {
            assert_eq!(name_of(body), expected, "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn what_is_written_is_a_file_unless_it_says_that_there_is_none() {
        for (body, expected) in [
            ("序号,姓名,金额\n1,张某,200\n", "text"),
            ("{\"code\":404,\"msg\":\"附件不存在\"}", "NotThere"),
            ("File not found.", "NotThere"),
            (
                "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><body><table><tr><td>文件不存在</td></tr></table>",
                "office html",
            ),
            ("<table border=1><tr><td>补贴名单</td></tr></table>", "html table"),
            ("<html><head><title>404 Not Found</title></head><body></body></html>", "NotThere"),
            (
                "<html><body><script>alert('文件不存在或已删除！');history.back();</script></body></html>",
                "NotThere",
            ),
            (
                "<html><head><title>提示</title></head><body>系统异常，请联系管理员</body></html>",
                "Fault",
            ),
            (
                "<html><body><form>用户名<input name=u>密码<input type=\"password\"></form>系统错误</body></html>",
                "Login",
            ),
            (
                "<html><head><title>申请表</title></head><body>姓名： 住址：</body></html>",
                "SomethingElse",
            ),
        ] {
            assert_eq!(name_of(body.as_bytes()), expected, "{body}");
        }
        let long = format!("<html><body>{}文件不存在</body></html>", "某项工作安排。".repeat(90));
        assert_eq!(name_of(long.as_bytes()), "SomethingElse");
    }

    #[test]
    fn old_encodings_are_read() {
        let (body, _, _) =
            encoding_rs::GBK.encode("<html><title>错误</title><body>您要下载的附件不存在</body>");
        assert_eq!(name_of(&body), "NotThere");
    }
}
