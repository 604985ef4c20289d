//! 范围 as it is written in the register: patterns checked, whole addresses of the own host shortened to their path.

use crate::model::site::{Scope, bare_host};
use crate::register::row::Row;
use crate::register::table::half_width;
use percent_encoding::{CONTROLS, utf8_percent_encode};
use std::collections::HashMap;
use url::Url;

const FIELD: &str = "范围";

pub(crate) fn read(row: &mut Row<'_>, home: &Url) -> Scope {
    let written = half_width(row.get(FIELD));
    let mut patterns = vec![];
    for pattern in written.split(';').map(str::trim).filter(|it| !it.is_empty()) {
        if let Some(path) = path_of(row, pattern, home) {
            note_lone_folder(row, &path);
            patterns.push(path);
        }
    }
    let scope = Scope::new(home, &patterns.join(";"));
    if !patterns.is_empty() && scope.fit(home).is_none() {
        row.mild(FIELD, "不包括网站地址本身", "核对是不是写成了别的单位的范围");
    }
    scope
}

fn path_of(row: &mut Row<'_>, pattern: &str, home: &Url) -> Option<String> {
    if pattern.contains(char::is_whitespace) {
        row.severe(FIELD, format!("中“{pattern}”有空格"), "几段之间用分号 ; 隔开");
        return None;
    }
    if pattern.starts_with(['/', '*']) && !pattern.starts_with("//") {
        return Some(utf8_percent_encode(pattern, CONTROLS).to_string());
    }
    let bare = pattern.split_once("://").map_or(pattern, |(_, rest)| rest);
    let bare = bare.trim_start_matches('/');
    let at = bare.find(['/', '?']).unwrap_or(bare.len());
    let (host, path) = bare.split_at(at);
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let host = host.strip_suffix(":80").or(host.strip_suffix(":443")).unwrap_or(host);
    let port = home.port().map(|it| format!(":{it}")).unwrap_or_default();
    if host == format!("{}{port}", bare_host(home)) {
        let path = match path {
            "" => "/*".to_owned(),
            it if it.starts_with('/') => it.to_owned(),
            it => format!("/{it}"),
        };
        return Some(utf8_percent_encode(&path, CONTROLS).to_string());
    }
    if host.contains('.') || pattern.contains("://") {
        let text = format!("中“{pattern}”不在网站地址的主机上");
        row.severe(FIELD, text, "别的主机请另起一行登记；本主机的只写 / 开头的路径");
    } else {
        let text = format!("中“{pattern}”不是以 / 或 * 开头");
        row.severe(FIELD, text, format!("改为 /{pattern}"));
    }
    None
}

fn note_lone_folder(row: &mut Row<'_>, pattern: &str) {
    if pattern.ends_with('/') && !pattern.contains('*') {
        let text = format!("中“{pattern}”没有 *，只算这一个网页");
        row.mild(FIELD, text, format!("要包括下面的网页，改为 {pattern}*"));
    }
}

/// Which scopes were seen, to notice two units that claim the same pages.
#[derive(Default)]
pub(crate) struct Claims {
    lines: HashMap<(String, Option<u16>, String), usize>,
}

impl Claims {
    /// Two sites with one pattern on one host: neither is more specific, so pages would go to either by chance.
    pub(crate) fn add(&mut self, row: &mut Row<'_>, scope: &Scope, home: &Url) {
        for pattern in &scope.patterns {
            let claim = (scope.host.clone(), scope.port, pattern.clone());
            let line = *self.lines.entry(claim).or_insert(row.line.number);
            if line == row.line.number {
                continue;
            }
            if row.get(FIELD).is_empty() {
                let text = format!("是空的，默认范围 {pattern} 与第 {line} 行相同");
                row.mild(FIELD, text, format!("写明哪些网页归本单位，例如 {}", example(home)));
            } else {
                let text = format!("中“{pattern}”与第 {line} 行相同");
                row.mild(FIELD, text, "两个单位的范围不能一样，请分开写");
            }
        }
    }
}

fn example(home: &Url) -> String {
    let last = home.path().rsplit('/').next().unwrap_or_default();
    let stem = last.split('.').next().unwrap_or_default();
    if last.is_empty() || stem == "index" {
        "/目录/*".into()
    } else {
        format!("{}*", home.path())
    }
}
