//! What can go wrong with the database, each case with its way out in the operator's words.

use rusqlite::ErrorCode;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Cloneable, because the first fault of the writer is told to everybody who comes later.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    #[error("数据库 {} 不存在，请先运行 pucha census", .0.display())]
    Missing(PathBuf),
    #[error("{} 不是数据库文件，请检查设置 [store] path，或将该文件移走后重新运行", .0.display())]
    NotADatabase(PathBuf),
    #[error("{} 是其他程序的数据库，请检查设置 [store] path", .0.display())]
    Foreign(PathBuf),
    #[error(
        "数据库 {} 由更新版本的 pucha 建立（结构版本 {found}，本程序支持到 {known}），请换用新版程序",
        .path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("数据库 {} 无法写入：文件或所在文件夹是只读的，请检查权限或磁盘挂载方式", .0.display())]
    ReadOnly(PathBuf),
    #[error(
        "数据库 {} 无法打开或建立（{cause}），请检查该路径是否存在、是否有读写权限",
        .path.display()
    )]
    CannotOpen { path: PathBuf, cause: String },
    #[error(
        "磁盘已满，数据库 {} 无法写入；此前已保存的内容完好，请清理磁盘后运行 pucha census --resume",
        .0.display()
    )]
    Full(PathBuf),
    #[error("数据库 {} 正被另一进程使用，请等它结束后重试（census 可用 --resume 继续）", .0.display())]
    Locked(PathBuf),
    #[error("数据库 {} 正被使用（{holder}），请等它结束后再运行", .path.display())]
    Running { path: PathBuf, holder: String },
    #[error(
        "已有一个 pucha probe --loop 在向数据库 {} 记录（{holder}），不必再启动一个",
        .path.display()
    )]
    Probing { path: PathBuf, holder: String },
    #[error(
        "已有一个 pucha notify 正在发通知，数据库 {}（{holder}），请等它结束后再运行",
        .path.display()
    )]
    Notifying { path: PathBuf, holder: String },
    #[error("数据库 {} 已损坏（{cause}），请停止使用并从备份恢复", .path.display())]
    Damaged { path: PathBuf, cause: String },
    #[error(
        "读写数据库 {} 失败（{cause}），请检查磁盘空间和磁盘状况后运行 pucha census --resume",
        .path.display()
    )]
    Disk { path: PathBuf, cause: String },
    #[error(
        "磁盘空间不足：{} 所在磁盘只剩 {} MiB，需要 {} MiB；请清理磁盘或换一个位置",
        .path.display(), .free >> 20, .needed.div_ceil(1 << 20)
    )]
    NoRoom { path: PathBuf, free: u64, needed: u64 },
    #[error(
        "数据库 {} 要先升级才能使用，升级前在旁边留一份副本，但没有留成：{cause}。数据库没有改动",
        .path.display()
    )]
    NoWayBack { path: PathBuf, cause: String },
    #[error("不能备份到 {}：{cause}", .path.display())]
    NoBackup { path: PathBuf, cause: String },
    #[error("数据库 {} 已关闭", .0.display())]
    Closed(PathBuf),
    #[error("数据库 {} 出错：{cause}", .path.display())]
    Other { path: PathBuf, cause: String },
}

impl StoreError {
    pub(super) fn from_sql(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        let cause = error.to_string();
        if is_decoding(error) {
            return Self::Damaged { path, cause };
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::ReadOnly) => Self::ReadOnly(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(path),
            Some(ErrorCode::NotADatabase) => Self::NotADatabase(path),
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, cause },
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::CannotOpen { path, cause }
            }
            Some(ErrorCode::SystemIoFailure) => Self::Disk { path, cause },
            Some(ErrorCode::ConstraintViolation) => Self::Other {
                path,
                cause: format!("所属的普查或网站没有登记，{cause}"),
            },
            None if matches!(error, rusqlite::Error::QueryReturnedNoRows) => {
                Self::Other { path, cause: "要修改的记录不存在".into() }
            }
            _ => Self::Other { path, cause },
        }
    }

    pub(super) fn from_io(path: &Path, error: &io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                Self::ReadOnly(path)
            }
            _ => Self::CannotOpen { path, cause: error.to_string() },
        }
    }

    /// Whether no later write can be trusted to succeed, so that the writer stops.
    pub(super) fn ends_the_writer(&self) -> bool {
        !matches!(self, Self::Other { .. } | Self::Locked(_))
    }
}

fn is_decoding(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
    )
}
