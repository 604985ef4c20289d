//! One run: plan, outbox, mail, group, and the outbox's table of contents last.

use crate::census::log_lines;
use crate::cli::args::{Common, NotifyArgs};
use crate::cli::notify::told::{Outcome, dry_run};
use crate::cli::{DONE, NOT_ALL_JUDGED, documents, print, setup, tell};
use crate::config::notices::{MAIL_PASSWORD, WEBHOOK_SECRET, WEBHOOK_URL, secret};
use crate::config::{Settings, environment};
use crate::model::notice::{Channel, Notice, NoticeKind, NoticeState, PUCHA};
use crate::model::parcel::Parcel;
use crate::model::time::{Period, shanghai};
use crate::notices::addresses::{Addresses, address};
use crate::notices::brief::Findings;
use crate::notices::deliver::{Desk, all, note};
use crate::notices::group::Group;
use crate::notices::letter::Writer;
use crate::notices::mail::{MailWay, Outgoing};
use crate::notices::mime::{self, Envelope};
use crate::notices::plan::{Before, Item, Plan, Skip, interrupted, notices, settle, summary, with};
use crate::notices::reminders::{Today, due, overdue};
use crate::notices::webhook::{Message, WebhookWay};
use crate::notices::{index, outbox};
use crate::reports::unit;
use anyhow::{Context, Result, bail};
use chrono::{Datelike, NaiveDate};
use lettre::Address;
use std::path::PathBuf;

/// All that one run knows of its period.
struct Job<'a> {
    settings: &'a Settings,
    args: &'a NotifyArgs,
    period: Period,
    channels: Vec<Channel>,
    /// Of all units, for the table of contents.
    every: Vec<Parcel>,
    places: Vec<PathBuf>,
    /// Those that this run is about.
    parcels: Vec<Parcel>,
    findings: Findings,
    today: NaiveDate,
    is_workday: Box<dyn Fn(NaiveDate) -> Option<bool>>,
    mail: Option<MailWay>,
    webhook: Option<WebhookWay>,
}

pub(super) async fn run(common: &Common, settings: &Settings, args: &NotifyArgs) -> Result<u8> {
    let mut job = Job::load(settings, args)?;
    if args.reminders && (job.is_workday)(job.today).is_none() {
        tell(&format!(
            "没有 {} 年的节假日安排，只按周末推算工作日；请在规则文件 holidays.toml 中补上",
            job.today.year()
        ));
    }
    if args.reminders && !job.today().is_workday(job.today().day) {
        return print("今天不是工作日，不发提醒和催办\n");
    }
    if args.dry_run {
        let rows = setup::store_to_read(settings)?.notices(job.period)?;
        let rows = with(rows.clone(), interrupted(&rows, setup::now()));
        let plan = job.plan(&rows);
        return print(&dry_run(&plan, &job.parcels, &job.findings, &job.own_places()));
    }
    let store = setup::store(settings)?;
    let _lock = store.lock_for_notices()?;
    let rows = settle(&store, store.notices(job.period)?, setup::now()).await?;
    let plan = job.plan(&rows);
    let quiet = common.quiet;
    let say = |text: &str| {
        if !quiet {
            tell(text);
        }
    };
    let desk = Desk { store: &store, settings: &settings.notices, now: &setup::now, tell: &say };
    let outcome = job.send(&desk, plan).await?;
    let folder = job.folder();
    store.close().await?;
    print(&outcome.text(&folder))?;
    Ok(if outcome.is_incomplete() { NOT_ALL_JUDGED } else { DONE })
}

impl<'a> Job<'a> {
    fn load(settings: &'a Settings, args: &'a NotifyArgs) -> Result<Self> {
        let store = setup::store_to_read(settings)?;
        let period = if let Some(period) = &args.period {
            setup::period(period)?
        } else {
            let newest = store.periods()?.into_iter().max();
            newest.context("库中还没有任何期次；请先运行 pucha census")?
        };
        let channels = channels(settings, args)?;
        let month = documents::month(settings, period)?;
        let sites: Vec<_> = month.results.iter().map(|it| it.site.clone()).collect();
        let chosen = setup::chosen(&sites, &args.site)?;
        let units: Vec<&str> =
            sites.iter().filter(|it| chosen.contains(&it.key)).map(|it| it.unit.as_str()).collect();
        let every = unit::parcels(&month)?;
        let is_meant = |it: &&Parcel| args.site.is_empty() || units.contains(&it.unit.as_str());
        let parcels: Vec<Parcel> = every.iter().filter(is_meant).cloned().collect();
        let all_findings = month.results.iter().flat_map(|it| &it.findings);
        let findings = all_findings.map(|it| (it.id.clone(), it.clone())).collect();
        let hosts: Vec<String> =
            sites.iter().filter_map(|it| it.home.host_str().map(str::to_owned)).collect();
        let mail = channels.contains(&Channel::Mail).then(|| mail(settings)).transpose()?;
        let webhook =
            channels.contains(&Channel::Webhook).then(|| webhook(settings, &hosts)).transpose()?;
        let places = outbox::places(&every);
        let holidays = setup::rulebook(settings)?.calendar;
        let is_workday = Box::new(move |it| holidays.is_workday(it));
        let now = args.as_of.as_deref().map_or_else(|| Ok(setup::now()), setup::instant)?;
        let today = now.with_timezone(&shanghai()).date_naive();
        Ok(Self {
            settings,
            args,
            period,
            channels,
            every,
            places,
            parcels,
            findings,
            today,
            is_workday,
            mail,
            webhook,
        })
    }

    fn folder(&self) -> PathBuf {
        let outbox = self.settings.place(&self.settings.notices.outbox);
        outbox.join(self.period.to_string())
    }

    /// The places of [`Job::parcels`], in their order.
    fn own_places(&self) -> Vec<PathBuf> {
        let every = self.every.iter().zip(&self.places);
        every.filter(|(it, _)| self.is_meant(&it.unit)).map(|(_, place)| place.clone()).collect()
    }

    fn is_meant(&self, unit: &str) -> bool {
        self.parcels.iter().any(|it| it.unit == unit)
    }

    fn plan(&self, rows: &[Notice]) -> Plan {
        let before = Before { rows, retry: self.args.retry, now: setup::now() };
        let host = self.webhook.as_ref().map(WebhookWay::host).unwrap_or_default();
        let to_group = self.webhook.is_some() && self.args.site.is_empty();
        let mut plan = if self.args.reminders {
            due(&self.parcels, &self.findings, &self.channels, (self.today(), before))
        } else {
            notices(&self.parcels, &self.channels, before)
        };
        let group = match (to_group, self.args.reminders) {
            (false, _) => Plan::default(),
            (true, true) => overdue(&self.parcels, &self.findings, &host, (self.today(), before)),
            (true, false) => summary(&self.parcels, &host, before),
        };
        if self.webhook.is_some() && !to_group {
            let why = "只对部分单位运行时不发群消息".to_owned();
            plan.skips.push(Skip {
                unit: String::new(),
                channel: Channel::Webhook,
                why,
                open: false,
                no_address: false,
            });
        }
        plan.items.extend(group.items);
        plan.skips.extend(group.skips);
        // A unit without an address is told by another way, or somebody has to see to it.
        let by_hand = self.channels.contains(&Channel::Outbox);
        let told = |unit: &str| by_hand || rows.iter().any(|it| it.unit == unit && is_told(it));
        for skip in plan.skips.iter_mut().filter(|it| it.no_address && !told(&it.unit)) {
            skip.open = true;
        }
        plan
    }

    fn today(&self) -> Today<'_> {
        Today { day: self.today, settings: &self.settings.notices, is_workday: &*self.is_workday }
    }

    async fn send(&mut self, desk: &Desk<'_>, plan: Plan) -> Result<Outcome> {
        let mut outcome = Outcome { skips: plan.skips.clone(), ..Outcome::default() };
        let by_hand = self.channels.contains(&Channel::Outbox) && !self.args.reminders;
        if by_hand {
            self.fill_outbox(desk, &plan, &mut outcome).await?;
        }
        let (mails, unfit) = self.mails(&plan);
        outcome.skips.extend(unfit);
        if let Some(way) = &mut self.mail {
            outcome.ends.extend(all(desk, way, mails).await?);
        }
        let rows = desk.store.notices(self.period)?;
        let messages = self.messages(&plan, &rows);
        if let Some(way) = &mut self.webhook {
            outcome.ends.extend(all(desk, way, messages).await?);
        }
        outcome.ends.iter().for_each(log_lines::notice);
        if by_hand || self.folder().join(index::CSV).exists() {
            let rows = desk.store.notices(self.period)?;
            let every: Vec<_> = self.every.iter().zip(self.places.iter().cloned()).collect();
            index::write(&self.folder(), &every, &rows, &self.findings)?;
        }
        Ok(outcome)
    }

    /// Folders are written again where they are missing, and replaced only for a notice that has not gone out yet.
    async fn fill_outbox(&self, desk: &Desk<'_>, plan: &Plan, outcome: &mut Outcome) -> Result<()> {
        let folder = self.folder();
        let planned: Vec<&Item> = plan.of(Channel::Outbox).collect();
        let fresh: Vec<Notice> = planned.iter().map(|it| it.notice.clone()).collect();
        desk.store.plan_notices(&fresh).await?;
        for (parcel, place) in self.parcels.iter().zip(self.own_places()) {
            let item = planned.iter().find(|it| it.notice.unit == parcel.unit);
            if item.is_none() && outbox::is_there(&folder, &place) {
                let (unit, folder) = (parcel.unit.clone(), place);
                outcome.placed.push(outbox::Placed {
                    unit,
                    folder,
                    written: false,
                    replaced: None,
                });
                continue;
            }
            outcome.placed.push(outbox::put(&folder, &place, parcel)?);
            if let Some(item) = item {
                let words = format!("已写入 {}", folder.join(&place).display());
                let row = &item.notice;
                let sent = row.came_to(NoticeState::Sent, (desk.now)(), (PUCHA, &words));
                outcome.ends.push(note(desk, sent, row.state).await?);
            }
        }
        if self.args.site.is_empty() {
            outcome.withdrawn = outbox::withdraw(&folder, &self.places)?;
        }
        Ok(())
    }

    fn mails(&self, plan: &Plan) -> (Vec<(Notice, Outgoing)>, Vec<Skip>) {
        let (mut mails, mut unfit) = (Vec::new(), Vec::new());
        for item in plan.of(Channel::Mail) {
            let Some(parcel) = item.parcel.map(|it| &self.parcels[it]) else { continue };
            match self.outgoing(parcel, &item.notice) {
                Ok(outgoing) => mails.push((item.notice.clone(), outgoing)),
                Err(fault) => unfit.push(Skip {
                    unit: parcel.unit.clone(),
                    channel: Channel::Mail,
                    why: format!("写不成邮件（{fault:#}），没有发"),
                    open: true,
                    no_address: false,
                }),
            }
        }
        (mails, unfit)
    }

    fn outgoing(&self, parcel: &Parcel, notice: &Notice) -> Result<Outgoing> {
        let mail = &self.settings.mail;
        let known = |it: &str| address(it).with_context(|| format!("“{it}”不是邮箱地址"));
        let (from, to) = (known(&mail.from)?, known(&notice.recipient)?);
        let reply_to =
            Some(mail.reply_to.trim()).filter(|it| !it.is_empty()).map(known).transpose()?;
        let copies: Vec<Address> =
            mail.copy_to.iter().map(|it| known(it)).collect::<Result<_>>()?;
        // One copy of what a unit gets is enough, however many addresses it has.
        let first = Addresses::read(&parcel.contact.mail).good;
        let copies = if first.first() == Some(&to) { copies } else { Vec::new() };
        let name = Some(mail.from_name.trim()).filter(|it| !it.is_empty());
        let name = name.unwrap_or(&self.settings.office.name).to_owned();
        let writer = Writer {
            office: &self.settings.office,
            rectification: &self.settings.rectification,
            findings: &self.findings,
            today: self.today,
        };
        let envelope = Envelope {
            from: (name, from.clone()),
            to: (parcel.unit.clone(), to.clone()),
            reply_to,
            copies: copies.clone(),
            key: notice.key.0.clone(),
            at: setup::now(),
        };
        let files: Vec<(&str, &[u8])> = match notice.kind {
            NoticeKind::Notice => {
                parcel.files.iter().map(|it| (it.name.as_str(), it.bytes.as_slice())).collect()
            }
            _ => Vec::new(),
        };
        let bytes = mime::message(&envelope, &writer.letter(parcel, notice), &files)?;
        Ok(Outgoing { from, to, copies, bytes })
    }

    fn messages(&self, plan: &Plan, rows: &[Notice]) -> Vec<(Notice, Message)> {
        let group = Group {
            office: &self.settings.office,
            findings: &self.findings,
            parcels: &self.parcels,
            rows,
            worst_units: self.settings.webhook.worst_units,
        };
        let at = setup::now().timestamp_millis();
        plan.of(Channel::Webhook)
            .map(|it| (it.notice.clone(), group.message(&it.notice, at)))
            .collect()
    }
}

fn is_told(row: &Notice) -> bool {
    row.kind == NoticeKind::Notice && row.state == NoticeState::Sent
}

fn channels(settings: &Settings, args: &NotifyArgs) -> Result<Vec<Channel>> {
    let named = &settings.notices.channels;
    let mut channels = args.channel.clone();
    if channels.is_empty() {
        channels = named.iter().filter_map(|it| Channel::from_code(it)).collect();
    }
    channels.sort();
    channels.dedup();
    if channels.is_empty() {
        bail!(
            "没有发送途径：请写 --channel outbox,mail,webhook，或在设置 [notices] channels 中写明"
        );
    }
    if channels.contains(&Channel::Mail) && !settings.mail.enabled {
        bail!("邮件没有启用：请填写设置 [mail] 一节，并改为 enabled = true；先试一次用 --dry-run");
    }
    Ok(channels)
}

fn mail(settings: &Settings) -> Result<MailWay> {
    let file = (settings.mail.password_file.as_path(), "[mail] password_file");
    let password = secret(settings, environment(), MAIL_PASSWORD, file)?;
    Ok(MailWay::new(settings, password)?)
}

fn webhook(settings: &Settings, hosts: &[String]) -> Result<WebhookWay> {
    let webhook = &settings.webhook;
    let read = |name, file, key| secret(settings, environment(), name, (file, key));
    let address = read(WEBHOOK_URL, webhook.url_file.as_path(), "[webhook] url_file")?;
    let key = read(WEBHOOK_SECRET, webhook.secret_file.as_path(), "[webhook] secret_file")?;
    Ok(WebhookWay::new(settings, (address, key), hosts)?)
}
