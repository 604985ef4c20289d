//! The families of content management systems by `data/cms/<family>.toml`: how each is told and how it builds its pages.

mod family;
mod signs;

use std::sync::LazyLock;

pub use family::{
    ArticlePlaces, Counts, Family, Island, ListPlaces, MetaSign, PagerForms, Query, Recognise,
    ScriptForm, Step,
};
pub use signs::recognise;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../data/cms/", $name, ".toml")))),+]
    };
}
const FILES: [(&str, &str); 17] = files!(
    "trs",
    "hanweb",
    "jpaas",
    "ucap",
    "vsb",
    "lonsun",
    "openness",
    "gkmlpt",
    "powereasy",
    "enorth",
    "jyhcms",
    "xinhua",
    "dedecms",
    "ecms",
    "turbocms",
    "thinkcmf",
    "aspnet",
);

static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| {
    FILES
        .into_iter()
        .map(|(name, text)| {
            let family: Family = toml::from_str(text).expect("the embedded family is well-formed");
            Family { name, ..family }
        })
        .collect()
});
static CONTAINERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let named = families().iter().flat_map(|it| &it.article.content);
    let mut all: Vec<String> =
        named.map(|it| it.trim_start_matches(['#', '.']).to_ascii_lowercase()).collect();
    all.sort();
    all.dedup();
    all
});

pub fn families() -> &'static [Family] {
    &FAMILIES
}

/// Lower-case identifiers and classes that hold an article's text in some family.
pub fn content_containers() -> &'static [String] {
    &CONTAINERS
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Dotted names of all keys in a file.
    fn keys(value: &toml::Value, above: &str, found: &mut BTreeSet<String>) {
        match value {
            toml::Value::Table(table) => {
                for (name, inner) in table {
                    let path =
                        if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
                    keys(inner, &path, found);
                }
            }
            toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => {
                for it in items {
                    keys(it, above, found);
                }
            }
            _ => {
                found.insert(above.to_owned());
            }
        }
    }

    #[test]
    fn every_file_is_embedded_and_well_formed() {
        let mut files: Vec<String> = std::fs::read_dir("data/cms")
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let mut embedded: Vec<String> =
            families().iter().map(|it| format!("{}.toml", it.name)).collect();
        embedded.sort();
        assert_eq!(files, embedded);
        for family in families() {
            assert!(
                family.article.content.iter().all(|it| it.starts_with(['#', '.'])),
                "{}",
                family.name
            );
        }
    }

    #[test]
    fn no_sign_asks_for_the_slow_machine() {
        // A word boundary of Unicode sends every page that is not ASCII through it.
        for (name, text) in FILES {
            assert!(!text.contains(r"\b"), "{name}");
        }
    }

    #[test]
    fn no_key_is_there_that_no_family_uses() {
        let mut used = BTreeSet::new();
        for (_, text) in FILES {
            keys(&toml::from_str(text).unwrap(), "", &mut used);
        }
        let known = "article.content article.date article.source article.title interface.attributes.address \
             interface.attributes.page interface.attributes.page_name interface.attributes.query interface.group \
             interface.names interface.tree.address interface.tree.columns interface.tree.variable list.address list.aside \
             list.date list.entry list.holder list.island.record list.island.set list.link list.skip \
             list.title pager.encoded pager.holder pager.no_address pager.query.address \
             pager.query.first pager.query.name pager.script.current_query pager.script.first \
             pager.script.next pager.script.patterns pager.step.counts pager.step.next pager.step.path \
             recognise.address recognise.html recognise.meta.content recognise.meta.name";
        assert_eq!(
            used.iter().map(String::as_str).collect::<Vec<_>>(),
            known.split_whitespace().collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_key_that_nothing_reads_is_refused() {
        for text in [
            "[recognise]\nhtm = []",
            "[recognise]\n[list]\nentries = []",
            "[recognise]\n[[pager.step]]\npath = ''\nnext = ''\nto = ''",
        ] {
            assert!(toml::from_str::<Family>(text).is_err(), "{text}");
        }
    }
}
