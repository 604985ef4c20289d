//! What comes from a page or the register is data: a site full of scripts, terminal escapes, formulas and bidi marks, a real
//! census over it, and then every output.

mod documents;
mod forms;
mod look;
mod metrics;
mod pdf;
mod screens;
mod sent;
mod site;

use crate::cli::world::{Ran, World, quick};
use crate::escape::look::Look;
use crate::fetch::server::{Server, serve};

const PERIOD: &str = "2026-11";
const CENSUS: [&str; 7] =
    ["census", "--period", PERIOD, "--as-of", "2026-11-20", "--progress", "always"];

/// A register with the site and two that let nobody in, and the server of all of them.
async fn world() -> (World, Server) {
    let server = serve(site::answer).await;
    let hosts = [site::HOST, site::CLOSED, site::GUARDED].map(|it| (it, server.address));
    (World::new(quick(&hosts), &site::sites(), Some(&site::columns())), server)
}

/// The world after a census, with these words more; the census looked at.
fn judged(world: &World, look: &Look, more: &[&str]) {
    let ran = world.run(&[&CENSUS, more].concat());
    assert!([0, 3].contains(&ran.code()), "{}{}", ran.out(), ran.err());
    look.terminal("census", &ran.out());
    look.beside_bar("census", &ran.err());
}

/// One command: it ends as it should, and what it shows is fit for a terminal.
fn shown(world: &World, look: &Look, words: &[&str], codes: &[i32]) -> String {
    seen(look, words, &world.run(words), codes)
}

fn seen(look: &Look, words: &[&str], ran: &Ran, codes: &[i32]) -> String {
    if !codes.contains(&ran.code()) {
        look.wrong(format!("{words:?}: {}{}", ran.out(), ran.err()));
    }
    look.terminal(&words.join(" "), &ran.out());
    look.terminal(&words.join(" "), &ran.err());
    ran.out()
}

/// Runs `work` over the world where it may block.
async fn looked_at(work: impl FnOnce(&World, &Look) + Send + 'static) {
    let (world, server) = world().await;
    tokio::task::spawn_blocking(move || {
        let look = Look::default();
        work(&world, &look);
        look.nothing_was_wrong();
    })
    .await
    .expect("looked at");
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_output_holds_code_from_a_page() {
    looked_at(|world, look| {
        judged(world, look, &[]);
        judged(world, look, &["--log-format", "json"]);
        documents::all(world, look);
        screens::all(world, look);
    })
    .await;
}
