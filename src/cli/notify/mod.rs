//! `pucha notify`: sends what is to be sent, each notice once; lists what became of it; lets a person settle what is unsure.

mod parcels;
mod send;
mod told;

use crate::cli::args::{Common, NotifyArgs, NotifyCommand};
use crate::cli::{DONE, print, setup};
use crate::config::Settings;
use crate::model::notice::{Notice, NoticeKey, NoticeState};
use crate::model::time::minute;
use crate::notices::deliver::{Desk, note};
use anyhow::{Result, bail};
use std::fmt::Write as _;

pub(crate) async fn run(common: &Common, args: &NotifyArgs) -> Result<u8> {
    let settings = setup::settings(common)?;
    match &args.command {
        None => send::run(common, &settings, args).await,
        Some(NotifyCommand::List { period }) => list(&settings, period),
        Some(NotifyCommand::Resolve { key, sent, who, why, .. }) => {
            resolve(&settings, key, *sent, (who.trim(), why.trim())).await
        }
    }
}

fn list(settings: &Settings, period: &str) -> Result<u8> {
    let period = setup::period(period)?;
    let rows = setup::store_to_read(settings)?.notices(period)?;
    if rows.is_empty() {
        return print(&format!(
            "{period} 还没有发过通知；先看看谁会收到：pucha notify --period {period} --dry-run\n"
        ));
    }
    let mut text = String::new();
    for state in NoticeState::ALL {
        let many = rows.iter().filter(|it| it.state == *state).count();
        if 0 < many {
            let _ = write!(text, "{state} {many} 份  ");
        }
    }
    text.push('\n');
    for row in &rows {
        let _ = writeln!(text, "{}", line(row));
        for step in row.steps.iter().filter(|_| row.state != NoticeState::Sent) {
            let _ = writeln!(
                text,
                "    {}  {}  {}  {}",
                minute(step.at),
                step.who,
                step.state,
                step.why
            );
        }
    }
    if rows.iter().any(|it| it.state == NoticeState::Unsure) {
        text.push_str(
            "“不确定”的不会自动再发。请问清对方，然后运行：\n  pucha notify resolve 通知编号 --sent --who 姓名 --why 理由    （已经收到）\n  pucha notify resolve 通知编号 --again --who 姓名 --why 理由   （没有收到，下次再发）\n",
        );
    }
    print(&text)
}

fn line(row: &Notice) -> String {
    let unit = if row.unit.is_empty() { "工作群" } else { row.unit.as_str() };
    let to = if row.recipient.is_empty() { String::new() } else { format!(" {}", row.recipient) };
    format!(
        "{}  {}  {unit}  {}{to}  {}  问题{}个  {}",
        row.key,
        row.state,
        row.channel,
        row.kind.chinese(),
        row.findings.len(),
        minute(row.changed_at)
    )
}

async fn resolve(
    settings: &Settings,
    key: &str,
    sent: bool,
    (who, why): (&str, &str),
) -> Result<u8> {
    if who.is_empty() || why.is_empty() {
        bail!("--who（经办人）和 --why（理由）不能为空");
    }
    let store = setup::store(settings)?;
    let _lock = store.lock_for_notices()?;
    let Some(row) = store.notice(&NoticeKey(key.trim().to_owned()))? else {
        bail!("没有编号为 {key} 的通知；编号见 pucha notify list --period 期次");
    };
    if !matches!(row.state, NoticeState::Unsure | NoticeState::Sending | NoticeState::Failed) {
        bail!("通知 {key} 的情况是“{}”，不需要确认", row.state);
    }
    let state = if sent { NoticeState::Sent } else { NoticeState::Planned };
    let from = row.state;
    let next = row.came_to(state, setup::now(), (who, why));
    let desk = Desk { store: &store, settings: &settings.notices, now: &setup::now, tell: &|_| {} };
    note(&desk, next.clone(), from).await?;
    store.close().await?;
    let after = if sent {
        "已记为收到".to_owned()
    } else {
        format!(
            "已记为没有收到；再发：pucha notify --period {} --channel {}",
            next.period,
            next.channel.code()
        )
    };
    print(&format!("{}\n{after}\n", line(&next)))?;
    Ok(DONE)
}
