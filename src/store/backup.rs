//! Copies of the whole database while others write to it, and the rewriting of its file.

use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::integrity;
use crate::store::schema::{self, beside};
use crate::store::space::free_bytes;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Pages of 4 KiB that one step copies.
const STEP: i32 = 256;
/// What must stay free beside the copy, in bytes.
pub(super) const SPARE: u64 = 16 << 20;
/// Where a database file says whose it is.
const OWNER_AT: u64 = 68;

/// How far a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupStep {
    /// Pages copied, and of how many.
    Copied(usize, usize),
    Checking,
}

impl Store {
    /// Copies the database as it is at this instant to `target` and checks the copy; `replace`: in the place of an earlier
    /// one. Works beside a run and holds nobody up. Killed, it leaves a file `….part` that the next backup replaces.
    /// Returns the copy's bytes. Blocks.
    ///
    /// # Errors
    /// Also where there is something in the target's place that must not be lost, no room for it, or a copy that is not
    /// whole.
    pub fn backup(
        &self,
        target: &Path,
        replace: bool,
        told: &mut dyn FnMut(BackupStep),
    ) -> Result<u64, StoreError> {
        let io = |error: &std::io::Error| StoreError::from_io(target, error);
        refuse(self.path(), target, replace)?;
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|error| io(&error))?;
        }
        let space = self.space()?;
        let needed = space.database.saturating_add(space.log).saturating_add(SPARE);
        let free = free_bytes(target).map_err(|error| io(&error))?;
        if free < needed {
            return Err(StoreError::NoRoom { path: target.to_owned(), free, needed });
        }
        let part = Part::begin(target)?;
        let from = schema::open_reader(self.path(), &self.inner.options)?;
        copied(&from, (self.path(), &part.path), told)?;
        told(BackupStep::Checking);
        let bytes = check(&part.path, target)?;
        part.finish(target).map_err(|error| io(&error))?;
        Ok(bytes)
    }

    /// Rewrites the file without its free pages, so that from then on pruning gives space back by itself. Readers go on;
    /// whoever writes waits, so nothing should run. Killed at any instant, the file is the old or the new one. Needs room
    /// for twice what is in use. Blocks.
    pub fn compact(&self) -> Result<(), StoreError> {
        let sql = |error: rusqlite::Error| StoreError::from_sql(self.path(), &error);
        let connection = schema::open_writer(self.path(), &self.inner.options)?;
        // The copy is made beside the database: folders for temporary files are often small.
        if let Some(folder) = fs::canonicalize(self.path()).ok().as_deref().and_then(Path::parent) {
            let place = folder.to_string_lossy().replace('\'', "''");
            connection
                .execute_batch(&format!("PRAGMA temp_store_directory = '{place}'"))
                .map_err(sql)?;
        }
        connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL; VACUUM").map_err(sql)?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(sql)
    }
}

/// All pages of the database at `path` as they are at this instant, into a new file.
pub(super) fn copied(
    from: &Connection,
    (path, part): (&Path, &Path),
    told: &mut dyn FnMut(BackupStep),
) -> Result<(), StoreError> {
    let sql = |error: rusqlite::Error| StoreError::from_sql(path, &error);
    let there = |error: rusqlite::Error| StoreError::from_sql(part, &error);
    let mut to = Connection::open(part).map_err(there)?;
    // A copy that breaks off is thrown away, so it needs no journal; what is whole is synchronised in the end.
    to.pragma_update(None, "journal_mode", "OFF").map_err(there)?;
    to.pragma_update(None, "synchronous", "OFF").map_err(there)?;
    // One snapshot for all steps: what is written meanwhile neither disturbs it nor waits for it.
    from.execute_batch("BEGIN").map_err(sql)?;
    from.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(sql)?;
    let copying = Backup::new(from, &mut to).map_err(there)?;
    loop {
        match copying.step(STEP).map_err(there)? {
            StepResult::Done => break,
            StepResult::Busy | StepResult::Locked => {
                return Err(StoreError::Locked(path.to_owned()));
            }
            _ => {}
        }
        let far = copying.progress();
        let count = |it: i32| usize::try_from(it).unwrap_or_default();
        told(BackupStep::Copied(count(far.pagecount - far.remaining), count(far.pagecount)));
    }
    drop(copying);
    from.execute_batch("COMMIT").map_err(sql)
}

/// What must not be written over: the database itself, files of others, a backup that is in use, and without `replace`
/// any file.
fn refuse(database: &Path, target: &Path, replace: bool) -> Result<(), StoreError> {
    let no = |cause: &str| {
        Err(StoreError::NoBackup { path: target.to_owned(), cause: cause.to_owned() })
    };
    if target.is_dir() {
        return no("这是一个文件夹，请写出文件名");
    }
    let same = |ending: &str| {
        let own = fs::canonicalize(beside(database, ending));
        own.is_ok_and(|own| fs::canonicalize(target).is_ok_and(|it| it == own))
    };
    if ["", "-wal", "-shm", ".lock", ".probe.lock", ".notify.lock"].into_iter().any(same) {
        return no("这是数据库自己的文件，请换一个文件名");
    }
    if fs::metadata(beside(target, "-wal")).is_ok_and(|it| 0 < it.len()) {
        return no("它正在被使用（旁边有同名的 -wal 文件），请换一个文件名");
    }
    if !target.exists() {
        return Ok(());
    }
    if !replace {
        return no("文件已存在；要替换它请加 --replace，或换一个文件名");
    }
    match is_ours(target) {
        Ok(true) => Ok(()),
        Ok(false) => no("这不是 pucha 的数据库，不替换；请换一个文件名"),
        Err(error) => Err(StoreError::from_io(target, &error)),
    }
}

/// Whether it is a database of this program, by its header.
fn is_ours(path: &Path) -> std::io::Result<bool> {
    let mut file = File::open(path)?;
    let mut head = [0; 15];
    let mut owner = [0; 4];
    let read = file
        .read_exact(&mut head)
        .and_then(|()| file.seek(SeekFrom::Start(OWNER_AT)))
        .and_then(|_| file.read_exact(&mut owner));
    match read {
        Ok(()) => Ok(&head == b"SQLite format 3"
            && i64::from(u32::from_be_bytes(owner)) == schema::APPLICATION_ID),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// The copy as long as it is not finished; locked, so that two backups to one file do not mix.
pub(super) struct Part {
    path: PathBuf,
    file: File,
}

impl Part {
    pub(super) fn begin(target: &Path) -> Result<Self, StoreError> {
        let path = beside(target, ".part");
        let io = |error: &std::io::Error| StoreError::from_io(&path, error);
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| io(&error))?;
        if file.try_lock().is_err() {
            let cause = "另一个 pucha backup 正在写它，请等它结束".to_owned();
            return Err(StoreError::NoBackup { path: target.to_owned(), cause });
        }
        file.set_len(0).map_err(|error| io(&error))?;
        Ok(Self { path, file })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn finish(self, target: &Path) -> std::io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.path, target)?;
        // So that the new name is on the disk as well.
        match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
            _ => File::open(".")?.sync_all(),
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After `finish` there is nothing of this name; what cannot be removed is replaced by the next backup.
        let _ = fs::remove_file(&self.path);
    }
}

/// The copy's bytes, once it is known to be whole and ours.
pub(super) fn check(part: &Path, target: &Path) -> Result<u64, StoreError> {
    let broken = |cause: String| StoreError::NoBackup {
        path: target.to_owned(),
        cause: format!("备份核对未通过（{cause}），没有保存；请检查磁盘后重试"),
    };
    let sql = |error: rusqlite::Error| broken(error.to_string());
    let copy = schema::open_immutable(part).map_err(sql)?;
    schema::refuse_others(&copy, part).map_err(|error| broken(error.to_string()))?;
    if let Some(fault) = integrity::structure(&copy, false).map_err(sql)?.first() {
        return Err(broken(fault.clone()));
    }
    if let Some((table, rows)) = integrity::references(&copy).map_err(sql)?.first() {
        return Err(broken(format!("表 {table} 有 {rows} 行缺少所属的记录")));
    }
    fs::metadata(part).map(|it| it.len()).map_err(|error| StoreError::from_io(part, &error))
}
