//! Names of units and words of servers made fit for a header, a cell, a file name or a message of limited length.

/// Of a file or folder name without its ending, in bytes: leaves room for an ending on every file system.
const LONGEST_NAME: usize = 180;

/// One line without control, bidi and invisible characters: nothing can begin a header or a line of its own.
pub fn one_line(text: &str) -> String {
    let seen: String = text
        .chars()
        .map(|it| if it.is_whitespace() && it != '\u{3000}' { ' ' } else { it })
        .filter(|it| !it.is_control() && !is_unseen(*it))
        .collect();
    seen.split(' ').filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A cell that no spreadsheet computes.
pub fn cell(text: &str) -> String {
    let line = one_line(text);
    let begins = |it: char| "=+-@＝＋－＠﹦﹢﹣﹫".contains(it);
    if line.starts_with(begins) { format!("'{line}") } else { line }
}

/// A name that Windows, Linux and macOS take, and that leads out of no folder.
pub fn file_name(text: &str) -> String {
    let line = one_line(text);
    let plain: String =
        line.chars().map(|it| if r#"/\:*?"<>|"#.contains(it) { '_' } else { it }).collect();
    let short = cut(&plain, LONGEST_NAME);
    let name = short.trim_matches(|it: char| it == '.' || it.is_whitespace());
    let stem = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = stem.len() == 4
        && (stem.starts_with("COM") || stem.starts_with("LPT"))
        && stem.ends_with(|it: char| it.is_ascii_digit());
    let reserved = numbered || ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str());
    match name {
        "" => "未命名".into(),
        _ if reserved => format!("_{name}"),
        _ => name.to_owned(),
    }
}

/// `text` in at most `most` bytes, an ellipsis at the end where something was cut.
pub fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let mut end = most.saturating_sub('…'.len_utf8());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}

/// For an HTML page or mail.
pub fn escaped(text: &str) -> String {
    one_line(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_can_begin_a_header() {
        assert_eq!(one_line("柳河镇\r\nBcc: a@b.cn"), "柳河镇 Bcc: a@b.cn");
        assert_eq!(one_line("  a\u{202e}b\u{0}\tc  "), "ab c");
    }

    #[test]
    fn a_file_name_is_fit_for_every_system() {
        for (text, name) in [
            ("柳河镇人民政府", "柳河镇人民政府"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j"),
            ("con", "_con"),
            ("COM1.txt", "_COM1.txt"),
            ("镇政府. ", "镇政府"),
            ("\u{200b}..", "未命名"),
        ] {
            assert_eq!(file_name(text), name, "{text:?}");
        }
        assert!(file_name(&"镇".repeat(200)).len() <= LONGEST_NAME);
    }

    #[test]
    fn a_cut_text_keeps_whole_characters() {
        assert_eq!(cut("柳河镇", 9), "柳河镇");
        assert_eq!(cut("柳河镇政府", 11), "柳河…");
    }
}
