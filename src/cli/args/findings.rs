//! Options of `pucha findings`.

use crate::model::appeal::Outcome;
use crate::model::finding::FindingState;
use crate::model::rule::Level;
use chrono::NaiveDate;
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum FindingsCommand {
    /// 列出一个期次的问题和人工记入
    List(FindingsListArgs),
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
    /// 读入单位填好的问题清单（反馈）；只记下单位的说法，不直接销号
    Import(FindingsImportArgs),
    /// 确认待核的问题，确认后才计入结果并开始计算整改时限
    Confirm(FindingsConfirmArgs),
    /// 认定误报，不再计入结果
    Dismiss(FindingsDecideArgs),
    /// 核减：问题存在，但不扣分
    Subtract(FindingsDecideArgs),
    /// 豁免到某一天，过期后自动恢复
    Exempt {
        /// 问题编号，可写几个
        #[arg(value_name = "问题编号", required = true)]
        ids: Vec<String>,
        /// 豁免的最后一天，如 2026-12-31
        #[arg(long, value_name = "日期")]
        until: NaiveDate,
        #[command(flatten)]
        by: ByWhom,
    },
    /// 恢复：撤销误报、核减、豁免，或把误判为已整改的问题改回
    Reopen(FindingsDecideArgs),
    /// 登记单位的申诉和附件
    Appeal {
        /// 问题编号，可写几个
        #[arg(value_name = "问题编号", required = true)]
        ids: Vec<String>,
        /// 单位提交的申诉材料
        #[arg(long, value_name = "文件")]
        evidence: PathBuf,
        #[command(flatten)]
        by: ByWhom,
    },
    /// 答复申诉：认定误报、核减，或驳回
    Answer {
        /// 申诉编号，可写几个，见 pucha findings show
        #[arg(value_name = "申诉编号", required = true)]
        numbers: Vec<i64>,
        /// 答复：误报、核减、驳回
        #[arg(long, value_name = "答复", value_parser = outcomes())]
        outcome: Outcome,
        #[command(flatten)]
        by: ByWhom,
    },
}

#[derive(Debug, Args)]
pub struct FindingsListArgs {
    /// 期次，如 2026-11
    #[arg(long, value_name = "期次")]
    pub period: String,
    /// 只列出这些站点（可重复）
    #[arg(long, value_name = "站点")]
    pub site: Vec<String>,
    /// 只列出这些整改情况的（可重复）
    #[arg(long, value_name = "情况", value_parser = states())]
    pub state: Vec<FindingState>,
    /// 只列出这些等级的（可重复）
    #[arg(long, value_name = "等级", value_parser = levels())]
    pub level: Vec<Level>,
    /// 只列出这个指标代码的，`broken_links` 包括 `broken_links.image` 等
    #[arg(long, value_name = "代码")]
    pub code: Option<String>,
    /// 只列出已过整改时限的
    #[arg(long)]
    pub overdue: bool,
}

#[derive(Debug, Args)]
pub struct FindingsImportArgs {
    /// 单位填好的问题清单：xlsx、xls、ods 或 csv
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    /// 经办人
    #[arg(long, value_name = "姓名")]
    pub who: Option<String>,
    /// 只显示读到什么，不保存
    #[arg(long)]
    pub dry_run: bool,
    /// 撤回这个文件的反馈（保留记录），要写 --who 和 --why
    #[arg(long, conflicts_with = "dry_run")]
    pub withdraw: bool,
    /// 撤回的理由
    #[arg(long, value_name = "理由", requires = "withdraw")]
    pub why: Option<String>,
}

/// Who decides, why, and whether it is only tried.
#[derive(Debug, Args)]
pub struct ByWhom {
    /// 经办人
    #[arg(long, value_name = "姓名", value_parser = NonEmptyStringValueParser::new())]
    pub who: String,
    /// 理由，记入问题的经过
    #[arg(long, value_name = "理由", value_parser = NonEmptyStringValueParser::new())]
    pub why: String,
    /// 只显示会怎样，不保存
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct FindingsDecideArgs {
    /// 问题编号，可写几个
    #[arg(value_name = "问题编号", required = true)]
    pub ids: Vec<String>,
    #[command(flatten)]
    pub by: ByWhom,
}

#[derive(Debug, Args)]
pub struct FindingsConfirmArgs {
    /// 问题编号，可写几个
    #[arg(value_name = "问题编号", required_unless_present = "all")]
    pub ids: Vec<String>,
    /// 一个期次中所有待核的问题，可用 --site、--code 缩小范围
    #[arg(long, requires = "period", conflicts_with = "ids")]
    pub all: bool,
    /// 期次，如 2026-11
    #[arg(long, value_name = "期次", requires = "all")]
    pub period: Option<String>,
    /// 只确认这些站点的（可重复）
    #[arg(long, value_name = "站点", requires = "all")]
    pub site: Vec<String>,
    /// 只确认这个指标代码的
    #[arg(long, value_name = "代码", requires = "all")]
    pub code: Option<String>,
    #[command(flatten)]
    pub by: ByWhom,
}

fn states() -> impl TypedValueParser<Value = FindingState> {
    let names = FindingState::ALL.iter().map(|it| it.chinese());
    PossibleValuesParser::new(names)
        .map(|it| FindingState::from_chinese(&it).unwrap_or(FindingState::Open))
}

fn levels() -> impl TypedValueParser<Value = Level> {
    let names = [Level::Veto, Level::Deduct, Level::Remind].map(Level::chinese);
    PossibleValuesParser::new(names).map(|it| Level::from_chinese(&it).unwrap_or(Level::Veto))
}

fn outcomes() -> impl TypedValueParser<Value = Outcome> {
    let names = Outcome::ALL.iter().map(|it| it.chinese());
    PossibleValuesParser::new(names)
        .map(|it| Outcome::from_chinese(&it).unwrap_or(Outcome::Refused))
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
