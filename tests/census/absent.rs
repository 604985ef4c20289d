//! Pages that answer 200 and are not there: by a login, by another column's page, and what only looks like it.

use crate::census::trouble::{HTML, broken, censused, counted, html};
use crate::fetch::server::{Seen, say, serve};

const LOGIN: &str = "<html><title>用户登录</title><body><form><input type=\"password\" name=\"p\"></form></body></html>";

#[tokio::test(flavor = "multi_thread")]
async fn an_article_that_leads_to_the_login_like_any_made_up_address_is_gone() {
    let act = |seen: &Seen, _| match seen.path.as_str() {
        "/" => html(
            "测试乡人民政府网站",
            "<a href='/old/1.html'>旧文</a><a href='/member/order.html'>我的订单</a>",
        ),
        "/sys/login.html" => say(200, &[HTML], LOGIN),
        _ => say(302, &["Location: /sys/login.html"], ""),
    };
    let result = censused(&serve(counted(act)).await).await;
    assert_eq!(broken(&result), ["/old/1.html"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_before_one_page_says_nothing_where_other_addresses_get_404() {
    let act = |seen: &Seen, _| match seen.path.as_str() {
        "/" => html("测试乡人民政府网站", "<a href='/inner/1.html'>内部文件</a>"),
        "/inner/1.html" => say(302, &["Location: /sys/login.html"], ""),
        "/sys/login.html" => say(200, &[HTML], LOGIN),
        _ => say(404, &[HTML], "<html><body>404 Not Found</body></html>"),
    };
    let result = censused(&serve(counted(act)).await).await;
    assert_eq!(broken(&result), Vec::<String>::new());
}

/// A program that shows its first column for every number that it does not know.
fn by_number(seen: &Seen, known: &[&str]) -> crate::fetch::server::Act {
    let list = |name: &str| {
        let row = |it: usize| {
            format!(
                "<li><a href='/a/{it}.html'>{name}的第{it}条信息标题</a><span>2026-11-0{}</span></li>",
                it + 1
            )
        };
        let rows = (0..8).map(row).collect::<Vec<_>>().concat();
        html(
            name,
            &format!(
                "<div class=position>当前位置：<a href='/'>首页</a> &gt; {name}</div><ul>{rows}</ul>"
            ),
        )
    };
    match seen.path.as_str() {
        "/" => html(
            "测试乡人民政府网站",
            "<div class=nav><ul><li><a href='/list.aspx?id=1'>工作动态</a></li><li><a href='/list.aspx?id=7'>人事信息</a></li></ul></div>",
        ),
        path if path.starts_with("/a/") => html("文章", "正文"),
        path if known.iter().any(|it| path == format!("/list.aspx?id={it}"))
            && path.ends_with('7') =>
        {
            list("人事信息")
        }
        path if path.starts_with("/list.aspx") => list("工作动态"),
        _ => say(404, &[HTML], "<html><body>404 Not Found</body></html>"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_shows_what_an_unknown_number_shows_is_gone() {
    let gone = censused(&serve(counted(|seen: &Seen, _| by_number(seen, &["1"]))).await).await;
    assert_eq!(broken(&gone), ["/list.aspx?id=7"]);
    let there =
        censused(&serve(counted(|seen: &Seen, _| by_number(seen, &["1", "7"]))).await).await;
    assert_eq!(broken(&there), Vec::<String>::new());
}
