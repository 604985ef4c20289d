//! What an open finding stands on: the pages and links that have to be seen again, and no others.

use crate::model::evidence::SiteEvidence;
use crate::model::finding::Finding;
use std::collections::BTreeSet;
use url::Url;

/// What is to be asked of one site beside its home page, which is always asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a kind of look of its own")]
pub struct Needs {
    /// Indices into the columns of the census's evidence.
    pub columns: BTreeSet<usize>,
    pub pages: BTreeSet<Url>,
    pub links: BTreeSet<Url>,
    /// All spaced visits of the home page, as a sample of availability.
    pub sample: bool,
    /// Entries of the home page whose day is not sure, or the second level behind an entrance.
    pub entries: bool,
    /// Sections that the home page offers now and did not before.
    pub sections: bool,
    /// https, IPv6, search.
    pub transport: bool,
}

impl Needs {
    pub(crate) fn add(&mut self, other: Self) {
        self.columns.extend(other.columns);
        self.pages.extend(other.pages);
        self.links.extend(other.links);
        self.sample |= other.sample;
        self.entries |= other.entries;
        self.sections |= other.sections;
        self.transport |= other.transport;
    }
}

/// `all`: every finding of the site in the period; a sum stands on the rows of its check.
///
/// # Errors
/// Why a recheck cannot decide it, in words.
pub fn of(finding: &Finding, evidence: &SiteEvidence, all: &[Finding]) -> Result<Needs, String> {
    let about = &finding.observation;
    let (check, kind) = about.code.split_once('.').unwrap_or((&about.code, ""));
    let mut needs = Needs::default();
    match (check, kind) {
        ("unreachable", _) => needs.sample = true,
        ("zombie_site", "abandoned") => {
            needs.entries = true;
            let is_read = |at: &usize| {
                let column = &evidence.columns[*at];
                column.address.is_some() && !column.external
            };
            needs.columns = (0..evidence.columns.len()).filter(is_read).collect();
        }
        ("zombie_site" | "site_identity", _) => {}
        ("stale_home", _) => needs.entries = true,
        ("stale_columns" | "empty_columns", "") => {
            needs.columns.insert(column(evidence, &about.subject)?);
        }
        ("stale_columns" | "empty_columns", _) => {
            for row in rows(check, all) {
                needs.columns.extend(column(evidence, &row.observation.subject));
            }
        }
        ("missing_sections" | "missing_channel", _) => needs.sections = true,
        ("broken_links", _) => {
            needs.links.insert(address(Some(&about.subject))?);
            needs.pages.insert(address(about.page.as_ref())?);
        }
        ("hidden_links" | "wording", _) => {
            needs.pages.insert(address(about.page.as_ref())?);
        }
        ("personal_data", _) if about.link.is_none() => {
            needs.pages.insert(address(about.page.as_ref())?);
        }
        ("slow_replies", "") | ("service_guides", "elements") => {
            needs.pages.insert(address(Some(&about.subject))?);
        }
        ("service_guides", "veto") => {
            for row in rows(check, all) {
                needs.pages.extend(address(Some(&row.observation.subject)));
            }
        }
        ("secure_transport" | "site_features", _) => needs.transport = true,
        _ => return Err(undecidable(check, kind).to_owned()),
    }
    Ok(needs)
}

fn rows<'a>(check: &str, all: &'a [Finding]) -> impl Iterator<Item = &'a Finding> {
    let prefix = check.to_owned();
    all.iter().filter(move |it| {
        let code = &it.observation.code;
        it.state.is_open() && (*code == prefix || *code == format!("{prefix}.elements"))
    })
}

fn column(evidence: &SiteEvidence, subject: &str) -> Result<usize, String> {
    let is_it = |at: &usize| {
        evidence.columns[*at].address.as_ref().is_some_and(|it| it.as_str() == subject)
    };
    (0..evidence.columns.len())
        .find(is_it)
        .ok_or_else(|| "留存的证据中没有该栏目的地址，请运行 pucha census 重新检查该站点".into())
}

fn address(text: Option<&String>) -> Result<Url, String> {
    text.and_then(|it| Url::parse(it).ok())
        .ok_or_else(|| "问题没有可以访问的地址，请运行 pucha census 重新检查该站点".into())
}

/// Why, and what to do instead.
fn undecidable(check: &str, kind: &str) -> &'static str {
    match (check, kind) {
        ("by_hand", _) => "由人工记入，只能由人工复核",
        ("domain_name", _) => "域名以站点清单为准；更换域名后请修改清单，再运行 pucha census",
        ("annual_report", "late") => "迟发已成事实，复核不会改变；情况特殊的由人工核减",
        ("page_tags", _) => "要看全站页面才能判定，请运行 pucha census --site 重新检查该站点",
        ("personal_data", _) => "在附件中，请运行 pucha census --site 重新检查该站点",
        _ => "只看个别页面不能判定，请运行 pucha census --site 重新检查该站点",
    }
}
