//! `--metrics FILE`: a collector reads it line by line.

use crate::cli::watching::parsed;
use crate::cli::world::World;
use crate::escape::look::Look;
use crate::escape::{judged, looked_at, site};
use std::fs;

#[tokio::test(flavor = "multi_thread")]
async fn metrics_keep_to_their_form_whatever_the_sites_are_called() {
    looked_at(|world, look| {
        judged(world, look, &["--metrics", "census.prom"]);
        file(world, look, "census.prom");
        for command in ["recheck", "probe"] {
            let name = format!("{command}.prom");
            let ran = world.run(&[command, "--metrics", &name]);
            look.terminal(command, &(ran.out() + &ran.err()));
            file(world, look, &name);
        }
    })
    .await;
}

fn file(world: &World, look: &Look, name: &str) {
    let text = fs::read_to_string(world.path(name)).expect("metrics");
    look.terminal(name, &text);
    let samples = parsed(&text);
    for (label, value) in samples.values().flat_map(|it| it.keys()).flatten() {
        look.line(label, value);
    }
    let sites = samples.get("pucha_site_state").into_iter().flat_map(|it| it.keys()).flatten();
    let sites: Vec<&str> =
        sites.filter(|(label, _)| label == "site").map(|(_, it)| it.as_str()).collect();
    if name == "census.prom" {
        let hosts = [site::HOST, site::CLOSED, site::GUARDED];
        look.holds(name, &sites.join(" "), &hosts.map(|it| it.trim_start_matches("www.")));
    }
}
