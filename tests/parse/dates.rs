//! Which day a row or an article is taken to be of, and which printed days are none, each in a page of its own.

use pucha::model::page::{DateSource, Page};
use pucha::parse::{Source, page};
use url::Url;

const TEXT: &str = "各乡镇人民政府，县直有关单位：为认真贯彻落实省市关于秋粮收购工作的决策部署，切实保护种粮农民利益，现就做好\
                    秋粮收购工作通知如下。一、提高思想认识。各单位要充分认识做好收购工作的重要意义，强化组织领导，层层压实责任。\
                    二、加强市场监管。粮食和市场监管部门要加大巡查力度，严肃查处压级压价、拖欠粮款等行为，维护收购秩序。";

fn read(address: &str, html: &str) -> Page {
    let address = Url::parse(address).expect("an address");
    let as_of = "2026-11-20".parse().expect("a day");
    page(&Source {
        address: &address,
        status: 200,
        headers: &[("content-type".into(), "text/html; charset=utf-8".into())],
        body: html.as_bytes(),
        as_of,
        includes: &[],
    })
}

/// The day of the first of three rows, the others built as `rest`. The row itself must be read.
fn first_of(inner: &str, rest: &str) -> Option<(String, DateSource)> {
    let titles = ["县政府召开全体会议", "我县举行秋粮收购部署会", "关于做好森林防火工作的通知"];
    let rows: Vec<String> = titles
        .iter()
        .enumerate()
        .map(|(at, title)| {
            let link = format!("<a href=\"/content/{at}.html\">");
            let inner = if at == 0 { inner } else { rest };
            format!("<li>{}</li>", inner.replace("<a>", &link).replace("标题", title))
        })
        .collect();
    let rows = rows.concat();
    let page = read(
        "http://www.a.gov.cn/zwdt/",
        &format!(
            "<html><head><title>政务动态</title></head><body><div>当前位置：<a href=/>首页</a> &gt; \
             <a href=/zwdt/>政务动态</a></div><ul>{rows}</ul></body></html>"
        ),
    );
    let entry = &page.lists[0].entries[0];
    assert!(entry.title.starts_with(titles[0]), "{inner}: {}", entry.title);
    Some((entry.date?.to_string(), entry.date_source?))
}

/// The day of the first of three rows that are built alike.
fn row(inner: &str) -> Option<(String, DateSource)> {
    first_of(inner, inner)
}

#[test]
fn a_row_is_dated_in_every_spelling_and_place() {
    use DateSource::{Inferred, List};
    for (inner, date, source) in [
        ("<a>标题</a><span>2026-11-02</span>", "2026-11-02", List),
        ("<span>[2026/11/2]</span><a>标题</a>", "2026-11-02", List),
        ("<a>标题</a><em>２０２６－１１－０２</em>", "2026-11-02", List),
        ("<a>标题</a> 2026年11月2日", "2026-11-02", List),
        ("<a>标题</a><span>二〇二六年十一月二日</span>", "2026-11-02", List),
        ("<a>标题</a><span>二○二六年十一月二日</span>", "2026-11-02", List),
        ("<a>标题</a><span>26-11-02</span>", "2026-11-02", List),
        ("<a>标题</a><span>'26/11/2</span>", "2026-11-02", List),
        ("<a>标题</a><span>[2026-11-02 08:30]</span>", "2026-11-02", List),
        ("<a>标题</a><span>发布时间：2026.11.02</span>", "2026-11-02", List),
        ("<a>标题</a><p>截止日期：2026-11-12</p><p>发布日期：2026-11-02</p>", "2026-11-02", List),
        ("<div><b>02</b><i>2026-11</i></div><a>标题</a>", "2026-11-02", List),
        ("<div><b>02</b><i>11/2026</i></div><a>标题</a>", "2026-11-02", List),
        ("<p><em>02</em><span>11月</span></p><i>2026</i><a>标题</a>", "2026-11-02", List),
        ("<p><i>2026年</i><span>11月</span><em>02日</em></p><a>标题</a>", "2026-11-02", List),
        ("<p><i>2026</i><b>11</b><b>02</b></p><a>标题</a>", "2026-11-02", List),
        ("<a><p><b>02</b><i>11月</i><i>2026</i></p><h4>标题</h4></a>", "2026-11-02", List),
        ("<p><em>02</em><span>11月</span></p><a>标题</a>", "2026-11-02", Inferred),
        ("<a>标题</a><span>11-02</span>", "2026-11-02", Inferred),
        ("<a>标题</a><span>12-02</span>", "2025-12-02", Inferred),
    ] {
        assert_eq!(row(inner), Some((date.to_owned(), source)), "{inner}");
    }
}

#[test]
fn what_is_no_day_of_publication_dates_no_row() {
    for inner in [
        "<a>标题（截至2026年11月10日）</a>",
        "<a>标题</a><span>报名时间：2026-11-01</span>",
        "<a>标题</a><span>2026-11-01 至 2026-11-07</span>",
        "<a>标题</a><p>请于2026年11月10日前报送</p>",
        "<a>标题</a><p>自2026年1月1日起施行</p>",
        "<a>标题</a><p>成文日期：2026-11-01</p>",
        "<a>标题</a><span>2026-12-31</span>",
        "<a>标题</a><span>1970-01-01</span>",
        "<a>标题</a><span>0001-01-01</span>",
        "<a>标题</a><img alt=\"2026-11-02\" src=\"/1.jpg\">",
    ] {
        assert_eq!(first_of(inner, "<a>标题</a><span>2026-10-10</span>"), None, "{inner}");
    }
}

/// The newest day of a table with that heading row and those cells behind the title.
fn table(headings: &[&str], days: &[&str]) -> Option<String> {
    let heading = format!("<th>{}</th>", headings.join("</th><th>"));
    let cells = format!("<td>{}</td>", days.join("</td><td>"));
    let rows: Vec<String> = (1..=5)
        .map(|at| {
            format!("<tr><td>{at}</td><td><a href=/c/{at}.html>关于印发第{at}号办法的通知</a></td>{cells}</tr>")
        })
        .collect();
    let rows = rows.concat();
    let page = read(
        "http://www.a.gov.cn/zcwj/",
        &format!(
            "<html><head><title>政策文件</title></head><body><div>当前位置：<a href=/>首页</a> &gt; \
             <a href=/zcwj/>政策文件</a></div><table><tr><th>序号</th><th>标题</th>{heading}</tr>{rows}\
             </table></body></html>"
        ),
    );
    page.newest.map(|it| it.to_string())
}

#[test]
fn a_heading_row_says_which_day_is_that_of_publication() {
    for (headings, days, expected) in [
        (["发布日期", "失效日期"], ["2026-09-28", "2026-10-20"], Some("2026-09-28")),
        (["失效日期", "发布日期"], ["2026-10-20", "2026-09-28"], Some("2026-09-28")),
        (["成文日期", "公开日期"], ["2026-09-01", "2026-09-28"], Some("2026-09-28")),
        (["生效日期", "日期"], ["2026-10-01", "2026-09-28"], Some("2026-09-28")),
        (["生效日期", "失效日期"], ["2026-09-01", "2026-10-20"], None),
        (["发布日期", "文号"], ["2026-09-28", "县发〔2026〕3号"], Some("2026-09-28")),
    ] {
        assert_eq!(table(&headings, &days).as_deref(), expected, "{headings:?}");
    }
}

/// The day of an article with that in its head, below its title and below its text.
fn article(address: &str, head: &str, line: &str, end: &str) -> Option<(String, DateSource)> {
    let page = read(
        address,
        &format!(
            "<html><head><title>关于做好秋粮收购工作的通知_平川县人民政府</title>{head}</head><body>\
             <div>位置：<a href=/>首页</a> &gt; <a href=/tzgg/>通知公告</a> &gt; 正文</div>\
             <div class=article><h1>关于做好秋粮收购工作的通知</h1><div class=info>{line}</div>\
             <div class=con><p>{TEXT}</p>{end}</div></div>\
             <div class=footer>主办单位：平川县人民政府 Copyright © 2019-2026</div></body></html>"
        ),
    );
    page.published.map(|it| (it.date.to_string(), it.source))
}

#[test]
fn an_article_is_dated_by_the_order_of_trust() {
    use DateSource::{Address, Label, Meta, Text};
    const PLAIN: &str = "http://www.a.gov.cn/c/1.html";
    const DATED: &str = "http://www.a.gov.cn/202611/t20261101_1.html";
    let meta = |it: &str| format!("<meta name=PubDate content=\"{it}\">");
    let tag = meta("2026-11-02 08:30");
    let double = meta("2026--11-02 08:30");
    let empty = meta("1970-01-01 08:00");
    let late = meta("2027-01-01 08:00");
    let label = "发布时间：2026-11-03";
    let sign = "<p>平川县人民政府办公室</p><p>2026年11月4日</p>";
    for (address, head, line, end, expected) in [
        (DATED, tag.as_str(), label, sign, Some(("2026-11-02", Meta))),
        (DATED, double.as_str(), label, sign, Some(("2026-11-02", Meta))),
        (DATED, empty.as_str(), label, sign, Some(("2026-11-03", Label))),
        (DATED, late.as_str(), label, sign, Some(("2026-11-03", Label))),
        (DATED, "", "", sign, Some(("2026-11-01", Address))),
        (PLAIN, "", "2026-11-05 来源：县政府办", sign, Some(("2026-11-05", Text))),
        (PLAIN, "", "来源：县政府办 2026-11-05 点击：12", sign, Some(("2026-11-05", Text))),
        (PLAIN, "", "今天是2026年11月20日", sign, Some(("2026-11-04", Text))),
        (PLAIN, "", "2026年11月20日 星期五", sign, Some(("2026-11-04", Text))),
        (PLAIN, "", "成文日期：2026-10-01", sign, Some(("2026-11-04", Text))),
        (PLAIN, "", "成文日期：2026-10-01 发布日期：2026-11-03", "", Some(("2026-11-03", Label))),
        (PLAIN, "", "会议时间：2026-10-01", "", None),
        (PLAIN, "", "", "", None),
        (PLAIN, "", "", "<p>上一篇：<a href=/c/2.html>停水通知</a> 2026-10-01</p>", None),
        (PLAIN, "", "", "<p>自2026年1月1日起施行。</p>", None),
        (PLAIN, "", "", "<p>请于2026年11月10日前报送。</p>", None),
        (PLAIN, "", "", "<img alt=\"2026-11-02\" src=/1.jpg>", None),
        (PLAIN, "", "", "<p>页面生成时间：2026-11-20 03:00:00</p>", None),
        (
            PLAIN,
            "",
            "<table><tr><td>成文日期</td><td>发布日期</td></tr><tr><td>2026-10-01</td>\
             <td>2026-11-03</td></tr></table>",
            sign,
            Some(("2026-11-03", Label)),
        ),
        (
            PLAIN,
            "",
            "",
            "<p>2026年11月4日</p><ul><li><a href=/c/2.html>停水通知</a> 2026-11-18</li></ul>",
            Some(("2026-11-04", Text)),
        ),
    ] {
        let expected = expected.map(|(date, source)| (date.to_owned(), source));
        assert_eq!(article(address, head, line, end), expected, "{head} {line} {end}");
    }
}

#[test]
fn every_place_that_tells_an_articles_day_is_kept() {
    let page = read(
        "http://www.a.gov.cn/202611/t20261101_1.html",
        &format!(
            "<html><head><title>关于做好秋粮收购工作的通知</title><meta name=PubDate content=2026-11-02>\
             <meta name=ArticleTitle content=关于做好秋粮收购工作的通知></head><body>\
             <h1>关于做好秋粮收购工作的通知</h1><p>发布时间：2026-11-03 来源：县政府办</p><p>{TEXT}</p>\
             </body></html>"
        ),
    );
    let told: Vec<_> = page
        .published
        .iter()
        .flat_map(|it| &it.witnesses)
        .map(|it| (it.date.to_string(), it.source))
        .collect();
    let expected = [
        ("2026-11-02", DateSource::Meta),
        ("2026-11-03", DateSource::Label),
        ("2026-11-01", DateSource::Address),
        ("2026-11-03", DateSource::Text),
    ];
    assert_eq!(told, expected.map(|(date, source)| (date.to_owned(), source)));
}
