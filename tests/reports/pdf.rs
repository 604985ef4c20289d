//! The PDF: `LibreOffice`'s conversion of the docx, and what is said where it cannot be had.

use crate::reports::docx::{full, written};
use pucha::reports::document::pdf::{PdfError, pdf};
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_mins(2);

fn path() -> OsString {
    std::env::var_os("PATH").expect("a search path")
}

/// A folder with a program that runs `script` in place of `name`.
fn program(folder: &Path, name: &str, script: &str) {
    let place = folder.join(name);
    fs::write(&place, format!("#!/bin/sh\n{script}\n")).expect("a script");
    fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).expect("a program");
}

fn is_running(pid: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    // A killed process whose parent has not asked after it is no process any more.
    !status.is_empty() && ![") Z ", ") X "].iter().any(|it| status.contains(it))
}

#[test]
fn a_pdf_comes_of_the_docx() {
    let made = pdf(&written(&full()), &path(), LIMIT).expect("a PDF");
    assert!(made.starts_with(b"%PDF-"));
}

#[test]
fn a_missing_office_and_a_missing_font_are_named_by_their_packages() {
    let empty = tempfile::tempdir().expect("a folder");
    let fault = pdf(b"docx", empty.path().as_os_str(), LIMIT).expect_err("no office");
    assert!(matches!(fault, PdfError::NoOffice), "{fault:?}");
    assert!(fault.to_string().contains("libreoffice-writer"), "{fault}");
    program(empty.path(), "soffice", "exit 0");
    program(empty.path(), "fc-list", "exit 0");
    let fault = pdf(b"docx", empty.path().as_os_str(), LIMIT).expect_err("no font");
    assert!(matches!(fault, PdfError::NoFont), "{fault:?}");
    assert!(fault.to_string().contains("fonts-noto-cjk"), "{fault}");
}

#[test]
fn an_office_that_hangs_is_ended_with_its_children() {
    let folder = tempfile::tempdir().expect("a folder");
    let child = folder.path().join("child");
    let told = folder.path().join("place");
    program(
        folder.path(),
        "soffice",
        &format!(
            "echo \"$@\" > '{}'; /bin/sleep 600 & echo $! > '{}'; wait",
            told.display(),
            child.display()
        ),
    );
    let fault = pdf(b"docx", folder.path().as_os_str(), Duration::from_secs(2)).expect_err("late");
    assert!(matches!(fault, PdfError::Late(2)), "{fault:?}");
    let pid = fs::read_to_string(child).expect("the child's number");
    let ends = (0..200).any(|_| {
        // A kill is done a moment after it is asked for.
        Command::new("sleep").arg("0.02").status().is_ok_and(|_| !is_running(&pid))
    });
    assert!(ends, "the child outlived its parent");
    let told = fs::read_to_string(told).expect("the arguments");
    let docx = told.split_whitespace().last().expect("the docx");
    let temporary = Path::new(docx).parent().expect("a folder");
    assert!(temporary.is_absolute() && !temporary.exists(), "{} is left", temporary.display());
    assert!(told.contains("-env:UserInstallation=file:///"), "a profile of its own: {told}");
}

#[test]
fn an_office_that_fails_is_quoted() {
    let folder = tempfile::tempdir().expect("a folder");
    program(folder.path(), "soffice", "echo 'no export filter' >&2; exit 1");
    let fault = pdf(b"docx", folder.path().as_os_str(), LIMIT).expect_err("no PDF");
    assert!(fault.to_string().contains("no export filter"), "{fault}");
}
