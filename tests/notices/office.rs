//! An office with a judged month: units, their addresses, their findings, and the binary in its folder.

use crate::cli::world::{Ran, World};
use crate::store::{begin, finding, period, site, verdict};
use pucha::config::Crawl;
use pucha::model::finding::{FindingState, Tally};
use pucha::model::rule::Level;
use pucha::model::site::{Register, Site};
use pucha::store::{RunId, Store};
use std::process::Command;
use std::sync::Arc;

pub(super) const PERIOD: &str = "2026-11";
/// A Friday; the working days before and after it are the 26th and the 30th.
pub(super) const DEADLINE: &str = "2026-11-27";

pub(super) struct Office {
    pub(super) world: World,
    pub(super) register: Register,
    env: Vec<(String, String)>,
}

impl Office {
    /// Units with their addresses and numbers of findings.
    pub(super) async fn new(units: &[(&str, &str, usize)]) -> Self {
        let sites = units.iter().enumerate().map(|(number, (unit, mail, _))| Site {
            unit: (*unit).into(),
            mail: (*mail).into(),
            contact: "李四".into(),
            phone: "0564-6021001".into(),
            ..site(&format!("http://www.u{number}.gov.cn/"))
        });
        let register = Register { sites: sites.collect(), columns: Vec::new() };
        let world = World::new(Crawl::default(), "", None);
        let office = Self { world, register, env: Vec::new() };
        let counts: Vec<usize> = units.iter().map(|it| it.2).collect();
        office.judge(&counts).await;
        office
            .with("NOTICES__RETRY_SECONDS", "0.05")
            .with("WEBHOOK__TIMEOUT_SECONDS", "5")
            .with("MAIL__TIMEOUT_SECONDS", "5")
    }

    pub(super) fn store(&self) -> Store {
        Store::open(&self.world.path("var/pucha.db")).expect("the store opens")
    }

    /// A census that finds so many problems at each unit, the same ones each time and the first of them a veto.
    pub(super) async fn judge(&self, counts: &[usize]) -> RunId {
        let store = self.store();
        let run = begin(&store, PERIOD, &self.register).await;
        for (site, &count) in self.register.sites.iter().zip(counts) {
            let mut findings = Vec::new();
            for number in 0..count {
                let subject = format!("http://www.a.gov.cn/{number}/");
                let mut one = finding(&site.key, PERIOD, &subject, FindingState::Open);
                one.level = if number == 0 { Level::Veto } else { Level::Deduct };
                one.deadline = DEADLINE.parse().ok();
                Arc::make_mut(&mut one.observation).column = format!("栏目{number}");
                Arc::make_mut(&mut one.observation).description = "<b>栏目</b>\r\n不更新".into();
                if let Some(before) = store.finding(&one.id).expect("readable") {
                    one.state = before.state;
                }
                findings.push(one);
            }
            assert_eq!(Tally::of(&findings).total, count);
            store
                .put_judgment(&run, &site.key, vec![], verdict(60.0), findings)
                .await
                .expect("saved");
        }
        store.close().await.expect("closed");
        run
    }

    pub(super) fn with(mut self, key: &str, value: &str) -> Self {
        self.env.push((format!("PUCHA_{key}"), value.to_string()));
        self
    }

    /// Mail through a server on loopback without encryption.
    pub(super) fn with_mail(self, port: u16) -> Self {
        self.with("MAIL__ENABLED", "true")
            .with("MAIL__SERVER", "127.0.0.1")
            .with("MAIL__PORT", &port.to_string())
            .with("MAIL__SECURITY", "none")
            .with("MAIL__FROM", "wangzhan@xian.gov.cn")
    }

    pub(super) fn command(&self, words: &[&str]) -> Command {
        let mut command = self.world.command(words);
        for (name, value) in &self.env {
            command.env(name, value);
        }
        command
    }

    /// `pucha notify` with the period and these words.
    pub(super) fn notify(&self, words: &[&str]) -> Ran {
        let all = [&["notify", "--period", PERIOD], words].concat();
        Ran(self.command(&all).output().expect("the binary runs"))
    }

    pub(super) fn run(&self, words: &[&str]) -> Ran {
        Ran(self.command(words).output().expect("the binary runs"))
    }

    /// 整改情况 of all findings of a unit.
    pub(super) fn states(&self, unit: usize) -> Vec<&'static str> {
        let store = Store::open_read_only(&self.world.path("var/pucha.db")).expect("a store");
        let key = &self.register.sites[unit].key;
        let findings = store.findings_of(key, period(PERIOD)).expect("readable");
        findings.iter().map(|it| it.state.chinese()).collect()
    }

    /// State and words of the rows by one way, in the order of the units.
    pub(super) fn rows(&self, channel: &str) -> Vec<(String, String)> {
        let store = Store::open_read_only(&self.world.path("var/pucha.db")).expect("a store");
        let rows = store.notices(period(PERIOD)).expect("readable");
        rows.into_iter()
            .filter(|it| it.channel.code() == channel)
            .map(|it| (it.state.chinese().to_owned(), it.words))
            .collect()
    }

    pub(super) fn keys(&self, channel: &str) -> Vec<String> {
        let store = Store::open_read_only(&self.world.path("var/pucha.db")).expect("a store");
        let rows = store.notices(period(PERIOD)).expect("readable");
        rows.into_iter().filter(|it| it.channel.code() == channel).map(|it| it.key.0).collect()
    }
}
