//! What list, article and address say of the days of a column's entries: three witnesses, which may contradict each other.

use crate::census::survey::Survey;
use crate::model::evidence::DatedFact;
use crate::model::page::{DateSource, Entry, Witness};
use crate::parse::same_page_key;

/// Notes for each column what is known of its newest entry, and the newest day that the entries' own pages give by tag
/// or label.
pub(crate) fn call(survey: &mut Survey<'_>) {
    for at in 0..survey.columns.columns.len() {
        let column = &survey.columns.columns[at];
        let articles: Vec<(&Entry, DatedFact)> =
            column.top.iter().filter_map(|it| Some((it, own_page(survey, it)?))).collect();
        let by_articles = articles
            .iter()
            .filter(|(_, fact)| matches!(fact.source, DateSource::Meta | DateSource::Label))
            .max_by_key(|(_, fact)| fact.date)
            .map(|(entry, fact)| DatedFact { title: entry.title.clone(), ..fact.clone() });
        let witnesses = of_newest(survey, column.top.iter(), column.fact.newest.as_ref());
        let fact = &mut survey.columns.columns[at].fact;
        (fact.witnesses, fact.by_articles) = (witnesses, by_articles);
    }
}

/// All that tell the day of the entry that is the newest.
pub(crate) fn of_newest<'a>(
    survey: &Survey<'_>,
    mut entries: impl Iterator<Item = &'a Entry>,
    newest: Option<&DatedFact>,
) -> Vec<Witness> {
    let entry =
        newest.and_then(|it| entries.find(|e| e.title == it.title && e.date == Some(it.date)));
    let own = entry.and_then(|it| own_page(survey, it));
    let own = own.map(|it| Witness { date: it.date, source: it.source });
    entry.map(|it| it.witnesses.clone()).unwrap_or_default().into_iter().chain(own).collect()
}

fn own_page(survey: &Survey<'_>, entry: &Entry) -> Option<DatedFact> {
    survey.article_dates.get(&same_page_key(&entry.address))
}
