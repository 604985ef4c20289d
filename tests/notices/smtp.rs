//! An SMTP server in a process of its own, with the faults that a test asks for, and what it received.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/notices/mail.py");

pub(crate) struct Smtp {
    pub(crate) port: u16,
    folder: TempDir,
    child: Child,
}

/// The first interpreter that has the server.
fn python() -> &'static str {
    static PYTHON: OnceLock<&str> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let has = |it: &&str| {
            let mut asked = Command::new(it);
            asked.args(["-c", "import aiosmtpd"]).stderr(Stdio::null());
            asked.status().is_ok_and(|it| it.success())
        };
        ["python3", "/usr/bin/python3"]
            .into_iter()
            .find(has)
            .expect("python3 with aiosmtpd: apt-get install python3-aiosmtpd")
    })
}

impl Smtp {
    pub(crate) fn start(options: &Value) -> Self {
        Self::start_in(tempfile::tempdir().expect("a folder"), options)
    }

    /// The same mailbox behind a server that behaves otherwise.
    pub(super) fn again(self, options: &Value) -> Self {
        let empty = tempfile::tempdir().expect("a folder");
        let mut this = self;
        let folder = std::mem::replace(&mut this.folder, empty);
        drop(this);
        Self::start_in(folder, options)
    }

    fn start_in(folder: TempDir, options: &Value) -> Self {
        let mailbox = folder.path().join("mailbox");
        fs::create_dir_all(&mailbox).expect("a mailbox");
        let mut options = options.clone();
        options["folder"] = mailbox.to_string_lossy().into();
        let mut child = Command::new(python())
            .args([SCRIPT, "serve", &options.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 runs");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let port = line.trim().parse().expect("the port");
        Self { port, folder, child }
    }

    /// All that arrived, in that order.
    pub(crate) fn mails(&self) -> Vec<Value> {
        self.arrived().map(|it| read(&it)).collect()
    }

    /// The same as it went over the wire.
    pub(crate) fn raw(&self) -> Vec<Vec<u8>> {
        self.arrived().map(|it| fs::read(it).expect("a mail")).collect()
    }

    fn arrived(&self) -> impl Iterator<Item = PathBuf> {
        let folder = self.folder.path().join("mailbox");
        (1..1_000).map(move |it| folder.join(format!("{it}.eml"))).take_while(|it| it.exists())
    }

    /// Waits until the server has come to the place where it was told to hang.
    pub(super) async fn reached(&self, what: &str) {
        let sign = self.folder.path().join(format!("at-{what}"));
        let end = Instant::now() + Duration::from_mins(1);
        while !sign.exists() {
            assert!(Instant::now() < end, "the server never came to {what}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// What a mail client makes of the file, and to whom it was handed.
fn read(path: &Path) -> Value {
    let ran = Command::new(python()).args([SCRIPT, "read"]).arg(path).output().expect("python3");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let mut mail: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let envelope = fs::read(path.with_extension("json")).expect("an envelope");
    mail["envelope"] = serde_json::from_slice(&envelope).expect("JSON");
    mail
}

/// An authority of the county's own, and a server's certificate from it for 127.0.0.1.
pub(super) struct Certificates {
    folder: TempDir,
}

impl Certificates {
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "County Root");
        let key = KeyPair::generate().expect("a key");
        let root = params.self_signed(&key).expect("a root").pem();
        let issuer = Issuer::new(params, key);
        let own = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["127.0.0.1".into()]).expect("a name");
        let certificate = params.signed_by(&own, &issuer).expect("a certificate").pem();
        let this = Self { folder: tempfile::tempdir().expect("a folder") };
        for (name, text) in
            [("root.pem", root), ("server.pem", certificate), ("server.key", own.serialize_pem())]
        {
            fs::write(this.path(name), text).expect("a written file");
        }
        this
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn options(&self, security: &str) -> Value {
        json!({
            "security": security,
            "certificate": self.path("server.pem").to_string_lossy(),
            "key": self.path("server.key").to_string_lossy(),
        })
    }
}
