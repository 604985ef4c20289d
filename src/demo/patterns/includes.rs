//! What stands in an include, and what stands in the page and is not shown.

use crate::demo::patterns::plant::{add, keep, kept};
use crate::demo::patterns::{dates, endless};
use crate::demo::plan::{Badge, Drawn, SitePlan};
use crate::demo::truth::Subject;
use crate::model::verdict::SiteState;
use chrono::NaiveDate;

/// Header with its menu, and footer, by `$.load`; a pager in base64; lists to be sorted without end.
pub(crate) fn loaded(site: &mut SitePlan, today: NaiveDate) {
    keep(site, &["工作动态", "通知公告", "政策文件", "政策解读", "规划计划"]);
    site.menu_loaded = true;
    site.marks.drawn = Drawn::Loaded;
    for code in ["icp", "police", "site_code", "badge", "host_unit", "contact", "site_map"] {
        let code = format!("site_identity.{code}");
        site.trap("另行加载的页脚", &code, Subject::None, "页脚由脚本从本站加载");
    }
    let open = Subject::Column("政府信息公开".into());
    site.trap("另行加载的导航", "missing_sections", open, "导航由脚本从本站加载，里面有这个栏目");
    add(
        site,
        today,
        "工作动态",
        ("民生实事", "mssx"),
        &[1, 2, 4, 6, 7, 9, 12, 13, 15, 16, 18, 19, 21, 23, 25, 27, 29],
    );
    kept(site, "编码的页码", "民生实事", "页码用 base64 写在页面里，由脚本显示");
    endless::plant(site);
    site.state(SiteState::Normal, "各项正常的网站");
}

/// A badge that only a style rule hides, an ICP number in a hidden block, on a portal with days before the printed.
pub(crate) fn hidden(site: &mut SitePlan, today: NaiveDate) {
    dates::paths(site, today);
    site.in_head = "<style type=\"text/css\">.hide{display:none}.foot{color:#333}</style>\n".into();
    site.marks.badge = Badge::Hidden;
    site.finding("site_identity.badge", Subject::None, "党政机关标识所在的块被样式 .hide 隐藏");
    site.marks.icp = false;
    site.marks.further =
        "<div style=\"display:none\">皖ICP备19000035号-1</div>\n<!-- 皖ICP备19000035号-1 -->\n"
            .into();
    site.finding("site_identity.icp", Subject::None, "ICP 备案号只在隐藏的块和注释里");
}
