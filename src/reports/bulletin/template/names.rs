//! Chinese names between the braces, written so that the template engine takes them for names, and back.

use std::fmt::Write as _;

/// What stands between `{{ }}` or `{% %}`, from its first byte behind the braces.
pub(crate) struct Tag<'a> {
    pub(crate) start: usize,
    pub(crate) text: &'a str,
    /// `{% %}`.
    pub(crate) is_statement: bool,
}

/// The tags of a source. A tag that does not end is left to the engine, which refuses it.
pub(crate) fn tags(source: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = source[at..].find('{').map(|it| at + it) {
        let (end, is_statement) = match source.as_bytes().get(open + 1) {
            Some(b'{') => ("}}", false),
            Some(b'%') => ("%}", true),
            Some(b'#') => {
                at = source[open..].find("#}").map_or(source.len(), |it| open + it + 2);
                continue;
            }
            _ => {
                at = open + 1;
                continue;
            }
        };
        let start = open + 2;
        let Some(length) = source[start..].find(end) else { break };
        tags.push(Tag { start, text: &source[start..start + length], is_statement });
        at = start + length + 2;
    }
    tags
}

/// The source with every letter of a Chinese name in a tag spelt out; lines stay as they are.
pub(crate) fn encoded(source: &str) -> String {
    let mut text = String::with_capacity(source.len() * 2);
    let mut at = 0;
    for tag in tags(source) {
        text.push_str(&source[at..tag.start]);
        let mut quote = None;
        for letter in tag.text.chars() {
            match (quote, letter) {
                (Some(open), _) if open == letter => quote = None,
                (None, '"' | '\'') => quote = Some(letter),
                _ => {}
            }
            if quote.is_none() && is_foreign(letter) {
                spell(&mut text, letter);
            } else {
                text.push(letter);
            }
        }
        at = tag.start + tag.text.len();
    }
    text.push_str(&source[at..]);
    text
}

/// One name of a field, as [`encoded`] writes it.
pub(crate) fn encoded_name(name: &str) -> String {
    let mut text = String::with_capacity(name.len() * 3);
    for letter in name.chars() {
        if is_foreign(letter) { spell(&mut text, letter) } else { text.push(letter) }
    }
    text
}

/// What [`encoded`] spelt out, in the engine's messages.
pub(crate) fn decoded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('u') {
        plain.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let spelt = tail.split_once('_').and_then(|(digits, after)| {
            let fits = (4..=6).contains(&digits.len());
            let number = fits.then(|| u32::from_str_radix(digits, 16).ok()).flatten()?;
            char::from_u32(number).filter(|it| !it.is_ascii()).map(|it| (it, after))
        });
        if let Some((letter, after)) = spelt {
            plain.push(letter);
            rest = after;
        } else {
            plain.push('u');
            rest = tail;
        }
    }
    plain + rest
}

fn is_foreign(letter: char) -> bool {
    !letter.is_ascii() && letter.is_alphanumeric()
}

fn spell(text: &mut String, letter: char) {
    let _ = write!(text, "u{:04x}_", u32::from(letter));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_out_in_tags_only_and_read_back() {
        let source = "合格{{ 合格数 }}个{% if 上期.期次 == \"十月\" %}好{% endif %}{# 说明 #}";
        let text = encoded(source);
        assert!(text.starts_with("合格{{ u5408_u683c_u6570_ }}个"), "{text}");
        assert!(text.contains("\"十月\"") && text.contains("{# 说明 #}"), "{text}");
        assert_eq!(decoded(&text), source);
        assert_eq!(decoded("undefined value u_ u12"), "undefined value u_ u12");
    }
}
