//! A day that stands right behind a label.

use crate::parse::dates::whole;
use chrono::NaiveDate;

/// The first whole date of a plain text (see [`plain`](super::plain)) with one of `labels` right before it.
pub(in crate::parse) fn behind(
    text: &str,
    labels: &[&'static str],
) -> Option<(&'static str, NaiveDate)> {
    whole(text).iter().find_map(|spot| {
        let before = text[..spot.start]
            .trim_end_matches(|it: char| it.is_whitespace() || ":[(（【".contains(it));
        let label = labels.iter().find(|it| before.ends_with(**it))?;
        Some((*label, spot.date))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::dates::plain;

    #[test]
    fn a_day_belongs_to_the_label_right_before_it() {
        let labels = ["成文日期", "发文日期"];
        for (text, expected) in [
            (
                "索引号：1 成文日期：2026-03-02 发布日期：2026-05-20",
                Some(("成文日期", "2026-03-02")),
            ),
            ("发文日期： [2026年3月2日]", Some(("发文日期", "2026-03-02"))),
            ("发布日期：2026-05-20", None),
            // A row of labels above a row of days.
            ("成文日期 发布日期 2026-03-02 2026-05-20", None),
            ("成文日期：2026年3月 发布日期：2026-05-20", None),
        ] {
            let expected = expected.map(|(label, day)| (label, day.parse().unwrap()));
            assert_eq!(behind(&plain(text), &labels), expected, "{text}");
        }
    }
}
