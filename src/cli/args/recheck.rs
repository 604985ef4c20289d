//! Options of `pucha recheck`.

use crate::cli::args::Watched;
use clap::Args;

#[derive(Debug, Args)]
pub struct RecheckArgs {
    /// 只复查这些问题（问题编号，可重复）
    #[arg(long, value_name = "问题编号")]
    pub finding: Vec<String>,
    /// 只复查这些站点的问题（单位名称、网站名称、网址或标识码，可重复）
    #[arg(long, value_name = "站点")]
    pub site: Vec<String>,
    /// 期次，如 2026-11；不写为最近一期
    #[arg(long, value_name = "期次")]
    pub period: Option<String>,
    /// 以哪个时间点为准：2026-11-25（即当日结束时）或 2026-11-25T17:00:00+08:00；不写为现在
    #[arg(long, value_name = "时间")]
    pub as_of: Option<String>,
    /// 只显示要访问哪些网页，不访问
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub watched: Watched,
}
