//! The marks that a government site shows in its footer: in the page, in what its scripts write, in its includes.

mod seen;

pub(super) use seen::seen;

use crate::model::page::{Identity, Link, LinkKind, Mark, MarkState, Metas};
use crate::parse::contact;
use crate::parse::dates::plain;
use crate::parse::identity::seen::Seen;
use regex::Regex;
use std::sync::LazyLock;

fn expression(text: &str) -> Regex {
    Regex::new(text).expect("the expression is valid")
}

static CODE: LazyLock<Regex> = LazyLock::new(|| {
    expression(r"标\s?识\s?码\s*[:：]?\s*([A-Za-z]{0,3}[0-9]+(?: [0-9]+)*|[A-Za-z0-9]+)")
});
static GOOD_CODE: LazyLock<Regex> =
    LazyLock::new(|| expression(r"^(?:\d{10}|(?i:bm)\d{8}|[Nn]\d{9})$"));
static ICP: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"(?i)(\p{Han}?)\s*ICP\s*(备|证|備)?\s*案?\s*号?\s*[:：]?\s*([0-9][0-9 ]*)?\s*(号)?(\s?-\s?\d{1,3})?",
    )
});
static CODE_SIGN: LazyLock<Regex> = LazyLock::new(|| expression("标"));
static ICP_SIGN: LazyLock<Regex> = LazyLock::new(|| expression("(?i)icp"));
static POLICE_SIGN: LazyLock<Regex> = LazyLock::new(|| expression("备"));
static OLD_POLICE_SIGN: LazyLock<Regex> = LazyLock::new(|| expression("公备"));
static POLICE: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"(\p{Han})?\s*(?:公\s?网\s?安\s?备|公安机关备案号?|公安备案号?|联网备案号?)\s*(?:案?号)?\s*[:：]?\s*([0-9][0-9 ]*)?\s*(号)?",
    )
});
static OLD_POLICE: LazyLock<Regex> =
    LazyLock::new(|| expression(r"\p{Han}公备[:：]?\s*([0-9][0-9-]{5,})"));
static HOST: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"(?:主办单位|主办机关|主\s{0,2}办|网站主管单位|主管单位|主管主办)\s*[:：]\s*([^\s|，。；:：<>]{2,40})|主办单位\s+([^\s|，。；:：<>]{3,40})|版权所有\s*[:：]\s*([^\s|，。；:：<>]{2,36}(?:政府|局|委|办|办公室|委员会|街道|管委会|中心|镇|乡|县|院|会))(?:\s|[|，。；]|$)",
    )
});
static ERROR_CODE: LazyLock<Regex> =
    LazyLock::new(|| expression(r"(?i)(?:site_?code|jiucuo\.png\?v)(?:=|%3D)([0-9A-Za-z]{6,14})"));
const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕秦甘陇青宁新";

/// The eight marks. `readable`: the place where they would stand could be read, so what is not there is missing.
pub(super) fn read(
    seen: &Seen<'_>,
    metas: &Metas,
    readable: bool,
    defects: &mut Vec<String>,
) -> Identity {
    let text = plain(&seen.text);
    let absent = if readable { MarkState::Missing } else { MarkState::Unseen };
    let or_absent = |mark: Option<Mark>| mark.unwrap_or(Mark { state: absent, value: None });
    let identity = Identity {
        site_code: or_absent(site_code(&text, seen)),
        icp: or_absent(icp(&text)),
        police: or_absent(police(&text, seen)),
        badge: or_absent(badge(seen)),
        error_report: or_absent(error_report(seen)),
        host_unit: or_absent(host_unit(&text, seen)),
        contact: or_absent(contact(&text, seen)),
        site_map: or_absent(site_map(seen)),
    };
    contradictions(seen, &identity, metas, defects);
    identity
}

/// More are not told.
const DEFECTS: usize = 60;

/// Codes of the error report entrance that are not this site's, or not all the same.
fn contradictions(seen: &Seen<'_>, identity: &Identity, metas: &Metas, defects: &mut Vec<String>) {
    let mut known = identity.site_code.value.clone().or_else(|| metas.site_code.clone());
    let named = seen.links().map(|it| it.address.as_str()).chain(seen.drawn.lines());
    for code in named.filter(|it| it.contains("jiucuo")).filter_map(|it| ERROR_CODE.captures(it)) {
        let own = known.get_or_insert_with(|| code[1].to_owned());
        if !own.eq_ignore_ascii_case(&code[1]) {
            defects.push(format!("“找错”入口中的网站标识码 {} 与 {own} 不一致", &code[1]));
            if DEFECTS < defects.len() {
                break;
            }
        }
    }
}

fn present(value: impl Into<String>) -> Mark {
    Mark { state: MarkState::Present, value: Some(value.into()) }
}

fn malformed(value: impl Into<String>) -> Mark {
    Mark { state: MarkState::Malformed, value: Some(value.into()) }
}

/// A good one wins over malformed ones.
fn best(marks: impl Iterator<Item = Mark>) -> Option<Mark> {
    let mut kept = None;
    for mark in marks {
        if mark.state == MarkState::Present {
            return Some(mark);
        }
        kept.get_or_insert(mark);
    }
    kept
}

/// The text from a little before the first `sign`, without which nothing can match; nothing where it does not occur.
/// Most of a page is not looked at that way.
fn from_first<'a>(text: &'a str, sign: &Regex) -> &'a str {
    let Some(at) = sign.find(text).map(|it| it.start()) else { return "" };
    let start = text[..at].char_indices().rev().nth(40).map_or(0, |(it, _)| it);
    &text[start..]
}

fn site_code(text: &str, seen: &Seen<'_>) -> Option<Mark> {
    if !seen.grams.may_hold("标识码") {
        return None;
    }
    let text = from_first(text, &CODE_SIGN);
    best(CODE.captures_iter(text).map(|found| {
        let mut joined = String::new();
        for part in found[1].split(' ') {
            joined.push_str(part);
            if GOOD_CODE.is_match(&joined) {
                return present(joined);
            }
        }
        malformed(found[1].split(' ').next().unwrap_or_default())
    }))
}

fn icp(text: &str) -> Option<Mark> {
    let first = ICP_SIGN.find(text)?.start();
    let before = text[..first].trim_end().char_indices().next_back();
    let text = &text[before.map_or(0, |(it, _)| it)..];
    best(ICP.captures_iter(text).filter_map(|found| {
        let digits: String = found.get(3).map_or("", |it| it.as_str()).split_whitespace().collect();
        let all: String = found[0].split_whitespace().collect();
        let province = &found[1];
        let record = found.get(2)?;
        if digits.is_empty() && !all.contains('备') {
            return None;
        }
        let good = PROVINCES.contains(province)
            && !province.is_empty()
            && matches!(digits.len(), 8 | 10)
            && found.get(4).is_some();
        let value = format!(
            "{province}ICP{}{digits}{}{}",
            record.as_str(),
            found.get(4).map_or("", |it| it.as_str()),
            found.get(5).map_or("", |it| it.as_str()).replace(' ', "")
        );
        if good {
            Some(present(value))
        } else if digits.is_empty() {
            None
        } else {
            Some(malformed(value))
        }
    }))
    .or_else(|| bare_icp(text))
}

/// 皖ICP备 without any number, as templates leave it.
fn bare_icp(text: &str) -> Option<Mark> {
    let at = text.find("ICP备")?;
    let before = text[..at].chars().next_back().filter(|it| PROVINCES.contains(*it));
    Some(malformed(before.into_iter().chain("ICP备".chars()).collect::<String>()))
}

fn police(text: &str, seen: &Seen<'_>) -> Option<Mark> {
    let written = POLICE.captures_iter(from_first(text, &POLICE_SIGN)).filter_map(|found| {
        let groups = found.get(2)?.as_str();
        let digits: String = groups.split_whitespace().collect();
        let all: String = found[0].split_whitespace().collect();
        Some(if digits.len() == 14 { present(all) } else { malformed(all) })
    });
    let linked = || {
        seen.links()
            .filter(|it| {
                it.address.host_str().is_some_and(|host| {
                    host.contains("beian.gov.cn") || host.contains("beian.mps.gov.cn")
                })
            })
            .find_map(|it| {
                it.address
                    .query_pairs()
                    .find(|(name, value)| name.contains("code") && value.trim().len() == 14)
                    .map(|(_, value)| present(value.trim()))
            })
    };
    best(written).or_else(linked).or_else(|| {
        OLD_POLICE.captures(from_first(text, &OLD_POLICE_SIGN)).map(|it| present(&it[0]))
    })
}

fn badge(seen: &Seen<'_>) -> Option<Mark> {
    let linked =
        seen.links().map(|it| it.address.as_str()).find(|it| it.contains("bszs.conac.cn/sitename"));
    let drawn = || {
        let all = seen.links().map(|it| it.address.as_str()).chain(seen.drawn.lines());
        all.into_iter().find(|it| it.contains("dcs.conac.cn/js/")).map(str::to_owned)
    };
    linked.map(present).or_else(|| drawn().map(|it| present(address_in(&it))))
}

/// The script's address within a line of code.
fn address_in(line: &str) -> String {
    let at = line.find("dcs.conac.cn").unwrap_or(0);
    let tail: String =
        line[at..].chars().take_while(|it| !matches!(it, '\'' | '"' | ' ' | '>' | ')')).collect();
    format!("http://{tail}")
}

fn error_report(seen: &Seen<'_>) -> Option<Mark> {
    let national = |it: &str| {
        it.contains("jiucuo")
            && (it.contains("zfwzgl")
                || it.contains("kaipuyun")
                || it.contains("exposure")
                || it.contains("121.43.68.40")
                || it.contains("/jiucuo.js"))
    };
    let linked = seen.links().map(|it| it.address.as_str()).find(|it| national(it));
    let drawn = || seen.drawn.lines().find(|it| national(it) || it.contains("_jiucuo_"));
    let named = || {
        let by_text =
            seen.links().find(|it| it.text.contains("找错")).map(|it| it.address.as_str());
        by_text.or_else(|| seen.drawn.lines().find(|it| it.contains("政府网站找错")))
    };
    linked.or_else(drawn).or_else(named).map(present)
}

/// Without one of these no unit is named.
const HOST_SIGNS: [&str; 4] = ["主办", "主管单位", "主管主办", "版权所有"];

fn host_unit(text: &str, seen: &Seen<'_>) -> Option<Mark> {
    if !HOST_SIGNS.iter().any(|it| seen.grams.may_hold(it)) {
        return None;
    }
    best(HOST.captures_iter(text).filter_map(|found| {
        found
            .get(1)
            .or_else(|| found.get(2))
            .or_else(|| found.get(3))
            .map(|it| present(it.as_str().trim_end_matches(['、', ';', '）', ')'])))
    }))
}

fn contact(text: &str, seen: &Seen<'_>) -> Option<Mark> {
    let linked = || {
        seen.links()
            .find(|it| matches!(it.text.trim(), "联系我们" | "联系方式"))
            .map(|it| present(it.address.as_str()))
    };
    let printed = contact::telephone(text).or_else(|| contact::mail(text));
    printed.map(present).or_else(linked)
}

fn site_map(seen: &Seen<'_>) -> Option<Mark> {
    let named = |it: &&Link| {
        let text: String = it.text.chars().filter(|it| !it.is_whitespace()).collect();
        ["网站地图", "站点地图", "网站导航", "站点导航"].iter().any(|name| text.contains(name))
            || text.eq_ignore_ascii_case("sitemap")
    };
    // A picture without words leads there too.
    let is_address = |it: &&Link| {
        let path = it.address.path().to_ascii_lowercase();
        let is_for_programs = path.rsplit('.').next() == Some("xml");
        it.kind == LinkKind::Page
            && !is_for_programs
            && ["sitemap", "site_map", "wzdt", "zddt"].iter().any(|name| path.contains(name))
    };
    let found = seen.links().find(named).or_else(|| seen.links().find(is_address));
    found.map(|it| present(it.address.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::doc::Doc;
    use crate::parse::links;
    use crate::reference::grams::Indexed;
    use url::Url;

    fn marks(html: &str) -> Identity {
        let base = Url::parse("http://www.a.gov.cn/").unwrap();
        let doc = Doc::new(html);
        let links = links::all(&doc, &base);
        let seen = seen(&doc, &Indexed::new(doc.text(0)), &links, &base, &[]);
        read(&seen, &Metas::default(), true, &mut Vec::new())
    }

    #[test]
    fn a_site_map_is_known_by_its_name_or_by_where_it_lies() {
        for (html, state) in [
            ("<a href='/a.html'>网站地图</a>", MarkState::Present),
            ("<a href='/a.html'>站点 导航</a>", MarkState::Present),
            ("<a href='/a.html'>Site Map</a>", MarkState::Present),
            ("<a href='/wzdt/index.html'><img src=a.png></a>", MarkState::Present),
            ("<a href='/sitemap.xml'>订阅</a>", MarkState::Missing),
            ("<a href='/dt.html'>公交地图</a>", MarkState::Missing),
            ("<!-- <a href='/a.html'>网站地图</a> -->", MarkState::Missing),
            ("<a style='display:none' href='/a.html'>网站地图</a>", MarkState::Missing),
        ] {
            assert_eq!(marks(html).site_map.state, state, "{html}");
        }
    }

    #[test]
    fn site_codes_in_all_real_forms_are_read() {
        for (text, state, value) in [
            ("网站标识码：1400000045", MarkState::Present, "1400000045"),
            ("网站标识码 ：4500000068 地址", MarkState::Present, "4500000068"),
            ("标识码bm01000001", MarkState::Present, "bm01000001"),
            ("政府网站标识码：６５０００００４９１", MarkState::Present, "6500000491"),
            ("网站标识码：34152 20001", MarkState::Present, "3415220001"),
            ("网站标识码：34152200", MarkState::Malformed, "34152200"),
        ] {
            let mark = marks(&format!("<p>{text}</p>")).site_code;
            assert_eq!((mark.state, mark.value.as_deref()), (state, Some(value)), "{text}");
        }
        assert_eq!(
            marks("<!--网站标识码：1400000045--><p style='display:none'>标识码：1400000045</p>")
                .site_code
                .state,
            MarkState::Missing
        );
    }

    #[test]
    fn records_are_read_with_blanks_and_labels() {
        for (text, icp, police) in [
            ("备案号：湘ICP备2021016353号　技术支持", Some("湘ICP备2021016353号"), None),
            (
                "新ICP备 09002870号 皖公网安备 34150002000001号",
                Some("新ICP备09002870号"),
                Some("皖公网安备34150002000001号"),
            ),
            ("赣ICP备07004085号-1", Some("赣ICP备07004085号-1"), None),
            (
                "赣ICP备14008674号 赣公网安备36092502000005",
                Some("赣ICP备14008674号"),
                Some("赣公网安备36092502000005"),
            ),
            ("公安机关备案号 13020002000001号", None, Some("公安机关备案号13020002000001号")),
        ] {
            let found = marks(&format!("<p>{text}</p>"));
            assert_eq!(found.icp.value.as_deref(), icp, "{text}");
            assert_eq!(found.police.value.as_deref(), police, "{text}");
        }
    }

    #[test]
    fn marks_that_a_script_draws_count_and_commented_ones_do_not() {
        let coded = r#"<script>document.write(unescape("%3Cspan id='_ideConac' %3E%3C/span%3E%3Cscript src='http://dcs.conac.cn/js/15/2.js' type='text/javascript'%3E%3C/script%3E"));</script>"#;
        assert_eq!(marks(coded).badge.state, MarkState::Present);
        assert_eq!(marks(&format!("<!--{coded}-->")).badge.state, MarkState::Missing);
        assert_eq!(
            marks("<a href='http://bszs.conac.cn/sitename?method=show&id=2'><img src=r.png></a>")
                .badge
                .state,
            MarkState::Present
        );
        let report = "<script id=_jiucuo_ sitecode=4300000042 src=https://zfwzgl.www.gov.cn/exposure/jiucuo.js></script>";
        assert_eq!(marks(report).error_report.state, MarkState::Present);
        assert_eq!(marks("<a href=/jiucuo/>纠错</a>").error_report.state, MarkState::Missing);
    }
}
