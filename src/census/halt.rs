//! Why a site's job ends early.

use crate::store::StoreError;

/// Why a site job ends without evidence. None of it is the unit's fault.
#[derive(Debug, thiserror::Error)]
pub enum Halt {
    #[error("已中止")]
    Stopped,
    #[error("本机网络中断，未能恢复")]
    OwnNetwork,
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A panic of ours, in reading a page or in the job itself; what it was about and what it said.
    #[error("程序内部异常：{0}")]
    Panic(String),
}
