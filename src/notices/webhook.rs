//! One message to the office's group: WeCom, DingTalk, Feishu, or signed JSON to a system of the county's own.

use crate::config::{Settings, Webhook};
use crate::notices::deliver::Way;
use crate::notices::text::{cut, one_line};
use crate::notices::{NoticeError, Trouble};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Certificate, Client, redirect};
use serde_json::{Value, json};
use sha2::Sha256;
use std::fs;
use std::time::Duration;
use url::{Host, Url};

/// Of the whole text: WeCom's limit is 2,048 bytes, the others take 20,000; nobody reads more than this in a group.
const LONGEST_WECOM: usize = 2_000;
const LONGEST: usize = 4_000;
/// Of an answer: what is longer is no answer of these services.
const LONGEST_ANSWER: usize = 64 << 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    WeCom,
    DingTalk,
    Feishu,
    Json,
}

/// A message, its time and the notice's key.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub text: String,
    /// For [`Service::Json`]: the same in numbers.
    pub facts: Value,
    pub key: String,
    /// Milliseconds since 1970.
    pub at_millis: i64,
}

/// What is posted where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub address: Url,
    pub body: String,
    pub headers: Vec<(&'static str, String)>,
}

pub struct WebhookWay {
    service: Service,
    address: Url,
    secret: Option<String>,
    client: Client,
}

impl Service {
    pub fn of(webhook: &Webhook) -> Option<Self> {
        match webhook.service.as_str() {
            "wecom" => Some(Self::WeCom),
            "dingtalk" => Some(Self::DingTalk),
            "feishu" => Some(Self::Feishu),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// By the services' own manuals for the robots of groups; the limits and the two ways of signing differ.
    pub fn request(self, address: &Url, secret: Option<&str>, message: &Message) -> Request {
        let mut address = address.clone();
        let mut headers = Vec::new();
        let text = cut(&message.text, if self == Self::WeCom { LONGEST_WECOM } else { LONGEST });
        let body = match self {
            Self::WeCom => json!({"msgtype": "text", "text": {"content": text}}),
            Self::DingTalk => {
                if let Some(secret) = secret {
                    // The signature is percent-encoded by the query's serialiser.
                    let at = message.at_millis;
                    let sign = signature(secret.as_bytes(), format!("{at}\n{secret}").as_bytes());
                    address
                        .query_pairs_mut()
                        .append_pair("timestamp", &at.to_string())
                        .append_pair("sign", &BASE64_STANDARD.encode(sign));
                }
                json!({"msgtype": "text", "text": {"content": text}})
            }
            Self::Feishu => {
                let mut body = json!({"msg_type": "text", "content": {"text": text}});
                if let Some(secret) = secret {
                    let at = message.at_millis / 1_000;
                    let sign = signature(format!("{at}\n{secret}").as_bytes(), b"");
                    body["timestamp"] = at.to_string().into();
                    body["sign"] = BASE64_STANDARD.encode(sign).into();
                }
                body
            }
            Self::Json => json!({"key": message.key, "text": message.text, "facts": message.facts}),
        };
        let body = body.to_string();
        if self == Self::Json {
            let at = message.at_millis / 1_000;
            headers.push(("x-pucha-timestamp", at.to_string()));
            headers.push(("idempotency-key", message.key.clone()));
            if let Some(secret) = secret {
                let signed = signature(secret.as_bytes(), format!("{at}.{body}").as_bytes());
                headers.push(("x-pucha-signature", format!("sha256={}", hex::encode(signed))));
            }
        }
        Request { address, body, headers }
    }

    /// Whether the other side took it, from its status and answer.
    pub fn verdict(self, status: u16, answer: &str) -> Result<String, Trouble> {
        let said = format!("应答 {status} {}", cut(&one_line(answer), 300));
        match status {
            200..=299 => {}
            408 | 425 | 429 | 503 => return Err(Trouble::Later(said)),
            300..=499 => return Err(Trouble::Never(said)),
            // It may have been passed on before something failed.
            _ => return Err(Trouble::Unsure(said)),
        }
        if self == Self::Json {
            return Ok(said);
        }
        let code = serde_json::from_str::<Value>(answer).ok().and_then(|it| {
            let names = ["errcode", "code", "StatusCode"];
            names.iter().find_map(|name| it.get(name).and_then(Value::as_i64))
        });
        match code {
            Some(0) => Ok(said),
            // Too often, or busy: WeCom 45009, -1; DingTalk 130101, 130102, 410100, -1; Feishu 9499, 11232.
            Some(-1 | 9_499 | 11_232 | 45_009 | 130_101 | 130_102 | 410_100) => {
                Err(Trouble::Later(said))
            }
            Some(_) => Err(Trouble::Never(said)),
            None => Err(Trouble::Unsure(format!("{said}（不是该服务的应答格式）"))),
        }
    }
}

impl WebhookWay {
    /// `audited`: hosts of the register, which no message may go to.
    ///
    /// # Errors
    /// A setting that does not fit, never with the secret in its words.
    pub fn new(
        settings: &Settings,
        (address, secret): (Option<String>, Option<String>),
        audited: &[String],
    ) -> Result<Self, NoticeError> {
        let webhook = &settings.webhook;
        let wrong = |text: &str| NoticeError::Setting(format!("[webhook] {text}"));
        let Some(service) = Service::of(webhook) else {
            return Err(wrong("service 是空的：请写 wecom、dingtalk、feishu 或 json"));
        };
        let Some(address) = address else {
            return Err(wrong(
                "没有机器人地址：请放进环境变量 PUCHA_WEBHOOK__URL，或写进文件并用 url_file 指明",
            ));
        };
        let address =
            Url::parse(&address).map_err(|_| wrong("的机器人地址不是网址，应以 https:// 开头"))?;
        let Some(host) = address.host() else {
            return Err(wrong("的机器人地址里没有主机名"));
        };
        if address.scheme() != "https" && !(address.scheme() == "http" && is_near(&host)) {
            return Err(wrong(
                "的机器人地址应以 https:// 开头；http:// 只能用于本机和内网 IP 地址",
            ));
        }
        let bare = |it: &str| it.trim_start_matches("www.").to_ascii_lowercase();
        let name = bare(&host.to_string());
        if audited.iter().any(|it| bare(it) == name) {
            return Err(wrong("的机器人地址是登记表里被检查的网站，不能向它发消息"));
        }
        if service == Service::Json && secret.is_none() {
            return Err(wrong(
                "用 json 时要有加签密钥：请放进环境变量 PUCHA_WEBHOOK__SECRET，或写进文件并用 secret_file 指明",
            ));
        }
        let client = client(settings)?;
        Ok(Self { service, address, secret, client })
    }

    /// Names the receiver without the secret that its address holds.
    pub fn host(&self) -> String {
        self.address.host_str().unwrap_or_default().to_owned()
    }
}

impl Way for WebhookWay {
    type Load = Message;

    async fn prepare(&mut self, _: &Message) -> Result<(), Trouble> {
        Ok(())
    }

    async fn transmit(&mut self, message: &Message) -> Result<String, Trouble> {
        let request = self.service.request(&self.address, self.secret.as_deref(), message);
        let mut asked = self
            .client
            .post(request.address)
            .header("content-type", "application/json; charset=utf-8")
            .body(request.body);
        for (name, value) in request.headers {
            asked = asked.header(name, value);
        }
        let host = self.host();
        let mut response = match asked.send().await {
            Ok(response) => response,
            Err(error) if error.is_connect() => return Err(no_connection(&host, &error)),
            Err(error) => {
                return Err(Trouble::Unsure(format!("{host} 没有应答（{}）", chain(&error))));
            }
        };
        let status = response.status().as_u16();
        let mut answer = Vec::new();
        while let Ok(Some(piece)) = response.chunk().await {
            answer.extend_from_slice(&piece);
            if LONGEST_ANSWER < answer.len() {
                break;
            }
        }
        self.service.verdict(status, &String::from_utf8_lossy(&answer))
    }

    async fn close(&mut self) {}
}

fn no_connection(host: &str, error: &reqwest::Error) -> Trouble {
    let words = chain(error);
    if words.contains("certificate") {
        let words = format!(
            "{host} 的证书不可信（{words}），没有发送；自建证书请在 [webhook] ca_file 指明签发机构的证书"
        );
        return Trouble::Shut { words, later: false };
    }
    Trouble::Shut { words: format!("连不上 {host}（{words}）"), later: true }
}

/// The causes without the address, which holds a secret.
fn chain(error: &reqwest::Error) -> String {
    let mut words = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        words.push(error.to_string());
        cause = error.source();
    }
    let last =
        words.pop().unwrap_or_else(|| if error.is_timeout() { "超时" } else { "传输中断" }.into());
    cut(&one_line(&last), 300)
}

/// HMAC-SHA256, RFC 2104.
pub fn signature(key: &[u8], text: &[u8]) -> Vec<u8> {
    // A key of any length is a key; there is no case that fails.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

fn is_near(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(it) => it.is_loopback() || it.is_private(),
        Host::Ipv6(it) => it.is_loopback() || it.is_unique_local(),
        Host::Domain(it) => *it == "localhost",
    }
}

fn client(settings: &Settings) -> Result<Client, NoticeError> {
    // Somebody may have installed it before: then it is the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let public = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(AsRef::as_ref);
    let mut roots: Vec<Certificate> =
        public.filter_map(|it: &[u8]| Certificate::from_der(it).ok()).collect();
    let webhook = &settings.webhook;
    if !webhook.ca_file.as_os_str().is_empty() {
        let place = settings.place(&webhook.ca_file);
        let own = fs::read(&place)
            .map_err(|it| it.to_string())
            .and_then(|it| Certificate::from_pem_bundle(&it).map_err(|it| it.to_string()))
            .and_then(|it| if it.is_empty() { Err("里面没有证书".into()) } else { Ok(it) })
            .map_err(|cause| {
                NoticeError::Setting(format!(
                    "[webhook] ca_file 指向的 {} 不能用（{cause}）：应是 PEM 格式的证书文件",
                    place.display()
                ))
            })?;
        roots.extend(own);
    }
    Client::builder()
        .tls_certs_only(roots)
        .redirect(redirect::Policy::none())
        .referer(false)
        .timeout(Duration::from_secs_f64(webhook.timeout_seconds))
        .user_agent(concat!("pucha/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|it| NoticeError::Setting(format!("[webhook] 无法准备加密连接（{it}）")))
}
