//! Messages to the office's group over a real HTTP server: formats, signatures, answers that are no success.

use crate::notices::office::{Office, PERIOD};
use crate::notices::robot::Robot;
use crate::notices::smtp::{Certificates, Smtp};
use axum::http::Uri;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use pucha::model::notice::Channel;
use serde_json::{Value, json};
use sha2::Sha256;
use std::net::SocketAddr;
use url::Url;

const SECRET: &str = "SEC0123密钥";

async fn office(service: &str, at: SocketAddr) -> Office {
    let office = Office::new(&[("柳河镇人民政府", "", 1), ("枫林镇\n人民政府", "", 3)]).await;
    office
        .with("WEBHOOK__SERVICE", service)
        .with("WEBHOOK__URL", &format!("http://{at}/send?key=k-1"))
        .with("WEBHOOK__SECRET", SECRET)
}

fn signed(key: &str, text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Whether that is when the message went out.
fn is_then(office: &Office, seconds: i64) -> bool {
    let rows = office.store().notices(crate::store::period(PERIOD)).expect("readable");
    let row = rows.iter().find(|it| it.channel == Channel::Webhook).expect("a row");
    (row.changed_at.timestamp() - seconds).abs() < 60
}

fn query(uri: &Uri, name: &str) -> Option<String> {
    let address = Url::parse(&format!("http://x{uri}")).expect("an address");
    address.query_pairs().find(|it| it.0 == name).map(|it| it.1.into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_service_gets_its_format_and_its_signature_once() {
    for service in ["wecom", "dingtalk", "feishu", "json"] {
        let (robot, at) = Robot::start(&[]).await;
        let office = office(service, at).await;
        let run = || office.notify(&["--channel", "outbox,webhook"]).ends(0);
        let ran = run().says(&["群消息：发出 1 份"]);
        assert!(!(ran.out() + &ran.err()).contains("k-1"), "the address is a secret");
        let (uri, headers, body) = robot.last();
        let sent: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(query(&uri, "key").as_deref(), Some("k-1"));
        let text = match service {
            "feishu" => &sent["content"]["text"],
            "json" => &sent["text"],
            _ => &sent["text"]["content"],
        };
        let text = text.as_str().expect("a text");
        for words in [
            "2 个单位有问题 4 个（单项否决2个、扣分2个）",
            "1. 枫林镇 人民政府：单项否决1个、扣分2个\n2. 柳河镇",
            "已放入发件文件夹 2 个单位",
        ] {
            assert!(text.contains(words), "{service} {words}: {text}");
        }
        match service {
            "wecom" => assert_eq!(sent["msgtype"], "text"),
            "dingtalk" => {
                let at = query(&uri, "timestamp").expect("a time");
                let sign = BASE64_STANDARD.encode(signed(SECRET, &format!("{at}\n{SECRET}")));
                assert_eq!(query(&uri, "sign"), Some(sign));
                assert!(is_then(&office, at.parse::<i64>().expect("milliseconds") / 1_000));
            }
            "feishu" => {
                let at = sent["timestamp"].as_str().expect("a time");
                let sign = BASE64_STANDARD.encode(signed(&format!("{at}\n{SECRET}"), ""));
                assert_eq!(sent["sign"], json!(sign));
                assert!(is_then(&office, at.parse().expect("seconds")));
            }
            _ => {
                let at = headers["x-pucha-timestamp"].to_str().expect("a time");
                let text = String::from_utf8(body.to_vec()).expect("UTF-8");
                let sign = hex::encode(signed(SECRET, &format!("{at}.{text}")));
                assert_eq!(headers["x-pucha-signature"], format!("sha256={sign}"));
                assert_eq!(headers["idempotency-key"], office.keys("webhook")[0]);
                assert_eq!(sent["facts"]["findings"], json!(4));
            }
        }
        run().says(&["群消息：发出 0 份"]);
        assert_eq!(robot.count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_200_may_be_a_refusal() {
    for (service, answer, state, asked) in [
        ("wecom", (200, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#), "未发出", 1),
        ("dingtalk", (200, r#"{"errcode":310000,"errmsg":"sign not match"}"#), "未发出", 1),
        ("feishu", (200, r#"{"code":19021,"msg":"sign match fail"}"#), "未发出", 1),
        ("wecom", (200, r#"{"errcode":45009,"errmsg":"freq out of limit"}"#), "已发", 2),
        ("json", (429, "slow down"), "已发", 2),
        ("json", (302, ""), "未发出", 1),
        ("json", (403, "forbidden"), "未发出", 1),
        ("json", (502, "bad gateway"), "不确定", 1),
        ("wecom", (200, "<html>登录</html>"), "不确定", 1),
    ] {
        let (robot, at) = Robot::start(&[answer]).await;
        let office = office(service, at).await;
        office.notify(&["--channel", "webhook"]).ends(if state == "已发" { 0 } else { 3 });
        assert_eq!(office.rows("webhook")[0].0, state, "{service} {answer:?}");
        assert_eq!(robot.count(), asked, "{service} {answer:?}");
        if state != "已发" {
            assert!(office.rows("webhook")[0].1.contains(&answer.0.to_string()));
            office.notify(&["--channel", "webhook"]).ends(3);
            assert_eq!(robot.count(), asked, "not again by itself");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_robot_that_is_not_there_is_asked_again_later() {
    let (_, at) = Robot::start(&[]).await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let nobody = gone.local_addr().expect("bound");
    drop(gone);
    let office = office("wecom", nobody).await;
    office.notify(&["--channel", "webhook"]).ends(3).says(&["连不上 127.0.0.1"]);
    assert_eq!(office.rows("webhook")[0].0, "未发出");
    let office = office.with("WEBHOOK__URL", &format!("http://{at}/send"));
    office.notify(&["--channel", "webhook"]).ends(0).says(&["群消息：发出 1 份"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_robot_with_a_certificate_that_nobody_vouches_for_is_not_told() {
    let certificates = Certificates::new();
    // Any server that speaks TLS will do: it must not come to a message.
    let server = Smtp::start(&certificates.options("tls"));
    let office = office("wecom", SocketAddr::from(([127, 0, 0, 1], server.port))).await;
    let office =
        office.with("WEBHOOK__URL", &format!("https://127.0.0.1:{}/send?key=k-1", server.port));
    office.notify(&["--channel", "webhook"]).ends(3).says(&["证书不可信", "[webhook] ca_file"]);
    let root = certificates.path("root.pem").to_string_lossy().into_owned();
    let office = office.with("WEBHOOK__CA_FILE", &root);
    office.notify(&["--channel", "webhook"]).ends(3);
    assert_eq!(office.rows("webhook")[0].0, "不确定", "it was trusted, and made no sense");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_county_fits_into_one_message() {
    let (robot, at) = Robot::start(&[]).await;
    let names: Vec<String> =
        (0..60).map(|it| format!("第{it}个名称很长很长的镇人民政府办公室")).collect();
    let units: Vec<(&str, &str, usize)> = names.iter().map(|it| (it.as_str(), "", 1)).collect();
    let office = Office::new(&units)
        .await
        .with("WEBHOOK__SERVICE", "wecom")
        .with("WEBHOOK__WORST_UNITS", "50")
        .with("WEBHOOK__URL", &format!("http://{at}/send?key={PERIOD}"));
    office.notify(&["--channel", "webhook"]).ends(0);
    let sent: Value = serde_json::from_slice(&robot.last().2).expect("JSON");
    assert!(sent["text"]["content"].as_str().expect("a text").len() <= 2_048);
    assert_eq!(robot.count(), 1);
}
