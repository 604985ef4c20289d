//! The bytes of a register as text: a byte order mark decides, then strict UTF-8, else GB18030.

use encoding_rs::{Encoding, GB18030};

/// The text without its byte order mark. Of UTF-8 with a few broken bytes and GB18030, the reading in which `known`
/// headings appear is taken; broken bytes become U+FFFD, which the rows are asked for later.
pub(crate) fn text(bytes: &[u8], known: &[&str]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    if let Ok(text) = str::from_utf8(bytes) {
        return text.to_owned();
    }
    let gb = GB18030.decode_without_bom_handling(bytes).0;
    let utf8 = String::from_utf8_lossy(bytes);
    let headings = |text: &str| known.iter().filter(|it| text.contains(**it)).count();
    if headings(&gb) < headings(&utf8) { utf8.into_owned() } else { gb.into_owned() }
}
