//! Bad input, bad machines and bad hosts: each ends in a clear message or “not judged”, never a panic, never a hang.

use crate::cli::world::{SITE_HEADINGS, World, quick, rows};
use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

#[test]
fn an_empty_register_is_refused_with_the_way_out() {
    for sites in ["", SITE_HEADINGS, "\u{feff}\r\n\r\n"] {
        let world = World::new(quick(&[]), sites, None);
        world
            .run(&["census", "--period", "2026-11", "--as-of", "2026-11-20"])
            .ends(1)
            .says(&["sites.csv"]);
    }
}

#[test]
fn a_thousand_rows_with_twenty_bad_ones_name_the_twenty() {
    let mut sites = format!("{SITE_HEADINGS}\n");
    for number in 0..1000 {
        let address = if number % 50 == 7 {
            format!("www.x{number}.gov.cn")
        } else {
            format!("http://www.x{number}.gov.cn/")
        };
        writeln!(sites, "第{number}镇,乡镇,第{number}镇网站,{address},,,,,,,").expect("text");
    }
    let world = World::new(quick(&[]), &sites, None);
    let ran = world.run(&["register", "check"]).ends(1).says(&["980", "http://"]);
    assert_eq!(ran.out().lines().filter(|it| it.contains("网站地址")).count(), 20, "{}", ran.out());
}

#[test]
fn a_read_only_folder_is_named() {
    let world = World::new(
        quick(&[]),
        &format!("{SITE_HEADINGS}\n甲镇,乡镇,甲镇,http://www.a.gov.cn/,,,,,,,\n"),
        None,
    );
    world.write("var", "a file where a folder should be");
    world.run(&["census", "--as-of", "2026-11-20"]).ends(1).says(&["var"]);
}

#[test]
fn a_second_run_is_told_who_holds_the_database() {
    let world = World::new(
        quick(&[]),
        &format!("{SITE_HEADINGS}\n甲镇,乡镇,甲镇,http://www.a.gov.cn/,,,,,,,\n"),
        None,
    );
    let store = pucha::store::Store::open(&world.path("var/pucha.db")).expect("a store");
    let _lock = store.lock_for_run().expect("the lock");
    world
        .run(&["census", "--as-of", "2026-11-20"])
        .ends(1)
        .says(&[&std::process::id().to_string()]);
}

/// Answers every connection in its own thread until the test ends.
fn host(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = listener.local_addr().expect("an address");
    let answer = std::sync::Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            std::thread::spawn(move || answer(stream));
        }
    });
    at
}

/// The path asked for; `None` when the connection ended.
fn asked(stream: &mut TcpStream) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0; 1]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).split(' ').nth(1).map(str::to_owned)
}

fn reply(stream: &mut TcpStream, head: &str, body: &[u8]) {
    let length = body.len();
    let _ =
        write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(body);
}

fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address")
}

/// One byte a fifth of a second; 200 MB; noise; a circle of redirects; a calendar without end; nobody.
fn broken_hosts() -> [(&'static str, SocketAddr); 6] {
    let slow = host(|mut stream| {
        asked(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
        while stream.write_all(b"<").is_ok() {
            std::thread::park_timeout(Duration::from_millis(200));
        }
    });
    let huge = host(|mut stream| {
        asked(&mut stream);
        let _ = stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><title>x</title><body>",
        );
        let block = vec![b'a'; 1 << 20];
        for _ in 0..200 {
            if stream.write_all(&block).is_err() {
                return;
            }
        }
    });
    let noise = host(|mut stream| {
        asked(&mut stream);
        let bytes: Vec<u8> =
            (0..200_000_u32).map(|it| it.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
        reply(&mut stream, "200 OK\r\nContent-Type: text/html", &bytes);
    });
    let circle = host(|mut stream| {
        asked(&mut stream);
        reply(&mut stream, "302 Found\r\nLocation: /again", b"");
    });
    let calendar = host(|mut stream| {
        let path = asked(&mut stream).unwrap_or_default();
        let day: u32 = path.rsplit('=').next().and_then(|it| it.parse().ok()).unwrap_or(0);
        let body = format!(
            "<html><head><title>日历镇</title></head><body><p>日历镇人民政府网站，欢迎访问本镇的日历。</p>\
             <a href='/cal?date={}'>后一天</a><a href='/cal?date={}'>后两天</a></body></html>",
            day + 1,
            day + 2
        );
        reply(&mut stream, "200 OK\r\nContent-Type: text/html; charset=utf-8", body.as_bytes());
    });
    [
        ("www.slow.gov.cn", slow),
        ("www.huge.gov.cn", huge),
        ("www.noise.gov.cn", noise),
        ("www.circle.gov.cn", circle),
        ("www.calendar.gov.cn", calendar),
        ("www.dead.gov.cn", closed_port()),
    ]
}

#[test]
fn broken_hosts_end_in_an_outcome_each() {
    let hosts = broken_hosts();
    let mut sites = format!("{SITE_HEADINGS}\n");
    for (name, _) in hosts {
        writeln!(sites, "{name},其他,{name},http://{name}/,,,,,,,").expect("text");
    }
    let world = World::new(pucha::config::Crawl { max_body_mib: 1, ..quick(&hosts) }, &sites, None);
    let ran =
        world.run(&["census", "--period", "2026-11", "--as-of", "2026-11-20"]).says(&["无法判定"]);
    assert_eq!(ran.code(), 3, "{}", ran.err());
    let results =
        rows(&world.run(&["results", "--period", "2026-11", "--output", "-"]).ends(0).out());
    let states: Vec<(&str, &str, &str)> = results
        .iter()
        .map(|it| (it["单位名称"].as_str(), it["站点状态"].as_str(), it["结论"].as_str()))
        .collect();
    assert_eq!(states.len(), hosts.len(), "{states:?}");
    for unreachable in ["www.slow.gov.cn", "www.circle.gov.cn", "www.dead.gov.cn"] {
        assert!(
            states.contains(&(unreachable, "无法访问", "无法判定")),
            "{unreachable}: {states:?}"
        );
    }
}
