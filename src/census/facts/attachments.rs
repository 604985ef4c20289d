//! Reads attachments of the site's own host for personal data: lists of names are where it stands. Few, and the likely
//! ones first.

use crate::census::halt::Halt;
use crate::census::link_book::{Row, RowAt};
use crate::census::reader::Wish;
use crate::census::survey::Survey;
use crate::fetch::Want;
use crate::model::facts::content::{Personal, PersonalFact, Seen};
use crate::model::page::LinkKind;
use crate::model::visit::Purpose;
use crate::parse;
use url::Url;

/// Attachments of one site that are read.
const MOST: usize = 30;
/// A list of names is not larger.
const LARGEST: usize = 6 << 20;
/// Words of a link behind which a list of persons may be.
const LIKELY: [&str; 14] = [
    "名单",
    "花名册",
    "名册",
    "明细",
    "汇总表",
    "公示表",
    "登记表",
    "发放",
    "补贴",
    "补助",
    "低保",
    "成绩",
    "人员",
    "录用",
];

pub(super) async fn read(survey: &mut Survey<'_>) -> Result<(), Halt> {
    let fits =
        |row: &Row| row.kind == LinkKind::Attachment && row.internal && is_readable(&row.address);
    let rows = survey.links.opening(fits).into_iter();
    let mut wanted: Vec<(bool, Url, RowAt)> = rows
        .filter_map(|at| Some((at, survey.links.row(at)?)))
        .map(|(at, row)| (!LIKELY.iter().any(|it| row.text.contains(it)), row.address, at))
        .collect();
    wanted.sort();
    survey.facts.content.note_attachments_left(wanted.len().saturating_sub(MOST));
    for (_, address, at) in wanted.into_iter().take(MOST) {
        one(survey, &address, at).await?;
    }
    Ok(())
}

async fn one(survey: &mut Survey<'_>, address: &Url, at: RowAt) -> Result<(), Halt> {
    let wish = Wish {
        address: address.clone(),
        purpose: Purpose::Page,
        look: 0,
        want: Want::Body,
        is_column: false,
        cap: Some(LARGEST),
        chain: Vec::new(),
        may_stand: false,
    };
    let seen = survey.reader.read(wish).await?;
    if !seen.visit.is_ok() || seen.visit.truncated {
        return Ok(());
    }
    survey.facts.content.note_attachment(address);
    let (landed, body, today) = (seen.visit.landed.clone(), seen.body, survey.reader.as_of);
    let address_asked = address.clone();
    let reading = move || -> Vec<Personal> {
        let text = parse::attachment_text(&address_asked, &body)
            .or_else(|| parse::attachment_text(&landed, &body));
        text.map(|it| parse::personal(&it, today)).unwrap_or_default()
    };
    let read = survey.reader.compute(address, reading).await?;
    let Some((first_page, pages)) = survey.links.stands_on(at) else { return Ok(()) };
    let seen = Seen {
        page: first_page,
        visit: seen.visit.id,
        seen_at: seen.visit.started_at,
        pages,
        depth: 0,
    };
    for personal in read {
        let (attachment, seen) = (Some(address.clone()), seen.clone());
        survey.facts.content.take_personal(PersonalFact { personal, attachment, seen });
    }
    Ok(())
}

/// Kinds whose words can be read.
fn is_readable(address: &Url) -> bool {
    let path = address.path().to_ascii_lowercase();
    let query = address.query().unwrap_or_default().to_ascii_lowercase();
    [".xlsx", ".xlsm", ".docx", ".csv", ".txt"]
        .iter()
        .any(|it| path.ends_with(it) || query.ends_with(it))
}
