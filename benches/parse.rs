//! How long one page takes to be read, by its size: whoever doubles a page must not more than double the time, whatever
//! stands in it. Prints microseconds a page and nanoseconds a byte; the latter must stay level from top to bottom of
//! each column.
//!
//! On two shared cores 400 KB take 9 ms as an article, 44 ms as a list, 110 ms as a table; dates without end, the
//! slowest, 310 ms.
//!
//! `cargo bench --bench parse`; `-- list bomb` picks kinds by name.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use chrono::NaiveDate;
use pucha::parse::{self, Source};
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};
use url::Url;

const SIZES_KB: [usize; 5] = [25, 50, 100, 200, 400];
/// The best of as many rounds as fit: what disturbs only ever adds.
const TIME_FOR_EACH: Duration = Duration::from_millis(300);

type Made = fn(usize) -> String;

const KINDS: [(&str, Made); 9] = [
    ("article", article),
    ("list", list),
    ("table", table),
    ("script", script),
    ("deep-bomb", |size| "<div>".repeat(size / 5)),
    ("bold-bomb", |size| "<b><p>".repeat(size / 6)),
    ("table-bomb", |size| "<table><tr><td>".repeat(size / 15)),
    ("quote-bomb", |size| "<a title='".repeat(size / 10)),
    ("letter-bomb", |size| "年月日 2026-1-".repeat(size / 17)),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    print!("{:<12}", "us (ns/byte)");
    for size in SIZES_KB {
        print!("{:>18}", format!("{size} KB"));
    }
    println!();
    for (name, made) in KINDS {
        if !wanted.is_empty() && !wanted.iter().any(|it| name.contains(it.as_str())) {
            continue;
        }
        print!("{name:<12}");
        for size in SIZES_KB {
            let html = made(size * 1024);
            let time = best(&html);
            #[expect(clippy::cast_precision_loss, reason = "pages are far below 2^52 bytes")]
            let each = time.as_secs_f64() * 1e9 / html.len() as f64;
            print!("{:>18}", format!("{} ({each:.0})", time.as_micros()));
        }
        println!();
    }
}

fn best(html: &str) -> Duration {
    let address = Url::parse("http://www.lanqing.gov.cn/zwgk/").expect("a well-formed address");
    let headers = [("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    let source = Source {
        address: &address,
        status: 200,
        headers: &headers,
        body: html.as_bytes(),
        as_of: NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date of the calendar"),
        includes: &[],
    };
    let (begun, mut best) = (Instant::now(), Duration::MAX);
    while best == Duration::MAX || begun.elapsed() < TIME_FOR_EACH {
        let round = Instant::now();
        black_box(parse::page(black_box(&source)));
        best = best.min(round.elapsed());
    }
    best
}

fn filled(head: &str, size: usize, piece: impl Fn(usize) -> String, foot: &str) -> String {
    let mut html = format!("<!DOCTYPE html><html><head><title>栏目</title></head><body>{head}");
    for number in 0.. {
        if size <= html.len() + foot.len() {
            break;
        }
        html.push_str(&piece(number));
    }
    html + foot
        + "<div class=footer>主办：澜青县人民政府 网站标识码：3499010001</div></body></html>"
}

fn article(size: usize) -> String {
    let head = "<h1>关于开展检查的通知</h1><p>发布时间：2026-11-10</p><div class=TRS_Editor>";
    filled(
        head,
        size,
        |it| {
            format!(
                "<p style='text-indent:2em'>第{it}条　各单位要认真组织，按时报送材料，确保工作取得实效。</p>\n"
            )
        },
        "</div>",
    )
}

fn entry(number: usize) -> (String, String) {
    let day = format!("2026-{:02}-{:02}", number % 10 + 1, number % 28 + 1);
    (format!("./2026{:02}/t{number}.html", number % 10 + 1), day)
}

fn list(size: usize) -> String {
    let row = |number| {
        let (address, day) = entry(number);
        format!(
            "<li><a href=\"{address}\" title=\"第{number}次会议召开\">第{number}次会议召开</a><span>{day}</span></li>\n"
        )
    };
    filled("<ul class=list>", size, row, "</ul><a href=index_1.html>下一页</a>")
}

fn table(size: usize) -> String {
    let row = |number| {
        let (address, day) = entry(number);
        format!(
            "<tr><td>{number}</td><td><a href='{address}'>公开事项{number}</a></td><td>{day}</td></tr>\n"
        )
    };
    filled("<table>", size, row, "</table>")
}

fn script(size: usize) -> String {
    let line = |number| {
        let mut line = String::from("<script>var a");
        let _ = writeln!(
            line,
            "{number}={{t:'第{number}条',u:'/a/{number}.html'}};if(a<b){{c()}}</script>"
        );
        line
    };
    filled("<p>首页</p>", size, line, "")
}
