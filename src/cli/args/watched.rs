//! Options of the commands whose runs are watched.

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Clone, Default, Args)]
pub struct Watched {
    /// 把运行指标写入此文件（Prometheus 文本格式，运行中和结束时更新），供监控采集
    #[arg(long, value_name = "文件")]
    pub metrics: Option<PathBuf>,
}
