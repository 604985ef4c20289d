//! Page scripts without running them: what they write into the page, and what stands at their top level.

use percent_encoding::percent_decode_str;
use regex::Regex;
use std::sync::LazyLock;

static UNESCAPE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:unescape|decodeURIComponent|decodeURI)\(\s*("[^"]*"|'[^']*')\s*\)"#)
        .expect("the expression is valid")
});
static WRITES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:document\.write(?:ln)?\s*\(|\.(?:innerHTML|outerHTML)\s*\+?=|\.(?:html|append|prepend|before|after|replaceWith)\s*\()")
        .expect("the expression is valid")
});

/// The markup that a script writes, its strings joined; empty where it writes none.
pub(super) fn written(script: &str) -> String {
    let script = without_comments(script);
    if !WRITES.is_match(&script) && !script.contains("createElement") {
        return String::new();
    }
    let script = UNESCAPE.replace_all(&script, |found: &regex::Captures<'_>| {
        let text = found[1].trim_matches(['"', '\'']).to_owned();
        format!("`{}`", percent_decode_str(&text).decode_utf8_lossy().replace('`', "'"))
    });
    strings(&script)
        .into_iter()
        .filter(|it| it.contains(['<', '>']) || !it.is_ascii())
        .collect::<Vec<_>>()
        .concat()
}

/// The string literals of a script in order, escapes undone.
pub(super) fn strings(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut letters = without_comments(script).chars().collect::<Vec<_>>().into_iter();
    while let Some(letter) = letters.next() {
        if !matches!(letter, '"' | '\'' | '`') {
            continue;
        }
        let mut text = String::new();
        while let Some(next) = letters.next() {
            if next == letter || next == '\n' && letter != '`' {
                break;
            }
            if next != '\\' {
                text.push(next);
                continue;
            }
            match letters.next() {
                Some('n' | 'r' | 't') => text.push(' '),
                Some('u') => {
                    let code: String = letters.by_ref().take(4).collect();
                    text.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                Some('x') => {
                    let code: String = letters.by_ref().take(2).collect();
                    text.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                Some('\n' | '\r') | None => {}
                Some(other) => text.push(other),
            }
        }
        found.push(text);
    }
    found
}

/// Comments taken out; strings are respected, and a comment opener of HTML inside a script counts for nothing.
pub(super) fn without_comments(script: &str) -> String {
    let mut kept = String::with_capacity(script.len());
    let mut letters = script.chars().peekable();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        if let Some(open) = quote {
            kept.push(letter);
            if letter == '\\' {
                kept.extend(letters.next());
            } else if letter == open || letter == '\n' && open != '`' {
                quote = None;
            }
            continue;
        }
        match (letter, letters.peek()) {
            ('/', Some('/')) => {
                while letters.peek().is_some_and(|it| *it != '\n') {
                    letters.next();
                }
            }
            ('/', Some('*')) => {
                letters.next();
                let mut last = ' ';
                for next in letters.by_ref() {
                    if last == '*' && next == '/' {
                        break;
                    }
                    last = next;
                }
            }
            _ => {
                if matches!(letter, '"' | '\'' | '`') {
                    quote = Some(letter);
                }
                kept.push(letter);
            }
        }
    }
    kept
}

/// Only what stands outside every pair of braces.
pub(super) fn top_level(script: &str) -> String {
    let mut kept = String::new();
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for letter in without_comments(script).chars() {
        if let Some(open) = quote {
            if depth == 0 {
                kept.push(letter);
            }
            if escaped {
                escaped = false;
            } else if letter == '\\' {
                escaped = true;
            } else if letter == open {
                quote = None;
            }
            continue;
        }
        match letter {
            '"' | '\'' | '`' => quote = Some(letter),
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    kept.push(';');
                }
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            kept.push(letter);
        }
    }
    kept
}

/// Whether a script may fetch something and show it.
pub(super) fn may_fill(script: &str) -> bool {
    [
        "ajax",
        "$.get",
        "$.post",
        "getJSON",
        "fetch(",
        "axios",
        "XMLHttpRequest",
        "new Vue",
        "createApp",
        "ReactDOM",
        "jpage(",
        "laytpl",
        ".load(",
        "layui",
        "angular",
        "template(",
    ]
    .iter()
    .any(|it| script.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_writes_is_read() {
        let coded = r#"document.write(unescape("%3Cspan id='_ideConac' %3E%3C/span%3E%3Cscript src='http://dcs.conac.cn/js/1.js'%3E"));"#;
        assert!(written(coded).contains("<span id='_ideConac' >"), "{}", written(coded));
        assert_eq!(written(r#"document.writeln("<p>主办\u5355\u4f4d<\/p>");"#), "<p>主办单位</p>");
        assert_eq!(written("// document.write('<p>x</p>')\nvar a='<b>';"), "");
        assert_eq!(written("var a = '<b>';"), "");
    }

    #[test]
    fn only_the_top_level_is_left() {
        let script = "<!--\nfunction go(){location.href='/a'}\nif(x){location='/m'}\nlocation.href='/b'; // location='/c'\n-->";
        let top = top_level(script);
        assert!(
            top.contains("/b") && !top.contains("/a") && !top.contains("/m") && !top.contains("/c"),
            "{top}"
        );
    }
}
