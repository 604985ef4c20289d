//! What all attacks by answers take together, measured in a process of its own: tests beside it would count.

use crate::hostile::attack::all_end_as_they_should;
use crate::hostile::{answers, interfaces, packed};
use std::fs;
use std::process::Command;

/// Sixty visits side by side with their servers, each with a body of 1 MiB at most; one bomb unpacked whole has as much.
const MOST: usize = 128 << 10;
/// A whole census, and answers of 4 MiB at most, each once as JSON and once as text on each of its threads.
const MOST_OF_CENSUS: usize = 256 << 10;

/// KiB that the process held at most, of memory that it touched.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches("kB").trim().parse().expect("a number")
}

#[test]
fn no_answer_fills_the_memory() {
    ends_well("hostile::memory::all_at_once");
}

#[test]
fn no_interface_fills_the_memory() {
    ends_well("hostile::memory::all_interfaces");
}

fn ends_well(test: &str) {
    let program = std::env::current_exe().expect("this program");
    let ran = Command::new(program)
        .args(["--exact", test, "--ignored", "--nocapture"])
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains("1 passed"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measured in a process of its own, by a test above"]
async fn all_at_once() {
    let before = peak();
    all_end_as_they_should(answers::heads()).await;
    all_end_as_they_should(answers::bodies()).await;
    all_end_as_they_should(answers::chunks()).await;
    all_end_as_they_should(packed::attacks()).await;
    let grown = peak() - before;
    println!("{grown} KiB");
    assert!(grown < MOST, "{grown} KiB");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measured in a process of its own, by a test above"]
async fn all_interfaces() {
    let before = peak();
    interfaces::all_end_as_they_should().await;
    let grown = peak() - before;
    println!("{grown} KiB");
    assert!(grown < MOST_OF_CENSUS, "{grown} KiB");
}
