//! The docx as PDF, by the `LibreOffice` that is installed: both are one layout.
//!
//! In: bytes of a docx, where to look for programs, how long to wait. Out: bytes of a PDF. Never: a running office of
//! the user's disturbed, a process or file left behind.

use crate::reports::clean::one_line;
use rustix::process::{Pid, Signal, kill_process_group};
use std::ffi::OsStr;
use std::fs;
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Blank pages before a page of the right hand are printed too, or two-sided printing goes wrong.
const FILTER: &str =
    r#"pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}"#;
/// What stands in for the official typefaces, best first.
const FONTS: &str = include_str!("pdf/fonts.conf");
/// Folders tried before giving up.
const MOST_FOLDERS: u32 = 1_000;
/// Characters of the office's words that are told on.
const MOST_WORDS: usize = 300;

/// No PDF came out; the docx is not touched by any of it.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    #[error(
        "没有找到 LibreOffice，无法生成 PDF；请安装软件包 libreoffice-writer 后重试，或用 Word、WPS 打开 docx 另存为 PDF"
    )]
    NoOffice,
    #[error(
        "本机没有中文字体，生成的 PDF 将无法显示汉字；请安装软件包 fonts-noto-cjk 后重试，或用 Word、WPS 打开 docx 另存为 PDF"
    )]
    NoFont,
    #[error(
        "LibreOffice 在 {0} 秒内没有完成转换，已将其结束；请关闭占用内存的程序后重试，或用 Word、WPS 打开 docx 另存为 PDF"
    )]
    Late(u64),
    #[error(
        "LibreOffice 没有生成 PDF：{0}；请用 libreoffice 打开 docx 查看原因，或检查软件包 libreoffice-writer 是否安装完整"
    )]
    Failed(String),
    #[error("无法使用临时目录 {0}：{1}；请检查磁盘空间和权限，或用环境变量 TMPDIR 指定另一个目录")]
    Folder(PathBuf, io::Error),
}

/// Blocks until it is done. `search` is a list of folders like `PATH`.
pub fn pdf(docx: &[u8], search: &OsStr, limit: Duration) -> Result<Vec<u8>, PdfError> {
    let office = find(search, &["soffice", "libreoffice"]).ok_or(PdfError::NoOffice)?;
    if let Some(fonts) = find(search, &["fc-list"]) {
        has_chinese(&fonts)?;
    }
    let folder = Folder::new()?;
    let place = |name: &str| folder.0.join(name);
    let kept = |fault| PdfError::Folder(folder.0.clone(), fault);
    fs::write(place("document.docx"), docx).map_err(kept)?;
    fs::write(place("fonts.conf"), FONTS).map_err(kept)?;
    let words = fs::File::create(place("words")).map_err(kept)?;
    let mut command = Command::new(office);
    command
        .arg(format!("-env:UserInstallation=file://{}", place("profile").display()))
        .args(["--headless", "--norestore", "--nolockcheck", "--nodefault", "--convert-to", FILTER])
        .arg("--outdir")
        .arg(&folder.0)
        .arg(place("document.docx"))
        .env("FONTCONFIG_FILE", place("fonts.conf"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(words)
        .process_group(0);
    run(command, limit)?;
    fs::read(place("document.pdf")).map_err(|_| {
        let words = fs::read(place("words")).unwrap_or_default();
        let words: String = String::from_utf8_lossy(&words).chars().take(MOST_WORDS).collect();
        PdfError::Failed(one_line(&words))
    })
}

/// Waits for the whole group of processes, and ends it when it takes too long.
fn run(mut command: Command, limit: Duration) -> Result<(), PdfError> {
    let failed = |fault: io::Error| PdfError::Failed(fault.to_string());
    let mut child = command.spawn().map_err(failed)?;
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let (done, waiting) = mpsc::channel();
    let watcher = thread::spawn(move || {
        // Nobody listens any more when the time is over.
        let _ = done.send(child.wait());
    });
    let ended = waiting.recv_timeout(limit);
    if let Some(group) = group {
        // What the office may have left running goes with it.
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = watcher.join();
    match ended {
        Ok(status) => status.map(|_| ()).map_err(failed),
        Err(_) => Err(PdfError::Late(limit.as_secs())),
    }
}

fn has_chinese(fc_list: &Path) -> Result<(), PdfError> {
    let listed = Command::new(fc_list).arg(":lang=zh").stdin(Stdio::null()).output();
    match listed {
        Ok(listed) if listed.status.success() && listed.stdout.trim_ascii().is_empty() => {
            Err(PdfError::NoFont)
        }
        _ => Ok(()),
    }
}

fn find(search: &OsStr, names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(search).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|it| it.is_file())
}

/// A folder of our own that nobody else can read; gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, PdfError> {
        let above = std::env::temp_dir();
        for number in 0..MOST_FOLDERS {
            let folder = above.join(format!("pucha-pdf-{}-{number}", std::process::id()));
            match DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => return Ok(Self(folder)),
                Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {}
                Err(fault) => return Err(PdfError::Folder(above, fault)),
            }
        }
        Err(PdfError::Folder(above, io::ErrorKind::AlreadyExists.into()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
