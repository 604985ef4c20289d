//! `pucha explain`: every code explains itself, and a wrong one is led to the right one.

use crate::checks::build::rules;
use pucha::cli::explain::{explain, list};

#[test]
fn every_code_and_every_check_is_explained() {
    for code in rules().codes() {
        let text = explain(&rules(), code).expect("a known code");
        for head in ["依据条款：", "问题等级：", "判定标准：", "检查方法：", "整改要求："]
        {
            assert!(text.contains(head), "{code}: {head}");
        }
        assert!(list(&rules()).contains(code));
    }
    let all = explain(&rules(), "zombie_site").expect("a check");
    assert_eq!(all.matches("依据条款：").count(), 5);
}

#[test]
fn numbers_and_sureness_are_said() {
    let text = explain(&rules(), "stale_home").expect("a known code");
    assert!(text.contains("14天") && text.contains("已核实") && text.contains("单项否决"));
    let text = explain(&rules(), "broken_links.image").expect("a known code");
    assert!(text.contains("扣分，每个扣0.1分，计入“可用性”"));
}

#[test]
fn a_wrong_code_lists_the_near_ones() {
    let error = explain(&rules(), "stael_home").expect_err("no such code");
    assert!(error.contains("stale_home"), "{error}");
    let error = explain(&rules(), "icp").expect_err("no such code");
    assert!(error.contains("site_identity.icp"), "{error}");
    let error = explain(&rules(), "qqqqqqqqqqqqqq").expect_err("no such code");
    assert!(error.contains("pucha explain"), "{error}");
}
