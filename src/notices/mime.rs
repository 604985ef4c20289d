//! A letter as the bytes of a mail: Chinese subject, names and file names in the forms that all clients read.

use crate::notices::letter::Letter;
use crate::notices::text::{file_name, one_line};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, FixedOffset};
use lettre::Address;
use lettre::error::Error;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use std::time::SystemTime;

/// Names and addresses of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    pub from: (String, Address),
    pub to: (String, Address),
    pub reply_to: Option<Address>,
    pub copies: Vec<Address>,
    /// The notice's key: makes Message-ID and the boundaries, so that the same notice is the same bytes.
    pub key: String,
    pub at: DateTime<FixedOffset>,
}

/// `files`: name and bytes, in the order in which a reader sees them.
pub fn message(
    envelope: &Envelope,
    letter: &Letter,
    files: &[(&str, &[u8])],
) -> Result<Vec<u8>, Error> {
    let mailbox = |(name, address): &(String, Address)| {
        let name = one_line(name);
        Mailbox::new((!name.is_empty()).then_some(name), address.clone())
    };
    let mut builder = Message::builder()
        .from(mailbox(&envelope.from))
        .to(mailbox(&envelope.to))
        .date(SystemTime::from(envelope.at))
        .message_id(Some(message_id(&envelope.key, &envelope.from.1)))
        .subject(one_line(&letter.subject));
    if let Some(address) = &envelope.reply_to {
        builder = builder.reply_to(Mailbox::new(None, address.clone()));
    }
    for address in &envelope.copies {
        builder = builder.cc(Mailbox::new(None, address.clone()));
    }
    let texts = MultiPart::alternative()
        .boundary(format!("{}.text", envelope.key))
        .singlepart(text_part(ContentType::TEXT_PLAIN, &letter.plain())?)
        .singlepart(text_part(ContentType::TEXT_HTML, &letter.html())?);
    let mut parts = MultiPart::mixed().boundary(format!("{}.parts", envelope.key)).multipart(texts);
    for (name, bytes) in files {
        let body =
            Body::new_with_encoding(bytes.to_vec(), base64()).map_err(|_| Error::NonAsciiChars)?;
        parts = parts.singlepart(
            SinglePart::builder()
                .header(AttachmentType::new(name))
                .header(Disposition::new(name))
                .body(body),
        );
    }
    Ok(builder.multipart(parts)?.formatted())
}

/// `<N0123….pucha@example.gov.cn>`: a second copy, should there ever be one, shows as the same mail.
pub fn message_id(key: &str, from: &Address) -> String {
    format!("<{key}.pucha@{}>", from.domain())
}

fn base64() -> ContentTransferEncoding {
    ContentTransferEncoding::Base64
}

fn text_part(kind: ContentType, text: &str) -> Result<SinglePart, Error> {
    let body =
        Body::new_with_encoding(text.to_owned(), base64()).map_err(|_| Error::NonAsciiChars)?;
    Ok(SinglePart::builder().header(kind).body(body))
}

/// `Content-Type` with the name as encoded words: what Foxmail, QQ, 163 and Outlook show.
#[derive(Clone)]
struct AttachmentType(HeaderValue);

impl AttachmentType {
    fn new(name: &str) -> Self {
        let kind = kind_of(name);
        let value = format!("{kind};\r\n name=\"{}\"", words(&file_name(name)));
        Self(HeaderValue::dangerous_new_pre_encoded(Self::name(), kind.into(), value))
    }
}

impl Header for AttachmentType {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Type")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Err("only written, never read".into())
    }

    fn display(&self) -> HeaderValue {
        self.0.clone()
    }
}

/// `Content-Disposition` with the name by RFC 2231 in pieces, which is the standard's form.
#[derive(Clone)]
struct Disposition(HeaderValue);

impl Disposition {
    fn new(name: &str) -> Self {
        let value = format!("attachment;\r\n {}", extended(&file_name(name)));
        Self(HeaderValue::dangerous_new_pre_encoded(Self::name(), "attachment".into(), value))
    }
}

impl Header for Disposition {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Disposition")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Err("only written, never read".into())
    }

    fn display(&self) -> HeaderValue {
        self.0.clone()
    }
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, it)| it.to_ascii_lowercase()).as_deref() {
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("pdf") => "application/pdf",
        Some("zip") => "application/zip",
        Some("csv") => "text/csv",
        _ => "application/octet-stream",
    }
}

/// RFC 2047 words of whole characters, each at most 75 letters; lines folded between them.
fn words(name: &str) -> String {
    const MOST: usize = 45;
    let mut pieces = vec![String::new()];
    for letter in name.chars() {
        if pieces.last().is_some_and(|it| MOST < it.len() + letter.len_utf8()) {
            pieces.push(String::new());
        }
        if let Some(last) = pieces.last_mut() {
            last.push(letter);
        }
    }
    pieces
        .iter()
        .map(|it| format!("=?utf-8?B?{}?=", BASE64_STANDARD.encode(it)))
        .collect::<Vec<_>>()
        .join("\r\n ")
}

/// RFC 2231: `filename*0*=utf-8''%E6…; filename*1*=…`, or `filename*=` where it is short.
fn extended(name: &str) -> String {
    const MOST: usize = 54;
    let letter = |byte: u8| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    let mut pieces = vec![String::from("utf-8''")];
    for byte in name.bytes() {
        let next = letter(byte);
        if pieces.last().is_some_and(|it| MOST < it.len() + next.len()) {
            pieces.push(String::new());
        }
        if let Some(last) = pieces.last_mut() {
            last.push_str(&next);
        }
    }
    if let [single] = pieces.as_slice() {
        return format!("filename*={single}");
    }
    let numbered = pieces.iter().enumerate().map(|(place, it)| format!("filename*{place}*={it}"));
    numbered.collect::<Vec<_>>().join(";\r\n ")
}
