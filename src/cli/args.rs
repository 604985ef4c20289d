//! What may be typed: commands and options, with their help in Chinese.

use crate::cli::{bulletin, columns, ledger, results, rules};
use crate::model::column_state::ColumnState;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

#[derive(Debug, Parser)]
#[command(
    name = "pucha",
    version,
    about = "普查：检查全县政府网站，生成通报、整改台账和检查结果汇总表",
    help_template = TEMPLATE,
    disable_help_subcommand = true,
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令",
    next_help_heading = "通用选项",
    after_help = "第一次使用：pucha init，填写 config/sites.csv，pucha register check，pucha census，pucha bulletin\n先看演示：pucha demo",
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Args)]
pub struct Common {
    /// 设置文件
    #[arg(
        long,
        global = true,
        value_name = "文件",
        default_value = "config/pucha.toml",
        hide_default_value = false
    )]
    pub config: PathBuf,
    /// 只输出结果和错误
    #[arg(long, global = true)]
    pub quiet: bool,
    /// 日志格式
    #[arg(long, global = true, value_enum, default_value = "text", value_name = "格式")]
    pub log_format: LogFormat,
    /// 进度显示：自动、总是、从不
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "方式")]
    pub progress: ProgressMode,
    /// 显示帮助
    #[arg(long, short = 'h', global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProgressMode {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
#[command(help_template = TEMPLATE)]
pub enum Command {
    /// 在目录中写出完整的设置文件和示例清单（不覆盖已有文件）
    Init {
        /// 目标目录
        #[arg(value_name = "目录", default_value = ".")]
        dir: PathBuf,
    },
    /// 启动内置的模拟县，在本机完成一次真实检查并与标准答案核对
    Demo(DemoArgs),
    /// 站点和栏目清单
    Register {
        #[command(subcommand)]
        command: RegisterCommand,
    },
    /// 可用性探测：访问所有首页，计入历史；--loop 一直运行，--status 看进度
    Probe(ProbeArgs),
    /// 检查：访问、留存、判定、核对问题（主要命令）
    Census(CensusArgs),
    /// 用现行规则重新判定已留存的证据，不发出任何请求
    Rejudge(RejudgeArgs),
    /// 整改台账
    Ledger(LedgerArgs),
    /// 检查结果汇总表
    Results(ResultsArgs),
    /// 栏目情况：每个栏目的类别、状态、最后更新日期
    Columns(ColumnsArgs),
    /// 通报
    Bulletin(BulletinArgs),
    /// 留存的页面
    Snapshot {
        #[command(subcommand)]
        command: SnapshotCommand,
    },
    /// 看 pucha 从一个网页中读出了什么
    Inspect(InspectArgs),
    /// 问题：列出、查看，人工记入、撤回
    Findings {
        #[command(subcommand)]
        command: FindingsCommand,
    },
    /// 规则：检查写法、列出全部指标、比较两套规则
    Rules {
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// 解释一个指标代码：依据、标准、如何发现、如何整改
    Explain {
        /// 指标代码，如 `stale_columns`；不写则列出全部
        #[arg(value_name = "代码")]
        code: Option<String>,
    },
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// 输出目录
    #[arg(long, value_name = "目录", default_value = "var/demo")]
    pub out: PathBuf,
    /// 站点数
    #[arg(long, value_name = "个数", default_value_t = crate::demo::SITES)]
    pub sites: usize,
    /// 检查结束后继续提供模拟网站，直到按 Ctrl-C
    #[arg(long)]
    pub serve: bool,
}

#[derive(Debug, Subcommand)]
pub enum RegisterCommand {
    /// 逐行核对清单，指出文件、行、字段和改法
    Check,
}

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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Veto,
    Deduct,
}

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
    #[arg(long, value_name = "期次")]
    pub period: String,
    /// 格式，可用逗号并列
    #[arg(long, value_enum, value_delimiter = ',', default_value = "html,md", value_name = "格式")]
    pub format: Vec<bulletin::Format>,
    /// 输出目录；不写为 var/out/期次
    #[arg(long, value_name = "目录")]
    pub out: Option<PathBuf>,
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

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// 检查规则文件的写法，列出待核实的数字、到期的豁免
    Check,
    /// 列出指标总表：每一行由谁检查、用哪些代码
    List {
        /// 规则集；不写为设置中的规则集
        #[arg(long, value_name = "规则集")]
        profile: Option<String>,
        /// 格式
        #[arg(long, value_enum, default_value = "text", value_name = "格式")]
        format: rules::Format,
    },
    /// 比较两套规则；只写一个，则与本县改动后的同一套比较
    Diff {
        /// 规则集，如 2015
        #[arg(value_name = "规则集")]
        from: String,
        /// 另一个规则集，如 2019
        #[arg(value_name = "规则集")]
        to: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum SnapshotCommand {
    /// 列出一个站点本期留存的访问
    List {
        /// 期次，如 2026-11
        #[arg(long, value_name = "期次")]
        period: String,
        /// 站点（单位名称、网站名称、网址或标识码）
        #[arg(long, value_name = "站点")]
        site: String,
    },
    /// 显示一次访问：何时、问了什么、得到什么
    Show {
        /// 证据编号，如 E0123456789ab
        #[arg(value_name = "证据编号")]
        id: String,
        /// 把留存的页面原样写入文件；“-”为标准输出
        #[arg(long, value_name = "文件")]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct InspectArgs {
    /// 网址或文件
    #[arg(value_name = "网址或文件")]
    pub target: String,
    /// 文件中链接相对的网址
    #[arg(long, value_name = "网址")]
    pub base: Option<String>,
    /// 文件随附的响应头，“名称: 值”，可重复
    #[arg(long, value_name = "响应头")]
    pub header: Vec<String>,
    /// 监测时间点；不写为现在
    #[arg(long, value_name = "时间")]
    pub as_of: Option<String>,
    /// 以 JSON 输出
    #[arg(long)]
    pub json: bool,
}
