//! What scripts of the county's pages ask for is answered by parameters; pages without a number in them answer alike.

use crate::demo::county;
use pucha::demo::{County, World};
use serde_json::Value;

const UNIT: &str = "/api-gateway/jpaas-publish-server/front/page/build/unit";

fn json(county: &County, host: &str, target: &str) -> Value {
    let answer = county.answer(host, target);
    assert_eq!(answer.status, 200, "{host}{target}");
    serde_json::from_slice(&answer.body).expect("JSON")
}

fn text(county: &County, host: &str, target: &str) -> String {
    let answer = county.answer(host, target);
    assert_eq!(answer.status, 200, "{host}{target}");
    String::from_utf8(answer.body.to_vec()).expect("UTF-8")
}

#[test]
fn a_unit_heeds_its_parameters_in_any_order_and_the_page_only_within_its_json() {
    let county = county();
    let host = "zjj.lanqing.gov.cn";
    let call = |rest: &str| {
        format!(
            "{UNIT}?tplSetId=kUBgoFENJiaYxr31jYEph&tagId=%E5%BD%93%E5%89%8D%E6%A0%8F%E7%9B%AE%E5%88%97%E8%A1%A8\
             &pageType=column&parseType=bulidstatic&pageId=1229208501&webId=3721{rest}"
        )
    };
    let html = |rest: &str| json(&county, host, &call(rest))["data"]["html"].clone();
    let first = html("");
    assert!(first.as_str().is_some_and(|it| it.contains("2026-11-19")), "{first}");
    assert_eq!(html("&pageNo=2"), first, "a bare page number is not heeded");
    let second = html("&paramJson=%7B%22pageNo%22:2,%22pageSize%22:8%7D");
    assert!(second.as_str().is_some_and(|it| it.contains("<li>")) && second != first);
    let other = call("").replace("webId=3721", "webId=1");
    assert_eq!(county.answer(host, &other).status, 404);
    let page = text(&county, host, "/col/col1229208501/index.html");
    assert!(page.contains(UNIT) && !page.contains("2026-11-19"));
}

#[test]
fn the_directory_of_a_township_answers_by_column() {
    let county = county();
    let host = "www.lqnanling.gov.cn";
    let shell = text(&county, host, "/gkmlpt/index");
    assert!(shell.contains("TREE") && !shell.contains("<li>"));
    let list = json(&county, host, "/gkmlpt/api/all/2972?page=1&sid=775021");
    let first = &list["articles"][0];
    // Midnight in Shanghai, 24 days before the audit.
    assert_eq!(first["date"], 1_793_030_400);
    let address = first["url"].as_str().expect("an address");
    let path = address.strip_prefix("http://www.lqnanling.gov.cn").expect("its own host");
    assert!(text(&county, host, path).contains("PubDate"));
    assert_eq!(county.answer(host, "/gkmlpt/api/all/2972?page=2&sid=775021").status, 404);
    assert_eq!(json(&county, host, "/gkmlpt/api/all/2981?page=1&sid=775021")["total"], 0);
}

#[test]
fn lists_of_a_section_come_by_its_own_number() {
    let county = county();
    let host = pucha::demo::county::PORTAL;
    let list = |organ: u32, category: u32| {
        let target = format!(
            "/site/label/8888?labelName=publicInfoList&IsAjax=1&pageIndex=1&organId={organ}&catId={category}"
        );
        county.answer(host, &target)
    };
    let news = list(3_499_221, 6_720_001);
    assert!(String::from_utf8_lossy(&news.body).contains("/public/3499221/"));
    assert_eq!(list(3_499_111, 6_720_001).status, 404, "that section has its lists in its pages");
}

#[test]
fn a_shell_answers_every_address_and_its_interface_holds_the_lists() {
    let county = county();
    let host = "zwfw.lanqing.gov.cn";
    let home = text(&county, host, "/");
    assert_eq!(text(&county, host, "/list/2"), home);
    assert_eq!(text(&county, host, "/no/such/page"), home);
    let site = json(&county, host, "/api/content/site");
    assert!(site["footer"].as_str().is_some_and(|it| it.contains("网站标识码")));
    let list = json(&county, host, "/api/content/list?channelId=1&pageNum=1");
    assert_eq!(list["data"]["records"][0]["publishTime"], "2026-11-18 10:00:00");
    assert!(text(&county, host, "/html/104.html").contains("发布时间：2026-11-18"));
}

#[test]
fn a_server_that_ignores_page_numbers_answers_with_the_first_page() {
    let county = county();
    let plan = |page: &str| text(&county, "xczx.lanqing.gov.cn", page);
    let address = |number: usize| format!("/plus/list.php?tid=25&PageNo={number}");
    let rows = |html: &str| html.matches("<li><span class=\"time\">").count();
    let (second, third) = (plan(&address(2)), plan(&address(3)));
    assert_eq!((rows(&second), rows(&third)), (8, 8));
    let lines = |html: &str| -> Vec<String> {
        html.lines().filter(|it| it.starts_with("<li><span")).map(str::to_owned).collect()
    };
    assert_eq!(lines(&second), lines(&plan("/plus/list.php?tid=25")));
    assert_eq!(lines(&second), lines(&third));
}

#[test]
fn pages_of_a_list_are_counted_down_and_lists_can_be_sorted_without_end() {
    let county = county();
    let host = "www.lqqinghe.gov.cn";
    assert!(text(&county, host, "/gzdt.htm").contains("共20条"));
    assert!(text(&county, host, "/gzdt/2.htm").contains("gzdt/1.htm"));
    assert!(!text(&county, host, "/gzdt/1.htm").contains("class=\"Next\""));
    let ledger =
        |query: &str| text(&county, "www.lqshuanghe.gov.cn", &format!("/ledger/list.jsp?{query}"));
    assert_ne!(ledger("sort=date&order=asc"), ledger("sort=date&order=asc&sid=1"));
}
