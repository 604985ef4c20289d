//! What names and pages tell of columns: which link texts are columns' names, which pages are columns, of which class.

use crate::model::evidence::ClassSource;
use crate::model::page::{Emptiness, Link, Page, PageKind, Place};
use crate::model::site::ColumnClass;
use crate::reference;

/// Whether a page that the navigation leads to is a column, and not one article or a form.
pub(crate) fn is_column(page: &Page) -> bool {
    match page.kind {
        PageKind::List | PageKind::Hub | PageKind::Shell => true,
        PageKind::Other => {
            page.emptiness != Emptiness::Filled || page.lists.iter().any(|it| it.entries.len() >= 2)
        }
        _ => false,
    }
}

pub(crate) fn classify(name: &str, page: &Page) -> (ColumnClass, ClassSource) {
    if let Some(class) = page.metas.column_type.as_deref().and_then(reference::column_type_class) {
        return (class, ClassSource::ColumnType);
    }
    // A name that says nothing gets the class without a window: silence is better than a wrong accusation.
    let class = reference::column_class(name)
        .or_else(|| page.metas.column_name.as_deref().and_then(reference::column_class))
        .unwrap_or(ColumnClass::Event);
    (class, ClassSource::Name)
}

/// Old sites and disclosure trees keep their menu in a plain table; a known name tells it.
pub(crate) fn names_a_column(link: &Link) -> bool {
    let name = link.text.trim();
    link.place == Place::Body
        && !link.hidden
        && (2..=8).contains(&name.chars().count())
        && reference::column_class(name).is_some()
}

/// Whether a link text can be a column's name at all.
pub(crate) fn may_be_a_name(name: &str) -> bool {
    let length = name.chars().count();
    (2..=20).contains(&length)
        && name.chars().any(|it| it.is_alphabetic() && !it.is_numeric())
        && !reference_to_elsewhere(name)
}

/// A page that lists the site's columns: the site map for visitors, or the tree of what is disclosed.
pub(crate) fn is_index_of_columns(name: &str) -> bool {
    let plain: String = name.chars().filter(|it| !it.is_whitespace()).collect();
    let maps = ["网站地图", "站点地图", "网站导航", "站点导航"];
    let trees = ["信息公开目录", "法定主动公开内容", "主动公开目录", "信息公开目录导航"];
    maps.contains(&plain.as_str()) || trees.iter().any(|it| plain.ends_with(it))
}

/// Link texts that name a way, not a column.
fn reference_to_elsewhere(name: &str) -> bool {
    let plain: String = name.chars().filter(|it| it.is_alphanumeric()).collect();
    [
        "首页",
        "网站首页",
        "返回首页",
        "更多",
        "上一页",
        "下一页",
        "尾页",
        "末页",
        "登录",
        "注册",
        "收藏",
        "设为首页",
        "English",
        "无障碍",
        "繁体",
        "简体",
        "打印",
        "打印本页",
        "关闭",
        "关闭窗口",
        "返回",
        "返回顶部",
    ]
    .contains(&plain.as_str())
        || plain.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_and_ways_are_no_names() {
        for (name, fits) in [
            ("通知公告", true),
            ("12345热线", true),
            ("12", false),
            ("10", false),
            ("下一页", false),
            ("更多>>", false),
            ("一", false),
        ] {
            assert_eq!(may_be_a_name(name), fits, "{name}");
        }
    }

    #[test]
    fn site_maps_and_disclosure_trees_are_known_by_name() {
        for (name, fits) in [
            ("网站地图", true),
            ("政府信息公开目录", true),
            ("法定主动公开内容", true),
            ("政府信息公开指南", false),
            ("地图", false),
        ] {
            assert_eq!(is_index_of_columns(name), fits, "{name}");
        }
    }
}
