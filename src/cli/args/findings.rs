//! Options of `pucha findings`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum FindingsCommand {
    /// 列出一个期次的问题和人工记入
    List {
        /// 期次，如 2026-11
        #[arg(long, value_name = "期次")]
        period: String,
        /// 只列出这些站点（可重复）
        #[arg(long, value_name = "站点")]
        site: Vec<String>,
    },
    /// 查看一个问题的全部内容和经过
    Show {
        /// 问题编号，如 F0123456789ab
        #[arg(value_name = "问题编号")]
        id: String,
    },
    /// 把人工检查发现的问题（或加分）记入一个站点的结果
    Add(FindingsAddArgs),
    /// 撤回一条人工记入（保留记录）
    Withdraw {
        /// 记入编号，见 pucha findings list
        #[arg(value_name = "记入编号")]
        number: i64,
        /// 经办人
        #[arg(long, value_name = "姓名")]
        who: String,
        /// 理由
        #[arg(long, value_name = "理由")]
        why: String,
    },
}

#[derive(Debug, Args)]
pub struct FindingsAddArgs {
    /// 期次，如 2026-11
    #[arg(long, value_name = "期次")]
    pub period: String,
    /// 站点（单位名称、网站名称、网址或标识码）
    #[arg(long, value_name = "站点")]
    pub site: String,
    /// 代码：`by_hand.security` 等人工检查代码（pucha rules list 列出），或程序漏查的指标代码
    #[arg(long, value_name = "代码")]
    pub code: String,
    /// 问题描述，照原样写入台账
    #[arg(
        long,
        value_name = "描述",
        required_unless_present = "no_problem",
        default_value = "",
        hide_default_value = true
    )]
    pub text: String,
    /// 人工检查过，没有问题：评分表上这一项填“未发现问题”
    #[arg(long, conflicts_with = "points")]
    pub no_problem: bool,
    /// 凭据文件：截图、网页、文档
    #[arg(long, value_name = "文件", required_unless_present = "no_problem")]
    pub evidence: Option<PathBuf>,
    /// 经办人
    #[arg(long, value_name = "姓名")]
    pub who: String,
    /// 问题所在网页
    #[arg(long, value_name = "网址")]
    pub page: Option<String>,
    /// 问题所在栏目
    #[arg(long, value_name = "栏目名称", default_value = "")]
    pub column: String,
    /// 扣（加）几分；不写按规则
    #[arg(long, value_name = "分值")]
    pub points: Option<f64>,
    /// 只显示会记入什么，不保存
    #[arg(long)]
    pub dry_run: bool,
}
