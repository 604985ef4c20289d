//! Sends planned notices one after the other: noted before the bytes go out, and again when the answer is there.

use crate::config::Notices;
use crate::model::notice::{Channel, Notice, NoticeState, PUCHA};
use crate::model::time::Instant;
use crate::notices::{NoticeError, Trouble};
use crate::store::Store;
use std::time::Duration;

/// What sending needs besides the way.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub store: &'a Store,
    pub settings: &'a Notices,
    pub now: &'a dyn Fn() -> Instant,
    /// A word to the operator.
    pub tell: &'a dyn Fn(&str),
}

impl Desk<'_> {
    /// Whether a 整改通知 by this way makes findings 已通知.
    pub fn notifies(&self, channel: Channel) -> bool {
        self.settings.notified_by.iter().any(|it| it == channel.code())
    }

    fn pause(&self, attempt: u32) -> Duration {
        let factor = 2_f64.powi(i32::try_from(attempt.saturating_sub(1)).unwrap_or(10));
        Duration::from_secs_f64((self.settings.retry_seconds * factor).min(3_600.0))
    }
}

/// A way by which notices go. What is to be sent was handed to it before.
pub trait Way {
    type Load;

    /// Everything that may fail without anything having been sent.
    fn prepare(&mut self, load: &Self::Load) -> impl Future<Output = Result<(), Trouble>>;

    /// The rest; the other side's words when it took it.
    fn transmit(&mut self, load: &Self::Load) -> impl Future<Output = Result<String, Trouble>>;

    /// Takes leave of the other side.
    fn close(&mut self) -> impl Future<Output = ()>;
}

/// Each notice as it stands in the end. Those that a shut way left behind are as they were, with its words.
pub async fn all<W: Way>(
    desk: &Desk<'_>,
    way: &mut W,
    planned: Vec<(Notice, W::Load)>,
) -> Result<Vec<Notice>, NoticeError> {
    let fresh: Vec<Notice> = planned.iter().map(|(notice, _)| notice.clone()).collect();
    desk.store.plan_notices(&fresh).await?;
    let (many, mut ends) = (planned.len(), Vec::new());
    let mut shut: Option<String> = None;
    for (place, (notice, load)) in planned.into_iter().enumerate() {
        let end = match &shut {
            Some(words) => {
                let end = notice.came_to(NoticeState::Failed, (desk.now)(), (PUCHA, words));
                note(desk, Notice { temporary: true, ..end }, notice.state).await?
            }
            None => one(desk, way, (notice, &load), &mut shut).await?,
        };
        (desk.tell)(&line(&end, (place + 1, many)));
        ends.push(end);
    }
    way.close().await;
    Ok(ends)
}

async fn one<W: Way>(
    desk: &Desk<'_>,
    way: &mut W,
    (notice, load): (Notice, &W::Load),
    shut: &mut Option<String>,
) -> Result<Notice, NoticeError> {
    let mut row = notice;
    let mut attempt = 1;
    loop {
        let trouble = match way.prepare(load).await {
            Err(trouble) => trouble,
            Ok(()) => {
                let mut sending = row.came_to(NoticeState::Sending, (desk.now)(), (PUCHA, ""));
                sending.attempts += 1;
                row = note(desk, sending, row.state).await?;
                match way.transmit(load).await {
                    Err(trouble) => trouble,
                    Ok(words) => {
                        let sent = row.came_to(NoticeState::Sent, (desk.now)(), (PUCHA, &words));
                        return note(desk, sent, row.state).await;
                    }
                }
            }
        };
        let again = attempt < desk.settings.attempts;
        let (state, words, temporary) = match trouble {
            Trouble::Later(words) => (NoticeState::Failed, words, true),
            Trouble::Never(words) => (NoticeState::Failed, words, false),
            Trouble::Unsure(words) => (NoticeState::Unsure, words, false),
            Trouble::Shut { words, later } => {
                if !(later && again) {
                    *shut = Some(words.clone());
                }
                (NoticeState::Failed, words, true)
            }
        };
        let end = Notice { temporary, ..row.came_to(state, (desk.now)(), (PUCHA, &words)) };
        row = note(desk, end, row.state).await?;
        if !(temporary && again) || shut.is_some() {
            return Ok(row);
        }
        let pause = desk.pause(attempt);
        (desk.tell)(&format!(
            "{}没有发出（{words}），{} 秒后再试",
            whom(&row),
            pause.as_secs_f64().ceil()
        ));
        tokio::time::sleep(pause).await;
        attempt += 1;
    }
}

/// A 整改通知 that was put into the outbox, or that a person says arrived, is noted like one that was sent.
pub async fn note(
    desk: &Desk<'_>,
    notice: Notice,
    from: NoticeState,
) -> Result<Notice, NoticeError> {
    let notifies = notice.state == NoticeState::Sent && desk.notifies(notice.channel);
    if !desk.store.change_notice(&notice, from, notifies && is_for_unit(&notice)).await? {
        return Err(NoticeError::Setting(format!(
            "通知 {} 的记录刚刚被另一个程序改动，已停下；请用 pucha notify list --period {} 查看后重新运行",
            notice.key, notice.period
        )));
    }
    Ok(notice)
}

fn is_for_unit(notice: &Notice) -> bool {
    notice.kind == crate::model::notice::NoticeKind::Notice && !notice.unit.is_empty()
}

fn line(notice: &Notice, (place, many): (usize, usize)) -> String {
    let words = if notice.state == NoticeState::Sent { "" } else { notice.words.as_str() };
    let gap = if words.is_empty() { "" } else { "：" };
    format!("[{place}/{many}] {}{}{gap}{words}", whom(notice), notice.state)
}

/// `柳河镇人民政府 邮件 a@b.cn `.
fn whom(notice: &Notice) -> String {
    let unit = if notice.unit.is_empty() { "工作群" } else { notice.unit.as_str() };
    let gap = if notice.recipient.is_empty() { "" } else { " " };
    format!("{unit} {}{gap}{} ", notice.channel, notice.recipient)
}
