//! What each unit is sent: its part of the ledger as a workbook.

use crate::cli::ledger::{self, Format};
use crate::model::finding::{Finding, FindingState};
use crate::model::parcel::{Contact, Parcel, ParcelFile};
use crate::model::rule::Level;
use crate::reports::Month;
use anyhow::Result;

/// Units with something to put right, in the order of the register.
pub(super) fn parcels(month: &Month) -> Result<Vec<Parcel>> {
    let mut units: Vec<&str> = Vec::new();
    for result in &month.results {
        if !units.contains(&result.site.unit.as_str()) {
            units.push(&result.site.unit);
        }
    }
    let made = units.into_iter().map(|unit| parcel(month, unit)).collect::<Result<Vec<_>>>()?;
    Ok(made.into_iter().flatten().collect())
}

fn parcel(month: &Month, unit: &str) -> Result<Option<Parcel>> {
    let own = month.clone().only(|it| it.unit == unit);
    let findings: Vec<&Finding> = own
        .results
        .iter()
        .flat_map(|it| &it.findings)
        .filter(|it| it.level != Level::NotJudged && !it.is_unchecked())
        .filter(|it| {
            matches!(it.state, FindingState::Open | FindingState::Notified | FindingState::Relapsed)
        })
        .collect();
    let (Some(first), false) = (own.results.first(), findings.is_empty()) else { return Ok(None) };
    let site = &first.site;
    let name = format!("问题清单-{}-{unit}.xlsx", month.period);
    let contact =
        Contact { name: site.contact.clone(), phone: site.phone.clone(), mail: site.mail.clone() };
    Ok(Some(Parcel {
        period: month.period,
        unit: unit.to_owned(),
        unit_class: site.unit_class,
        contact,
        first_deadline: findings.iter().filter_map(|it| it.deadline).min(),
        last_deadline: findings.iter().filter_map(|it| it.deadline).max(),
        findings: findings.iter().map(|it| it.id.clone()).collect(),
        files: vec![ParcelFile { name, bytes: ledger::bytes(&own, Format::Xlsx)? }],
    }))
}
