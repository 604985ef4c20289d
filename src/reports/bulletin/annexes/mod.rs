//! The annexes: results of all sites, all problems by unit, what could not be judged, exemptions.

mod exempt;
mod problems;
mod results;
mod undecided;

pub(crate) use results::{has_samples, unconfirmed};

use crate::reports::Month;
use crate::reports::bulletin::model::AnnexNumbers;
use crate::reports::bulletin::template::{Filled, TemplateFaults};
use crate::reports::bulletin::words;
use crate::reports::document::Annex;

pub(crate) fn numbers(month: &Month) -> AnnexNumbers {
    let has_problems = words::problems(month).next().is_some();
    let has_undecided =
        !undecided::unjudged(month).is_empty() || !undecided::matters(month).is_empty();
    let mut next = 2;
    let mut number = |is_there: bool| {
        let number = is_there.then_some(next);
        next += usize::from(is_there);
        number
    };
    AnnexNumbers {
        results: 1,
        problems: number(has_problems),
        undecided: number(has_undecided),
        exempt: number(exempt::exempted(month).next().is_some()),
    }
}

pub(crate) fn annexes(
    month: &Month,
    numbers: AnnexNumbers,
    filled: &Filled<'_>,
) -> Result<Vec<Annex>, TemplateFaults> {
    let notes = |name: &str| filled.paragraphs(name);
    let mut all = vec![results::annex(month, numbers.results, &notes("检查结果注")?)];
    all.extend(numbers.problems.map(|number| problems::annex(month, number)));
    if let Some(number) = numbers.undecided {
        all.push(undecided::annex(month, number, &notes("未判定注")?));
    }
    if let Some(number) = numbers.exempt {
        all.push(exempt::annex(month, number, &notes("豁免注")?));
    }
    Ok(all)
}

/// `注：…`, or `注：1.…`, `2.…` where there are several.
fn numbered(notes: &[String]) -> Vec<String> {
    if let [only] = notes {
        return vec![format!("注：{only}")];
    }
    notes
        .iter()
        .enumerate()
        .map(|(index, it)| format!("{}{}.{it}", if index == 0 { "注：" } else { "" }, index + 1))
        .collect()
}
