//! `[notices]`, `[mail]` and `[webhook]`: by which ways units are told, and where the secrets for that are.

use crate::config::Settings;
use crate::config::error::{Complaint, ConfigError};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Which ways there are, in the words of `[notices] channels`.
pub const CHANNELS: [&str; 3] = ["outbox", "mail", "webhook"];
const SECURITIES: [&str; 3] = ["tls", "starttls", "none"];
const SERVICES: [&str; 5] = ["", "wecom", "dingtalk", "feishu", "json"];

/// Variables that hold secrets: no keys of the file, so that they never come to stand in it.
pub const MAIL_PASSWORD: &str = "PUCHA_MAIL__PASSWORD";
pub const WEBHOOK_URL: &str = "PUCHA_WEBHOOK__URL";
pub const WEBHOOK_SECRET: &str = "PUCHA_WEBHOOK__SECRET";
pub(crate) const SECRETS: [&str; 3] = [MAIL_PASSWORD, WEBHOOK_URL, WEBHOOK_SECRET];

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notices {
    /// The ways of a run that names none.
    pub channels: Vec<String>,
    /// Folder of the parcels that a clerk uploads.
    pub outbox: PathBuf,
    /// By which ways a finding becomes 已通知.
    pub notified_by: Vec<String>,
    /// Reminders, in working days before and after 整改时限.
    pub remind_before_working_days: Vec<u32>,
    pub remind_after_working_days: Vec<u32>,
    /// In one run, the first one included.
    pub attempts: u32,
    /// Before the second attempt; doubled before each further one.
    pub retry_seconds: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    pub enabled: bool,
    pub server: String,
    pub port: u16,
    /// `tls`, `starttls` or `none`.
    pub security: String,
    /// PEM, trusted beside the public authorities.
    pub ca_file: PathBuf,
    pub user: String,
    pub password_file: PathBuf,
    pub from: String,
    /// Empty: the office's name.
    pub from_name: String,
    pub reply_to: String,
    pub copy_to: Vec<String>,
    /// For each step of the talk with the server.
    pub timeout_seconds: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhook {
    /// `wecom`, `dingtalk`, `feishu`, `json`; empty: none.
    pub service: String,
    pub url_file: PathBuf,
    pub secret_file: PathBuf,
    pub ca_file: PathBuf,
    /// How many of the worst units the message names.
    pub worst_units: usize,
    pub timeout_seconds: f64,
}

impl Default for Notices {
    fn default() -> Self {
        Self {
            channels: vec!["outbox".into()],
            outbox: "var/outbox".into(),
            notified_by: vec!["outbox".into(), "mail".into()],
            remind_before_working_days: vec![1],
            remind_after_working_days: vec![1, 3],
            attempts: 3,
            retry_seconds: 20.0,
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            enabled: false,
            server: String::new(),
            port: 465,
            security: "tls".into(),
            ca_file: PathBuf::new(),
            user: String::new(),
            password_file: PathBuf::new(),
            from: String::new(),
            from_name: String::new(),
            reply_to: String::new(),
            copy_to: Vec::new(),
            timeout_seconds: 30.0,
        }
    }
}

impl Default for Webhook {
    fn default() -> Self {
        Self {
            service: String::new(),
            url_file: PathBuf::new(),
            secret_file: PathBuf::new(),
            ca_file: PathBuf::new(),
            worst_units: 10,
            timeout_seconds: 15.0,
        }
    }
}

/// A secret from the variable `name` of `env`, else the first line of `file`; `None` where neither is given. `key` names
/// the setting that holds the file's place.
pub fn secret(
    settings: &Settings,
    env: impl Iterator<Item = (String, String)>,
    name: &str,
    (file, key): (&Path, &str),
) -> Result<Option<String>, ConfigError> {
    let mut env = env;
    if let Some((_, value)) = env.find(|(it, value)| it == name && !value.trim().is_empty()) {
        return Ok(Some(value.trim().to_owned()));
    }
    if file.as_os_str().is_empty() {
        return Ok(None);
    }
    let place = settings.place(file);
    let wrong = |why: &str| {
        let text = format!("指向的文件 {} {why}", place.display());
        ConfigError::Invalid(vec![Complaint::new(key, text)])
    };
    let text = std::fs::read_to_string(&place)
        .map_err(|error| wrong(&format!("读不出来（{error}），请检查位置和权限")))?;
    let line = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().trim();
    if line.is_empty() { Err(wrong("第一行是空的")) } else { Ok(Some(line.to_owned())) }
}

/// What to say of a secret that was written as a key of the file.
pub(crate) fn hint(section: &str, key: &str) -> Option<String> {
    let (name, file) = match (section, key) {
        ("mail", "password") => (MAIL_PASSWORD, "password_file"),
        ("webhook", "url") => (WEBHOOK_URL, "url_file"),
        ("webhook", "secret") => (WEBHOOK_SECRET, "secret_file"),
        _ => return None,
    };
    Some(format!(
        "[{section}] {key} 是密钥，不能写在配置文件里：请放进环境变量 {name}，或写进另一个文件并用 {file} 指明"
    ))
}

/// Tells `need` of each key whether its value makes sense, and what would.
pub(crate) fn check(settings: &Settings, need: &mut dyn FnMut((&str, &str), bool, String)) {
    check_notices(&settings.notices, need);
    check_mail(&settings.mail, need);
    let webhook = &settings.webhook;
    let known = SERVICES.contains(&webhook.service.as_str());
    let text = "应为 wecom（企业微信）、dingtalk（钉钉）、feishu（飞书）或 json，不用时留空";
    need(("webhook", "service"), known, text.into());
    let text = "应在 0 到 50 之间".to_owned();
    need(("webhook", "worst_units"), webhook.worst_units <= 50, text);
    need(("webhook", "timeout_seconds"), is_wait(webhook.timeout_seconds), WAIT.into());
}

const WAIT: &str = "应大于 0，至多 600（秒）";

fn is_wait(seconds: f64) -> bool {
    0.0 < seconds && seconds <= 600.0
}

fn check_notices(notices: &Notices, need: &mut dyn FnMut((&str, &str), bool, String)) {
    for (key, list) in [("channels", &notices.channels), ("notified_by", &notices.notified_by)] {
        let wrong = list.iter().find(|it| !CHANNELS.contains(&it.as_str()));
        let text = format!(
            "中的“{}”不对，只能是 outbox、mail、webhook",
            wrong.map(String::as_str).unwrap_or_default()
        );
        need(("notices", key), wrong.is_none(), text);
    }
    need(("notices", "outbox"), !notices.outbox.as_os_str().is_empty(), "不能为空".into());
    for (key, days) in [
        ("remind_before_working_days", &notices.remind_before_working_days),
        ("remind_after_working_days", &notices.remind_after_working_days),
    ] {
        let fits = days.iter().all(|it| *it <= 60);
        need(("notices", key), fits, "里的数应在 0 到 60（个工作日）之间".into());
    }
    let fits = !notices.remind_after_working_days.contains(&0);
    need(
        ("notices", "remind_after_working_days"),
        fits,
        "里的数应大于 0：到期当天还不算逾期".into(),
    );
    let fits = (1..=10).contains(&notices.attempts);
    need(("notices", "attempts"), fits, "应在 1 到 10（次）之间".into());
    let fits = (0.0..=3_600.0).contains(&notices.retry_seconds);
    need(("notices", "retry_seconds"), fits, "应在 0 到 3600（秒）之间".into());
}

fn check_mail(mail: &Mail, need: &mut dyn FnMut((&str, &str), bool, String)) {
    let known = SECURITIES.contains(&mail.security.as_str());
    let text = "应为 tls（465 端口）、starttls（587 端口）或 none（不加密，只用于内网）";
    need(("mail", "security"), known, text.into());
    need(("mail", "timeout_seconds"), is_wait(mail.timeout_seconds), WAIT.into());
    need(("mail", "port"), mail.port != 0, "应在 1 到 65535 之间".into());
    if mail.enabled {
        let text = "不能为空：启用邮件要写发信服务器，例如 smtp.example.gov.cn";
        need(("mail", "server"), !mail.server.trim().is_empty(), text.into());
        let text = "不能为空：启用邮件要写发信邮箱，例如 wangzhan@example.gov.cn";
        need(("mail", "from"), !mail.from.trim().is_empty(), text.into());
    }
    let looks_right = |it: &str| {
        it.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
            && !it.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    for (key, address) in [("from", &mail.from), ("reply_to", &mail.reply_to)] {
        let fits = address.is_empty() || looks_right(address);
        need(("mail", key), fits, format!("的“{address}”不是邮箱地址"));
    }
    for address in &mail.copy_to {
        let text = format!("中的“{address}”不是邮箱地址");
        need(("mail", "copy_to"), looks_right(address), text);
    }
}
