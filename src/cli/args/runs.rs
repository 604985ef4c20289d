//! Options of the commands that visit sites or judge what was found there.

use crate::cli::args::Watched;
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub struct ProbeArgs {
    /// 只探测这些站点（单位名称、网站名称、网址或标识码，可重复）
    #[arg(long, value_name = "站点")]
    pub site: Vec<String>,
    /// 一直运行，按 [probe] 设置的次数全天均匀探测，按 Ctrl-C 结束
    #[arg(long = "loop", conflicts_with = "status")]
    pub keep_on: bool,
    /// 不探测，只看每个站点今天和一周内的访问次数、失败比例
    #[arg(long)]
    pub status: bool,
    #[command(flatten)]
    pub watched: Watched,
}

#[derive(Debug, Args)]
pub struct CensusArgs {
    /// 期次，如 2026-11；不写为本月
    #[arg(long, value_name = "期次")]
    pub period: Option<String>,
    /// 只检查这些站点（单位名称、网站名称、网址或标识码，可重复）
    #[arg(long, value_name = "站点")]
    pub site: Vec<String>,
    /// 监测时间点：2026-11-20（即当日结束时）或 2026-11-20T17:00:00+08:00；不写为现在
    #[arg(long, value_name = "时间")]
    pub as_of: Option<String>,
    /// 继续本期最近一次检查
    #[arg(long, conflicts_with = "anew")]
    pub resume: bool,
    /// 重新开始一次检查，原有的保留
    #[arg(long)]
    pub anew: bool,
    /// 发现此等级或更重的问题时以代码 4 退出
    #[arg(long, value_enum, value_name = "等级")]
    pub fail_on: Option<FailOn>,
    #[command(flatten)]
    pub watched: Watched,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Veto,
    Deduct,
}

#[derive(Debug, Args)]
pub struct RejudgeArgs {
    /// 期次，如 2026-11
    #[arg(long, value_name = "期次")]
    pub period: String,
    /// 用另一套规则比较（只显示变化，不保存），如 2015
    #[arg(long, value_name = "规则集")]
    pub profile: Option<String>,
    /// 只显示会有什么变化，不保存
    #[arg(long)]
    pub dry_run: bool,
}
