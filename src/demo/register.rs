//! The register as such a county keeps it: `sites.csv` and `columns.csv`.

use crate::demo::plan::{ColumnBody, ColumnPlan, SitePlan};
use crate::demo::skeleton::{column_href, place, site_name};
use crate::model::site::ColumnClass;

const SITES: &str =
    "单位名称,单位类别,网站名称,网站地址,网站标识码,范围,状态,联系人,联系电话,邮箱,备注\n";
const COLUMNS: &str = "网站地址,栏目名称,栏目地址,栏目类别,更新期限,必设,备注\n";

pub(crate) fn sites(plans: &[SitePlan]) -> String {
    let mut csv = SITES.to_owned();
    for (index, site) in plans.iter().enumerate() {
        let scope = site
            .organ
            .map(|organ| format!("/public/{organ}/*;/public/column/{organ}*"))
            .unwrap_or_default();
        csv.push_str(&format!(
            "{},{},{},{},{},{scope},{},{},0999-{},{}@lanqing.gov.cn,\n",
            site.unit,
            site.class,
            site_name(site),
            site.address(),
            site.code,
            site.status,
            NAMES[index % NAMES.len()],
            6_000_000 + index * 37,
            format_args!("u{index}"),
        ));
    }
    csv
}

const NAMES: &[&str] = &["王海", "李敏", "张建军", "刘芳", "陈志远", "杨静", "赵国庆", "周雪"];

/// Only some sites list their columns; the others' are to be discovered.
pub(crate) fn columns(plans: &[SitePlan]) -> String {
    let mut csv = COLUMNS.to_owned();
    for site in plans {
        for column in
            site.columns.iter().filter(|it| site.listed && !site.wanted.contains(&it.name))
        {
            csv.push_str(&line(site, column));
        }
        for name in &site.wanted {
            csv.push_str(&format!("{},{name},,应更新,,是,\n", site.address()));
        }
    }
    csv
}

fn line(site: &SitePlan, column: &ColumnPlan) -> String {
    let address = match &column.body {
        ColumnBody::Elsewhere(_) => column_href(site, column),
        ColumnBody::At(path) => site.at(path),
        _ => site.at(&site.dialect.column(place(site, column))),
    };
    let class = match &column.body {
        ColumnBody::Elsewhere(_) => ColumnClass::External,
        _ => column.class,
    };
    format!("{},{},{address},{class},,否,\n", site.address(), column.name)
}
