//! Pages as a real browser shows them, and what it may not do: every request is seen by the servers, or by none.

use crate::fetch::server::{Act, Seen, Server, fetcher, reply, say, serve, settings, url};
use pucha::config::{self, Crawl};
use pucha::fetch::browser::{Browsers, COMPLETE, NotShown, STATE, Shown};
use pucha::fetch::{Ask, Fetched, Fetcher};
use pucha::model::visit::Purpose;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const HTML: &str = "Content-Type: text/html; charset=utf-8";
const SCRIPT: &str = "Content-Type: text/javascript";
const JSON: &str = "Content-Type: application/json";

fn html(body: &str) -> Act {
    let page =
        format!("<!DOCTYPE html><html><head><title>页面</title></head><body>{body}</body></html>");
    Act::Say(reply(200, &[HTML], page.as_bytes()))
}

fn browser(seconds: f64) -> config::Browser {
    config::Browser { page_seconds: seconds, ..config::Browser::default() }
}

struct Room {
    fetcher: Fetcher,
    browsers: Browsers,
}

impl Room {
    fn new(crawl: &Crawl, browser: &config::Browser) -> Self {
        Self { fetcher: fetcher(crawl), browsers: Browsers::new(browser, crawl, "run") }
    }

    fn of(server: &Server) -> Self {
        Self::new(&settings(&[("www.a.gov.cn", server.address)]), &browser(10.0))
    }

    async fn show(&self, path: &str) -> Result<Fetched, NotShown> {
        let address = url(&format!("http://www.a.gov.cn{path}"));
        let read = self.fetcher.fetch(Ask::page(address.clone())).await;
        assert!(read.visit.is_ok(), "{:?}", read.visit.outcome);
        let page = Shown {
            address,
            chain: Vec::new(),
            base: read.visit.base(),
            headers: read.visit.headers,
            body: read.body,
            look: 0,
        };
        self.browsers.show(&self.fetcher, page).await
    }
}

fn text(fetched: &Fetched) -> String {
    String::from_utf8_lossy(&fetched.body).into_owned()
}

fn is_complete(fetched: &Fetched) -> bool {
    fetched.visit.header(STATE) == Some(COMPLETE)
}

/// Like what Vue and its kin build: a bare frame, a bundle, a list that comes later.
fn shell(seen: &Seen) -> Act {
    match seen.path.as_str() {
        "/" => html(
            "<link rel=stylesheet href=/app.css><img src=/logo.png><div id=app></div><script type=module src=/app.js></script>",
        ),
        "/app.js" => say(
            200,
            &[SCRIPT],
            "import('/part.js').then(m => setTimeout(() => m.start(document.getElementById('app')), 300));",
        ),
        "/part.js" => say(
            200,
            &[SCRIPT],
            "export async function start(app) { const parts = ['/api', 'list?page=1']; const answer = await fetch(parts.join('/')); const it = await answer.json();
             app.innerHTML = '<ul>' + it.rows.map(row => `<li><a href=\"/i/${row.id}.html\">${row.title}</a><span>${row.day}</span></li>`).join('') + '</ul>'; }",
        ),
        "/api/list?page=1" => say(200, &[JSON], "{\"rows\":[{\"id\":7,\"title\":\"关于一事的通知\",\"day\":\"2026-11-02\"}]}"),
        _ => say(404, &[], "none"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_script_draws_is_shown_and_every_request_is_ours() {
    let server = serve(shell).await;
    let crawl = Crawl { requests_per_second: 4.0, ..settings(&[("www.a.gov.cn", server.address)]) };
    let room = Room::new(&crawl, &browser(10.0));
    let shown = room.show("/").await.expect("a shown page");
    let text = text(&shown);
    assert!(
        text.contains("<li><a href=\"/i/7.html\">关于一事的通知</a><span>2026-11-02</span></li>"),
        "{text} {:?}",
        shown.visit.headers
    );
    assert!(is_complete(&shown), "{:?}", shown.visit.headers);
    assert_eq!(shown.visit.purpose, Purpose::Rendered);

    let seen = server.pages();
    let paths: Vec<&str> = seen.iter().map(|it| it.path.as_str()).collect();
    // The page itself only once; no style sheet and no picture.
    assert_eq!(paths, ["/", "/app.js", "/part.js", "/api/list?page=1"]);
    for request in server.seen() {
        assert_eq!(request.header("user-agent"), Some(crawl.user_agent.to_lowercase().as_str()));
    }
    let all = server.seen();
    for pair in all.windows(2) {
        // Four a second, with room for the clock.
        assert!(pair[0].at + Duration::from_millis(200) < pair[1].at, "{all:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_that_pages_share_are_asked_for_once() {
    let server = serve(|seen: &Seen| match seen.path.as_str() {
        "/1" | "/2" => html("<div id=app></div><script src=/app.js></script>"),
        "/app.js" => {
            say(200, &[SCRIPT], "document.getElementById('app').textContent = location.pathname")
        }
        _ => say(404, &[], "none"),
    })
    .await;
    let room = Room::of(&server);
    for path in ["/1", "/2"] {
        let shown = room.show(path).await.expect("a shown page");
        assert!(
            text(&shown).contains(&format!("<div id=\"app\">{path}</div>")),
            "{:?}",
            shown.visit.headers
        );
    }
    assert_eq!(server.pages().iter().filter(|it| it.path == "/app.js").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_reached_that_our_own_guard_refuses() {
    let other = serve(|_: &Seen| say(200, &["Access-Control-Allow-Origin: *"], "secret")).await;
    let port = other.address.port();
    // One trick after the other, each with its own mark of having worked.
    let page = format!(
        "<div id=app>开始</div><img src=http://127.0.0.1:{port}/img><iframe src=http://127.0.0.1:{port}/frame></iframe>
         <iframe src=file:///etc/passwd></iframe><link rel=dns-prefetch href=//127.0.0.1:{port}>
         <link rel=preconnect href=http://127.0.0.1:{port}><object data=http://127.0.0.1:{port}/object></object>
         <script src=http://127.0.0.1:{port}/script></script><script>
         const mark = (name, text) => {{ document.getElementById('app').append(' ' + name + ':' + text); }};
         const tries = ['http://127.0.0.1:{port}/', 'http://localhost:{port}/', 'http://[::1]:{port}/', 'http://169.254.169.254/latest/meta-data/',
           'file:///etc/passwd', 'http://www.b.gov.cn/', 'http://0x7f000001:{port}/'];
         for (const one of tries) fetch(one).then(it => it.text()).then(it => mark('got', it), () => mark('failed', ''));
         try {{ new WebSocket('ws://127.0.0.1:{port}/ws').onopen = () => mark('got', 'socket'); }} catch (e) {{ mark('failed', ''); }}
         try {{ new EventSource('http://127.0.0.1:{port}/events'); }} catch (e) {{ mark('failed', ''); }}
         navigator.sendBeacon('http://127.0.0.1:{port}/beacon', 'x');
         const work = new Worker(URL.createObjectURL(new Blob([`fetch('http://127.0.0.1:{port}/worker').then(() => postMessage('got'), () => postMessage('failed'))`])));
         work.onmessage = it => mark(it.data, '');
         window.open('http://127.0.0.1:{port}/popup');
         setTimeout(() => {{ location.href = 'http://127.0.0.1:{port}/away'; }}, 200);
         const form = document.createElement('form'); form.action = 'http://127.0.0.1:{port}/form'; form.method = 'post'; form.target = 'x';
         document.body.append(form); form.submit();
         </script>"
    );
    let server = serve(move |seen: &Seen| match seen.path.as_str() {
        "/" => html(&page),
        _ => say(404, &[], "none"),
    })
    .await;
    // Only the audited host may be private, as if its address were a public one; the other is led to no place.
    let crawl = Crawl {
        allow_private_addresses: false,
        ..settings(&[("www.a.gov.cn", server.address), ("www.b.gov.cn", other.address)])
    };
    let reads = Crawl { allow_private_addresses: true, ..crawl.clone() };
    let first = fetcher(&reads);
    let address = url("http://www.a.gov.cn/");
    let read = first.fetch(Ask::page(address.clone())).await;
    let page = Shown {
        address,
        chain: Vec::new(),
        base: read.visit.base(),
        headers: read.visit.headers,
        body: read.body,
        look: 0,
    };
    let browsers = Browsers::new(&browser(10.0), &crawl, "run");
    let shown = browsers.show(&fetcher(&crawl), page).await.expect("a shown page");
    let text = text(&shown);
    assert!(
        text.contains("failed:") && !text.contains("got:") && !text.contains("secret"),
        "{text}"
    );
    assert!(!text.contains("root:"), "{text}");
    assert!(!is_complete(&shown));
    assert!(other.seen().is_empty(), "{:?}", other.seen());
    let reached: Vec<String> = server.pages().into_iter().map(|it| it.path).collect();
    assert_eq!(reached, ["/"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn robots_txt_holds_for_what_a_page_asks_for() {
    let server = serve(|seen: &Seen| match seen.path.as_str() {
        "/robots.txt" => say(200, &["Content-Type: text/plain"], "User-agent: *\nDisallow: /api/\n"),
        "/" => html("<div id=app></div><script>fetch('/api/'+'list').then(() => got(), () => { document.getElementById('app').textContent = '没有取到' })</script>"),
        _ => say(200, &[JSON], "{}"),
    })
    .await;
    let shown = Room::of(&server).show("/").await.expect("a shown page");
    assert!(text(&shown).contains("没有取到"));
    assert!(!is_complete(&shown));
    assert!(server.pages().iter().all(|it| !it.path.starts_with("/api/")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_never_ends_ends_at_the_time_limit() {
    let server = serve(|seen: &Seen| match seen.path.as_str() {
        "/loop" => html("<script>for (;;) {}</script>"),
        "/busy" => html("<p id=p></p><script>setInterval(() => { document.getElementById('p').textContent += 'x' }, 10)</script>"),
        "/well" => html("<p id=p></p><script>document.getElementById('p').textContent = '好了'</script>"),
        _ => say(404, &[], "none"),
    })
    .await;
    let room = Room::new(&settings(&[("www.a.gov.cn", server.address)]), &browser(3.0));
    for path in ["/loop", "/busy"] {
        let begun = Instant::now();
        assert_eq!(room.show(path).await.map(|it| text(&it)), Err(NotShown::TimeOut), "{path}");
        assert!(begun.elapsed() < Duration::from_secs(30), "{path}: {:?}", begun.elapsed());
    }
    let shown = room.show("/well").await.expect("the next page is shown");
    assert!(text(&shown).contains("好了"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_devours_memory_is_ended_and_the_next_is_shown() {
    let server = serve(|seen: &Seen| match seen.path.as_str() {
        "/hog" => html("<script>const all = []; for (let i = 0; i < 4000; i++) { const a = new Uint8Array(32 << 20); a.fill(i % 250 + 1); all.push(a); }</script>"),
        "/well" => html("<p id=p></p><script>document.getElementById('p').textContent = '好了'</script>"),
        _ => say(404, &[], "none"),
    })
    .await;
    let settings_of_browser = config::Browser { memory_mib: 700, ..browser(60.0) };
    let room = Room::new(&settings(&[("www.a.gov.cn", server.address)]), &settings_of_browser);
    let fault = room.show("/hog").await.map(|it| text(&it));
    assert_eq!(fault, Err(NotShown::Memory));
    let shown = room.show("/well").await.expect("the next page is shown");
    assert!(text(&shown).contains("好了"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_leaves_no_file() {
    let server = serve(|seen: &Seen| match seen.path.as_str() {
        "/" => html(
            "<a id=a download=pucha-test-download.bin href=/file.bin>x</a><a id=b download=pucha-test-download.txt href='data:text/plain,abc'>y</a>
             <iframe src=/file.bin></iframe><script>document.getElementById('a').click(); document.getElementById('b').click();
             const c = document.createElement('a'); c.download = 'pucha-test-download.blob'; c.href = URL.createObjectURL(new Blob(['abc'])); c.click();</script>",
        ),
        "/file.bin" => say(200, &["Content-Type: application/octet-stream", "Content-Disposition: attachment; filename=pucha-test-download.bin"], "abc"),
        _ => say(404, &[], "none"),
    })
    .await;
    let shown = Room::of(&server).show("/").await.expect("a shown page");
    assert!(text(&shown).contains("id=\"a\""));
    let mut places = vec![PathBuf::from("."), std::env::temp_dir()];
    places.extend(
        std::env::home_dir().into_iter().flat_map(|it| [it.join("Downloads"), it.join("下载"), it]),
    );
    for place in places {
        let left: Vec<_> = std::fs::read_dir(&place)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|it| it.file_name().to_string_lossy().contains("pucha-test-download"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dialogs_errors_and_reloads_do_not_hold_a_page_up() {
    let server = serve(|seen: &Seen| match seen.path.as_str() {
        "/" => html(
            "<p id=p></p><script>alert('停'); confirm('停'); document.getElementById('p').textContent = '过了';
             setTimeout(() => location.reload(), 100); setTimeout(() => { throw new Error('x') }, 50);</script>",
        ),
        _ => say(404, &[], "none"),
    })
    .await;
    let shown = Room::of(&server).show("/").await.expect("a shown page");
    assert!(text(&shown).contains("过了"));
    assert!(!is_complete(&shown), "a script failed");
    assert_eq!(server.pages().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_of_the_site_are_part_of_the_page() {
    let server = serve(|seen: &Seen| match seen.path.as_str() {
        "/" => html("<iframe src=/inner/list.html></iframe><script>1</script>"),
        "/inner/list.html" => html("<ul><li><a href=7.html>关于一事的通知</a></li></ul>"),
        _ => say(404, &[], "none"),
    })
    .await;
    let shown = Room::of(&server).show("/").await.expect("a shown page");
    let text = text(&shown);
    assert!(text.contains("href=\"http://www.a.gov.cn/inner/7.html\""), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_browser_nothing_is_shown() {
    let server = serve(shell).await;
    let crawl = settings(&[("www.a.gov.cn", server.address)]);
    for settings_of_browser in [
        config::Browser { enabled: false, ..browser(5.0) },
        config::Browser { path: "/nowhere/chromium".into(), ..browser(5.0) },
        // A program, but no browser.
        config::Browser { path: "/bin/true".into(), ..browser(5.0) },
    ] {
        let room = Room::new(&crawl, &settings_of_browser);
        let fault = room.show("/").await.map(|it| text(&it));
        assert_eq!(fault, Err(NotShown::NoBrowser), "{settings_of_browser:?}");
    }
}
