//! Mail addresses as registers write them: several in one cell, with Chinese punctuation, names and slips.

use lettre::Address;

/// The addresses of one cell, each once, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    pub good: Vec<Address>,
    /// As they are written.
    pub bad: Vec<String>,
}

impl Addresses {
    pub fn read(cell: &str) -> Self {
        let mut read = Self::default();
        for written in cell.split(|it: char| is_between(it)) {
            let written = written.trim();
            if written.is_empty() {
                continue;
            }
            match address(written) {
                Some(address) if read.good.contains(&address) => {}
                Some(address) => read.good.push(address),
                None => read.bad.push(written.to_owned()),
            }
        }
        read
    }
}

fn is_between(letter: char) -> bool {
    matches!(letter, ';' | '；' | ',' | '，' | '、' | '|') || letter.is_whitespace()
}

/// Only what every server takes: ASCII, and a domain with a dot or an address of the intranet.
pub fn address(written: &str) -> Option<Address> {
    let inner = match (written.find('<'), written.rfind('>')) {
        (Some(from), Some(to)) if from < to => &written[from + 1..to],
        _ => written,
    };
    let plain = inner.trim().replace('＠', "@");
    let plain = plain.strip_prefix("mailto:").unwrap_or(&plain);
    let (_, domain) = plain.rsplit_once('@')?;
    let domain_fits = domain.contains('.') || domain == "localhost";
    let fits = plain.is_ascii() && plain.len() <= 254 && domain_fits && !plain.contains("..");
    if fits { plain.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_hold_several_addresses_in_any_punctuation() {
        for (cell, good, bad) in [
            ("a@x.gov.cn", vec!["a@x.gov.cn"], vec![]),
            (
                "a@x.gov.cn；b@163.com，c@qq.com",
                vec!["a@x.gov.cn", "b@163.com", "c@qq.com"],
                vec![],
            ),
            ("a@x.gov.cn;a@x.gov.cn; ", vec!["a@x.gov.cn"], vec![]),
            ("张三<a@x.gov.cn>", vec!["a@x.gov.cn"], vec![]),
            ("a＠x.gov.cn", vec!["a@x.gov.cn"], vec![]),
            ("无", vec![], vec!["无"]),
            ("a@x，b@x.gov.cn", vec!["b@x.gov.cn"], vec!["a@x"]),
            ("a@x.gov.cn\r\nBcc:e@evil.cn", vec!["a@x.gov.cn"], vec!["Bcc:e@evil.cn"]),
            ("柳河@x.gov.cn", vec![], vec!["柳河@x.gov.cn"]),
            ("a@x..cn", vec![], vec!["a@x..cn"]),
            ("", vec![], vec![]),
        ] {
            let read = Addresses::read(cell);
            let shown: Vec<String> = read.good.iter().map(ToString::to_string).collect();
            assert_eq!(
                (shown, read.bad),
                (
                    good.iter().map(|it| (*it).to_owned()).collect(),
                    bad.iter().map(|it| (*it).to_owned()).collect()
                ),
                "{cell:?}"
            );
        }
    }
}
