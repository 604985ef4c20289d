//! Which variables and hidden fields of a page hold one literal each.

use crate::parse::doc::Doc;
use crate::parse::interfaces::literals::LONGEST;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"([A-Za-z_$][\w$.]*)\s*[=:]\s*("[^"\n]*"|'[^'\n]*'|-?\d+)\s*(?:[;,)}\n]|$)"#)
        .expect("the expression is valid")
});

/// Variables and hidden fields of a page that hold one literal each.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<String, Option<String>>);

impl Names {
    pub(super) fn of(doc: &Doc, scripts: &[String]) -> Self {
        let mut names = Self::default();
        for script in scripts {
            for found in ASSIGNED.captures_iter(script) {
                names.note(&found[1], found[2].trim_matches(['"', '\'']));
            }
        }
        for at in doc.all("input") {
            let node = &doc.nodes[at];
            if let (Some(id), Some(value)) = (node.attr("id"), node.attr("value")) {
                names.note(&format!("#{id}"), value);
            }
        }
        names
    }

    /// Two different literals under one name: which one holds, only a run would tell.
    pub(super) fn note(&mut self, name: &str, literal: &str) {
        if LONGEST < literal.len() {
            self.0.insert(name.to_owned(), None);
            return;
        }
        let known = self.0.entry(name.to_owned()).or_insert_with(|| Some(literal.to_owned()));
        if known.as_deref() != Some(literal) {
            *known = None;
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let own = name.rsplit('.').next().unwrap_or(name);
        self.0.get(name).or_else(|| self.0.get(own))?.as_deref()
    }
}
