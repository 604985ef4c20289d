//! Three small sites with faults, which a census reads in moments: what is killed two hundred times has to be quick.

use crate::cli::world::SITE_HEADINGS;
use pucha::demo::Answer;
use pucha::demo::serve::{Door, Host, World};

const HOSTS: [(&str, &str); 3] = [
    ("www.hlx.gov.cn", "县政府,荷莲县人民政府"),
    ("www.hlxshp.gov.cn", "乡镇,荷莲县石盘镇人民政府"),
    ("jyj.hlx.gov.cn", "县直,荷莲县教育局"),
];
const ARTICLES: u32 = 12;

/// Repaired: half of the faults are gone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hamlet {
    pub(super) repaired: bool,
}

impl Hamlet {
    pub(super) fn sites() -> String {
        let line = |(host, it): (&str, &str)| {
            let (class, unit) = it.split_once(',').unwrap_or_default();
            format!("{unit},{class},{unit}网站,http://{host}/,,,运行,,,,\n")
        };
        format!("{SITE_HEADINGS}\n{}", HOSTS.map(line).concat())
    }

    pub(super) fn columns() -> String {
        let lines = HOSTS.map(|(host, _)| {
            format!(
                "http://{host}/,工作动态,http://{host}/gzdt/,动态要闻,,否,\nhttp://{host}/,通知公告,http://{host}/tzgg/,通知公告,,否,\n"
            )
        });
        format!("网站地址,栏目名称,栏目地址,栏目类别,更新期限,必设,备注\n{}", lines.concat())
    }

    fn page(self, host: &str, path: &str) -> Option<String> {
        let home = self.links("/tzgg/", 6);
        Some(match path {
            "/" => format!(
                "<ul class=nav><li><a href=/gzdt/>工作动态</a><li><a href=/tzgg/>通知公告</a></ul>{home}
                 <img src=/images/banner.jpg alt=横幅><a href=http://{}/about.html>邻居</a>{}",
                neighbour(host),
                self.broken("/none.html")
            ),
            "/about.html" => "<p>机构职能与办公地址，联系电话见信息公开指南。</p>".into(),
            "/gzdt/" => self.links("/gzdt/", 4),
            "/tzgg/" => self.links("/tzgg/", ARTICLES),
            _ => self.article(path)?,
        })
    }

    fn article(self, path: &str) -> Option<String> {
        let (column, name) = path.trim_start_matches('/').split_once('/')?;
        let number: u32 = name.strip_suffix(".html")?.parse().ok()?;
        let date = self.date(&format!("/{column}/"), number);
        let fault = if number.is_multiple_of(3) {
            self.broken(&format!("/old/{number}.html"))
        } else {
            String::new()
        };
        (number < ARTICLES).then(|| {
            format!(
                "<h1>关于第{number}号事项的通知</h1><p>发布日期：{date}</p><div class=content><p>{}</p>
                 <p><a href=/files/{number}.pdf>附件</a>{fault}</p></div>",
                "现将有关事项通知如下，请各单位认真组织实施。".repeat(6)
            )
        })
    }

    fn links(self, column: &str, count: u32) -> String {
        let line = |it| {
            let date = self.date(column, it);
            format!(
                "<li><span>{date}</span><a href={column}{it}.html>关于第{it}号事项的通知</a></li>"
            )
        };
        format!("<ul class=list>{}</ul>", (0..count).map(line).collect::<String>())
    }

    /// Only the repaired column of news is fresh.
    fn date(self, column: &str, number: u32) -> String {
        let month = if column == "/gzdt/" && !self.repaired { 3 } else { 11 };
        format!("2026-{month:02}-{:02}", 18 - number)
    }

    fn broken(self, path: &str) -> String {
        if self.repaired { String::new() } else { format!("<a href={path}>旧链接</a>") }
    }
}

fn neighbour(host: &str) -> &'static str {
    let at = HOSTS.iter().position(|it| it.0 == host).unwrap_or_default();
    HOSTS[(at + 1) % HOSTS.len()].0
}

impl World for Hamlet {
    fn hosts(&self) -> Vec<Host> {
        HOSTS.map(|it| Host { name: it.0.into(), door: Door::Open }).into()
    }

    fn answer(&self, host: &str, target: &str) -> Answer {
        let of = |status, kind: &str, body: String| Answer {
            status,
            headers: vec![("content-type".into(), kind.into())],
            body: body.into(),
            manner: pucha::demo::Manner::Plain,
        };
        if target.starts_with("/files/") {
            return of(200, "application/pdf", "%PDF-1.4\n%%EOF\n".into());
        }
        match self.page(host, target) {
            Some(body) => {
                let unit = HOSTS.iter().find(|it| it.0 == host).map_or("", |it| it.1);
                let unit = unit.split(',').next_back().unwrap_or_default();
                let page = format!(
                    "<!doctype html><meta charset=utf-8><title>{unit}</title><body><h2>{unit}</h2>{body}"
                );
                of(200, "text/html; charset=utf-8", page)
            }
            None => of(404, "text/html; charset=utf-8", "<title>404</title>页面不存在".into()),
        }
    }
}
