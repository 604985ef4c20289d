//! Redirects that never end, grow, or lead to what is no page of the web.

use crate::fetch::server::{Act, missing, reply};
use crate::hostile::attack::{Attack, all_end_as_they_should, bad, by_path, undecided};
use pucha::model::visit::{Barrier, Failure, Reach};

fn to(place: &[u8]) -> Act {
    let head = b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: ".as_slice();
    Act::Say([head, place, b"\r\n\r\n"].concat())
}

/// `/x` leads to `place`, which is there when it is on the host at all.
fn leads(name: &'static str, place: &'static [u8], ends: Reach) -> Attack {
    by_path(name, ends, move |seen| match seen.path.as_str() {
        "/x" | "/x.doc" => to(place),
        _ => Act::Say(reply(200, &[], b"here")),
    })
}

fn attacks() -> Vec<Attack> {
    let circle = bad(Failure::RedirectLoop);
    let nowhere = bad(Failure::BadRedirect);
    let no_place = undecided(Barrier::Status(302));
    let number = |path: &str| path.trim_start_matches("/n").parse::<u32>().unwrap_or_default();
    vec![
        by_path("10,000 redirects", circle.clone(), move |seen| match number(&seen.path) {
            10_000.. => missing(),
            at => to(format!("/n{}", at + 1).as_bytes()),
        }),
        by_path("redirects with a new cookie each", circle.clone(), |seen| {
            let cookie = format!("Set-Cookie: n={}", seen.head.len());
            Act::Say(reply(302, &[&cookie, "Location: /x"], b""))
        }),
        by_path("redirects that grow", undecided(Barrier::NotReached), |seen| {
            to(format!("{0}{0}{0}{0}/longer/and/longer", seen.path).as_bytes())
        }),
        by_path("refreshes without end", circle.clone(), |seen| {
            let next = format!("Refresh: 0; url={}x", seen.path);
            Act::Say(reply(200, &[&next, "Set-Cookie: a=b"], b"wait"))
        }),
        by_path("a redirect of 300 KB", undecided(Barrier::NotReached), |_| {
            to(&b"/x".repeat(150_000))
        }),
        leads("to a file", b"file:///etc/passwd", nowhere.clone()),
        leads("to a file with a host", b"file://www.a.gov.cn/etc/passwd", nowhere.clone()),
        leads("to data", b"data:text/html,x", nowhere.clone()),
        leads("to a script", b"javascript:alert(1)", nowhere.clone()),
        leads("to a socket", b"gopher://127.0.0.1:6379/_FLUSHALL", nowhere.clone()),
        leads("to a port that is none", b"http://www.a.gov.cn:99999/", nowhere.clone()),
        leads("to a host with blanks", b"http://www a gov/", nowhere.clone()),
        leads("to a broken literal", b"http://[::1/", nowhere),
        leads("to port 0", b"http://127.0.0.1:0/", bad(Failure::Refused)),
        leads("to a name that is too long", b"http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.cn/", bad(Failure::NameUnknown)),
        // Browsers leave tabs out of an address.
        leads("with a tab", b"/he\tre", Reach::Ok),
        // The client does not show such a line at all.
        leads("with a control character", b"/he\x01re", no_place.clone()),
        // Browsers refuse such an answer too.
        leads("with a zero byte", b"/he\0re", bad(Failure::BrokenAnswer)),
        leads("with a delete", b"/he\x7fre", no_place),
        leads("with a line feed", b"/here\nX-More: yes", Reach::Ok),
        leads("with escaped line feeds", b"/here%0d%0aX-More:%20yes", Reach::Ok),
        leads("with bytes that are no text", b"/\xff\xfe\xd6\xd0", Reach::Ok),
        leads("with credentials", b"http://user:secret@www.a.gov.cn/here", Reach::Ok),
        leads("with backslashes", b"\\\\www.a.gov.cn\\here", Reach::Ok),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_end_as_what_they_are() {
    all_end_as_they_should(attacks()).await;
}
