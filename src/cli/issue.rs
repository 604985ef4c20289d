//! Draft or issued: which document `pucha bulletin` writes, and what of it is kept.

use crate::cli::args::IssueArgs;
use crate::cli::{FAILED, print, setup, tell};
use crate::config::{Settings, templates};
use crate::model::time::minute;
use crate::reports::Month;
use crate::reports::bulletin::issue::{
    checked_number, fingerprint, issued, may_issue, read, stored,
};
use crate::reports::bulletin::{Templates, bulletin};
use crate::reports::document::Document;
use crate::store::{Issue, IssueState, Store};
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;

/// What the files are called, before the period.
pub(crate) const NAME: &str = "通报";
const DRAFT_NAME: &str = "通报草稿";

/// The document to write, and what to keep in the store once all its forms are made.
pub(crate) struct Chosen {
    pub(crate) document: Document,
    pub(crate) name: &'static str,
    record: Option<Issue>,
}

impl Chosen {
    /// On the disk when it returns.
    pub(crate) async fn record(&self, settings: &Settings) -> Result<()> {
        let Some(issue) = &self.record else { return Ok(()) };
        let store = setup::store(settings)?;
        store.issue(issue).await?;
        store.close().await?;
        tell(&match issue.state {
            IssueState::Issued => format!("已记录印发：{}，{}", issue.number, issue.date),
            IssueState::Withdrawn => format!("已撤回 {}，回到草稿", issue.number),
        });
        Ok(())
    }
}

pub(crate) fn check_templates(settings: &Settings) -> Result<u8> {
    let folder = templates::folder(&settings.root);
    match Templates::new(templates::templates(&settings.root)?) {
        Ok(checked) => {
            let own: Vec<&str> = checked.own().collect();
            let from = match own.len() {
                0 => format!("{} 中没有模板，用程序自带的", folder.display()),
                count => format!("{} 中的 {count} 个文件", folder.display()),
            };
            print(&format!("通报模板没有错误（{from}）"))
        }
        Err(faults) => {
            print(&format!("{faults}\n共 {} 处错误", faults.0.len()))?;
            Ok(FAILED)
        }
    }
}

/// What is in force: the issued document, else a draft.
pub(crate) fn in_force(settings: &Settings, store: &Store, month: &Month) -> Result<Document> {
    match store.issued(month.period)? {
        Some(issue) => Ok(read(&issue.document)?),
        None => draft(settings, month),
    }
}

fn draft(settings: &Settings, month: &Month) -> Result<Document> {
    Ok(bulletin(month, &wording(settings)?)?)
}

fn wording(settings: &Settings) -> Result<Templates> {
    Templates::new(templates::templates(&settings.root)?)
        .context("通报模板有误，没有写出通报；改好后可用 pucha bulletin --check-templates 检查")
}

pub(crate) fn chosen(settings: &Settings, month: &Month, args: &IssueArgs) -> Result<Chosen> {
    let before = setup::store_to_read(settings)?.issued(month.period)?;
    if args.withdraw {
        return withdrawn(settings, month, before, args);
    }
    if let (true, Some(number), Some(date)) = (args.issue, &args.number, args.date) {
        return newly_issued(settings, month, before, (number, date, args));
    }
    match before {
        Some(issue) if !args.draft => {
            match draft(settings, month).and_then(|it| Ok(fingerprint(&it)?)) {
                Ok(hash) if hash == issue.hash => {}
                Ok(_) => tell(&changed(&issue)),
                Err(fault) => {
                    tell(&format!("提示：按现在的数据写不出草稿（{fault}），写出的是已印发的一份"));
                }
            }
            Ok(Chosen { document: read(&issue.document)?, name: NAME, record: None })
        }
        before => Ok(Chosen {
            document: draft(settings, month)?,
            name: if before.is_some() { DRAFT_NAME } else { NAME },
            record: None,
        }),
    }
}

fn changed(issue: &Issue) -> String {
    format!(
        "提示：{}（{}）印发以后，检查数据、设置或模板有了变化；写出的仍是已印发的一份。\n  看现在的草稿：加 --draft；重新印发：加 --final --replace --why 理由",
        issue.number, issue.date
    )
}

fn newly_issued(
    settings: &Settings,
    month: &Month,
    before: Option<Issue>,
    (number, date, args): (&str, NaiveDate, &IssueArgs),
) -> Result<Chosen> {
    let number = checked_number(number, date)?;
    let draft = draft(settings, month)?;
    let hash = fingerprint(&draft)?;
    if let Some(issue) = before {
        let same = issue.number == number && issue.date == date;
        if same && (issue.hash == hash || !args.replace) {
            if issue.hash != hash {
                tell(&changed(&issue));
            }
            let document = read(&issue.document)?;
            return Ok(Chosen { document, name: NAME, record: None });
        }
        if !args.replace {
            bail!(
                "{} 的通报已经以 {}（{}）印发（{}，{}）；要代替它，请加 --replace --why 理由，要撤回，请用 --withdraw --why 理由",
                month.period,
                issue.number,
                issue.date,
                issue.who,
                minute(issue.at)
            );
        }
    } else if args.replace {
        bail!("{} 的通报还没有印发过，不用 --replace", month.period);
    }
    may_issue(month, date)?;
    let taken = setup::store_to_read(settings)?.period_of_issue(&number)?;
    if let Some(period) = taken.filter(|it| *it != month.period) {
        bail!("{number} 已经用于 {period} 的通报，请核对发文字号");
    }
    let document = issued(draft, &number, date);
    let record = Issue {
        period: month.period,
        state: IssueState::Issued,
        number,
        date,
        who: who(settings, args),
        at: setup::now(),
        why: args.why.clone().unwrap_or_default(),
        hash,
        document: stored(&document)?,
    };
    Ok(Chosen { document, name: NAME, record: Some(record) })
}

fn withdrawn(
    settings: &Settings,
    month: &Month,
    before: Option<Issue>,
    args: &IssueArgs,
) -> Result<Chosen> {
    let Some(issue) = before else {
        bail!("{} 的通报没有印发过，或已经撤回，不用撤回", month.period);
    };
    let record = Issue {
        state: IssueState::Withdrawn,
        who: who(settings, args),
        at: setup::now(),
        why: args.why.clone().unwrap_or_default(),
        ..issue
    };
    Ok(Chosen { document: draft(settings, month)?, name: NAME, record: Some(record) })
}

fn who(settings: &Settings, args: &IssueArgs) -> String {
    let named = args.who.as_deref().unwrap_or(&settings.office.contact).trim();
    if named.is_empty() { "未写明".into() } else { named.to_owned() }
}
