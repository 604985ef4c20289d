//! Notices to units, each once: outbox folders, mail, and messages to the office's group.
//!
//! In: the parcels of a period, the findings they are about, the rows of earlier notices. Out: folders and zips, mail,
//! one message to a group, and rows that say what became of each. Never: a judgment, a second copy of what went out, a
//! secret in a message. Time is passed in; only waiting between two attempts is the layer's own.

pub mod addresses;
pub mod brief;
pub mod deliver;
pub mod group;
pub mod index;
pub mod letter;
pub mod mail;
pub mod mime;
pub mod outbox;
pub mod plan;
pub mod reminders;
pub mod text;
pub mod webhook;

use crate::store::StoreError;
use std::path::PathBuf;

/// What ends a whole run; what concerns one notice is kept in its row.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("无法写入 {}（{cause}）；请检查目录权限和磁盘空间，或文件是否正被其他程序打开，然后重新运行", .place.display())]
    Write { place: PathBuf, cause: String },
    /// Names the setting and the way out.
    #[error("{0}")]
    Setting(String),
    #[error("单位“{unit}”的通知无法写成邮件（{cause}）；请检查登记表中的单位名称和邮箱")]
    Letter { unit: String, cause: String },
}

/// Why a notice did not go out, and what that means for trying again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing arrived; the same may go through a little later.
    Later(String),
    /// Refused for good: something has to be changed first.
    Never(String),
    /// It may have arrived or not.
    Unsure(String),
    /// The way itself is shut, to whomever. `later`: trying again in a moment may help.
    Shut { words: String, later: bool },
}
