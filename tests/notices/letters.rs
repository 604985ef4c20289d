//! Letters: nothing from a register or a page can become a header or markup.

use lettre::Address;
use pucha::notices::letter::Letter;
use pucha::notices::mime::{Envelope, message};

fn address(text: &str) -> Address {
    text.parse().expect("an address")
}

#[test]
fn names_with_line_breaks_stay_in_their_header() {
    let envelope = Envelope {
        from: ("办公室\r\nX-Evil: 1".into(), address("a@x.gov.cn")),
        to: ("\"柳河镇\" <e@evil.cn>,\r\nBcc: e@evil.cn".into(), address("b@x.gov.cn")),
        reply_to: None,
        copies: Vec::new(),
        key: "N0123456789abcdef".into(),
        at: crate::store::at("2026-11-20"),
    };
    let letter = Letter {
        subject: "【整改通知】\r\nX-Evil: 2".into(),
        paragraphs: vec!["<script>alert(1)</script>\r\n.\r\nQUIT".into()],
    };
    let name = "整改\"通知\r\nX-Evil: 3单.docx";
    let bytes = message(&envelope, &letter, &[(name, b"x")]).expect("a mail");
    assert_eq!(bytes, message(&envelope, &letter, &[(name, b"x")]).expect("a mail"));
    let text = String::from_utf8(bytes).expect("ASCII");
    for line in text.split("\r\n") {
        let lower = line.to_ascii_lowercase();
        assert!(!lower.starts_with("x-evil") && !lower.starts_with("bcc"), "{line}");
        assert!(!line.contains(['\r', '\n']), "{line:?}");
    }
    assert!(!letter.html().contains("<script>"));
}
