//! What goes out by mail and to the group: from a real SMTP server and a real HTTP server, as who gets it reads it.

use crate::cli::world::{Ran, World};
use crate::escape::documents::files;
use crate::escape::look::Look;
use crate::escape::{PERIOD, judged, looked_at, seen, site};
use crate::notices::robot::Robot;
use crate::notices::smtp::Smtp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;

const HEADERS: [&str; 9] = [
    "cc",
    "content-type",
    "date",
    "from",
    "message-id",
    "mime-version",
    "reply-to",
    "subject",
    "to",
];

/// `pucha notify`, with these settings from the environment.
fn notified(world: &World, look: &Look, env: &[(&str, &str)], words: &[&str]) -> Ran {
    let words = [&["notify", "--period", PERIOD], words].concat();
    let mut command = world.command(&words);
    for (name, value) in env {
        command.env(format!("PUCHA_{name}"), value);
    }
    let ran = Ran(command.output().expect("the binary runs"));
    // 3: the units without an address have to be called, a refusal is told.
    seen(look, &words, &ran, &[0, 3]);
    ran
}

fn mailed(world: &World, look: &Look, port: u16, words: &[&str]) -> Ran {
    let port = port.to_string();
    let env = [
        ("MAIL__ENABLED", "true"),
        ("MAIL__SERVER", "127.0.0.1"),
        ("MAIL__PORT", port.as_str()),
        ("MAIL__SECURITY", "none"),
        ("MAIL__FROM", "wangzhan@xian.gov.cn"),
        ("MAIL__REPLY_TO", "jiancha@xian.gov.cn"),
        ("MAIL__COPY_TO", r#"["copy@xian.gov.cn"]"#),
        ("NOTICES__RETRY_SECONDS", "0.05"),
    ];
    notified(world, look, &env, words)
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_holds_only_headers_of_ours_and_texts_that_do_nothing() {
    looked_at(|world, look| {
        judged(world, look, &[]);
        let refusal = format!("550 5.1.1 <b>{}", "\u{1b}[31m\u{7}no such user");
        let server = Smtp::start(&json!({"rcpt": {site::MAIL: [refusal]}}));
        mailed(world, look, server.port, &["--channel", "mail,outbox"]);
        assert!(server.mails().is_empty());
        mailed(world, look, server.port, &["--channel", "mail", "--retry"]);
        for day in ["2026-12-01", "2027-06-01", "2027-12-01"] {
            mailed(world, look, server.port, &["--channel", "mail", "--reminders", "--as-of", day]);
        }
        let (mails, raw) = (server.mails(), server.raw());
        let subjects: Vec<&str> = mails.iter().filter_map(|it| it["subject"].as_str()).collect();
        look.holds("subjects", &subjects.join(" "), &["【整改通知】", "【逾期催办】"]);
        let sent: BTreeSet<String> = files(world)
            .iter()
            .map(|(_, it)| hex::encode(Sha256::digest(fs::read(it).expect("a file"))))
            .collect();
        for (mail, raw) in mails.iter().zip(raw) {
            headers(look, mail, &raw);
            parts(look, mail, &sent);
        }
    })
    .await;
}

fn headers(look: &Look, mail: &Value, raw: &[u8]) {
    for name in mail["headers"].as_array().expect("headers") {
        if !HEADERS.contains(&name.as_str().expect("a name")) {
            look.wrong(format!("a header {name} that is not ours"));
        }
    }
    assert_eq!(mail["headers"].as_array().map(Vec::len), Some(HEADERS.len()), "each once");
    assert_eq!((&mail["is_ascii"], &mail["defects"]), (&json!(true), &json!([])));
    let text = String::from_utf8(raw.to_vec()).expect("ASCII");
    look.terminal("a mail", &text);
    assert!(text.split("\r\n").all(|it| !it.contains(['\r', '\n'])), "{text}");
    let subject = mail["subject"].as_str().expect("a subject");
    look.line("a subject", subject);
    look.holds("a subject", subject, &["毒单位"]);
    assert_eq!(mail["from"], json!([["测试县人民政府办公室", "wangzhan@xian.gov.cn"]]));
    let to = &mail["to"].as_array().expect("who gets it")[..];
    let [to] = to else { panic!("{to:?}") };
    look.line("a name", to[0].as_str().expect("a name"));
    look.holds("a name", to[0].as_str().expect("a name"), &["毒单位"]);
    assert_eq!(to[1], site::MAIL);
    assert_eq!(mail["envelope"]["to"], json!([site::MAIL, "copy@xian.gov.cn"]));
}

fn parts(look: &Look, mail: &Value, sent: &BTreeSet<String>) {
    let parts = mail["parts"].as_array().expect("parts");
    let plain = parts[0]["text"].as_str().expect("text");
    look.terminal("a mail's text", plain);
    let html = parts[1]["text"].as_str().expect("text");
    look.html("a mail's page", html);
    // The name of the unit is the first thing that it says: no line of the register's begins before or after it.
    for line in plain.lines() {
        if ["Bcc:", "Subject:", "=1+1"].iter().any(|it| line.starts_with(it)) {
            look.wrong(format!("a line that is not ours: {line}"));
        }
    }
    look.holds("a mail's text", plain, &["毒单位", "联系人"]);
    look.holds("a mail's page", html, &["毒单位", "&lt;script&gt;"]);
    if mail["subject"].as_str().is_some_and(|it| it.starts_with("【逾期催办】")) {
        look.holds("a reminder", plain, &["毒栏目"]);
        look.holds("a reminder", html, &["毒栏目"]);
    }
    for part in &parts[2..] {
        let name = part["file_name"].as_str().expect("a name");
        look.line("a file's name", name);
        if name.contains(['/', '\\', '<', '>', '"', ':']) || part["rfc2231"] != part["name"] {
            look.wrong(format!("an attachment called {name:?}"));
        }
        // Files of the outbox, each of which is looked at.
        assert!(sent.contains(part["sha256"].as_str().expect("a sum")), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_to_the_group_are_json_with_lines_of_ours() {
    for service in ["wecom", "dingtalk", "feishu", "json"] {
        let refusal = "{\"errcode\":93000,\"errmsg\":\"\u{1b}[31m\u{9b}\u{202e}<b>\r\n=1+1\"}";
        let (robot, at) = Robot::start(&[(403, refusal)]).await;
        looked_at(move |world, look| {
            judged(world, look, &[]);
            let url = format!("http://{at}/send?key=k-1");
            let env = [
                ("WEBHOOK__SERVICE", service),
                ("WEBHOOK__URL", &url),
                ("WEBHOOK__SECRET", "SEC0123"),
                ("NOTICES__RETRY_SECONDS", "0.05"),
            ];
            let ran = notified(world, look, &env, &["--channel", "webhook"]);
            assert!((ran.out() + &ran.err()).contains("93000"), "{}{}", ran.out(), ran.err());
            notified(world, look, &env, &["--channel", "webhook", "--retry"]);
            assert_eq!(robot.count(), 2);
            message(look, service, &robot.last().2);
        })
        .await;
    }
}

fn message(look: &Look, service: &str, body: &[u8]) {
    let body = String::from_utf8(body.to_vec()).expect("UTF-8");
    look.line(service, &body);
    let sent: Value = serde_json::from_str(&body).expect("JSON");
    let text = match service {
        "feishu" => &sent["content"]["text"],
        "json" => &sent["text"],
        _ => &sent["text"]["content"],
    };
    let text = text.as_str().expect("a text");
    look.terminal(service, text);
    look.holds(service, text, &["1. =毒单位"]);
    let ours = ["【普查】", "1 个单位", "各单位：", "1. =毒单位", "整改", "测试县人民政府办公室"];
    for line in text.lines() {
        if !ours.iter().any(|it| line.starts_with(it)) {
            look.wrong(format!("{service}: a line that is not ours: {line}"));
        }
    }
    if service == "json" {
        let unit = sent["facts"]["worst"][0]["unit"].as_str().expect("a unit");
        look.line("the worst unit", unit);
        look.holds("the worst unit", unit, &["毒单位"]);
    }
}
