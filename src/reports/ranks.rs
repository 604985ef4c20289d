//! Ranks (排名) within each class of unit, and how they moved since the last period.

use crate::reports::SiteResult;
use std::collections::HashMap;

/// Site key → rank. Ranked are judged sites with a score; equal scores (to two decimals) share the better rank and the
/// next rank is left out: 1, 1, 3. A site with a veto has no score and no rank.
pub fn ranks(results: &[SiteResult]) -> HashMap<&str, usize> {
    let scored: Vec<(&SiteResult, i64)> = results
        .iter()
        .filter(|it| it.is_judged() && it.verdict.vetoes.is_empty())
        .filter_map(|it| it.verdict.score.map(|score| (it, hundredths(score))))
        .collect();
    scored
        .iter()
        .map(|(result, score)| {
            let better = scored
                .iter()
                .filter(|(other, points)| {
                    other.site.unit_class == result.site.unit_class && score < points
                })
                .count();
            (result.site.key.0.as_str(), better + 1)
        })
        .collect()
}

/// `↑2`, `↓1`, `持平` or `新` (ranked now, not ranked then); empty without a rank or without a last period.
pub(crate) fn change(
    now: Option<usize>,
    then: Option<&HashMap<&str, usize>>,
    site: &str,
) -> String {
    let (Some(now), Some(then)) = (now, then) else { return String::new() };
    match then.get(site) {
        None => "新".into(),
        Some(before) if now < *before => format!("↑{}", before - now),
        Some(before) if *before < now => format!("↓{}", now - before),
        Some(_) => "持平".into(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "scores lie between 0 and a few hundred")]
fn hundredths(score: f64) -> i64 {
    (score * 100.0).round() as i64
}
