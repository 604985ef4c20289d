//! An address as a clerk types it: what is wrong with it and how it should read.

use crate::register::row::Row;
use crate::register::table::half_width;
use url::Url;

/// The address in `field`, or severe faults that say how to write it.
pub(crate) fn read(row: &mut Row<'_>, field: &'static str) -> Option<Url> {
    let written = row.get(field);
    match parse(written) {
        Ok(address) => {
            note_host(row, field, &address);
            Some(address)
        }
        Err((text, mend)) => {
            row.severe(field, text, mend);
            None
        }
    }
}

type Wrong = (&'static str, String);

fn parse(written: &str) -> Result<Url, Wrong> {
    if written.is_empty() {
        return Err(("是空的", "填写完整网址，例如 http://www.a.gov.cn/".into()));
    }
    if written.starts_with('=') || written.starts_with('#') {
        return Err(("是公式或出错的格，不是网址", "把公式换成网址文字".into()));
    }
    if several(written) {
        return Err(("一格里有几个网址", "一格只写一个网址，其余的另起一行".into()));
    }
    let plain = half_width(written);
    let tight: String = plain.split_whitespace().collect();
    let blank = written.contains(char::is_whitespace);
    if written.contains(is_wide) {
        return Err(("有全角字符", format!("改为 {}", completed(&tight))));
    }
    if blank {
        return Err(("中间有空格", format!("改为 {}", completed(&tight))));
    }
    let lower = written.to_lowercase();
    if !lower.starts_with("http://") && !lower.starts_with("https://") {
        return Err(without_scheme(written));
    }
    let address = Url::parse(written).map_err(|_| {
        ("不是能用的网址", "照浏览器地址栏重新填写，例如 http://www.a.gov.cn/".to_owned())
    })?;
    check_host(&address)?;
    Ok(address)
}

/// Full-width signs that an address needs as plain ones. Others may well stand in the path of a Chinese page.
fn is_wide(sign: char) -> bool {
    matches!(sign, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
        || "：／．。？＃＆＝％＿－".contains(sign)
}

/// Whether several addresses stand in one cell; `?url=http://…` inside of one is none of its own.
fn several(written: &str) -> bool {
    let lower = written.to_lowercase();
    let words = lower.split([' ', ';', '；', ',', '，', '、']);
    1 < words.filter(|it| it.starts_with("http") || it.starts_with("www.")).count()
}

fn without_scheme(written: &str) -> Wrong {
    if written.starts_with('/') && !written.starts_with("//") {
        return ("不是完整的网址", "写全，前面加上 http:// 和主机名".into());
    }
    match written.split_once(':') {
        Some((scheme, _)) if is_other_scheme(scheme) => {
            ("不是 http 或 https 网址", "只能登记以 http:// 或 https:// 开头的网址".into())
        }
        _ => ("前面缺少 http://", format!("改为 {}", completed(written))),
    }
}

fn is_other_scheme(scheme: &str) -> bool {
    ["ftp", "ftps", "file", "mailto", "javascript", "data", "ws", "wss", "tel", "weixin", "about"]
        .contains(&scheme.to_lowercase().as_str())
}

/// The address as it was probably meant: with scheme and, after a bare host, a slash.
fn completed(written: &str) -> String {
    let written = written.replace('\\', "/");
    let lower = written.to_lowercase();
    let secure = lower.starts_with("https");
    let begins = ["http://", "https://", "http:", "https:", "http//", "https//"];
    let rest = match begins.iter().filter(|it| lower.starts_with(**it)).map(|it| it.len()).max() {
        Some(length) => &written[length..],
        // `htp://`, `hhttp://`: whatever stood before the colon was meant to be the scheme.
        None => written.split_once("://").map_or(&*written, |(_, rest)| rest),
    };
    let rest = rest.trim_start_matches(['/', ':']);
    let scheme = if secure { "https" } else { "http" };
    let slash = if rest.contains(['/', '?']) { "" } else { "/" };
    format!("{scheme}://{rest}{slash}")
}

fn check_host(address: &Url) -> Result<(), Wrong> {
    let host = address.host_str().unwrap_or_default();
    if host.is_empty() {
        return Err(("没有主机名", "填写完整网址，例如 http://www.a.gov.cn/".into()));
    }
    let rest = format!("{}{}", host, address.path());
    if let Some((_, inner)) = rest.split_once("//")
        && matches!(host, "http" | "https")
    {
        return Err(("开头重复了", format!("改为 http://{inner}")));
    }
    if !address.username().is_empty() || address.password().is_some() {
        return Err(("里有用户名或密码", format!("去掉 @ 和它前面的部分，改为 http://{rest}")));
    }
    let plain = |it: char| it.is_ascii_alphanumeric() || "-._[]:".contains(it);
    if !host.chars().all(plain) || host.contains("..") || host.starts_with('.') {
        return Err(("主机名里有不该有的字符", "照浏览器地址栏重新填写".into()));
    }
    if address.port() == Some(0) {
        return Err(("端口号不对", "改正或去掉主机名后面的端口号".into()));
    }
    Ok(())
}

fn note_host(row: &mut Row<'_>, field: &str, address: &Url) {
    if address.host_str().is_some_and(|it| !it.contains('.') && !it.contains(':')) {
        row.mild(field, "主机名里没有点", "内网主机可以不管；公网网站请写全域名");
    }
}
