//! What belongs to the program itself: register, rules, database, locks, unfinished runs, ways of notices.

use crate::cli::doctor::{Found, bad, fault, good, warning};
use crate::cli::{register as check, setup};
use crate::config::notices::{MAIL_PASSWORD, WEBHOOK_URL, secret};
use crate::config::{Settings, environment};
use crate::model::time::minute;
use crate::store::{RunState, Store};

pub(super) fn register(settings: &Settings) -> Found {
    match check::check(settings) {
        Err(wrong) => fault(&wrong),
        Ok((text, code)) => {
            let of_sum = |it: &&str| it.contains("个站点，") && it.contains("处错误");
            let sum = text.lines().find(of_sum).unwrap_or_default().to_owned();
            match code {
                0 => good(sum),
                _ => bad(sum, "运行 pucha register check 查看每一处，改好后再检查"),
            }
        }
    }
}

pub(super) fn rules(settings: &Settings) -> Found {
    match setup::rulebook(settings) {
        Ok(_) => good(format!("规则集 {} 可用", settings.rules.profile)),
        Err(wrong) => {
            bad(format!("{wrong:#}"), "运行 pucha rules check 查看，改好 config/rules 中的文件")
        }
    }
}

pub(super) fn database(settings: &Settings) -> Found {
    let path = settings.place(&settings.store.path);
    if !path.exists() {
        return good(format!("{} 尚未建立，首次检查时自动建立", path.display()));
    }
    let health = Store::open_read_only(&path).and_then(|it| it.check(false));
    let health = match health {
        Ok(health) => health,
        Err(wrong) => return fault(&wrong),
    };
    if health.is_whole() {
        return good(format!("{} 可以打开，结构和证据完整", path.display()));
    }
    let seen = format!(
        "{} 处结构错误，{} 类记录缺少所属，{} 处证据缺失",
        health.structure.len(),
        health.references.len(),
        health.without_evidence.len()
    );
    bad(seen, "请停止使用，用 pucha backup 留存现状，再从最近的备份恢复")
}

pub(super) fn locks(settings: &Settings) -> Found {
    let held = Store::lock_holders(&settings.place(&settings.store.path));
    if held.is_empty() {
        return good("没有正在运行的检查、探测或发通知");
    }
    let words: Vec<String> = held.iter().map(|(what, who)| format!("{what}（{who}）")).collect();
    warning(format!("正在运行：{}", words.join("；")), "属正常；要再启动同类命令，请等它结束")
}

/// A run that a kill, a cut or an outage left; nothing else stays behind: locks end with their process.
pub(super) fn leftovers(settings: &Settings) -> Found {
    let path = settings.place(&settings.store.path);
    if !path.exists() {
        return good("没有");
    }
    let is_busy = Store::lock_holders(&path).iter().any(|(what, _)| *what == Store::LOCK_OF_RUNS);
    let newest = match Store::open_read_only(&path).and_then(|it| it.runs()) {
        Ok(runs) => runs.into_iter().next_back(),
        Err(_) => return warning("数据库打不开，未能查看", "先处理“数据库”一项"),
    };
    match newest {
        Some(run) if run.state != RunState::Finished && !is_busy => warning(
            format!("{}的一次检查没有做完（{}起）", run.period.chinese(), minute(run.started_at)),
            format!(
                "接着做：pucha census --period {0} --resume；复查则再运行 pucha recheck --period {0}",
                run.period
            ),
        ),
        _ => good("没有"),
    }
}

pub(super) fn mail(settings: &Settings) -> Found {
    let (mail, webhook) = (&settings.mail, &settings.webhook);
    let file = (mail.password_file.as_path(), "[mail] password_file");
    let password = secret(settings, environment(), MAIL_PASSWORD, file);
    let file = (webhook.url_file.as_path(), "[webhook] url_file");
    let url = secret(settings, environment(), WEBHOOK_URL, file);
    let mut ways = vec!["发件文件夹"];
    if mail.enabled {
        match password {
            Err(wrong) => return fault(&wrong),
            Ok(None) if !mail.user.is_empty() => {
                let next = format!(
                    "把密码放进环境变量 {MAIL_PASSWORD}，或写进文件并用 password_file 指明"
                );
                return bad("邮件已启用，但没有密码", next);
            }
            Ok(_) => ways.push("邮件"),
        }
    }
    if !webhook.service.is_empty() {
        match url {
            Err(wrong) => return fault(&wrong),
            Ok(None) => {
                let next =
                    format!("把机器人地址放进环境变量 {WEBHOOK_URL}，或写进文件并用 url_file 指明");
                return bad("群消息已启用，但没有机器人地址", next);
            }
            Ok(Some(_)) => ways.push("群消息"),
        }
    }
    good(format!("可用：{}（没有试发）", ways.join("、")))
}
