//! Labels and what stands behind them: `来信时间：2026-11-02`, or two cells of a table.

use crate::parse::dates;
use crate::parse::day::AuditDay;
use crate::parse::extras::interaction::segments::Segment;
use crate::reference::interaction::words;
use chrono::NaiveDate;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Bytes of a text that may be a label with some signs around it.
const LONGEST: usize = 300;
/// Of the text behind a label.
const VALUE: usize = 600;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Title,
    Asked,
    Writer,
    Content,
    About,
    State,
    Replied,
    ReplyUnit,
    Reply,
    Ends,
    Result,
}

/// A label with what it says.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) role: Role,
    pub(super) label: &'static str,
    /// Only messages have this label.
    pub(super) strong: bool,
    pub(super) value: String,
    /// Number of its segment.
    pub(super) segment: usize,
}

struct Table {
    roles: HashMap<&'static str, Role>,
    inline: Regex,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let it = &words().labels;
    let mut roles = HashMap::new();
    for (role, labels) in [
        (Role::Title, &it.title),
        (Role::Asked, &it.asked),
        (Role::Writer, &it.writer),
        (Role::Content, &it.content),
        (Role::About, &it.about),
        (Role::State, &it.state),
        (Role::Replied, &it.replied),
        (Role::ReplyUnit, &it.reply_unit),
        (Role::Reply, &it.reply),
        (Role::Ends, &it.ends),
        (Role::Result, &it.result),
    ] {
        for label in labels {
            roles.entry(label.as_str()).or_insert(role);
        }
    }
    let mut labels: Vec<&str> = roles.keys().copied().collect();
    labels.sort_by_key(|it| (std::cmp::Reverse(it.len()), *it));
    let inline = Regex::new(&format!("({})\\s?[：:]", labels.join("|")))
        .expect("labels make a valid expression");
    Table { roles, inline }
});

/// What a cell is the label of.
pub(super) fn role_of(text: &str) -> Option<(Role, &'static str)> {
    if LONGEST < text.len() {
        return None;
    }
    let bare = text.trim_matches(|it: char| !it.is_alphanumeric());
    TABLE.roles.get_key_value(bare).map(|(label, role)| (*role, *label))
}

/// The labels that only messages have.
pub(super) fn strong() -> impl Iterator<Item = &'static str> {
    TABLE.roles.keys().copied().filter(|it| is_strong(it))
}

fn is_strong(label: &str) -> bool {
    words().strong.begins.iter().any(|it| label.starts_with(it.as_str()))
}

/// All labels of the segments in their order. `skip`: segments that are the head of a table.
pub(super) fn said(segments: &[Segment], skip: impl Fn(usize) -> bool) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    let roles: Vec<_> = segments.iter().map(|it| role_of(&it.text)).collect();
    let all_spots: Vec<_> = segments.iter().map(|it| spots(&it.text)).collect();
    let begins: Vec<bool> = roles
        .iter()
        .zip(&all_spots)
        .map(|(role, spots)| role.is_some() || spots.first().is_some_and(|it| it.0 == 0))
        .collect();
    for (at, segment) in segments.iter().enumerate() {
        if skip(at) {
            continue;
        }
        if let Some((role, label)) = roles[at] {
            let value = following(segments, &begins, at, role);
            all.push(Said { role, label, strong: is_strong(label), value, segment: at });
            continue;
        }
        let spots = &all_spots[at];
        for (number, (_, end, label)) in spots.iter().enumerate() {
            let until = spots.get(number + 1).map_or(segment.text.len(), |it| it.0);
            let mut value = segment.text[*end..until].trim().to_owned();
            let role = TABLE.roles[label];
            let is_last = number + 1 == spots.len();
            if is_last && (value.is_empty() || is_long(role)) {
                let more = following(segments, &begins, at, role);
                value.push_str(&more);
            }
            all.push(Said {
                role,
                label,
                strong: is_strong(label),
                value: cut(value),
                segment: at,
            });
        }
    }
    all
}

/// Where labels with a colon stand in a text: start, end, label. A label is no part of a longer word.
fn spots(text: &str) -> Vec<(usize, usize, &'static str)> {
    let mut spots = Vec::new();
    if !text.contains([':', '：']) {
        return spots;
    }
    for found in TABLE.inline.captures_iter(text) {
        let (Some(whole), Some(label)) = (found.get(0), found.get(1)) else { continue };
        let before = text[..whole.start()].chars().next_back();
        if before.is_some_and(char::is_alphabetic) {
            continue;
        }
        if let Some((label, _)) = TABLE.roles.get_key_value(label.as_str()) {
            spots.push((whole.start(), whole.end(), *label));
        }
    }
    spots
}

fn is_long(role: Role) -> bool {
    matches!(role, Role::Content | Role::Reply | Role::Result)
}

/// What stands behind the label that is segment `at`: the next segment, of a text all up to the next label.
fn following(segments: &[Segment], begins: &[bool], at: usize, role: Role) -> String {
    let most = if is_long(role) { usize::MAX } else { 1 };
    let mut value = String::new();
    let next = (at + 1..segments.len()).take_while(|it| !begins[*it]).take(most);
    for it in next {
        value.push_str(&segments[it].text);
        if VALUE < value.len() {
            break;
        }
    }
    cut(value)
}

fn cut(mut value: String) -> String {
    value.truncate(value.floor_char_boundary(VALUE));
    value
}

/// The first whole day of a value that is not after the audit.
pub(super) fn day(value: &str, as_of: AuditDay) -> Option<NaiveDate> {
    days(value).into_iter().find(|it| as_of.has_reached(*it))
}

pub(super) fn days(value: &str) -> Vec<NaiveDate> {
    dates::whole(&dates::plain(value)).iter().map(|it| it.date).collect()
}

/// Whether something is there, and not only a word for nothing.
pub(super) fn has_substance(value: &str) -> bool {
    let bare = value.trim_matches(|it: char| !it.is_alphanumeric());
    let states = &words().states;
    let is_short = bare.chars().count() <= 12;
    let waits = is_short && states.waiting.iter().any(|it| bare.contains(it.as_str()));
    !waits && !states.nothing.iter().any(|it| it == bare)
}
