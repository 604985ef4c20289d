//! Footer marks as real footers show them: in the page, written by a script, or loaded from the same host.

use crate::demo::plan::{Badge, Drawn, SitePlan};

/// What stands in the page where the footer belongs.
pub(crate) fn in_page(site: &SitePlan) -> String {
    match site.marks.drawn {
        Drawn::InPage => markup(site),
        Drawn::Written => "<script type=\"text/javascript\" src=\"/js/footer.js\"></script>\n".into(),
        Drawn::Loaded => {
            "<div id=\"footer\"></div>\n<script>$(function(){ $(\"#footer\").load(\"/public/footer.html\"); });</script>\n".into()
        }
        Drawn::Framed => {
            "<iframe src=\"/public/bottom.html\" width=\"100%\" height=\"160\" scrolling=\"no\" frameborder=\"0\"></iframe>\n".into()
        }
    }
}

/// `/js/footer.js`: the footer in `document.write` lines.
pub(crate) fn as_script(site: &SitePlan) -> String {
    markup(site)
        .lines()
        .map(|line| {
            let quoted =
                line.replace('\\', "\\\\").replace('\'', "\\'").replace("</script", "<\\/script");
            format!("document.writeln('{quoted}');\n")
        })
        .collect()
}

/// The footer's markup, with the marks that the site has.
pub(crate) fn markup(site: &SitePlan) -> String {
    let marks = &site.marks;
    let mut html = String::from("<div class=\"footer\">\n");
    html.push_str(&badges(site));
    html.push_str(&format!("<p>主办单位：{}　联系电话：0999-{}</p>\n<p>", site.unit, phone(site)));
    if marks.icp {
        html.push_str(&format!(
            "<a href=\"http://beian.miit.gov.cn/\" target=\"_blank\">皖ICP备{}号-1</a>　",
            19_000_000 + number(site)
        ));
    }
    if let Some(wrong) = marks.wrong_code {
        html.push_str(&format!("网站标识码：{wrong}　"));
    } else if marks.code {
        html.push_str(&format!("网站标识码：{}　", site.code));
    }
    html.push_str(&format!(
        "<a href=\"http://www.beian.gov.cn/portal/registerSystemInfo?recordcode={0}\"><img src=\"/images/gongan.png\" alt=\"\">皖公网安备 {0}号</a></p>\n",
        34_990_102_000_000_u64 + number(site)
    ));
    html.push_str("<p>");
    if marks.site_map {
        html.push_str("<a href=\"/wzdt.html\">网站地图</a>　");
    }
    if marks.entrance {
        html.push_str("<a href=\"/wza.html\">无障碍浏览</a>　");
    }
    html.push_str("版权所有：");
    html.push_str(&format!("{}　Copyright © 2016-2021</p>\n", site.unit));
    if marks.error_report {
        html.push_str(&format!(
            "<a class=\"jiucuo\" href=\"http://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={}\"><img src=\"/images/jiucuo.png\" alt=\"我为政府网站找错\"></a>\n",
            site.code
        ));
    }
    html.push_str(&marks.further);
    html.push_str("</div>\n");
    html
}

fn badges(site: &SitePlan) -> String {
    let script = format!(
        "<script type=\"text/javascript\">document.write(unescape(\"%3Cspan id='_ideConac' %3E%3C/span%3E%3Cscript \
         src='http://dcs.conac.cn/js/13/000/0000/{}/CA130000000{}0001.js' type='text/javascript'%3E%3C/script%3E\"));</script>\n",
        60_000_000 + number(site),
        60_000_000 + number(site)
    );
    let link = format!(
        "<a href=\"http://bszs.conac.cn/sitename?method=show&id=0E{:030X}\"><img src=\"/images/red.png\" alt=\"党政机关网站标识\"></a>\n",
        number(site)
    );
    match site.marks.badge {
        Badge::Shown if site.organ.is_some() => link,
        Badge::Shown => script,
        Badge::OnlyInComment => format!("<!-- {link} -->\n"),
        Badge::Hidden => format!("<div class=\"hide\">{link}</div>\n"),
        Badge::CommentAndShown => format!("<!-- {script} -->\n{link}"),
    }
}

fn number(site: &SitePlan) -> u64 {
    site.code.parse::<u64>().unwrap_or_default() % 10_000
}

fn phone(site: &SitePlan) -> u64 {
    6_000_000 + number(site) * 37
}
