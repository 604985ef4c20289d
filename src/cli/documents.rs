//! Writes the documents of a period: ledger, results, bulletin; each whole or not at all.

use crate::cli::args::{
    BulletinArgs, ColumnsArgs, Common, LedgerArgs, ResultsArgs, SnapshotCommand,
};
use crate::cli::{
    DONE, NO_OUTPUT, bulletin, columns, explain, forms, issue, ledger, print, results, setup,
    snapshot, tell,
};
use crate::config::{self, Settings};
use crate::model::time::Period;
use crate::model::visit::VisitId;
use crate::reports::basis::of_profile;
use crate::reports::{Basis, Month, clearance, load};
use crate::store::Store;
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) fn ledger(common: &Common, args: &LedgerArgs) -> Result<u8> {
    let settings = setup::settings(common)?;
    let month = only(month(&settings, setup::period(&args.period)?)?, &args.site)?;
    let files: Vec<(PathBuf, Vec<u8>)> = args
        .format
        .iter()
        .map(|&it| {
            Ok((ledger::default_path(&settings.root, month.period, it), ledger::bytes(&month, it)?))
        })
        .collect::<Result<_>>()?;
    deliver(files, args.output.as_deref())
}

pub(crate) fn results(common: &Common, args: &ResultsArgs) -> Result<u8> {
    let settings = setup::settings(common)?;
    let rulebook = setup::rulebook(&settings)?;
    let month = only(month(&settings, setup::period(&args.period)?)?, &args.site)?;
    if args.explain {
        return print(&results::explained(&month, &rulebook));
    }
    let rules = results::rules(&rulebook);
    let files: Vec<(PathBuf, Vec<u8>)> = args
        .format
        .iter()
        .map(|&it| {
            Ok((
                results::default_path(&settings.root, month.period, it),
                results::bytes(&month, rules, it)?,
            ))
        })
        .collect::<Result<_>>()?;
    deliver(files, args.output.as_deref())
}

pub(crate) fn columns(common: &Common, args: &ColumnsArgs) -> Result<u8> {
    let settings = setup::settings(common)?;
    let month = only(month(&settings, setup::period(&args.period)?)?, &args.site)?;
    let store = setup::store_to_read(&settings)?;
    let rules = setup::rulebook(&settings)?;
    let sites = columns::of_month(&store, &rules, &month, &args.state)?;
    let files: Vec<(PathBuf, Vec<u8>)> = args
        .format
        .iter()
        .map(|&it| {
            let place = match it {
                columns::Format::Text => PathBuf::from("-"),
                _ => columns::default_path(&settings.root, month.period, it),
            };
            Ok((place, columns::bytes(&sites, it)?))
        })
        .collect::<Result<_>>()?;
    deliver(files, args.output.as_deref())
}

pub(crate) async fn bulletin(common: &Common, args: &BulletinArgs) -> Result<u8> {
    let settings = setup::settings(common)?;
    if args.issue.check_templates {
        return issue::check_templates(&settings);
    }
    let month = month(&settings, setup::period(&args.period)?)?;
    let chosen = issue::chosen(&settings, &month, &args.issue)?;
    let folder =
        args.out.clone().unwrap_or_else(|| bulletin::default_folder(&settings.root, month.period));
    let place = |it| folder.join(bulletin::file_name(chosen.name, month.period, it));
    // Every form is made before anything is issued or written: a fault leaves neither.
    let mut forms = forms::of(&chosen.document, &args.format, month.as_of, place)?;
    let letters = letters(&settings, &setup::store_to_read(&settings)?, &month, &folder)?;
    chosen.record(&settings).await?;
    deliver(forms.files.drain(..).chain(letters).collect(), None)?;
    forms.complete()?;
    Ok(DONE)
}

/// Letters to the owners of sites that block us, where there are some.
fn letters(
    settings: &Settings,
    store: &Store,
    month: &Month,
    folder: &Path,
) -> Result<Option<(PathBuf, Vec<u8>)>> {
    let blocked = clearance::blocked(store, month)?;
    if blocked.is_empty() {
        return Ok(None);
    }
    let text = clearance::letters(month, &blocked, &settings.crawl);
    Ok(Some((folder.join(clearance::file_name(month)), text.into_bytes())))
}

/// Ledger, results and bulletin of the period in every format, into one folder.
pub(crate) fn write_all(
    settings: &Settings,
    store: &Store,
    period: Period,
    folder: &Path,
) -> Result<Vec<PathBuf>> {
    let month =
        load::month(store, settings, period, basis(settings)?)?.context("本期没有可写出的结果")?;
    let named = |path: PathBuf| folder.join(path.file_name().unwrap_or_default());
    let place = |it| folder.join(bulletin::file_name(issue::NAME, period, it));
    let document = issue::in_force(settings, store, &month)?;
    let forms = forms::of(&document, bulletin::Format::value_variants(), month.as_of, place)?;
    if let Some(fault) = &forms.without_pdf {
        tell(&fault.to_string());
    }
    let mut files = forms.files;
    for format in [ledger::Format::Csv, ledger::Format::Xlsx] {
        files.push((
            named(ledger::default_path(folder, period, format)),
            ledger::bytes(&month, format)?,
        ));
    }
    let rulebook = setup::rulebook(settings)?;
    for format in [results::Format::Csv, results::Format::Xlsx] {
        files.push((
            named(results::default_path(folder, period, format)),
            results::bytes(&month, results::rules(&rulebook), format)?,
        ));
    }
    files.extend(letters(settings, store, &month, folder)?);
    for (path, bytes) in &files {
        write_whole(path, bytes)?;
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

pub(crate) fn snapshot(common: &Common, command: &SnapshotCommand) -> Result<u8> {
    let settings = setup::settings(common)?;
    let store = setup::store_to_read(&settings)?;
    match command {
        SnapshotCommand::List { period, site } => {
            let period = setup::period(period)?;
            let results = store.results(period)?;
            let sites: Vec<_> = results.iter().map(|it| it.site.clone()).collect();
            let chosen = setup::chosen(&sites, std::slice::from_ref(site))?;
            for result in results.iter().filter(|it| chosen.contains(&it.site.key)) {
                print(&snapshot::list(&store, &result.run.id, &result.site.key)?)?;
            }
            Ok(DONE)
        }
        SnapshotCommand::Show { id, output } => {
            let id = VisitId(id.clone());
            let Some(shown) = snapshot::show(&store, &id)? else {
                let taken = snapshot::missing(&store, &id)?.map(|it| format!("（{it}）"));
                let taken = taken.unwrap_or_default();
                bail!("没有编号为 {id} 的证据{taken}；编号见台账的“证据编号”一栏");
            };
            match output {
                None => print(&shown),
                Some(path) => {
                    let Some(body) = snapshot::export(&store, &id)? else {
                        let why = snapshot::missing(&store, &id)?
                            .unwrap_or_else(|| "访问失败或没有返回内容".into());
                        bail!("证据 {id} 没有留存页面内容（{why}）");
                    };
                    deliver(vec![(path.clone(), body)], Some(path))
                }
            }
        }
    }
}

pub(crate) fn explain(common: &Common, code: Option<&str>) -> Result<u8> {
    let rulebook = if common.config.exists() {
        setup::rulebook(&setup::settings(common)?)?
    } else {
        setup::rulebook(&Settings::default())?
    };
    match code {
        None => print(&explain::list(&rulebook)),
        Some(code) => match explain::explain(&rulebook, code) {
            Ok(text) => print(&text),
            Err(text) => bail!(text),
        },
    }
}

pub(crate) fn month(settings: &Settings, period: Period) -> Result<Month> {
    let store = setup::store_to_read(settings)?;
    let Some(month) = load::month(&store, settings, period, basis(settings)?)? else {
        let known: Vec<String> = store.periods()?.iter().map(ToString::to_string).collect();
        let known = if known.is_empty() {
            "库中还没有任何期次".into()
        } else {
            format!("已有期次：{}", known.join("、"))
        };
        bail!("{period} 没有检查结果（{known}）；请先运行 pucha census --period {period}");
    };
    Ok(month)
}

/// The month with the named sites only; all where none is named.
fn only(month: Month, names: &[String]) -> Result<Month> {
    let sites: Vec<_> = month.results.iter().map(|it| it.site.clone()).collect();
    let only = setup::chosen(&sites, names)?;
    Ok(if only.is_empty() { month } else { month.only(|site| only.contains(&site.key)) })
}

/// What the census goes by, from the rule files in force.
fn basis(settings: &Settings) -> Result<Basis> {
    let profile = &settings.rules.profile;
    Ok(of_profile(profile, &config::rules::tables(&settings.root, profile)?))
}

/// One file to where it was asked for, or each to its own place; `-` is standard output.
pub(crate) fn deliver(files: Vec<(PathBuf, Vec<u8>)>, output: Option<&Path>) -> Result<u8> {
    if output.is_some() && files.len() > 1 {
        bail!("--output 只能配合一种格式使用；请去掉 --output，或只写一种 --format");
    }
    for (place, bytes) in files {
        let place = output.map_or(place, Path::to_path_buf);
        if place == Path::new("-") {
            match std::io::stdout().lock().write_all(&bytes) {
                Err(fault) if fault.kind() != std::io::ErrorKind::BrokenPipe => {
                    return Err(fault).context(NO_OUTPUT);
                }
                _ => {}
            }
        } else {
            write_whole(&place, &bytes)?;
            tell(&format!("已写出 {}", place.display()));
        }
    }
    Ok(DONE)
}

/// Writes beside the place and moves it there, so that no half file ever stands under the name.
fn write_whole(place: &Path, bytes: &[u8]) -> Result<()> {
    let name = || {
        format!(
            "无法写入 {}；请检查目录权限和磁盘空间，或文件是否正被其他程序打开",
            place.display()
        )
    };
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).with_context(name)?;
    }
    let mut beside = place.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, place));
    if written.is_err() {
        fs::remove_file(&beside).ok();
    }
    written.with_context(name)
}
