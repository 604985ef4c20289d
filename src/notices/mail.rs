//! The SMTP way, step by step, so that it is known at each failure whether a mail may have arrived.

use crate::config::{Mail, Settings};
use crate::notices::deliver::Way;
use crate::notices::{NoticeError, Trouble};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use std::error::Error as _;
use std::fs;
use std::time::Duration;
use tokio::time::timeout;

/// One mail to one address of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub from: Address,
    pub to: Address,
    pub copies: Vec<Address>,
    pub bytes: Vec<u8>,
}

/// Keeps one connection for all mails of a run.
pub struct MailWay {
    settings: Mail,
    credentials: Option<Credentials>,
    tls: Option<TlsParameters>,
    connection: Option<AsyncSmtpConnection>,
    /// Copies that the server did not take with the mail that is on its way.
    refused: Vec<String>,
}

impl MailWay {
    /// # Errors
    /// A setting that does not go together with the others.
    pub fn new(settings: &Settings, password: Option<String>) -> Result<Self, NoticeError> {
        let mail = settings.mail.clone();
        let credentials = match (mail.user.trim(), password) {
            ("", None) => None,
            ("", Some(_)) => {
                return Err(NoticeError::Setting(
                    "给出了邮件密码，但 [mail] user 是空的：请写上登录名，或去掉密码".into(),
                ));
            }
            (_, None) => {
                return Err(NoticeError::Setting(
                    "[mail] user 写了登录名，但没有密码：请放进环境变量 PUCHA_MAIL__PASSWORD，或写进文件并用 [mail] password_file 指明".into(),
                ));
            }
            (user, Some(password)) => Some(Credentials::new(user.to_owned(), password)),
        };
        let tls = if mail.security == "none" { None } else { Some(tls(settings)?) };
        Ok(Self { settings: mail, credentials, tls, connection: None, refused: Vec::new() })
    }

    async fn connected(&mut self) -> Result<&mut AsyncSmtpConnection, Trouble> {
        if self.connection.is_none() {
            let limit = self.limit();
            let opened = timeout(limit * 2, self.open()).await;
            self.connection = Some(opened.unwrap_or_else(|_| Err(shut(&self.late(), true)))?);
        }
        self.connection.as_mut().ok_or_else(|| shut("没有连接", true))
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let mail = &self.settings;
        let hello = ClientId::default();
        let at = (mail.server.trim(), mail.port);
        let implicit = self.tls.clone().filter(|_| mail.security == "tls");
        let opening =
            AsyncSmtpConnection::connect_tokio1(at, Some(self.limit()), &hello, implicit, None);
        let mut connection = opening.await.map_err(|it| self.no_connection(&it))?;
        if mail.security == "starttls" {
            if !connection.can_starttls() {
                connection.abort().await;
                let words = format!(
                    "{} 不支持加密（STARTTLS），没有发送；请核对 [mail] port 和 security",
                    self.server()
                );
                return Err(Trouble::Shut { words, later: false });
            }
            if let Some(tls) = self.tls.clone() {
                connection.starttls(tls, &hello).await.map_err(|it| self.no_connection(&it))?;
            }
        }
        if let Some(credentials) = &self.credentials {
            let ways = [Mechanism::Plain, Mechanism::Login];
            connection.auth(&ways, credentials).await.map_err(|it| {
                let words = format!(
                    "{} 不让登录（{}）；请核对 [mail] user 和密码（有的邮箱要用授权码）",
                    self.server(),
                    said(&it)
                );
                Trouble::Shut { words, later: it.is_transient() }
            })?;
        }
        Ok(connection)
    }

    fn no_connection(&self, error: &Error) -> Trouble {
        let words = said(error);
        if words.contains("certificate") {
            let words = format!(
                "{} 的证书不可信（{words}），没有发送；自建证书请在 [mail] ca_file 指明签发机构的证书",
                self.server()
            );
            return Trouble::Shut { words, later: false };
        }
        Trouble::Shut {
            words: format!(
                "连不上 {}（{words}）；请核对 [mail] server、port 和 security",
                self.server()
            ),
            later: !error.is_permanent(),
        }
    }

    fn server(&self) -> String {
        format!("发信服务器 {}:{}", self.settings.server.trim(), self.settings.port)
    }

    fn late(&self) -> String {
        format!("{} 在 {} 秒内没有应答", self.server(), self.settings.timeout_seconds)
    }

    fn limit(&self) -> Duration {
        Duration::from_secs_f64(self.settings.timeout_seconds)
    }

    /// Sender and recipients, on a connection that may have been closed since the last mail.
    async fn address(&mut self, load: &Outgoing) -> Result<(), Trouble> {
        let limit = self.limit();
        let late = self.late();
        let connection = self.connected().await?;
        step(limit, &late, connection.command(MailFrom::new(Some(load.from.clone()), vec![])))
            .await?;
        step(limit, &late, connection.command(Rcpt::new(load.to.clone(), vec![]))).await?;
        let mut refused = Vec::new();
        for copy in &load.copies {
            let asked = connection.command(Rcpt::new(copy.clone(), vec![]));
            match step(limit, &late, asked).await {
                Ok(_) => {}
                Err(Trouble::Shut { words, later }) => return Err(Trouble::Shut { words, later }),
                Err(Trouble::Later(words) | Trouble::Never(words) | Trouble::Unsure(words)) => {
                    refused.push(format!("抄送 {copy} 没有被接受（{words}）"));
                }
            }
        }
        self.refused = refused;
        Ok(())
    }

    /// What is left of a mail that did not go out must not become part of the next one.
    async fn drop_connection(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            timeout(Duration::from_secs(2), connection.abort()).await.ok();
        }
    }
}

impl Way for MailWay {
    type Load = Outgoing;

    async fn prepare(&mut self, load: &Outgoing) -> Result<(), Trouble> {
        let was_open = self.connection.is_some();
        let mut tried = self.address(load).await;
        if was_open && matches!(tried, Err(Trouble::Shut { .. } | Trouble::Later(_))) {
            // Servers close connections that were long in use, or say 421 on them.
            self.drop_connection().await;
            tried = self.address(load).await;
        }
        if tried.is_err() {
            self.drop_connection().await;
        }
        tried
    }

    async fn transmit(&mut self, load: &Outgoing) -> Result<String, Trouble> {
        let (limit, late) = (self.limit(), self.late());
        let connection = self.connected().await?;
        let sent = match step(limit, &late, connection.command(Data)).await {
            Err(trouble) => Err(trouble),
            // Large attachments take their time on slow lines.
            Ok(_) => {
                let limit = limit + Duration::from_secs(load.bytes.len() as u64 / 20_000);
                match timeout(limit, connection.message(&load.bytes)).await {
                    Ok(Ok(response)) => Ok(words(&response)),
                    Ok(Err(error)) => Err(refusal(&error).unwrap_or_else(|| {
                        Trouble::Unsure(format!(
                            "内容交出后连接中断，没有收到应答（{}）",
                            said(&error)
                        ))
                    })),
                    Err(_) => Err(Trouble::Unsure(format!("内容交出后，{late}"))),
                }
            }
        };
        if sent.is_err() {
            self.drop_connection().await;
        }
        let mut words = sent?;
        for refused in self.refused.drain(..) {
            words = format!("{words}；{refused}");
        }
        Ok(words)
    }

    async fn close(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            timeout(Duration::from_secs(5), connection.quit()).await.ok().and_then(Result::ok);
        }
    }
}

/// One command before the content: whatever fails here, nothing was sent.
async fn step(
    limit: Duration,
    late: &str,
    asked: impl Future<Output = Result<Response, Error>>,
) -> Result<Response, Trouble> {
    match timeout(limit, asked).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => Err(refusal(&error)
            .unwrap_or_else(|| shut(&format!("与服务器的连接中断（{}）", said(&error)), true))),
        Err(_) => Err(shut(late, true)),
    }
}

/// 4xx and 5xx, RFC 5321 §4.2.1: the server says that it did not take it.
fn refusal(error: &Error) -> Option<Trouble> {
    let words = said(error);
    if error.is_transient() {
        Some(Trouble::Later(words))
    } else if error.is_permanent() {
        Some(Trouble::Never(words))
    } else {
        None
    }
}

fn shut(words: &str, later: bool) -> Trouble {
    Trouble::Shut { words: words.to_owned(), later }
}

fn said(error: &Error) -> String {
    let source = error.source().map(ToString::to_string).unwrap_or_default();
    let text = match error.status() {
        Some(code) => format!("服务器应答 {code} {source}"),
        None if source.is_empty() => error.to_string(),
        None => source,
    };
    crate::notices::text::cut(&crate::notices::text::one_line(&text), 400)
}

fn words(response: &Response) -> String {
    let lines: Vec<&str> = response.message().collect();
    let text = format!("{} {}", response.code(), lines.join(" "));
    crate::notices::text::cut(&crate::notices::text::one_line(&text), 400)
}

fn tls(settings: &Settings) -> Result<TlsParameters, NoticeError> {
    let mail = &settings.mail;
    let mut builder = TlsParameters::builder(mail.server.trim().to_owned());
    if !mail.ca_file.as_os_str().is_empty() {
        let place = settings.place(&mail.ca_file);
        let wrong = |cause: String| {
            NoticeError::Setting(format!(
                "[mail] ca_file 指向的 {} 不能用（{cause}）：应是 PEM 格式的证书文件",
                place.display()
            ))
        };
        let pem = fs::read(&place).map_err(|it| wrong(it.to_string()))?;
        if !pem.windows(11).any(|it| it == b"-----BEGIN ") {
            return Err(wrong("里面没有证书".into()));
        }
        let certificate = Certificate::from_pem(&pem).map_err(|it| wrong(it.to_string()))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|it| {
        NoticeError::Setting(format!("[mail] server“{}”不能用于加密连接（{it}）", mail.server))
    })
}
