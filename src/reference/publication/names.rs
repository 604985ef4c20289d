//! Units' names without what all of them share: the county before, the kind of body behind.

/// Letters and figures only.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).collect()
}

/// What tells a body from the others of its county: 石桥镇, 教育局; empty for the county itself.
pub(super) fn core(name: &str) -> String {
    let name = bare(name);
    let rest = without_county(&name);
    let ends = ["人民政府", "人民", "政府", "办事处", "管理委员会", "管委会"];
    ends.iter().find_map(|it| rest.strip_suffix(it)).unwrap_or(rest).to_owned()
}

/// Names that end in 区 or 市 and are no part of the administrative order, or no name at all.
const NO_COUNTIES: [&str; 18] = [
    "城市",
    "社区",
    "园区",
    "景区",
    "开发区",
    "新区",
    "库区",
    "林区",
    "矿区",
    "校区",
    "街区",
    "示范区",
    "试验区",
    "实验区",
    "管理区",
    "合作区",
    "保税区",
    "高新区",
];

fn without_county(name: &str) -> &str {
    let mut rest = name;
    // A city, then its county.
    for _ in 0..2 {
        let cut = rest.char_indices().take(5).enumerate().find_map(|(number, (at, letter))| {
            let end = at + letter.len_utf8();
            let ends = match letter {
                '县' | '旗' => true,
                '市' | '区' => 0 < number,
                _ => false,
            };
            (ends && !NO_COUNTIES.iter().any(|it| rest[..end].ends_with(it))).then_some(end)
        });
        match cut {
            Some(end) => rest = &rest[end..],
            None => break,
        }
    }
    rest
}

/// Whether all letters of `short` stand in `long` in the same order, as those of 市场监管局 in 市场监督管理局.
pub(super) fn is_short_for(short: &str, long: &str) -> bool {
    let mut letters = long.chars();
    2 <= short.chars().count() && short.chars().all(|it| letters.any(|other| other == it))
}

/// The share of the letters of `one` that `other` has too.
pub(super) fn shared(one: &str, other: &str) -> f64 {
    let count = |number: usize| u32::try_from(number).map_or(f64::MAX, f64::from);
    let common = one.chars().filter(|it| other.contains(*it)).count();
    count(common) / count(one.chars().count().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_told_by_what_stands_between_county_and_kind() {
        for (name, expected) in [
            ("澜青县人民政府", ""),
            ("澜青县", ""),
            ("澜青县石桥镇人民政府", "石桥镇"),
            ("安澜市澜青县教育局", "教育局"),
            ("县教育局", "教育局"),
            ("澜青经济开发区管委会", "澜青经济开发区"),
            ("澜青县临江街道办事处", "临江街道"),
            ("澜青县城市管理局", "城市管理局"),
            ("市场监督管理局", "市场监督管理局"),
            ("白鹭湖管理区管理委员会", "白鹭湖管理区"),
        ] {
            assert_eq!(core(name), expected, "{name}");
        }
    }

    #[test]
    fn short_forms_keep_the_order_of_the_letters() {
        for (short, long, fits) in [
            ("市场监管局", "市场监督管理局", true),
            ("卫健委", "卫生健康委员会", true),
            ("教育局", "教育体育局", true),
            ("体育教育局", "教育体育局", false),
            ("局", "教育局", false),
        ] {
            assert_eq!(is_short_for(short, long), fits, "{short} {long}");
        }
    }
}
