//! Killed at any step: run again, the end is the same, and no notice goes twice.

use crate::notices::office::{Office, PERIOD};
use crate::notices::smtp::Smtp;
use pucha::config::Notices;
use pucha::model::notice::Channel;
use pucha::model::notice::NoticeState;
use pucha::model::parcel::{Contact, Parcel};
use pucha::model::site::UnitClass;
use pucha::notices::Trouble;
use pucha::notices::deliver::{Desk, Way, all};
use pucha::notices::plan::{Before, notices, settle};
use serde_json::json;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

const UNITS: [(&str, &str, usize); 2] =
    [("柳河镇人民政府", "liuhe@xian.gov.cn", 2), ("枫林镇人民政府", "fenglin@xian.gov.cn", 1)];

fn spawn(office: &Office, channel: &str) -> Child {
    let words = ["notify", "--period", PERIOD, "--channel", channel];
    let mut command = office.command(&words);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs")
}

fn kill(mut child: Child) {
    child.kill().expect("killed");
    child.wait().expect("gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_the_content_was_handed_over_it_simply_goes() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let office = Office::new(&UNITS).await.with_mail(port);
    let child = spawn(&office, "mail");
    // It is connected and waits for a greeting.
    let visitor = listener.accept().expect("a visitor");
    kill(child);
    drop((visitor, listener));
    let server = Smtp::start(&json!({"port": port, "rcpt": {UNITS[0].1: ["hang"]}}));
    let child = spawn(&office, "mail");
    server.reached("rcpt");
    kill(child);
    assert!(server.mails().is_empty());
    let server = server.again(&json!({"port": port}));
    office.notify(&["--channel", "mail"]).ends(0).says(&["发出 2 份"]);
    assert_eq!(server.mails().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_sending_and_noting_it_is_unsure_until_a_person_says() {
    for arrived in [true, false] {
        let server = Smtp::start(&json!({"content": ["hang"]}));
        let port = server.port;
        let office = Office::new(&UNITS).await.with_mail(port);
        let child = spawn(&office, "mail");
        server.reached("content");
        kill(child);
        let server = server.again(&json!({"port": port}));
        office.notify(&["--channel", "mail"]).ends(3).says(&["不确定是否发出", "发出 1 份"]);
        office.notify(&["--channel", "mail", "--retry"]).ends(3).says(&["发出 0 份"]);
        let mails = server.mails();
        assert_eq!(mails.len(), 2, "the one that was cut off, and the other unit's");
        assert_ne!(mails[0]["id"], mails[1]["id"]);
        assert_eq!((office.states(0), office.states(1)), (vec!["待整改"; 2], vec!["已通知"]));
        let list = office.run(&["notify", "list", "--period", PERIOD]).ends(0);
        let list = list.says(&["不确定 1 份", "程序在发送过程中中断"]).out();
        let key = list.lines().find(|it| it.contains("不确定  ")).expect("a row")[..17].to_owned();
        let answer = if arrived { "--sent" } else { "--again" };
        let always = ["notify", "resolve", &key, "--who", "王某", "--why", "电话问过李四"];
        office.run(&always).ends(2);
        office.run(&[&always[..], &[answer]].concat()).ends(0);
        office.run(&[&always[..], &["--sent"]].concat()).ends(1);
        office.notify(&["--channel", "mail"]).ends(0);
        assert_eq!(server.mails().len(), if arrived { 2 } else { 3 });
        assert_eq!(office.states(0), ["已通知"; 2]);
    }
}

/// Takes everything and never comes to an end, as a process that is stopped for ever.
struct Stopped;

impl Way for Stopped {
    type Load = ();

    async fn prepare(&mut self, (): &()) -> Result<(), Trouble> {
        Ok(())
    }

    async fn transmit(&mut self, (): &()) -> Result<String, Trouble> {
        std::future::pending().await
    }

    async fn close(&mut self) {}
}

#[tokio::test]
async fn what_is_on_its_way_is_noted_before_it_leaves() {
    let office = Office::new(&UNITS[..1]).await;
    let store = office.store();
    let findings = store.findings(office.period()).expect("readable");
    let parcel = Parcel {
        period: office.period(),
        unit: UNITS[0].0.into(),
        unit_class: UnitClass::Township,
        contact: Contact { mail: UNITS[0].1.into(), ..Contact::default() },
        findings: findings.iter().map(|it| it.id.clone()).collect(),
        first_deadline: None,
        last_deadline: None,
        files: Vec::new(),
    };
    let now = || crate::store::at("2026-11-21");
    let settings = Notices::default();
    let desk = Desk { store: &store, settings: &settings, now: &now, tell: &|_| {} };
    let before = Before { rows: &[], retry: false, now: now() };
    let plan = notices(&[parcel.clone()], &[Channel::Mail], before);
    let planned = plan.items.into_iter().map(|it| (it.notice, ())).collect();
    let mut way = Stopped;
    let sending = all(&desk, &mut way, planned);
    tokio::time::timeout(Duration::from_millis(500), sending).await.expect_err("it never ends");
    let rows = store.notices(office.period()).expect("readable");
    assert_eq!((rows[0].state, rows[0].attempts), (NoticeState::Sending, 1));
    let rows = settle(&store, rows, now()).await.expect("settled");
    assert_eq!(rows[0].state, NoticeState::Unsure);
    let before = Before { rows: &rows, retry: true, now: now() };
    let plan = notices(&[parcel], &[Channel::Mail], before);
    assert!(plan.items.is_empty() && plan.skips[0].open, "{plan:?}");
    assert_eq!(store.notices(office.period()).expect("readable")[0].state, NoticeState::Unsure);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outbox_that_was_killed_at_any_moment_ends_the_same() {
    let units: Vec<(String, usize)> = (0..12).map(|it| (format!("第{it}镇人民政府"), 2)).collect();
    let units: Vec<(&str, &str, usize)> =
        units.iter().map(|(unit, count)| (unit.as_str(), "", *count)).collect();
    let whole = Office::new(&units).await;
    whole.notify(&["--channel", "outbox"]).ends(0).says(&["写出 12 个单位"]);
    let wanted = tree(&whole.world.path("var/outbox"));
    assert_eq!(wanted.len(), 12 * 2 + 2);
    let office = Office::new(&units).await;
    for pause in (0..12).map(|it| Duration::from_millis(8 * it)) {
        let child = spawn(&office, "outbox");
        tokio::time::sleep(pause).await;
        kill(child);
    }
    office.notify(&["--channel", "outbox"]).ends(0);
    let mut found = tree(&office.world.path("var/outbox"));
    for index in ["2026-11/目录.csv", "2026-11/目录.html"] {
        // They say when each was written.
        assert!(found.remove(index).is_some() && wanted.contains_key(index));
    }
    assert!(found.iter().all(|(name, bytes)| wanted[name] == *bytes), "{:?}", found.keys());
    assert_eq!(found.len() + 2, wanted.len());
    assert_eq!(office.states(11), ["已通知"; 2]);
    assert_eq!(office.rows("outbox").len(), 12);
}

/// Every file below, hidden ones too.
pub(super) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                files.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    files
}
