//! Which interpretation belongs to which policy file, and whether each leads to the other.

use crate::census::facts::Taken;
use crate::census::facts::publication::leaves::{MOST_PAGES, Walk};
use crate::census::facts::publication::policies::{
    File, Known, Links, MONTHS, MOST_FILES, Policies, is_asked,
};
use crate::census::halt::Halt;
use crate::census::hashed::hash;
use crate::census::page_reader::PageReader;
use crate::census::reader::{GLANCE, Wish};
use crate::census::survey::Survey;
use crate::model::facts::publication::{Interpretation, Interpreting, PolicyFile};
use crate::model::page::PageKind;
use crate::model::site::ColumnClass;
use crate::model::time::months_before;
use crate::model::visit::{Purpose, Reach};
use crate::parse::same_page_key;
use crate::reference::publication::{core, is_interpretation, leads_to_original, resembles};
use chrono::NaiveDate;
use std::collections::HashMap;
use url::Url;

/// Interpretations of one file that are kept.
const MOST_EACH: usize = 4;
/// Columns of interpretations that are followed, and interpretations whose pages are asked for.
const MOST_COLUMNS: usize = 4;
const MOST_ASKED: usize = 12;

/// The newest policy files with their interpretations, and how well the interpretations are known.
pub(super) async fn settle(
    survey: &Survey<'_>,
    pages: &PageReader<'_>,
    policies: &mut Policies,
) -> Result<(Vec<PolicyFile>, Interpreting), Halt> {
    if !is_asked(&survey.job.site) || policies.files.is_empty() {
        return Ok((Vec::new(), Interpreting::default()));
    }
    let (columns, followed) = follow(survey, pages, policies).await?;
    read_named(survey, policies).await?;
    let files = matched(survey, policies);
    let titles = policies.interpretations.len();
    Ok((files, Interpreting { columns, followed, titles }))
}

/// Columns of interpretations, and how many were followed back beyond the policy files.
async fn follow(
    survey: &Survey<'_>,
    pages: &PageReader<'_>,
    policies: &mut Policies,
) -> Result<(usize, usize), Halt> {
    let until = months_before(survey.job.as_of.date_naive(), MONTHS);
    let oldest = policies.files.keys().next_back().map_or(until, |(day, _)| day.0);
    let columns: Vec<(String, Url)> = survey
        .columns
        .columns
        .iter()
        .map(|it| &it.fact)
        // A page of boxes only leads to the columns below it.
        .filter(|it| it.class == ColumnClass::Interpretation && it.kind != PageKind::Hub)
        .filter_map(|it| Some((it.name.clone(), it.address.clone()?)))
        .collect();
    let mut followed = 0;
    for (name, first) in columns.iter().take(MOST_COLUMNS) {
        let mut asked = 0;
        let is_whole = loop {
            match policies.leaves.walk(first, Some(oldest)) {
                Walk::Whole { .. } => break true,
                Walk::Open { .. } => break false,
                Walk::Ask(_) if MOST_PAGES <= asked => break false,
                Walk::Ask(address) => {
                    asked += 1;
                    let Some(seen) = policies.leaves.ask(survey, pages, &address).await? else {
                        continue;
                    };
                    if let Some(page) = &seen.page {
                        let (job, visit) = (survey.job, &seen.visit);
                        policies.take(Taken {
                            job,
                            visit,
                            page,
                            depth: 3,
                            name: Some(name),
                            column: None,
                        });
                        // Whatever it was, it was this list's.
                        policies.leaves.take(visit, page);
                    }
                }
            }
        };
        followed += usize::from(is_whole);
    }
    Ok((columns.len(), followed))
}

/// Reads the interpretations that name a file and that the crawl has not read.
async fn read_named(survey: &Survey<'_>, policies: &mut Policies) -> Result<(), Halt> {
    let titles: Vec<String> = policies.files.values().map(|it| it.title.clone()).collect();
    let wanted: Vec<Url> = policies
        .interpretations
        .values()
        .filter(|it| it.links.is_none() && survey.job.is_same_host(&it.address))
        .filter(|it| titles.iter().any(|title| resembles(&it.title, title) == Some(true)))
        .map(|it| it.address.clone())
        .filter(|it| survey.look_under_other_name(it).is_none_or(|look| look.reach == Reach::Ok))
        .take(MOST_ASKED)
        .collect();
    for address in wanted {
        if survey.look_under_other_name(&address).is_some() {
            continue;
        }
        let key = same_page_key(&address);
        let wish = Wish::page(address, Purpose::Page, 0);
        let seen = survey.reader.read(Wish { cap: Some(8 * GLANCE), ..wish }).await?;
        let page = seen.page.as_ref().filter(|_| seen.visit.is_ok());
        if let (Some(page), Some(known)) = (page, policies.interpretations.get_mut(&key)) {
            known.visit = seen.visit.id.clone();
            known.links = Some(Links::read(page));
            known.drawn = page.extras.publication.links_drawn;
        }
    }
    Ok(())
}

/// One and the same document, under however many addresses.
struct Group<'a> {
    date: NaiveDate,
    copies: Vec<&'a File>,
    /// Hashes of their page keys.
    keys: Vec<u64>,
}

fn groups(policies: &Policies) -> Vec<Group<'_>> {
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for ((day, key), file) in &policies.files {
        let index = *at.entry(core(&file.title)).or_insert_with(|| {
            groups.push(Group { date: day.0, copies: Vec::new(), keys: Vec::new() });
            groups.len() - 1
        });
        groups[index].copies.push(file);
        groups[index].keys.push(hash(key));
    }
    groups
}

/// More files than this that a page beside them all leads to: a box of what is new, not what belongs together.
const MOST_COMPANIONS: usize = 2;

/// What leads where, without boxes that stand beside every text.
struct Ways<'a> {
    groups: Vec<Group<'a>>,
    /// By hash of the page key: to how many files it leads, and how many lead to it.
    leads: HashMap<u64, usize>,
    led: HashMap<u64, usize>,
}

impl<'a> Ways<'a> {
    fn new(policies: &'a Policies) -> Self {
        let groups = groups(policies);
        let (mut leads, mut led) = (HashMap::new(), HashMap::new());
        for (key, known) in &policies.interpretations {
            let own = hash(key);
            let to = known.links.iter().flat_map(|it| &it.to);
            let to: Vec<u64> = to.copied().collect();
            let count = groups.iter().filter(|it| it.keys.iter().any(|key| to.contains(key)));
            leads.insert(own, count.count());
            let from = |it: &&Group<'_>| it.copies.iter().any(|copy| copy.links.to.contains(&own));
            led.insert(own, groups.iter().filter(from).count());
        }
        Self { groups, leads, led }
    }

    fn points_at(&self, known: &Known, group: &Group<'_>) -> bool {
        let own = hash(&same_page_key(&known.address));
        self.leads.get(&own).is_some_and(|it| *it <= MOST_COMPANIONS)
            && known.links.as_ref().is_some_and(|it| it.to.iter().any(|it| group.keys.contains(it)))
    }

    fn is_pointed_at(&self, known: &Known, group: &Group<'_>) -> bool {
        let own = hash(&same_page_key(&known.address));
        let is_linked = group.copies.iter().any(|it| it.links.to.contains(&own));
        let is_box = self.led.get(&own).is_some_and(|it| MOST_COMPANIONS < *it);
        is_linked && (!is_box || resembles(&known.title, &group.copies[0].title).is_some())
    }
}

fn matched(survey: &Survey<'_>, policies: &Policies) -> Vec<PolicyFile> {
    // A link called 政策解读 in the middle may lead to the column.
    let is_column = |address: &Url| survey.columns.is_candidate(address);
    let ways = Ways::new(policies);
    let file = |group: &Group<'_>| {
        let file = group.copies.first()?;
        let mut named = group.copies.iter().flat_map(|it| &it.links.named);
        let leads_by_name = named.any(|(text, to)| {
            let known = policies.interpretations.get(&same_page_key(to));
            is_interpretation(text)
                && !is_column(to)
                && known.is_none_or(|it| ways.is_pointed_at(it, group))
        });
        let is_led_to = |it: &Known| ways.is_pointed_at(it, group);
        Some(PolicyFile {
            title: file.title.clone(),
            address: file.address.clone(),
            date: group.date,
            visit: file.visit.clone(),
            seen_at: file.seen_at,
            interpretations: interpretations(policies, &ways, group, &is_column),
            leads_to_one: leads_by_name || policies.interpretations.values().any(is_led_to),
            links_drawn: group.copies.iter().any(|it| it.drawn),
        })
    };
    ways.groups.iter().filter_map(file).take(MOST_FILES).collect()
}

fn interpretations(
    policies: &Policies,
    ways: &Ways<'_>,
    group: &Group<'_>,
    is_column: &impl Fn(&Url) -> bool,
) -> Vec<Interpretation> {
    let title = &group.copies[0].title;
    let leads_back = |known: &Known| {
        let links = known.links.as_ref()?;
        let by_address = links.to.iter().any(|it| group.keys.contains(it));
        let by_name =
            links.named.iter().any(|(text, to)| leads_to_original(text) && !is_column(to));
        (by_address || by_name || !known.drawn).then_some(by_address || by_name)
    };
    let mut found: Vec<Interpretation> = policies
        .interpretations
        .values()
        .filter_map(|known| {
            let by_title = resembles(&known.title, title);
            let by_link = ways.is_pointed_at(known, group) || ways.points_at(known, group);
            (by_title.is_some() || by_link).then(|| Interpretation {
                title: known.title.clone(),
                address: known.address.clone(),
                visit: known.visit.clone(),
                is_sure: by_title == Some(true) || by_link,
                leads_back: leads_back(known),
            })
        })
        .collect();
    found.sort_by_key(|it| (!it.is_sure, it.leads_back != Some(true)));
    found.truncate(MOST_EACH);
    found
}
