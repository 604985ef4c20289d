//! The outbox: folders and zips that a clerk uploads, nothing lost, nothing stale left without a word.

use crate::cli::world::rows;
use crate::notices::killed::tree;
use crate::notices::office::{Office, PERIOD};
use pucha::model::finding::FindingState;
use pucha::model::parcel::{Contact, Parcel, ParcelFile};
use pucha::model::site::UnitClass;
use pucha::notices::outbox::{places, put};
use std::fs;
use std::process::Command;

fn parcel(unit: &str, files: &[(&str, &str)]) -> Parcel {
    Parcel {
        period: crate::store::period(PERIOD),
        unit: unit.into(),
        unit_class: UnitClass::Township,
        contact: Contact::default(),
        findings: Vec::new(),
        first_deadline: None,
        last_deadline: None,
        files: files
            .iter()
            .map(|(name, text)| ParcelFile {
                name: (*name).into(),
                bytes: text.as_bytes().to_vec(),
            })
            .collect(),
    }
}

#[test]
fn names_cannot_lead_out_of_the_folder_and_equal_names_stay_apart() {
    let parcels = ["../../x", "柳河镇", "柳河镇", "a/b", "CON", " . "].map(|it| parcel(it, &[]));
    let places: Vec<String> = places(&parcels).iter().map(|it| it.display().to_string()).collect();
    assert_eq!(
        places,
        ["乡镇/_.._x", "乡镇/柳河镇", "乡镇/柳河镇（2）", "乡镇/a_b", "乡镇/_CON", "乡镇/未命名"]
    );
}

#[test]
fn a_zip_opens_with_chinese_names_and_is_the_same_for_the_same_parcel() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [("整改通知单-柳河镇.docx", "甲"), ("../问题清单.xlsx", "乙")];
    let parcel = parcel("柳河镇", &files);
    let places = places(std::slice::from_ref(&parcel));
    assert!(put(folder.path(), &places[0], &parcel).expect("written").written);
    let first = tree(folder.path());
    assert!(!put(folder.path(), &places[0], &parcel).expect("written").written);
    fs::remove_dir_all(folder.path().join("乡镇")).expect("removed");
    assert!(put(folder.path(), &places[0], &parcel).expect("written").written);
    assert_eq!(tree(folder.path()), first, "the same parcel is the same bytes");
    let script = "import sys,zipfile,json
z=zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename, i.flag_bits>>11&1, z.read(i).decode(), i.date_time] for i in z.infolist()]))";
    let zip = folder.path().join("乡镇/柳河镇.zip");
    let ran = Command::new("python3").args(["-c", script]).arg(zip).output().expect("python3");
    let listed: serde_json::Value = serde_json::from_slice(&ran.stdout).expect("a readable zip");
    let day = [2026, 11, 1, 0, 0, 0];
    let wanted = serde_json::json!([
        ["整改通知单-柳河镇.docx", 1, "甲", day],
        ["_问题清单.xlsx", 1, "乙", day]
    ]);
    assert_eq!(listed, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_is_replaced_and_kept_and_what_is_over_is_moved_away() {
    let office = Office::new(&[("柳河镇人民政府", "", 1), ("枫林镇人民政府", "", 1)]).await;
    office.notify(&[]).ends(0).says(&["写出 2 个单位"]);
    let outbox = |name: &str| office.world.path(&format!("var/outbox/{PERIOD}/{name}"));
    fs::write(outbox("乡镇/柳河镇人民政府/回执.txt"), "收到").expect("a clerk's own file");
    let before = tree(&outbox(""));
    office.notify(&[]).ends(0).says(&["写出 0 个单位，没有变化 2 个"]);
    assert_eq!(tree(&outbox("")), before, "again, the end is the same");
    office.judge(&[2, 0]).await;
    office.notify(&[]).ends(0).says(&[
        "柳河镇人民政府 的内容有变",
        "旧版/乡镇/柳河镇人民政府-1",
        "不再涉及/乡镇/枫林镇人民政府",
    ]);
    assert_eq!(
        fs::read_to_string(outbox("旧版/乡镇/柳河镇人民政府-1/回执.txt")).expect("kept"),
        "收到"
    );
    assert!(outbox("旧版/乡镇/柳河镇人民政府-1.zip").exists());
    assert!(outbox("不再涉及/乡镇/枫林镇人民政府.zip").exists());
    assert!(!outbox("乡镇/枫林镇人民政府").exists());
    assert_eq!(office.states(0), ["已通知"; 2]);
    fs::remove_dir_all(outbox("乡镇/柳河镇人民政府")).expect("removed by mistake");
    office.notify(&[]).ends(0);
    assert!(outbox("乡镇/柳河镇人民政府").is_dir(), "what is missing is written again");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_of_contents_says_what_went_where_and_computes_nothing() {
    let office = Office::new(&[("柳河镇人民政府", "=1+1@x", 2), ("<b>枫林镇</b>", "", 1)]).await;
    office.notify(&["--site", "柳河镇人民政府"]).ends(0).says(&["写出 1 个单位"]);
    let outbox = |name: &str| office.world.path(&format!("var/outbox/{PERIOD}/{name}"));
    let csv = fs::read_to_string(outbox("目录.csv")).expect("a table");
    let rows = rows(&csv);
    let cells = ["单位名称", "联系人", "邮箱", "单项否决", "扣分", "最晚时限", "文件夹"];
    let row: Vec<&str> = cells.iter().map(|it| rows[0][*it].as_str()).collect();
    let wanted =
        ["柳河镇人民政府", "李四", "'=1+1@x", "1", "1", "2026-11-27", "乡镇/柳河镇人民政府"];
    assert_eq!(row, wanted);
    assert!(rows[0]["发送情况"].starts_with("发件文件夹已发 20"), "{}", rows[0]["发送情况"]);
    assert_eq!(rows[1]["发送情况"], "未发", "the others stand in it too");
    let page = fs::read_to_string(outbox("目录.html")).expect("a page");
    assert!(page.contains("&lt;b&gt;枫林镇&lt;/b&gt;") && !page.contains("<b>"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_told_is_a_step_of_each_findings_life_and_a_relapse_stays_one() {
    let office = Office::new(&[("柳河镇人民政府", "", 2)]).await;
    let store = office.store();
    let mut findings = store.findings(office.period()).expect("readable");
    for (finding, state) in findings.iter_mut().zip([FindingState::Relapsed, FindingState::Pending])
    {
        finding.state = state;
        let at = crate::store::at("2026-11-20");
        store.decide(finding, at, "王某", "核对").await.expect("decided");
    }
    store.close().await.expect("closed");
    office.notify(&[]).ends(0);
    fs::remove_dir_all(office.world.path("var/outbox")).expect("removed");
    office.notify(&[]).ends(0);
    let store = office.store();
    let key = &office.keys("outbox")[0];
    let steps = store.steps(&findings[0].id).expect("readable");
    let last = steps.last().expect("a step");
    let told = (last.who.as_str(), last.what, last.why.contains(key));
    assert_eq!(told, ("pucha", FindingState::Relapsed, true));
    assert_eq!(steps.iter().filter(|it| it.why.contains(key)).count(), 1, "told once");
    let pending = store.finding(&findings[1].id).expect("readable").expect("the other");
    assert_eq!(pending.state, FindingState::Pending, "nobody is told of what is to be confirmed");
}
