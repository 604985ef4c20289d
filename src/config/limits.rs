//! Which values make sense; each that does not is named with its place and the range that does.

use crate::config::Settings;
use crate::config::error::Complaint;
use crate::config::load::Places;
use crate::config::notices;
use crate::config::rules;
use crate::model::rule::Level;
use std::net::{IpAddr, SocketAddr};
use url::{Host, Url};

pub(crate) fn check(settings: &Settings, places: &Places, file: &str) -> Vec<Complaint> {
    let mut checker = Checker { places, file, complaints: vec![] };
    checker.texts(settings);
    checker.crawl_numbers(settings);
    checker.crawl_times(settings);
    checker.crawl_addresses(settings);
    checker.browser(settings);
    checker.probe(settings);
    checker.rectification(settings);
    checker.profile(settings);
    notices::check(settings, &mut |key, right, text| checker.need(key, right, text));
    checker.complaints
}

struct Checker<'a> {
    places: &'a Places,
    file: &'a str,
    complaints: Vec<Complaint>,
}

impl Checker<'_> {
    fn need(&mut self, (section, key): (&str, &str), right: bool, text: impl AsRef<str>) {
        if right {
            return;
        }
        let place = self.places.get(&(section.to_owned(), key.to_owned()));
        let place = place.cloned().unwrap_or_else(|| self.file.to_owned());
        self.complaints.push(Complaint::new(place, format!("[{section}] {key} {}", text.as_ref())));
    }

    fn texts(&mut self, settings: &Settings) {
        let filled = |it: &str| !it.trim().is_empty();
        self.need(("office", "name"), filled(&settings.office.name), "不能为空，通报要署名");
        let sites = &settings.register.sites;
        self.need(("register", "sites"), filled(&sites.to_string_lossy()), "不能为空");
        let path = &settings.store.path;
        self.need(("store", "path"), filled(&path.to_string_lossy()), "不能为空");
        let (keep, free) = (settings.store.keep_periods, settings.store.min_free_mib);
        let text = format!("应在 1 到 1200（期）之间，现在是 {keep}");
        self.need(("store", "keep_periods"), (1..=1200).contains(&keep), text);
        let text = format!("应在 0 到 1048576（MiB）之间，现在是 {free}");
        self.need(("store", "min_free_mib"), free <= 1 << 20, text);
        let agent = &settings.crawl.user_agent;
        let plain = filled(agent) && agent.bytes().all(|it| matches!(it, b' '..=b'~'));
        self.need(("crawl", "user_agent"), plain, "只能用英文字母、数字和英文标点，且不能为空");
    }

    fn crawl_numbers(&mut self, settings: &Settings) {
        let crawl = &settings.crawl;
        let rate = crawl.requests_per_second;
        let key = ("crawl", "requests_per_second");
        self.need(key, rate.is_finite() && 0.0 <= rate, "应大于 0");
        if rate == 0.0 && !crawl.allow_private_addresses {
            self.need(key, false, "为 0 表示不限速，只有 allow_private_addresses = true 时才允许");
        }
        for (name, value, low, high) in [
            ("connections_per_host", crawl.connections_per_host, 1, 1_000),
            ("hosts_at_once", crawl.hosts_at_once, 1, 100_000),
            ("max_pages_per_site", crawl.max_pages_per_site, 1, 100_000_000),
            ("max_body_mib", crawl.max_body_mib, 1, 4_096),
            ("memory_mib", crawl.memory_mib, 0, 65_536),
            ("max_redirects", crawl.max_redirects, 0, 100),
            ("home_visits", crawl.home_visits, 1, 1_000),
        ] {
            let text = format!("应在 {low} 到 {high} 之间，现在是 {value}");
            self.need(("crawl", name), (low..=high).contains(&value), text);
        }
    }

    fn crawl_times(&mut self, settings: &Settings) {
        let crawl = &settings.crawl;
        let limit = crawl.timeout_seconds;
        let fits = 0.0 < limit && limit <= 3_600.0;
        self.need(("crawl", "timeout_seconds"), fits, "应大于 0，至多 3600（秒）");
        for (name, value) in [
            ("crawl_delay_cap_seconds", crawl.crawl_delay_cap_seconds),
            ("second_look_seconds", crawl.second_look_seconds),
            ("home_visit_gap_seconds", crawl.home_visit_gap_seconds),
            ("backoff_cap_seconds", crawl.backoff_cap_seconds),
            ("own_network_wait_seconds", crawl.own_network_wait_seconds),
        ] {
            let fits = (0.0..=86_400.0).contains(&value);
            self.need(("crawl", name), fits, "应在 0 到 86400（秒）之间");
        }
    }

    fn crawl_addresses(&mut self, settings: &Settings) {
        for address in &settings.crawl.sentinels {
            let fits = Url::parse(address)
                .is_ok_and(|it| matches!(it.scheme(), "http" | "https") && it.has_host());
            let text = format!("中的“{address}”不是网址，应写全，例如 http://www.gov.cn/");
            self.need(("crawl", "sentinels"), fits, text);
        }
        let is_place = |it: &str| it.parse::<IpAddr>().is_ok() || it.parse::<SocketAddr>().is_ok();
        for place in &settings.crawl.never_visit {
            let text =
                format!("中的“{place}”应是 IP 地址，可带端口，例如 10.0.0.5 或 0.0.0.0:8080");
            self.need(("crawl", "never_visit"), is_place(place.trim()), text);
        }
        for (host, address) in &settings.crawl.hosts {
            let plain = !host.contains([':', '/', ' ', '@']) && Host::parse(host).is_ok();
            let text = format!("中的“{host}”应只写主机名，例如 www.a.gov.cn");
            self.need(("crawl", "hosts"), plain, text);
            let mut places = address.split([';', '；']).map(str::trim).filter(|it| !it.is_empty());
            let fits = places.clone().next().is_some() && places.all(is_place);
            let text = format!(
                "中“{host}”的值“{address}”应是 IP 地址，可带端口，例如 10.0.0.5 或 10.0.0.5:8080；几个地址之间用分号隔开"
            );
            self.need(("crawl", "hosts"), fits, text);
        }
    }

    fn browser(&mut self, settings: &Settings) {
        let browser = &settings.browser;
        let fits = (1.0..=600.0).contains(&browser.page_seconds);
        self.need(("browser", "page_seconds"), fits, "应在 1 到 600（秒）之间");
        for (name, value, low, high) in [
            ("memory_mib", browser.memory_mib, 256, 65_536),
            ("pages_per_site", browser.pages_per_site, 0, 100_000),
        ] {
            let text = format!("应在 {low} 到 {high} 之间，现在是 {value}");
            self.need(("browser", name), (low..=high).contains(&value), text);
        }
    }

    fn probe(&mut self, settings: &Settings) {
        let probe = &settings.probe;
        let text = format!("应在 1 到 144（次）之间，现在是 {}", probe.visits_per_day);
        self.need(("probe", "visits_per_day"), (1..=144).contains(&probe.visits_per_day), text);
        let fits = (0.0..=0.5).contains(&probe.jitter);
        self.need(("probe", "jitter"), fits, "应在 0 到 0.5 之间");
        let limit = probe.timeout_seconds;
        let fits = 0.0 < limit && limit <= 300.0;
        self.need(("probe", "timeout_seconds"), fits, "应大于 0，至多 300（秒）");
    }

    fn rectification(&mut self, settings: &Settings) {
        let rectification = &settings.rectification;
        for (name, days) in [
            ("veto_working_days", rectification.veto_working_days),
            ("deduct_working_days", rectification.deduct_working_days),
            ("remind_working_days", rectification.remind_working_days),
        ] {
            self.need(("rectification", name), days <= 365, "应在 0 到 365（个工作日）之间");
        }
        let hour = rectification.report_hour;
        self.need(("rectification", "report_hour"), hour <= 24, "应在 0 到 24（点）之间");
        let fits = !rectification.confirm_first.contains(&Level::NotJudged);
        let text = "中只能写 \"veto\"（单项否决）、\"deduct\"（扣分）、\"remind\"（提醒）";
        self.need(("rectification", "confirm_first"), fits, text);
    }

    fn profile(&mut self, settings: &Settings) {
        let known = rules::profiles(&settings.root);
        let profile = &settings.rules.profile;
        let text = format!(
            "没有规则集“{profile}”，现有 {}；自定的规则集放在 {} 下",
            known.join("、"),
            rules::folder(&settings.root, profile).display()
        );
        self.need(("rules", "profile"), known.contains(profile), text);
    }
}
