//! What a page without dated entries is: empty, undated, a way on to others, or nothing at all.

use pucha::model::page::{Emptiness, MarkState, NoticeKind, Page};
use pucha::parse::{Source, page};
use url::Url;

fn read(address: &str, middle: &str) -> Page {
    let html = format!(
        "<html><head><meta charset=utf-8><meta name=ColumnName content=栏目></head><body>\
         <div class=header><h1>青禾县</h1></div>{middle}</body></html>"
    );
    whole(address, &html)
}

fn whole(address: &str, html: &str) -> Page {
    let address = Url::parse(address).expect("an address");
    let as_of = "2026-11-20".parse().expect("a day");
    page(&Source {
        address: &address,
        status: 200,
        headers: &[],
        body: html.as_bytes(),
        as_of,
        includes: &[],
    })
}

const TRAIL: &str = "<div class=dqwz>当前位置：<a href=/>首页</a> &gt; <a href=/a/>栏目</a></div>";

#[test]
fn a_page_of_plain_links_is_not_empty() {
    let leaders = "<ul><li><a href=/l/1.html>王某某 县长</a></li><li><a href=/l/2.html>李某某 副县长</a></li></ul>";
    let page = read("http://a.gov.cn/ldzc/", &format!("{TRAIL}<div class=main>{leaders}</div>"));
    assert_eq!(page.emptiness, Emptiness::Filled);
}

#[test]
fn a_bare_frame_beside_a_side_menu_is_empty() {
    let menu = "<div class=left><a href=/b/>政策文件</a><a href=/c/>政策解读</a></div>";
    let page = read("http://a.gov.cn/a/", &format!("{TRAIL}{menu}<ul class=list></ul>"));
    assert_eq!(page.emptiness, Emptiness::Empty);
}

#[test]
fn a_page_that_only_says_how_to_reach_the_office_is_not_called_empty() {
    let foot = "<div><p>主办单位：青禾县</p><p>电话：0564-6021000</p></div>";
    for (middle, state) in [
        ("<div class=main><p>电话：0564-6021000</p></div>", Emptiness::Undecided),
        ("<div class=main><p>邮箱：xzjl@qinghe.gov.cn</p></div>", Emptiness::Undecided),
        ("<div class=main><p>您是第1234567位访客</p></div>", Emptiness::Empty),
        ("<div class=main><p>暂无内容</p><p>电话：0564-6021000</p></div>", Emptiness::Empty),
        (foot, Emptiness::Empty),
    ] {
        let page = read("http://a.gov.cn/lxwm/", &format!("{TRAIL}{middle}"));
        assert_eq!(page.emptiness, state, "{middle}");
    }
}

#[test]
fn undated_entries_of_one_program_are_a_list() {
    let row = |id| {
        format!(
            "<li><a href='/index.php?m=content&a=show&id={id}'>关于开展秋冬季森林防火工作的通知{id}</a></li>"
        )
    };
    let list = format!("{TRAIL}<ul>{}{}</ul>", row(7), row(8));
    let page = read("http://a.gov.cn/index.php?m=content&a=lists&catid=9", &list);
    assert_eq!(page.lists[0].entries.len(), 2);
    assert_eq!(page.newest, None);
}

#[test]
fn a_statement_in_plain_words_is_a_statement() {
    let said = "<ul><li>绩效评价情况说明：本年度未开展绩效评价，无相关信息。</li></ul>";
    let page = read("http://a.gov.cn/jx/", &format!("{TRAIL}{said}"));
    assert_eq!(page.emptiness, Emptiness::Filled);
    assert!(page.statement.is_some());
}

#[test]
fn a_home_page_with_nothing_on_it_is_empty() {
    let page =
        whole("http://a.gov.cn/", "<html><head><title>某乡</title></head><body></body></html>");
    assert_eq!(page.emptiness, Emptiness::Empty);
}

#[test]
fn a_bare_footer_lacks_every_mark_and_a_page_cut_short_none() {
    let bare =
        read("http://a.gov.cn/", "<p>正文</p><div class=footer><!-- 皖ICP备05000000号 --></div>");
    assert_eq!(bare.identity.icp.state, MarkState::Missing);
    let cut = read("http://a.gov.cn/", "<p>正文</p>");
    assert_eq!(cut.identity.icp.state, MarkState::Unseen);
    let drawn = "<div class=footer id=f></div><script>$.getJSON('/api/foot', show)</script>";
    assert_eq!(read("http://a.gov.cn/", drawn).identity.icp.state, MarkState::Unseen);
}

#[test]
fn marks_in_other_forms_count() {
    let footer =
        "<div class=footer>版权所有：青禾县水利局 备案序号：皖ＩＣＰ备０５０００１２３号</div>";
    let page = read("http://a.gov.cn/", footer);
    assert_eq!(page.identity.host_unit.value.as_deref(), Some("青禾县水利局"));
    assert_eq!(page.identity.icp.state, MarkState::Present);
    let bare = read("http://a.gov.cn/", "<div class=footer>主办：青禾县 版权所有 皖ICP备</div>");
    assert_eq!(bare.identity.icp.value.as_deref(), Some("皖ICP备"));
    assert_eq!(bare.identity.icp.state, MarkState::Malformed);
}

#[test]
fn the_navigation_does_not_speak_for_the_page() {
    let menu = "<div class=nav><ul><li><a href=/a/>通知公告</a></li><li><a href=/b/>主题教育（已归档）</a></li>\
                <li><a href=/c/>政策文件</a></li></ul></div>";
    let list = "<ul class=list><li><a href=/a/1.html>关于做好防汛工作的通知</a><span>2026-05-17</span></li>\
                <li><a href=/a/2.html>关于供水检修的公告</a><span>2026-04-09</span></li></ul>";
    let page = read("http://a.gov.cn/a/", &format!("{menu}{TRAIL}{list}"));
    assert_eq!(page.notice, None);
    let own = format!("{menu}{TRAIL}<p>本栏目已归档，归档时间：2021年3月1日</p>{list}");
    assert!(read("http://a.gov.cn/a/", &own).notice.is_some());
}

#[test]
fn a_notice_of_moving_is_no_notice_of_closing_though_the_old_site_has_stopped() {
    let page = whole(
        "http://old.a.gov.cn/",
        "<title>网站迁移公告</title><h1>网站迁移公告</h1><p>本网站已停止更新，请访问新网址 <a href='http://b.gov.cn/'>http://b.gov.cn/</a>。</p>",
    );
    let notice = page.notice.expect("a notice");
    assert_eq!(notice.kind, NoticeKind::Moved);
    assert_eq!(notice.address.map(String::from).as_deref(), Some("http://b.gov.cn/"));
}
