//! Columns whose list is not in the page: brought by an interface that answers fresh, late, empty or not at all.

use crate::demo::answers::Answer;
use crate::demo::dialects::{Shelf, directory, jpaas_answer, jpaas_call, jpaas_unit, shell_portal};
use crate::demo::patterns::plant::{days, empty, half_a_year_and, keep, kept, late, no_link};
use crate::demo::plan::{Badge, ColumnBody, ColumnPlan, SitePlan, Unknown};
use crate::demo::truth::Subject;
use crate::demo::words;
use crate::model::site::ColumnClass;
use crate::model::verdict::SiteState;
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

/// jpaas: every list by the unit interface, one of them late, one empty, one whose interface fails.
pub(crate) fn units(site: &mut SitePlan, today: NaiveDate) {
    keep(
        site,
        &["工作动态", "通知公告", "政策文件", "政策解读", "规划计划", "回应关切", "征集调查"],
    );
    kept(site, "接口填充的列表", "工作动态", "页面里只有接口调用，接口答的列表在期限内");
    kept(site, "接口填充的列表", "政策文件", "页面里只有接口调用，接口答的列表在期限内");
    site.column("通知公告").body =
        ColumnBody::List(vec![half_a_year_and(today, 15), half_a_year_and(today, 70)]);
    late(site, "通知公告", "列表由接口填充，接口答的最新一条超过 6 个月 15 天");
    let id = site.column("回应关切").id;
    site.column("回应关切").body = ColumnBody::Markup(jpaas_call(id));
    site.feeds.push(jpaas_unit(id, vec![jpaas_answer("<ul class=\"bt_list\">\n</ul>")]));
    empty(site, "回应关切", "列表由接口填充，接口答的列表里一条也没有");
    let id = site.column("征集调查").id;
    site.column("征集调查").body = ColumnBody::Markup(jpaas_call(id));
    site.feeds.push(jpaas_unit(id, vec![Answer::html(500, "Internal Server Error")]));
    kept(site, "接口出错", "征集调查", "接口答 500，列表里本该有什么无从知道，只能无法判定");
    let unit = "/api-gateway/jpaas-publish-server/front/page/build/unit";
    no_link(site, "接口地址", unit, "接口是页面脚本用的，不是访客的链接");
    plain_json(site, today);
    site.state(SiteState::Normal, "有一个栏目未更新、一个空白，网站正常");
}

/// The columns of the same site whose template asks a plain JSON list.
fn plain_json(site: &mut SitePlan, today: NaiveDate) {
    for (name, slug, ago, spoken) in
        [("政策解读", "zcjd", [19, 58, 99], true), ("规划计划", "ghjh", [401, 437, 520], false)]
    {
        let rows: Vec<Value> = ago
            .iter()
            .enumerate()
            .map(|(index, back)| json_row(site, name, index, today - Days::new(*back)))
            .collect();
        let path = format!("/data/{slug}.json");
        site.extra.push((path.clone(), Answer::json(&json!({"total": rows.len(), "rows": rows}))));
        site.column(name).body = ColumnBody::Markup(format!(
            "<ul class=\"list\" id=\"list\"></ul>\n<script type=\"text/javascript\">\n$.getJSON(\"{path}\", function(d){{\n\
             \tvar h = \"\"; for (var i = 0; i < d.rows.length; i++) h += '<li><a href=\"' + d.rows[i].url + '\">' + d.rows[i].title + '</a><span>' + d.rows[i].publishTime + '</span></li>';\n\
             \t$(\"#list\").html(h); }});\n</script>\n"
        ));
        site.column(name).on_home = false;
        if spoken {
            kept(site, "接口填充的列表", name, "列表由脚本读 JSON 填充，最新一条在期限内");
        } else {
            late(site, name, "列表由脚本读 JSON 填充，最新一条是 401 天前");
        }
    }
}

fn json_row(site: &mut SitePlan, name: &str, index: usize, day: NaiveDate) -> Value {
    let column: ColumnPlan = site.column(name).clone();
    let title = words::title(column.theme, &site.short, index, 2025);
    let path = format!("/{}/{}.html", column.slug, 88_100 + index);
    let html = format!(
        "<html><head><meta charset=\"utf-8\"><title>{title}</title><meta name=\"ArticleTitle\" content=\"{title}\"><meta name=\"PubDate\" content=\"{day} 09:40\">\
         </head><body><h1>{title}</h1><p>发布时间：{day}</p>\n{}</body></html>",
        words::text(&title, &site.short)
    );
    site.extra.push((path.clone(), Answer::html(200, &html)));
    json!({"id": 88_100 + index, "title": title, "url": path, "publishTime": format!("{day} 09:40:00")})
}

/// NFCMS with gkmlpt beside it: the directory's columns are fragments of one script page.
pub(crate) fn shelves(site: &mut SitePlan, today: NaiveDate) {
    keep(site, &["工作动态", "通知公告"]);
    let ago = |days: &[u64]| days.iter().map(|back| today - Days::new(*back)).collect::<Vec<_>>();
    let shelves = [
        Shelf { id: 2972, name: "规范性文件", theme: "policy", days: ago(&[24, 88, 130]) },
        Shelf {
            id: 2975,
            name: "公示公告",
            theme: "notice",
            days: vec![half_a_year_and(today, 33), half_a_year_and(today, 60)],
        },
        Shelf { id: 2980, name: "征地补偿公告", theme: "notice", days: ago(&[40, 90]) },
        Shelf { id: 2981, name: "应急预案", theme: "plan", days: Vec::new() },
    ];
    directory(site, &shelves);
    for (name, class, kind) in [
        ("规范性文件", ColumnClass::PolicyFiles, "政策文件"),
        ("公示公告", ColumnClass::Notices, "通知公告"),
        ("征地补偿公告", ColumnClass::Notices, "通知公告"),
        ("应急预案", ColumnClass::ShouldUpdate, "应急管理"),
    ] {
        let id = site.columns.iter().map(|it| it.id).max().unwrap_or_default() + 1;
        let shelf = shelves.iter().find(|it| it.name == name).map_or(0, |it| it.id);
        let model = site.column("通知公告").clone();
        let body = ColumnBody::At(format!("/gkmlpt/index#{shelf}"));
        site.columns.push(ColumnPlan {
            id,
            name: name.into(),
            class,
            kind,
            body,
            on_home: false,
            ..model
        });
    }
    kept(site, "目录接口", "规范性文件", "公开目录是脚本页面，接口答的列表在期限内");
    kept(site, "目录接口", "征地补偿公告", "公开目录的栏目是同一页面的不同片段，各有各的列表");
    late(site, "公示公告", "公开目录接口答的最新一条超过 6 个月");
    empty(site, "应急预案", "公开目录接口答的列表是空的，目录里的条数也是 0");
    site.trap(
        "脚本页面",
        "zombie_site.placeholder",
        Subject::None,
        "公开目录页面没有文字，内容由接口来",
    );
    site.state(SiteState::Normal, "公开目录有两个栏目有问题，网站正常");
}

/// A portal of one page that a bundle fills: addresses are all answered with the same shell.
pub(crate) fn shell(site: &mut SitePlan, today: NaiveDate) {
    keep(site, &["工作动态", "通知公告"]);
    site.columns.retain(|it| ["工作动态", "通知公告"].contains(&it.name.as_str()));
    site.listed = true;
    days(site, today, "工作动态", &[2, 6, 11, 19]);
    site.column("通知公告").body =
        ColumnBody::List(vec![half_a_year_and(today, 5), half_a_year_and(today, 48)]);
    kept(site, "需要浏览器的栏目", "工作动态", "列表由前端程序显示，用浏览器看最新一条在期限内");
    let late = "列表由前端程序显示，用浏览器看最新一条超过 6 个月 5 天";
    site.finding_by_browser("stale_columns", Subject::Column("通知公告".into()), late);
    for code in ["icp", "police", "site_code", "badge", "host_unit", "contact", "site_map"] {
        let code = format!("site_identity.{code}");
        site.trap("前端程序显示的页脚", &code, Subject::None, "页脚由前端程序显示，用浏览器看得见");
    }
    site.marks.badge = Badge::CommentAndShown;
    site.unknown = Unknown::Same("/");
    shell_portal(site);
    let none = || Subject::None;
    site.trap(
        "空壳页面",
        "zombie_site.placeholder",
        none(),
        "页面只有一个空的 div，内容由前端程序显示",
    );
    site.trap("空壳页面", "stale_home", none(), "首页由前端程序显示，最新一条在期限内");
    let open = Subject::Column("政府信息公开".into());
    site.trap(
        "前端程序显示的导航",
        "missing_sections",
        open,
        "导航由前端程序显示，公开栏目链接到县政府网站",
    );
    site.trap(
        "处处相同的应答",
        "broken_links.internal",
        none(),
        "任何地址都答同一个空壳，不等于页面不存在",
    );
    site.state(SiteState::Normal, "有一个栏目未更新，网站正常");
}
