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
    #[error("解析线程异常：{0}")]
    Parser(String),
}
