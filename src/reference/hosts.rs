//! Hosts to which a government page may well link without showing it: the state's own, and services of page templates.

use serde::Deserialize;
use std::collections::HashSet;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Table {
    state: HashSet<String>,
    known: HashSet<String>,
}

static HOSTS: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/hosts.toml"))
        .expect("the embedded table is well-formed")
});

/// Of a government, a school or another institution of the state.
pub fn is_of_state(host: &str) -> bool {
    ends_with_any(host, &HOSTS.state)
}

/// Of the state, or a service that every other page links to.
pub fn is_known(host: &str) -> bool {
    is_of_state(host) || ends_with_any(host, &HOSTS.known)
}

fn ends_with_any(host: &str, names: &HashSet<String>) -> bool {
    let mut rest = host;
    loop {
        if names.contains(rest) {
            return true;
        }
        match rest.split_once('.') {
            Some((_, parent)) => rest = parent,
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_known_by_whole_labels() {
        for host in ["www.a.gov.cn", "gov.cn", "bszs.conac.cn", "a.edu.cn"] {
            assert!(is_of_state(host), "{host}");
        }
        for host in ["www.people.com.cn", "s13.cnzz.com", "weibo.com"] {
            assert!(is_known(host) && !is_of_state(host), "{host}");
        }
        for host in ["www.agov.cn", "gov.cn.example.com", "notbaidu.com", "example.com", ""] {
            assert!(!is_known(host), "{host}");
        }
    }
}
