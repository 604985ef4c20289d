//! Options of `pucha plan`.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub struct PlanArgs {
    /// 期次，如 2026-11；不写为本月
    #[arg(long, value_name = "期次")]
    pub period: Option<String>,
    /// 只算这些站点（单位名称、网站名称、网址或标识码，可重复）
    #[arg(long, value_name = "站点")]
    pub site: Vec<String>,
    /// 格式
    #[arg(long, value_enum, default_value = "text", value_name = "格式")]
    pub format: PlanFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    Text,
    Json,
}
