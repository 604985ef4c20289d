//! The rules of one profile: read strictly, checked against what the checks can report, and explained.

use crate::checks::params::Params;
use crate::checks::proof::{self, in_chinese};
use crate::checks::{
    annual_report, broken_links, domain_name, empty_columns, hidden_links, illegal_links,
    interpretation, interviews, late_disclosure, missing_channel, missing_sections, page_tags,
    personal_data, public_replies, secure_transport, service_guides, service_statistics,
    site_features, site_identity, slow_replies, stale_columns, stale_home, surveys, suspect_dates,
    unreachable, wording, zombie_site,
};
use crate::model::profile::{Exemptions, HolidayTable, Indicator, IndicatorTable, Part, Profile};
use crate::model::rule::{Clause, CodeRule, Level, Rule, ScoreSheet, Sureness};
use crate::reference::holidays::Holidays;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// A rule file that cannot be used. `file` is its name below `config/rules/<profile>/`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RuleError {
    #[error(
        "规则集“{profile}”缺少文件 {file}.toml，请补上；自己的规则集只写不同之处的，在 profile.toml 中写 base = \"2019\""
    )]
    Missing { profile: String, file: String },
    #[error("规则集“{profile}”中不认识文件 {file}.toml，可用的文件名：{known}")]
    Stray { profile: String, file: String, known: String },
    #[error("规则文件 {profile}/{file}.toml：{text}")]
    Wrong { profile: String, file: String, text: String },
}

/// What `pucha explain` says about one code.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub check: &'static str,
    pub check_title: String,
    pub code: String,
    pub title: String,
    pub clause: String,
    pub clause_sureness: Sureness,
    pub clause_source: String,
    /// One line a number.
    pub thresholds: Vec<String>,
    pub found_by: String,
    pub level: Level,
    pub level_sureness: Sureness,
    pub item: Option<String>,
    pub points: Option<f64>,
    pub remedy: String,
    /// The profile holds it; what it leaves out is explained all the same.
    pub enabled: bool,
}

/// A rule without the type of its parameters.
pub(super) struct View<'a> {
    pub(super) check: &'static str,
    pub(super) known: &'static [&'static str],
    pub(super) title: &'a str,
    pub(super) found_by: &'a str,
    pub(super) remedy: &'a str,
    pub(super) clause: &'a Clause,
    pub(super) codes: &'a BTreeMap<String, CodeRule>,
    pub(super) thresholds: Vec<String>,
    pub(super) items: Vec<&'a str>,
    pub(super) faults: Vec<String>,
}

macro_rules! rulebook {
    ($($check:ident),+ $(,)?) => {
        /// `config/rules/<profile>/`: one field a file.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Rulebook {
            pub profile: String,
            $(pub $check: Rule<$check::Params>,)+
            pub about: Profile,
            pub score: ScoreSheet,
            pub indicators: IndicatorTable,
            pub exemptions: Exemptions,
            pub holidays: HolidayTable,
            /// With those holidays.
            pub calendar: Holidays,
            /// Codes that the profile does not hold.
            off: BTreeSet<String>,
        }

        impl Rulebook {
            /// Names of the rule files, in the order of the bulletin.
            pub const FILES: &'static [&'static str] =
                &[$(stringify!($check),)+ "profile", "score", "indicators", "exemptions", "holidays"];

            fn read(profile: &str, mut tables: BTreeMap<String, toml::Table>) -> Result<Self, RuleError> {
                let holidays: HolidayTable = take(profile, &mut tables, "holidays")?;
                let book = Self {
                    profile: profile.to_owned(),
                    $($check: take(profile, &mut tables, stringify!($check))?,)+
                    about: take(profile, &mut tables, "profile")?,
                    score: take(profile, &mut tables, "score")?,
                    indicators: take(profile, &mut tables, "indicators")?,
                    exemptions: take(profile, &mut tables, "exemptions")?,
                    calendar: Holidays::embedded().with(&holidays.years),
                    holidays,
                    off: BTreeSet::new(),
                };
                Ok(book)
            }

            fn views(&self) -> Vec<View<'_>> {
                vec![$(view(stringify!($check), &self.$check),)+]
            }
        }
    };
}
rulebook!(
    unreachable,
    zombie_site,
    stale_home,
    stale_columns,
    empty_columns,
    suspect_dates,
    missing_sections,
    annual_report,
    interpretation,
    late_disclosure,
    missing_channel,
    slow_replies,
    public_replies,
    surveys,
    interviews,
    service_guides,
    service_statistics,
    broken_links,
    hidden_links,
    illegal_links,
    personal_data,
    wording,
    site_identity,
    domain_name,
    page_tags,
    secure_transport,
    site_features,
);

impl Rulebook {
    /// `tables`: file name without `.toml` → its content. Every file must be there, and no other.
    pub fn from_tables(
        profile: &str,
        tables: &BTreeMap<String, toml::Table>,
    ) -> Result<Self, RuleError> {
        for file in tables.keys() {
            if !Self::FILES.contains(&file.as_str()) {
                return Err(RuleError::Stray {
                    profile: profile.to_owned(),
                    file: file.clone(),
                    known: Self::FILES.join("、"),
                });
            }
        }
        let book = Self::read(profile, tables.clone())?;
        book.proved()
    }

    /// All codes of the checks, in the order of the bulletin, those that the profile leaves out among them.
    pub fn codes(&self) -> Vec<&'static str> {
        self.views().iter().flat_map(|it| it.known.iter().copied()).collect()
    }

    /// All names by which `without` and an exemption may speak: checks, codes, and what is added by hand.
    pub fn is_known(&self, name: &str) -> bool {
        self.views().iter().any(|it| it.check == name || it.known.contains(&name))
            || self.by_hand(name).is_some()
    }

    /// Whether the profile holds the indicator of the code; a whole check's name stands for any of its codes.
    pub fn is_enabled(&self, code: &str) -> bool {
        !self.off.contains(code)
    }

    /// `None` for a code that no check reports and no person adds.
    pub fn explain(&self, code: &str) -> Option<Explanation> {
        if let Some(row) = self.by_hand(code) {
            return self.explain_by_hand(row);
        }
        let view = self.views().into_iter().find(|it| it.codes.contains_key(code))?;
        let rated = &view.codes[code];
        Some(Explanation {
            check: view.check,
            check_title: view.title.to_owned(),
            code: code.to_owned(),
            title: rated.title.clone(),
            clause: clause_text(view.clause, rated),
            clause_sureness: clause_sureness(view.clause, rated),
            clause_source: view.clause.source.clone(),
            thresholds: view.thresholds,
            found_by: view.found_by.to_owned(),
            level: rated.level,
            level_sureness: rated.sureness,
            item: rated.item.clone().filter(|_| rated.level == Level::Deduct),
            points: rated.points.filter(|_| rated.level == Level::Deduct),
            remedy: rated.remedy.clone().unwrap_or_else(|| view.remedy.to_owned()),
            enabled: self.is_enabled(code),
        })
    }

    /// 指标, 依据条款 and 整改要求 of a code.
    pub fn finding_texts(&self, code: &str) -> Option<(String, String, String)> {
        self.explain(code).map(|it| (it.title, it.clause, it.remedy))
    }

    /// The row of the official table to which a person adds findings under `code`.
    pub fn by_hand(&self, code: &str) -> Option<&Indicator> {
        let is_it = |it: &&Indicator| it.by_hand.as_ref().is_some_and(|it| it.code == code);
        self.indicators.rows.iter().find(is_it)
    }

    fn explain_by_hand(&self, row: &Indicator) -> Option<Explanation> {
        let hand = row.by_hand.as_ref()?;
        let document = row.document.as_ref().unwrap_or(&self.about.document);
        Some(Explanation {
            check: "indicators",
            check_title: "人工检查".to_owned(),
            code: hand.code.clone(),
            title: row.name.clone(),
            clause: format!("{document} {}指标“{}”", row.part, row.name),
            clause_sureness: row.sureness,
            clause_source: row.source.clone(),
            thresholds: vec![row.standard.clone()],
            found_by: format!("人工检查：{}", hand.look_at),
            level: level_of(row),
            level_sureness: row.sureness,
            item: hand.item.clone(),
            points: hand.points.filter(|_| row.part == Part::Deduction),
            remedy: hand.remedy.clone(),
            enabled: true,
        })
    }

    fn proved(mut self) -> Result<Self, RuleError> {
        self.off = self.left_out();
        let Some((file, text)) = proof::fault(&self, &self.views()) else { return Ok(self) };
        Err(RuleError::Wrong { profile: self.profile.clone(), file, text })
    }

    /// Codes switched off one by one or by `without`, and the checks of which no code is left.
    fn left_out(&self) -> BTreeSet<String> {
        let mut off = BTreeSet::new();
        for view in self.views() {
            let is_out =
                |code: &str| self.about.without.iter().any(|it| it == code || it == view.check);
            let here: Vec<&String> = view
                .codes
                .iter()
                .filter(|(code, rated)| !rated.enabled || is_out(code))
                .map(|(code, _)| code)
                .collect();
            if here.len() == view.codes.len() {
                off.insert(view.check.to_owned());
            }
            off.extend(here.into_iter().cloned());
        }
        off
    }
}

/// How grave a finding is that a person adds to the row.
pub(super) fn level_of(row: &Indicator) -> Level {
    match row.part {
        Part::Veto => Level::Veto,
        Part::Deduction => Level::Deduct,
        Part::Bonus | Part::NewMedia | Part::Guideline | Part::Disclosure => Level::Remind,
    }
}

fn take<T: DeserializeOwned>(
    profile: &str,
    tables: &mut BTreeMap<String, toml::Table>,
    file: &str,
) -> Result<T, RuleError> {
    let table = tables
        .remove(file)
        .ok_or_else(|| RuleError::Missing { profile: profile.to_owned(), file: file.to_owned() })?;
    table.try_into().map_err(|error| RuleError::Wrong {
        profile: profile.to_owned(),
        file: file.to_owned(),
        text: in_chinese(&error),
    })
}

fn view<'a, P: Params>(check: &'static str, rule: &'a Rule<P>) -> View<'a> {
    View {
        check,
        known: P::CODES,
        title: &rule.title,
        found_by: &rule.found_by,
        remedy: &rule.remedy,
        clause: &rule.clause,
        codes: &rule.codes,
        thresholds: rule.params.thresholds(),
        items: rule.params.items(),
        faults: rule.params.faults(),
    }
}

/// `国办秘函〔2019〕19号 单项否决指标“首页不更新”`.
fn clause_text(clause: &Clause, rated: &CodeRule) -> String {
    let item = rated.clause_item.as_deref().unwrap_or(&clause.item);
    format!("{} {item}", clause.document)
}

/// An item of a code's own is no surer than the code's level.
fn clause_sureness(clause: &Clause, rated: &CodeRule) -> Sureness {
    match rated.clause_item {
        Some(_) => clause.sureness.max(rated.sureness),
        None => clause.sureness,
    }
}
