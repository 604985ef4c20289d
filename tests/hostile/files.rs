//! Attachments that look like a container and are a trap: read to a bound, or not at all.

use pucha::parse::attachment_text;
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};
use url::Url;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const LONGEST: Duration = Duration::from_secs(30);
/// What is read of one file (see `parse::attachment`), and a part that may overshoot.
const MOST_TEXT: usize = 17 << 20;

fn packed(parts: &[(&str, &[u8], usize)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, piece, times) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        for _ in 0..*times {
            writer.write_all(piece).expect("written");
        }
    }
    writer.finish().expect("packed").into_inner()
}

/// A central directory of `count` entries that all point at one small part, and an end that claims `claimed`.
fn crowded(count: usize, claimed: u16) -> Vec<u8> {
    let local = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a";
    let mut central =
        b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0".to_vec();
    central.extend_from_slice(&[0; 16]);
    let mut body = local.to_vec();
    for number in 0..count {
        body.extend_from_slice(&central);
        body.extend_from_slice(format!("{number:05x}").as_bytes());
    }
    let size = u32::try_from(body.len() - local.len()).expect("small enough");
    body.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    body.extend_from_slice(&claimed.to_le_bytes());
    body.extend_from_slice(&claimed.to_le_bytes());
    body.extend_from_slice(&size.to_le_bytes());
    body.extend_from_slice(&31_u32.to_le_bytes());
    body.extend_from_slice(&[0, 0]);
    body
}

/// A document that claims to unfold to 4 GiB less a byte, in both of its headers.
fn boasting() -> Vec<u8> {
    let mut body = packed(&[("word/document.xml", b"<w:t>x</w:t>", 1)]);
    for sign in [b"PK\x03\x04".as_slice(), b"PK\x01\x02"] {
        let at = body.windows(4).position(|it| it == sign).expect("a header");
        let size = at + if sign[2] == 3 { 22 } else { 24 };
        body[size..size + 4].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
    }
    body
}

/// Name, how the file is called, what is in it.
fn rows() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let blanks = vec![b' '; 1 << 20];
    let rows = b"<row/>".repeat(1000);
    let sheets: Vec<String> = (0..40).map(|it| format!("xl/worksheets/sheet{it}.xml")).collect();
    let sheet = |it: &'_ String| (it.clone(), 1_usize);
    let many: Vec<(String, usize)> = sheets.iter().map(sheet).collect();
    let many: Vec<(&str, &[u8], usize)> =
        many.iter().map(|(name, times)| (name.as_str(), rows.as_slice(), 4 * times)).collect();
    let cells = b"<row><c t=\"s\"><v>0</v></c></row>".repeat(1000);
    let long = vec![b'x'; 1 << 20];
    vec![
        ("26 MB of blanks in a document", "a.docx", packed(&[("word/document.xml", &blanks, 26)])),
        (
            "a long string, often named",
            "a.xlsx",
            packed(&[
                ("xl/sharedStrings.xml", &[b"<sst><si><t>".as_slice(), &long, b"</t></si>"].concat(), 1),
                ("xl/worksheets/sheet1.xml", &cells, 20),
            ]),
        ),
        ("200,000 empty strings", "a.xlsx", packed(&[
            ("xl/sharedStrings.xml", &b"<si/>".repeat(10_000), 20),
            ("xl/worksheets/sheet1.xml", b"<row/>", 1),
        ])),
        ("forty sheets of nothing", "a.xlsx", packed(&many)),
        ("20,000 entries", "a.xlsx", crowded(20_000, u16::MAX)),
        ("entries that are not there", "a.xlsx", crowded(10, u16::MAX)),
        ("fewer entries than there are", "a.xlsx", crowded(20_000, 3)),
        ("a part that claims 4 GB", "a.docx", boasting()),
        ("entities", "a.docx", packed(&[(
            "word/document.xml",
            b"<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><w:p><w:t>&b;&b;</w:t></w:p>",
            1,
        )])),
        ("a container cut off", "a.docx", packed(&[("word/document.xml", &blanks, 1)])[..500].to_vec()),
        ("a container of noise", "a.xlsx", b"PK\x03\x04\xff\xfe\0".repeat(20_000)),
        ("only ends", "a.xlsx", b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0".repeat(20_000)),
        ("a text of one letter", "a.txt", vec![b'1'; 1 << 20]),
        ("a table of bytes that are no text", "a.csv", b"\xff\xfe,\x00\xd6\n".repeat(20_000)),
    ]
}

#[test]
fn files_made_to_hurt_are_read_to_a_bound() {
    for (name, file, body) in rows() {
        let address = Url::parse(&format!("http://www.a.gov.cn/{file}")).expect("an address");
        let begun = Instant::now();
        let text = attachment_text(&address, &body);
        println!("{name}: {} bytes, {:?}", text.as_ref().map_or(0, String::len), begun.elapsed());
        assert!(begun.elapsed() < LONGEST, "{name}: {:?}", begun.elapsed());
        assert!(text.as_ref().is_none_or(|it| it.len() < MOST_TEXT), "{name}");
    }
}
