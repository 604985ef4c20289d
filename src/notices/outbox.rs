//! The outbox: for each unit a folder and a zip of the same files, ready for the county's OA system.
//!
//! `<period>/<class>/<unit>/…` and `<period>/<class>/<unit>.zip`. A folder is there whole or not at all: it is written beside
//! its place and moved there. What it replaces is kept under `旧版`, what no longer concerns anybody under `不再涉及`.

use crate::model::parcel::Parcel;
use crate::model::site::UnitClass;
use crate::notices::NoticeError;
use crate::notices::text::file_name;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Cursor, ErrorKind, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

pub const REPLACED: &str = "旧版";
pub const WITHDRAWN: &str = "不再涉及";

/// What became of one parcel in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub unit: String,
    /// Below the period's folder: `乡镇/柳河镇人民政府`; the zip has the same name and an ending.
    pub folder: PathBuf,
    pub written: bool,
    /// Where the folder that was there before is now, below the period's folder.
    pub replaced: Option<PathBuf>,
}

/// Below the period's folder, for each parcel; units of one name in one class are told apart by a number.
pub fn places(parcels: &[Parcel]) -> Vec<PathBuf> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    parcels
        .iter()
        .map(|parcel| {
            let class = Path::new(parcel.unit_class.chinese());
            let mut name = file_name(&parcel.unit);
            // File systems that do not tell case apart would mix up `A` and `a`.
            let count =
                taken.entry(format!("{}/{}", class.display(), name.to_lowercase())).or_default();
            *count += 1;
            if 1 < *count {
                name = format!("{name}（{count}）");
            }
            class.join(name)
        })
        .collect()
}

/// Puts one parcel into the period's folder; what is there already and the same is left alone.
pub fn put(period: &Path, place: &Path, parcel: &Parcel) -> Result<Placed, NoticeError> {
    let (folder, archive) = (period.join(place), zip_of(&period.join(place)));
    let files = named(parcel);
    let zipped = zipped(&files, parcel.period.first_day())
        .map_err(|it| write_fault(&archive, &it.to_string()))?;
    let mut placed = Placed {
        unit: parcel.unit.clone(),
        folder: place.to_owned(),
        written: false,
        replaced: None,
    };
    let same = |path: &Path, bytes: &[u8]| fs::read(path).is_ok_and(|it| it == bytes);
    if files.iter().all(|(name, bytes)| same(&folder.join(name), bytes)) && same(&archive, &zipped)
    {
        return Ok(placed);
    }
    placed.written = true;
    let beside = part_of(&folder);
    clear(&beside)?;
    make(&beside)?;
    for (name, bytes) in &files {
        write(&beside.join(name), bytes)?;
    }
    let archive_beside = part_of(&archive);
    write(&archive_beside, &zipped)?;
    if folder.exists() || archive.exists() {
        placed.replaced = put_away(period, place, REPLACED, true)?;
    }
    rename(&beside, &folder)?;
    rename(&archive_beside, &archive)?;
    Ok(placed)
}

/// Whether folder and zip of a parcel are there, whatever they hold.
pub fn is_there(period: &Path, place: &Path) -> bool {
    period.join(place).is_dir() && zip_of(&period.join(place)).is_file()
}

/// Moves what was written for units that are not among `wanted` any more; says where it is now.
pub fn withdraw(period: &Path, wanted: &[PathBuf]) -> Result<Vec<PathBuf>, NoticeError> {
    let wanted: BTreeSet<&PathBuf> = wanted.iter().collect();
    let mut moved = Vec::new();
    for class in UnitClass::ALL {
        let class = Path::new(class.chinese());
        let entries = match fs::read_dir(period.join(class)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(write_fault(&period.join(class), &error.to_string())),
        };
        let mut names: Vec<PathBuf> =
            entries.flatten().map(|it| PathBuf::from(it.file_name())).collect();
        names.sort();
        for name in names {
            // What has no zip beside it is not ours.
            let is_part = name.to_string_lossy().starts_with('.');
            if is_part || name.extension().is_none_or(|it| it != "zip") {
                continue;
            }
            let place = class.join(name.with_extension(""));
            if !wanted.contains(&place) {
                moved.extend(put_away(period, &place, WITHDRAWN, false)?);
            }
        }
    }
    Ok(moved)
}

/// Folder first, then the zip, so that a run that was killed between them finds the zip and goes on.
fn put_away(
    period: &Path,
    place: &Path,
    into: &str,
    numbered: bool,
) -> Result<Option<PathBuf>, NoticeError> {
    let mut kept = None;
    let (folder, archive) = (period.join(place), zip_of(&period.join(place)));
    for (from, ending) in [(folder, ""), (archive, ".zip")] {
        if !from.exists() {
            continue;
        }
        let mut number = 1;
        let to = loop {
            let tail = if numbered || 1 < number { format!("-{number}") } else { String::new() };
            let to = Path::new(into).join(format!("{}{tail}{ending}", place.display()));
            if !period.join(&to).exists() {
                break to;
            }
            number += 1;
        };
        if let Some(parent) = period.join(&to).parent() {
            make(parent)?;
        }
        rename(&from, &period.join(&to))?;
        kept.get_or_insert(to);
    }
    Ok(kept)
}

/// Names made fit once more, and told apart where two became one.
fn named(parcel: &Parcel) -> Vec<(String, &[u8])> {
    let mut taken = BTreeSet::new();
    parcel
        .files
        .iter()
        .map(|file| {
            let mut name = file_name(&file.name);
            while !taken.insert(name.to_lowercase()) {
                name = format!("另-{name}");
            }
            (name, file.bytes.as_slice())
        })
        .collect()
}

/// The same files are the same bytes: one fixed time, no owner. Names that are not ASCII carry the UTF-8 flag (APPNOTE
/// 4.4.4, bit 11), by which Windows shows them as they are.
pub fn zipped(files: &[(String, &[u8])], day: NaiveDate) -> zip::result::ZipResult<Vec<u8>> {
    let part = |it: u32| u8::try_from(it).unwrap_or(1);
    let year = u16::try_from(day.year()).unwrap_or(1980).clamp(1980, 2107);
    let at = DateTime::from_date_and_time(year, part(day.month()), part(day.day()), 0, 0, 0)
        .unwrap_or_default();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o644)
        .last_modified_time(at);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Whole or not at all, and on the disk when it returns.
pub(super) fn write_whole(place: &Path, bytes: &[u8]) -> Result<(), NoticeError> {
    if let Some(folder) = place.parent() {
        make(folder)?;
    }
    let beside = part_of(place);
    write(&beside, bytes)?;
    rename(&beside, place)
}

fn zip_of(folder: &Path) -> PathBuf {
    let mut path = folder.as_os_str().to_owned();
    path.push(".zip");
    path.into()
}

fn part_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.part"))
}

fn clear(folder: &Path) -> Result<(), NoticeError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(write_fault(folder, &error.to_string()))
        }
        _ => Ok(()),
    }
}

fn make(folder: &Path) -> Result<(), NoticeError> {
    fs::create_dir_all(folder).map_err(|it| write_fault(folder, &it.to_string()))
}

fn write(place: &Path, bytes: &[u8]) -> Result<(), NoticeError> {
    let written = File::create(place).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|it| write_fault(place, &it.to_string()))
}

fn rename(from: &Path, to: &Path) -> Result<(), NoticeError> {
    fs::rename(from, to).map_err(|it| write_fault(to, &it.to_string()))
}

fn write_fault(place: &Path, cause: &str) -> NoticeError {
    NoticeError::Write { place: place.to_owned(), cause: cause.to_owned() }
}
