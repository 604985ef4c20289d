//! Options of the commands that write documents of a period.

use crate::cli::args::IssueArgs;
use crate::cli::{bulletin, columns, ledger, results};
use crate::model::column_state::ColumnState;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct LedgerArgs {
    /// 期次，如 2026-11
    #[arg(long, value_name = "期次")]
    pub period: String,
    /// 只列出这些站点
    #[arg(long, value_name = "站点")]
    pub site: Vec<String>,
    /// 格式，可用逗号并列
    #[arg(long, value_enum, value_delimiter = ',', default_value = "csv", value_name = "格式")]
    pub format: Vec<ledger::Format>,
    /// 输出文件；“-”为标准输出
    #[arg(long, value_name = "文件")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ResultsArgs {
    /// 期次，如 2026-11
    #[arg(long, value_name = "期次")]
    pub period: String,
    /// 只列出这些站点（单位名称、网站名称、网址或标识码，可重复）
    #[arg(long, value_name = "站点")]
    pub site: Vec<String>,
    /// 在屏幕上逐项列出得分怎样算出来：项目、条款、个数、分值、封顶
    #[arg(long)]
    pub explain: bool,
    /// 格式，可用逗号并列
    #[arg(long, value_enum, value_delimiter = ',', default_value = "csv", value_name = "格式")]
    pub format: Vec<results::Format>,
    /// 输出文件；“-”为标准输出
    #[arg(long, value_name = "文件")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ColumnsArgs {
    /// 期次，如 2026-11
    #[arg(long, value_name = "期次")]
    pub period: String,
    /// 只列出这些站点（单位名称、网站名称、网址或标识码，可重复）
    #[arg(long, value_name = "站点")]
    pub site: Vec<String>,
    /// 只列出这些状态的栏目，可用逗号并列，如 未更新,空白
    #[arg(long, value_parser = column_states(), value_delimiter = ',', value_name = "状态")]
    pub state: Vec<ColumnState>,
    /// 格式，可用逗号并列；text 显示在屏幕上
    #[arg(long, value_enum, value_delimiter = ',', default_value = "text", value_name = "格式")]
    pub format: Vec<columns::Format>,
    /// 输出文件；“-”为标准输出
    #[arg(long, value_name = "文件")]
    pub output: Option<PathBuf>,
}

fn column_states() -> impl TypedValueParser<Value = ColumnState> {
    PossibleValuesParser::new(ColumnState::ALL.iter().map(|it| it.chinese()))
        .try_map(|it| ColumnState::from_chinese(&it).ok_or("没有这种栏目状态"))
}

#[derive(Debug, Args)]
pub struct BulletinArgs {
    /// 期次，如 2026-11
    #[arg(
        long,
        value_name = "期次",
        required_unless_present = "check_templates",
        default_value = "",
        hide_default_value = true
    )]
    pub period: String,
    /// 格式，可用逗号并列；pdf 由本机的 libreoffice 转换
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "docx,html,md",
        value_name = "格式"
    )]
    pub format: Vec<bulletin::Format>,
    /// 输出目录；不写为 var/out/期次
    #[arg(long, value_name = "目录")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub issue: IssueArgs,
}
