//! Numbers of private persons in a text: found by their check digits, judged by what stands around them, never kept whole.

use crate::model::facts::content::{Personal, PersonalKind};
use crate::parse::day::AuditDay;
use crate::parse::folded::next_figure;
use crate::reference::personal::{Whose, says};
use chrono::{Datelike, NaiveDate};
use std::borrow::Cow;
use std::ops::Range;

/// Bytes before a number in which a word may say whose it is; a Chinese letter has three.
const NEAR: usize = 60;
const RIGHT_BEFORE: usize = 36;
/// Mobile numbers from which on a list of persons is one.
const A_LIST: usize = 3;
/// A hostile text may hold nothing else; so many are enough.
const MOST: usize = 5_000;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    kind: PersonalKind,
    range: Range<usize>,
}

/// What the text holds, one of each kind at most. `today`: nobody is born later.
pub fn personal(text: &str, today: NaiveDate) -> Vec<Personal> {
    within(text, AuditDay::new(today), || text)
}

/// `subject`: the text without menus and footer, which name lists and offices on every page.
pub(super) fn within<'a>(
    text: &str,
    today: AuditDay,
    subject: impl FnOnce() -> &'a str,
) -> Vec<Personal> {
    let numbers = numbers(text, today);
    let of = |kind| numbers.iter().filter(move |it| it.kind == kind);
    if numbers.is_empty() {
        return Vec::new();
    }
    let subject = subject();
    let lists_people = says(subject, Whose::Lists);
    let is_office = says(subject, Whose::Office);
    let mut found = Vec::new();
    let ids: Vec<&Number> =
        of(PersonalKind::IdNumber).filter(|it| !is_credit_code(text, it)).collect();
    let (made_up, real): (Vec<&Number>, Vec<&Number>) =
        ids.into_iter().partition(|it| says(before(text, it, NEAR), Whose::Sample));
    found.extend(kept(text, &real, false));
    if real.is_empty() {
        found.extend(kept(text, &made_up, true));
    }
    let has_ids = !real.is_empty();
    let phones: Vec<&Number> = of(PersonalKind::Phone).collect();
    let about = About { has_ids, lists_people, is_office };
    found.extend(phones_of(text, &phones, about));
    let cards: Vec<&Number> = of(PersonalKind::BankCard).collect();
    found.extend(cards_of(text, &cards, lists_people));
    found
}

fn kept(text: &str, numbers: &[&Number], unclear: bool) -> Option<Personal> {
    let first = numbers.first()?;
    Some(Personal {
        kind: first.kind,
        count: numbers.len(),
        example: mask(&text[first.range.clone()], first.kind),
        unclear,
    })
}

/// What the text as a whole is about.
#[derive(Clone, Copy)]
struct About {
    has_ids: bool,
    lists_people: bool,
    is_office: bool,
}

/// Numbers that petitioners gave of themselves; else those of a list of persons. What an office publishes of its own is
/// no leak.
fn phones_of(text: &str, phones: &[&Number], about: About) -> Option<Personal> {
    let About { has_ids, lists_people, is_office } = about;
    let own: Vec<&Number> = phones
        .iter()
        .copied()
        .filter(|it| says(before(text, it, RIGHT_BEFORE), Whose::Own))
        .collect();
    if !own.is_empty() {
        return kept(text, &own, false);
    }
    // An office's word right before a number tells that it is no private one, unless identity numbers stand beside it.
    let of_office = |it: &&Number| says(before(text, it, RIGHT_BEFORE), Whose::Office);
    let left: Vec<&Number> =
        phones.iter().copied().filter(|it| has_ids || !of_office(it)).collect();
    let phones = left.as_slice();
    if phones.len() < A_LIST || !(has_ids || lists_people) {
        return None;
    }
    // Beside identity numbers the list is one of persons; else an office's word anywhere leaves it open.
    kept(text, phones, is_office && !has_ids)
}

fn cards_of(text: &str, cards: &[&Number], lists_people: bool) -> Option<Personal> {
    if cards.is_empty() || !says(text, Whose::Card) {
        return None;
    }
    let (firms, others): (Vec<&Number>, Vec<&Number>) =
        cards.iter().copied().partition(|it| says(before(text, it, 4 * NEAR), Whose::Corporate));
    let near = |it: &&Number| says(before(text, it, NEAR), Whose::Card);
    let is_list = A_LIST <= others.len() && lists_people;
    if is_list || firms.is_empty() && others.iter().any(near) && lists_people {
        return kept(text, &others, false);
    }
    let named: Vec<&Number> = others.into_iter().filter(|it| near(it)).collect();
    kept(text, &named, true)
}

fn before<'a>(text: &'a str, number: &Number, bytes: usize) -> &'a str {
    let end = number.range.start;
    let start = (end.saturating_sub(bytes)..=end).find(|it| text.is_char_boundary(*it));
    &text[start.unwrap_or(end)..end]
}

fn is_credit_code(text: &str, number: &Number) -> bool {
    let before = before(text, number, NEAR);
    let last = |word: &str| before.rfind(word);
    let id = last("身份证").max(last("身份号码"));
    last("信用代码").max(last("组织机构代码")) > id
}

/// The text without any such number whole.
pub fn masked(text: &str) -> Cow<'_, str> {
    // The day only matters for whom it may accuse; what could be somebody's is masked.
    let numbers = numbers(text, AuditDay::new(NaiveDate::MAX));
    if numbers.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for number in numbers {
        kept.push_str(&text[from..number.range.start]);
        kept.push_str(&mask(&text[number.range.clone()], number.kind));
        from = number.range.end;
    }
    kept.push_str(&text[from..]);
    Cow::Owned(kept)
}

/// `3401**********1234`, `138****5678`.
fn mask(number: &str, kind: PersonalKind) -> String {
    let digits: Vec<char> = number.chars().filter(|it| !it.is_whitespace()).collect();
    let first = if kind == PersonalKind::Phone { 3 } else { 4 };
    let last = digits.len().saturating_sub(4);
    let shown = |at: usize| at < first || last <= at;
    digits.iter().enumerate().map(|(at, it)| if shown(at) { *it } else { '*' }).collect()
}

/// In the order of the text.
fn numbers(text: &str, today: AuditDay) -> Vec<Number> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while found.len() < MOST {
        let Some(start) = next_figure(text, at) else { break };
        at = start;
        while at < bytes.len() && is_joined(bytes[at]) {
            at += 1;
        }
        let begins_word = start.checked_sub(1).is_none_or(|it| !is_joined(bytes[it]));
        if !begins_word || is_part_of_more(bytes, start, at) {
            continue;
        }
        let run = &bytes[start..at];
        if let Some(kind) = kind_of(run, today) {
            found.push(Number { kind, range: start..at });
        } else if let Some(start) = phone_with_code(run).map(|it| start + it) {
            found.push(Number { kind: PersonalKind::Phone, range: start..at });
        } else if let Some(end) = card_in_groups(bytes, start, at) {
            found.push(Number { kind: PersonalKind::BankCard, range: start..end });
            at = end;
        }
    }
    found
}

/// Letters and signs that make a run of digits another thing: codes, addresses, numbers masked already.
fn is_joined(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'_' | b'#')
}

/// Decimals, addresses, numbers with dashes.
fn is_part_of_more(bytes: &[u8], start: usize, end: usize) -> bool {
    let digit = |at: Option<usize>| at.and_then(|it| bytes.get(it)).is_some_and(u8::is_ascii_digit);
    let before = start.checked_sub(1).map(|it| bytes[it]);
    let after = bytes.get(end).copied();
    let is_path = matches!(before, Some(b'/' | b'=' | b'&' | b'?' | b'%'))
        || matches!(after, Some(b'/' | b'=' | b'&' | b'%'))
        || after == Some(b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
    let is_dashed = matches!(before, Some(b'-' | b'.')) && digit(start.checked_sub(2))
        || after == Some(b'-') && digit(Some(end + 1));
    is_path || is_dashed
}

fn kind_of(run: &[u8], today: AuditDay) -> Option<PersonalKind> {
    let is_digits = run.iter().all(u8::is_ascii_digit);
    match run.len() {
        11 if is_digits && is_mobile(run) => Some(PersonalKind::Phone),
        18 if is_id_number(run, today) => Some(PersonalKind::IdNumber),
        16..=19 if is_digits && is_card(run) => Some(PersonalKind::BankCard),
        _ => None,
    }
}

fn is_mobile(run: &[u8]) -> bool {
    run[0] == b'1' && matches!(run[1], b'3'..=b'9')
}

/// `8613812345678`: where the number proper begins.
fn phone_with_code(run: &[u8]) -> Option<usize> {
    let rest = run.strip_prefix(b"86")?;
    (rest.len() == 11 && rest.iter().all(u8::is_ascii_digit) && is_mobile(rest)).then_some(2)
}

/// GB 11643: division, day of birth, order, check digit.
fn is_id_number(run: &[u8], today: AuditDay) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let (body, check) = run.split_at(17);
    if !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let number =
        |range: Range<usize>| body[range].iter().fold(0, |sum, it| sum * 10 + u32::from(it - b'0'));
    let province = number(0..2);
    let is_division = matches!(
        province,
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83
    ) && number(2..4) != 0;
    let year = i32::try_from(number(6..10)).unwrap_or_default();
    let born = NaiveDate::from_ymd_opt(year, number(10..12), number(12..14));
    let is_born =
        born.is_some_and(|it| (1900..=2100).contains(&it.year()) && today.has_reached(it));
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(it, weight)| u32::from(it - b'0') * weight).sum();
    is_division && is_born && CHECKS[(sum % 11) as usize] == check[0].to_ascii_uppercase()
}

/// Luhn, and how the cards of the country begin.
fn is_card(run: &[u8]) -> bool {
    let begins = run.starts_with(b"62") || run.len() == 16 && matches!(run[0], b'4' | b'5');
    begins && is_luhn(run)
}

fn is_luhn(run: &[u8]) -> bool {
    let sum: u32 = run
        .iter()
        .rev()
        .enumerate()
        .map(|(at, it)| {
            let digit = u32::from(it - b'0');
            let doubled = digit * 2;
            if at % 2 == 0 { digit } else { doubled / 10 + doubled % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// `6222 0212 3456 7890 123`: where it ends.
fn card_in_groups(bytes: &[u8], start: usize, first_end: usize) -> Option<usize> {
    if first_end - start != 4 {
        return None;
    }
    let mut digits = bytes[start..first_end].to_vec();
    let mut end = first_end;
    while digits.len() < 19 && bytes.get(end) == Some(&b' ') {
        let group: Vec<u8> =
            bytes[end + 1..].iter().copied().take_while(|it| is_joined(*it)).take(5).collect();
        if group.is_empty() || 4 < group.len() || !group.iter().all(u8::is_ascii_digit) {
            break;
        }
        end += 1 + group.len();
        let is_last = group.len() < 4;
        digits.extend(group);
        if is_last {
            break;
        }
    }
    ((16..=19).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) && is_card(&digits))
        .then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "11010519491231002X";
    const CARD: &str = "6222021234567890128";

    fn found(text: &str) -> Vec<(PersonalKind, usize, bool)> {
        let today = "2026-11-20".parse().unwrap();
        personal(text, today).iter().map(|it| (it.kind, it.count, it.unclear)).collect()
    }

    #[test]
    fn identity_numbers_are_known_by_their_check_digit_birth_and_division() {
        assert_eq!(found(&format!("张某，{ID}，")), [(PersonalKind::IdNumber, 1, false)]);
        assert_eq!(found("身份证号：11010519491231002x"), [(PersonalKind::IdNumber, 1, false)]);
        for text in [
            "110105194912310021",
            "990105194912310029",
            "统一社会信用代码：11010519491231002X",
            "3401**********1234",
            "A11010519491231002X",
            "11010519491231002X1",
            "http://a.gov.cn/11010519491231002X.html",
            "https://a.gov.cn/?id=11010519491231002X",
            "110105491231002",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
        assert_eq!(found(&format!("填写示例：{ID}")), [(PersonalKind::IdNumber, 1, true)]);
    }

    #[test]
    fn nobody_is_born_after_the_audit() {
        let run = b"110105203012310001";
        let check = b"10X98765432";
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = run[..17].iter().zip(weights).map(|(a, w)| u32::from(a - b'0') * w).sum();
        let mut number = run.to_vec();
        number[17] = check[(sum % 11) as usize];
        assert!(found(std::str::from_utf8(&number).unwrap()).is_empty());
    }

    #[test]
    fn mobile_numbers_count_where_they_are_private_persons() {
        let list = "低保对象公示 张三 13812345678 李四 13912345678 王五 15012345678";
        assert_eq!(found(list), [(PersonalKind::Phone, 3, false)]);
        let letter = "我的联系电话13812345678，请回复。咨询电话：0564-1234567";
        assert_eq!(found(letter), [(PersonalKind::Phone, 1, false)]);
        let with_duty = format!("{list} 监督电话 0564-1234567");
        assert_eq!(found(&with_duty), [(PersonalKind::Phone, 3, true)]);
        for text in [
            "联系人：王主任 13812345678",
            "网格员公示 甲 13812345678 乙 13912345678 丙 15012345678",
            "低保咨询 13812345678",
            "订单号13812345678901",
            "138****5678 低保 139****1234 特困 150****1234",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn cards_need_luhn_prefix_and_a_word() {
        assert!(is_luhn(CARD.as_bytes()), "{CARD}");
        let list = format!("补贴发放明细 姓名 银行卡号 张三 {CARD}");
        assert_eq!(found(&list), [(PersonalKind::BankCard, 1, false)]);
        assert_eq!(
            found("补贴发放 卡号 6222 0212 3456 7890 128"),
            [(PersonalKind::BankCard, 1, false)]
        );
        assert_eq!(found(&format!("卡号：{CARD}")), [(PersonalKind::BankCard, 1, true)]);
        for text in [
            format!("户名：甲县财政局 开户行：某银行 账号：{CARD}"),
            format!("订单编号 {CARD}"),
            "补贴发放 卡号 6222021234567890123".to_owned(),
        ] {
            assert!(found(&text).is_empty(), "{text}");
        }
    }

    #[test]
    fn no_output_holds_a_number_whole() {
        let text = format!("张三 {ID} 13812345678 {CARD} 6222 0212 3456 7890 128。");
        let shown = masked(&text);
        assert_eq!(
            shown,
            "张三 1101**********002X 138****5678 6222***********0128 6222***********0128。"
        );
        assert!(matches!(masked("无号码 0564-1234567"), Cow::Borrowed(_)));
    }
}
