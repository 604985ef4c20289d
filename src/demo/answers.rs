//! What a simulated host says to one request, and the ways in which real servers misbehave while saying it.

use bytes::Bytes;
use encoding_rs::GB18030;

/// One prepared answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    pub manner: Manner,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Plain,
    /// The first request of a run gets this status, every later one the answer.
    FailsAtFirst(u16),
    /// HEAD gets this status, GET the answer.
    RefusesHead(u16),
    /// Sends a cookie and leads back to the same address until the cookie comes along.
    WantsCookie,
    /// So many bytes of nothing instead of the body, made as they are read.
    Large(u64),
}

/// How a page is written: in which bytes, and what is said about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    Utf8,
    /// GB18030 bytes, declared as gb2312 in the page only.
    Gb2312,
    /// GB18030 bytes, rightly declared in the page, while the header says UTF-8.
    WrongHeader,
    /// GB18030 bytes and no word about it anywhere.
    Undeclared,
    /// UTF-8 bytes, while the header says ISO-8859-1.
    LyingHeader,
    /// UTF-8 bytes, while the page says gb2312 and the header nothing.
    LyingMeta,
    /// GB18030 bytes, declared only after more bytes than a browser looks through.
    LateMeta,
    /// UTF-16 in little-endian order with its mark.
    Utf16,
    /// UTF-8 bytes with their mark, while the header says GBK.
    MarkAgainstHeader,
}

const OLD_META: &str = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\">";

impl Writing {
    pub(crate) fn meta(self) -> String {
        match self {
            Self::Utf8 | Self::LyingHeader | Self::MarkAgainstHeader => {
                "<meta charset=\"utf-8\">".into()
            }
            Self::Gb2312 | Self::LyingMeta => OLD_META.into(),
            Self::LateMeta => {
                let rules = ".list li{line-height:28px;border-bottom:1px dashed #ccc}\n".repeat(28);
                format!("<style type=\"text/css\">\n{rules}</style>\n{OLD_META}")
            }
            Self::WrongHeader => "<meta charset=\"gb18030\">".into(),
            Self::Undeclared | Self::Utf16 => String::new(),
        }
    }

    fn header(self) -> &'static str {
        match self {
            Self::Utf8 => "text/html; charset=utf-8",
            Self::Gb2312 | Self::Undeclared | Self::LyingMeta | Self::LateMeta | Self::Utf16 => {
                "text/html"
            }
            Self::WrongHeader => "text/html; charset=UTF-8",
            Self::MarkAgainstHeader => "text/html; charset=GBK",
            Self::LyingHeader => "text/html; charset=ISO-8859-1",
        }
    }

    fn bytes(self, text: &str) -> Bytes {
        match self {
            Self::Utf8 | Self::LyingHeader | Self::LyingMeta => {
                Bytes::copy_from_slice(text.as_bytes())
            }
            Self::Gb2312 | Self::WrongHeader | Self::Undeclared | Self::LateMeta => {
                Bytes::from(GB18030.encode(text).0.into_owned())
            }
            Self::Utf16 => {
                let units = std::iter::once(0xfeff).chain(text.encode_utf16());
                Bytes::from(units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
            }
            Self::MarkAgainstHeader => Bytes::from(format!("\u{feff}{text}")),
        }
    }
}

impl Answer {
    pub(crate) fn page(writing: Writing, html: &str) -> Self {
        Self::of(200, writing.header(), writing.bytes(html))
    }

    pub(crate) fn of(status: u16, kind: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        Self { status, headers, body: body.into(), manner: Manner::Plain }
    }

    pub(crate) fn html(status: u16, body: &str) -> Self {
        Self::of(status, "text/html; charset=utf-8", body.to_owned())
    }

    pub(crate) fn json(value: &serde_json::Value) -> Self {
        Self::of(200, "application/json; charset=utf-8", value.to_string())
    }

    pub(crate) fn script(body: &str) -> Self {
        Self::of(200, "application/javascript; charset=utf-8", body.to_owned())
    }

    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::html(status, "").with("location", to)
    }

    pub(crate) fn not_found() -> Self {
        Self::html(
            404,
            "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
        )
    }

    pub(crate) fn picture() -> Self {
        Self::of(200, "image/png", PICTURE)
    }

    /// A file to be downloaded; its kind follows from the ending of its name.
    pub(crate) fn file(name: &str) -> Self {
        let (kind, body): (_, &[u8]) = match name.rsplit('.').next().unwrap_or_default() {
            "pdf" => (
                "application/pdf",
                b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
            ),
            "doc" => ("application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 demo"),
            "xls" => ("application/vnd.ms-excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 demo"),
            _ => ("application/octet-stream", b"PK\x03\x04 demo"),
        };
        Self::of(200, kind, body)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn acting(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }
}

/// A PNG of one transparent pixel.
const PICTURE: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, 0x49, 0x44, 0x41, 0x54,
    0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1, 0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, 0x49, 0x45, 0x4e,
    0x44, 0xae, 0x42, 0x60, 0x82,
];
