//! The bulletin as PDF: what a reader of PDF shows, and what it would do.

use crate::cli::world::World;
use crate::escape::look::Look;
use crate::escape::{PERIOD, judged, looked_at, shown};
use std::path::Path;
use std::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_shows_what_a_page_says_and_does_nothing() {
    looked_at(|world, look| {
        judged(world, look, &[]);
        let words = ["bulletin", "--period", PERIOD, "--format", "pdf"];
        shown(world, look, &words, &[0]);
        pdf(world, look);
    })
    .await;
}

fn pdf(world: &World, look: &Look) {
    let path = world.path(&format!("var/out/{PERIOD}/通报-{PERIOD}.pdf"));
    // A form feed is where a page ends.
    let text = said("pdftotext", &["-layout"], &path, &["-"]).replace('\u{c}', "\n");
    look.terminal("the PDF", &text);
    look.holds("the PDF", &text, &["毒单位", "毒链接"]);
    let scripts = said("pdfinfo", &["-js"], &path, &[]);
    if !scripts.trim().is_empty() {
        look.wrong(format!("the PDF holds a script: {scripts}"));
    }
    let places = said("pdfinfo", &["-url"], &path, &[]);
    for place in places.lines().skip(1) {
        let address = place.split_whitespace().last().unwrap_or_default();
        if !address.starts_with("http://") && !address.starts_with("https://") {
            look.wrong(format!("the PDF leads to {place}"));
        }
    }
    look.terminal("the PDF's own words", &said("pdfinfo", &[], &path, &[]));
}

fn said(program: &str, before: &[&str], path: &Path, after: &[&str]) -> String {
    let mut command = Command::new(program);
    let ran = command.args(before).arg(path).args(after).output();
    let ran = ran.unwrap_or_else(|fault| panic!("{program} of poppler-utils: {fault}"));
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("UTF-8")
}
