//! What one page takes to be read, by its size: whoever doubles a page must not more than double time and memory, whatever
//! stands in it. Prints microseconds a page, nanoseconds a byte and, after `x`, how many times its size the page took in
//! memory at the most; then how much longer 400 KB took than 25 KB. That is 16 where time grows with the size.
//!
//! `cargo bench --bench parse`; `-- list bomb` picks kinds by name.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use chrono::NaiveDate;
use peak_alloc::PeakAlloc;
use pucha::parse::{self, Source};
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};
use url::Url;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const SIZES_KB: [usize; 5] = [25, 50, 100, 200, 400];
/// The best of as many rounds as fit: what disturbs only ever adds.
const TIME_FOR_EACH: Duration = Duration::from_millis(300);

type Made = fn(usize) -> String;

const KINDS: [(&str, Made); 30] = [
    ("article", article),
    ("list", list),
    ("table", table),
    ("script", script),
    ("text", |size| "文".repeat(size / 3)),
    // Made to hurt. The tree builder leaves out what nests deeper than 500, so the longest way up is about that.
    ("deep-bomb", |size| "<div>".repeat(size / 5)),
    ("bold-bomb", |size| "<b><p>".repeat(size / 6)),
    ("dense-bomb", |size| "<p>x".repeat(size / 4)),
    ("font-bomb", |size| many("", "<div><font a=#></div>", size)),
    ("table-bomb", |size| "<table><tr><td>".repeat(size / 15)),
    ("quote-bomb", |size| "<a title='".repeat(size / 10)),
    ("attr-bomb", |size| many("<body>", "<body a#=b>", size)),
    ("style-bomb", |size| many("<style>", ".a#{display:none}", size)),
    ("letter-bomb", |size| "年月日 2026-1-".repeat(size / 17)),
    ("date-bomb", |size| "2026-01-01 发布时间：2026年1月1日 ".repeat(size / 43)),
    ("cell-bomb", |size| {
        many("<ul><li><a href=/a>会议通知会议通知</a><span>", "2026-01-01 ", size)
    }),
    ("link-bomb", |size| many("", "<a href=#>", size)),
    ("base-bomb", |size| {
        many(&format!("<base href=//a/{}/>", "x".repeat(180)), "<a href=#>x</a>", size)
    }),
    ("box-bomb", |size| {
        many(
            "",
            "<ul><li><a href=#>标题标题标题</a>01-01</ul><h3>栏目<a href=/m#>更多</a></h3>",
            size,
        )
    }),
    ("nest-bomb", |size| {
        many(
            &"<ul id=app class=left>".repeat(450),
            "<li><a href=/a#.html>关于第#次会议的通知</a>2026-01-01</li>",
            size,
        )
    }),
    ("wrap-bomb", |size| {
        many(
            "",
            &format!(
                "{}<a href=/a#.html>关于第#次会议的通知</a>2026-01-01{}",
                "<ul><li>".repeat(100),
                "</ul>".repeat(100)
            ),
            size,
        )
    }),
    ("span-bomb", |size| {
        many(&format!("{}<a href=/a1.html>", "<span>".repeat(450)), "文字 2026-01-01 ", size)
    }),
    ("jump-bomb", |size| many("<script>", "location='/x' ", size)),
    ("load-bomb", |size| many("<script>", "$.get('/#');", size)),
    ("src-bomb", |size| many("", "<script src=/#.js></script>", size)),
    ("write-bomb", |size| many("", "<script>document.write('<a href=#>');</script>", size)),
    ("island-bomb", |size| {
        many("<script type=text/xml>", "<record><![CDATA[<li><a href=#>x]]></record>", size)
    }),
    ("mark-bomb", |size| many("", "标识码：34150000# ICP备# 公安备# 主办：x# ", size)),
    ("page-bomb", |size| many("", "共#页 共#条 1/# 下一页 ", size)),
    ("crumb-bomb", |size| many("", "当前位置：首页 > <a href=#>栏目</a>", size)),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    print!("{:<12}", "us (ns/byte)");
    for size in SIZES_KB {
        print!("{:>18}", format!("{size} KB"));
    }
    println!("{:>8}", "growth");
    for (name, made) in KINDS {
        if !wanted.is_empty() && !wanted.iter().any(|it| name.contains(it.as_str())) {
            continue;
        }
        print!("{name:<12}");
        let mut times = Vec::new();
        for size in SIZES_KB {
            let html = made(size * 1024);
            let (time, memory) = best(&html);
            let each = ratio(time.as_nanos(), html.len() as u128);
            let memory = ratio(memory as u128, html.len() as u128);
            print!("{:>18}", format!("{} ({each:.0}) x{memory:.0}", time.as_micros()));
            times.push(time.as_nanos());
        }
        println!("{:>8.1}", ratio(times[times.len() - 1], times[0]));
    }
}

#[expect(clippy::cast_precision_loss, reason = "times and sizes are far below 2^52")]
fn ratio(one: u128, other: u128) -> f64 {
    one as f64 / other as f64
}

/// The shortest time, and the most memory that a reading held beside the page.
fn best(html: &str) -> (Duration, usize) {
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
    // What is made once, as expressions are, is made before.
    black_box(parse::page(black_box(&source)));
    let (begun, mut best, mut memory) = (Instant::now(), Duration::MAX, usize::MAX);
    while best == Duration::MAX || begun.elapsed() < TIME_FOR_EACH {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let round = Instant::now();
        black_box(parse::page(black_box(&source)));
        best = best.min(round.elapsed());
        memory = memory.min(MEMORY.peak_usage().saturating_sub(before));
    }
    (best, memory)
}

/// A piece again and again, its `#` the number of the repetition.
fn many(head: &str, piece: &str, size: usize) -> String {
    let mut html = head.to_owned();
    for number in 0.. {
        if size <= html.len() {
            break;
        }
        html.push_str(&piece.replace('#', &number.to_string()));
    }
    html
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
