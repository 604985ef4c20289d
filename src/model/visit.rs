//! What one request to an audited host was and what came back: facts only, no judgment of a unit.

use crate::model::time::Instant;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::net::SocketAddr;
use url::Url;

/// Evidence number (证据编号): the same for the same request of the same run wherever it is stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VisitId(pub String);

impl VisitId {
    /// `E` and 12 hex digits of SHA-256 over run, address, purpose and the number of the look.
    pub fn new(run: &str, address: &Url, purpose: Purpose, look: u32) -> Self {
        let digest = Sha256::digest(format!("{run}\n{address}\n{purpose:?}\n{look}"));
        Self(format!("E{}", &hex::encode(digest)[..12]))
    }
}

impl fmt::Display for VisitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why an address was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The home page, as a sample of availability.
    Home,
    /// A page of the unit, read and kept.
    Page,
    /// A link that only has to answer: another host, an attachment, an image.
    Link,
    Robots,
    /// An address that cannot exist, to learn how the host says so.
    NotFoundSample,
    /// A script or frame of the same host that draws a header or footer.
    Include,
    /// A list that a page does not hold but its own script asks for.
    Interface,
    /// A page as a browser shows it after its scripts have run; the body is what they made of it.
    Rendered,
    /// No visit at all: a file that a person added as evidence; the address is its name.
    ByHand,
    /// A host of the settings that tells whether our own network works.
    Sentinel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    Head,
    /// GET with `Range: bytes=0-1023`, where HEAD is refused.
    RangedGet,
}

/// How one hop of a chain led to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HopBy {
    Http,
    RefreshHeader,
    MetaRefresh,
    Script,
    Frame,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    pub from: Url,
    pub status: u16,
    pub by: HopBy,
    pub to: Url,
}

/// Times of a visit in milliseconds from its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// Until the head of the last answer; `None` when none came.
    pub first_byte_ms: Option<u64>,
    pub total_ms: u64,
}

/// Why nothing usable came back. Kept apart, because each says something else about who is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The name does not exist (NXDOMAIN, or no address record).
    NameUnknown,
    /// The name servers gave no usable answer.
    NameServer,
    Refused,
    Reset,
    /// No route, host unreachable, or another fault on the way.
    Unreachable,
    /// No answer, or not all of it, within the time limit.
    TimeOut,
    /// Neither TLS, nor TLS without checks, nor plain http served.
    Tls,
    /// More than the allowed redirects, or a circle.
    RedirectLoop,
    /// A redirect to something that is no http address.
    BadRedirect,
    /// The answer is not HTTP, or breaks off.
    BrokenAnswer,
}

impl Failure {
    /// In words that an operator reads.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::NameUnknown => "域名无法解析",
            Self::NameServer => "域名服务器未正常应答",
            Self::Refused => "连接被拒绝",
            Self::Reset => "连接被中断",
            Self::Unreachable => "网络不可达",
            Self::TimeOut => "访问超时",
            Self::Tls => "安全连接失败",
            Self::RedirectLoop => "循环跳转",
            Self::BadRedirect => "跳转地址错误",
            Self::BrokenAnswer => "服务器应答不完整",
        }
    }

    /// Whether the cause may as well lie in our own network.
    pub fn may_be_ours(self) -> bool {
        matches!(self, Self::NameServer | Self::Unreachable | Self::TimeOut)
    }
}

/// Why we did not ask, or do not judge what came back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Barrier {
    /// robots.txt forbids the address.
    Robots,
    /// robots.txt answers 5xx: deferred.
    RobotsUnavailable,
    /// A private, loopback or link-local address while the settings do not allow it.
    PrivateAddress,
    /// 401, 403, 405, 412, 429, 451, 503 with Retry-After, 521 and the like; 3xx without a place to go on to.
    Status(u16),
    /// A page to log in on, in the place of what was asked for.
    Login,
    /// A challenge or block page; the name of the product where it is known, else `unknown`.
    Challenge(String),
    /// No TLS that our library speaks, nor plain http: browsers may still open it (国密, old protocols).
    Tls,
    /// Our own network was down.
    OwnNetwork,
    /// The run was stopped, or a limit of the run was reached.
    NotReached,
}

impl Barrier {
    pub fn chinese(&self) -> String {
        match self {
            Self::Robots => "robots.txt 禁止访问".into(),
            Self::RobotsUnavailable => "robots.txt 暂时无法读取".into(),
            Self::PrivateAddress => "内网地址，未访问".into(),
            Self::Status(300..=399) => "服务器要求跳转，但没有给出能用的地址".into(),
            Self::Status(status) => format!("服务器以状态码 {status} 拒绝本机访问"),
            Self::Login => "需要登录后才能打开".into(),
            Self::Challenge(_) => "被安全防护设备拦截".into(),
            Self::Tls => "加密方式特殊，本机无法建立安全连接".into(),
            Self::OwnNetwork => "本机网络中断".into(),
            Self::NotReached => "本次未检查到".into(),
        }
    }
}

/// A fault of certificate or protocol, found while the page itself could be read otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TlsFault {
    pub kind: TlsFaultKind,
    /// What the TLS library said.
    pub detail: String,
    /// How the page was read all the same.
    pub read_by: TlsDetour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsFaultKind {
    Expired,
    NotYetValid,
    WrongName,
    /// Unknown issuer: self-signed, or an intermediate certificate is missing.
    IncompleteChain,
    OldProtocol,
    Other,
}

impl TlsFaultKind {
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Expired => "证书已过期",
            Self::NotYetValid => "证书尚未生效",
            Self::WrongName => "证书与域名不符",
            Self::IncompleteChain => "证书链不完整或为自签名证书",
            Self::OldProtocol => "加密协议过旧",
            Self::Other => "证书无法通过校验",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsDetour {
    WithoutChecks,
    PlainHttp,
    /// Neither served: the visit failed with [`Failure::Tls`].
    Nothing,
}

/// How a visit ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An answer with this status arrived whole (or up to the cap, see `Visit::truncated`).
    Answered(u16),
    Failed(Failure),
    /// Not asked, or not to be judged.
    Barred(Barrier),
}

/// One request and its redirects, from the first address asked to the last answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    pub id: VisitId,
    pub purpose: Purpose,
    pub method: Method,
    /// What was asked for, and how often before in this run (0 for the first look).
    pub address: Url,
    pub look: u32,
    pub started_at: Instant,
    pub chain: Vec<Hop>,
    /// The address that gave the last answer.
    pub landed: Url,
    pub local: Option<SocketAddr>,
    pub remote: Option<SocketAddr>,
    pub outcome: Outcome,
    pub timing: Timing,
    /// Headers of the last answer, in order, names in lower case, values as bytes read lossily.
    pub headers: Vec<(String, String)>,
    /// Bytes of the decoded body that were read.
    pub body_bytes: u64,
    /// The body was longer than the cap and was cut there.
    pub truncated: bool,
    /// SHA-256 of the kept body in hex.
    pub body_hash: Option<String>,
    pub certificate_ends: Option<NaiveDate>,
    pub tls_fault: Option<TlsFault>,
    /// An earlier visit to the address that brought the very same body: the server said so (304), or the bytes were the
    /// same. Of a 304, body and the headers that it did not repeat are those of the earlier visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchanged_since: Option<VisitId>,
}

impl Visit {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    pub fn status(&self) -> Option<u16> {
        match self.outcome {
            Outcome::Answered(status) | Outcome::Barred(Barrier::Status(status)) => Some(status),
            _ => None,
        }
    }

    /// 2xx, or 304 against a kept copy.
    pub fn is_ok(&self) -> bool {
        matches!(self.outcome, Outcome::Answered(200..=299 | 304))
    }

    /// What the page's links resolve against: where it stands, not the plain http by which it was read when TLS
    /// would not serve.
    pub fn base(&self) -> Url {
        let mut base = self.landed.clone();
        let asked = self.chain.last().map_or(&self.address, |hop| &hop.to);
        let by_detour =
            self.tls_fault.as_ref().is_some_and(|it| it.read_by == TlsDetour::PlainHttp);
        if by_detour && asked.scheme() == "https" && asked.host_str() == base.host_str() {
            // Http and https are both special schemes, so the change is always accepted.
            base.set_scheme("https").ok();
        }
        base
    }

    pub fn reach(&self) -> Reach {
        match &self.outcome {
            Outcome::Answered(200..=299 | 304) => Reach::Ok,
            // Sent on without an address that the client could read: a browser shows what came with it, or follows an
            // address with odd letters in it.
            Outcome::Answered(status @ 300..=399) => Reach::NotJudged(Barrier::Status(*status)),
            Outcome::Answered(status) => Reach::Bad(Fault::Status(*status)),
            Outcome::Failed(Failure::Tls) => Reach::NotJudged(Barrier::Tls),
            Outcome::Failed(failure) => Reach::Bad(Fault::Failure(*failure)),
            Outcome::Barred(barrier) => Reach::NotJudged(barrier.clone()),
        }
    }
}

/// A visit boiled down to what decides: reachable, not reachable and how, or not to be judged.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    Ok,
    Bad(Fault),
    NotJudged(Barrier),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A status that says the thing is not there: 404, 410, 5xx and other 4xx.
    Status(u16),
    Failure(Failure),
    /// Status 200, but the page says, and the host's answer to a made-up address shows, that there is nothing.
    SoftNotFound,
    /// An attachment that answers with an error page.
    NotAFile,
    /// An attachment without a single byte.
    EmptyFile,
}

impl Fault {
    pub fn chinese(self) -> String {
        match self {
            Self::Status(404) => "页面不存在（404）".into(),
            Self::Status(410) => "页面已删除（410）".into(),
            Self::Status(status) if status >= 500 => format!("服务器错误（{status}）"),
            Self::Status(status) => format!("无法打开（状态码 {status}）"),
            Self::Failure(failure) => failure.chinese().into(),
            Self::SoftNotFound => "页面提示内容不存在".into(),
            Self::NotAFile => "返回的是错误页面，不是文件".into(),
            Self::EmptyFile => "文件是空的（0 字节）".into(),
        }
    }

    /// Whether two looks failed in the same way: the same status class, or the same kind of failure.
    pub fn alike(self, other: Self) -> bool {
        match (self, other) {
            (Self::Status(a), Self::Status(b)) => {
                a == b || (a >= 500 && b >= 500) || (a / 100 == 4 && b / 100 == 4)
            }
            _ => self == other,
        }
    }
}
