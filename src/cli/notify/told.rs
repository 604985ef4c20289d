//! What a run of `pucha notify` says in the end: what would go out, or what did, and what a person has to do.

use crate::model::notice::{Channel, Notice, NoticeKind, NoticeState};
use crate::model::parcel::Parcel;
use crate::notices::brief::{Brief, Findings};
use crate::notices::outbox::Placed;
use crate::notices::plan::{Plan, Skip};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What became of a run.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) placed: Vec<Placed>,
    pub(super) withdrawn: Vec<PathBuf>,
    pub(super) ends: Vec<Notice>,
    pub(super) skips: Vec<Skip>,
}

impl Outcome {
    /// Something did not go out, or nobody knows whether it did.
    pub(super) fn is_incomplete(&self) -> bool {
        let lost = |it: &Notice| matches!(it.state, NoticeState::Failed | NoticeState::Unsure);
        self.ends.iter().any(lost) || self.skips.iter().any(|it| it.open)
    }

    pub(super) fn text(&self, folder: &Path) -> String {
        let mut text = String::new();
        self.outbox(folder, &mut text);
        for channel in [Channel::Mail, Channel::Webhook] {
            let count = |state| {
                let ends = self.ends.iter().filter(|it| it.channel == channel);
                ends.filter(|it| it.state == state).count()
            };
            let known = self.skips.iter().filter(|it| it.channel == channel && !it.open);
            let known = known.filter(|it| !it.no_address).count();
            let (sent, failed, unsure) =
                (count(NoticeState::Sent), count(NoticeState::Failed), count(NoticeState::Unsure));
            if 0 < sent + failed + unsure + known {
                let _ = writeln!(
                    text,
                    "{channel}：发出 {sent} 份，未发出 {failed} 份，不确定 {unsure} 份，不必发 {known} 份"
                );
            }
        }
        let without = self.skips.iter().filter(|it| it.no_address && !it.open);
        let without: Vec<&str> = without.map(|it| it.unit.as_str()).collect();
        if !without.is_empty() {
            let _ = writeln!(
                text,
                "登记表中没有邮箱，没有发邮件的 {} 个单位：{}",
                without.len(),
                without.join("、")
            );
        }
        let lost = |it: &&Notice| matches!(it.state, NoticeState::Failed | NoticeState::Unsure);
        let mut open: Vec<String> = self.ends.iter().filter(lost).map(lost_line).collect();
        open.extend(self.skips.iter().filter(|it| it.open).map(skip_line));
        if !open.is_empty() {
            let _ = writeln!(text, "要人处理的 {} 项：\n{}", open.len(), open.join("\n"));
        }
        if text.is_empty() {
            text.push_str("没有要发的\n");
        }
        text
    }

    fn outbox(&self, folder: &Path, text: &mut String) {
        if !self.placed.is_empty() {
            let written = self.placed.iter().filter(|it| it.written).count();
            let _ = writeln!(
                text,
                "发件文件夹：写出 {written} 个单位，没有变化 {} 个单位，目录见 {}",
                self.placed.len() - written,
                folder.join(crate::notices::index::PAGE).display()
            );
        }
        for placed in &self.placed {
            if let Some(old) = &placed.replaced {
                let _ = writeln!(
                    text,
                    "  {} 的内容有变，换成新的；原来的移到 {}",
                    placed.unit,
                    folder.join(old).display()
                );
            }
        }
        for moved in &self.withdrawn {
            let _ = writeln!(text, "  本期不再涉及，移到 {}", folder.join(moved).display());
        }
    }
}

fn lost_line(notice: &Notice) -> String {
    let unit = if notice.unit.is_empty() { "工作群" } else { notice.unit.as_str() };
    let next = match (notice.state, notice.temporary) {
        (NoticeState::Unsure, _) => {
            format!("请问清后运行 pucha notify resolve {} --sent 或 --again", notice.key)
        }
        (_, true) => "再次运行 pucha notify 时会再发".to_owned(),
        _ => "改正后加 --retry 再发".to_owned(),
    };
    format!(
        "  {unit}（{} {}）{}：{}；{next}",
        notice.channel, notice.recipient, notice.state, notice.words
    )
}

fn skip_line(skip: &Skip) -> String {
    let unit = if skip.unit.is_empty() { "工作群" } else { skip.unit.as_str() };
    format!("  {unit}（{}）：{}", skip.channel, skip.why)
}

/// Who would get what by which way, and who not and why.
pub(super) fn dry_run(
    plan: &Plan,
    parcels: &[Parcel],
    findings: &Findings,
    places: &[PathBuf],
) -> String {
    let mut text = String::from("试运行：不发送，也不写文件\n");
    for item in &plan.items {
        let notice = &item.notice;
        let counts = Brief::over(&notice.findings, findings).counts;
        let unit = if notice.unit.is_empty() { "工作群" } else { notice.unit.as_str() };
        let to = match (notice.channel, item.parcel) {
            (Channel::Outbox, Some(place)) => places[place].display().to_string(),
            _ => notice.recipient.clone(),
        };
        let files = match (item.parcel, notice.kind) {
            (Some(place), NoticeKind::Notice) => {
                let files = &parcels[place].files;
                let bytes: usize = files.iter().map(|it| it.bytes.len()).sum();
                let names: Vec<&str> = files.iter().map(|it| it.name.as_str()).collect();
                format!("；文件：{}（共 {} KiB）", names.join("、"), bytes.div_ceil(1024))
            }
            _ => String::new(),
        };
        let _ = writeln!(
            text,
            "{}  {unit} → {to}：{}，问题{}个（{}）{files}",
            notice.channel,
            notice.kind.chinese(),
            counts.total(),
            counts.chinese()
        );
    }
    if plan.items.is_empty() {
        text.push_str("没有要发的\n");
    }
    if !plan.skips.is_empty() {
        let lines: Vec<String> = plan.skips.iter().map(skip_line).collect();
        let _ = writeln!(text, "不发的 {} 项：\n{}", lines.len(), lines.join("\n"));
    }
    text
}
