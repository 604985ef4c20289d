//! What may be typed: commands and options, with their help in Chinese.

mod annual;
mod disk;
mod doctor;
mod documents;
mod findings;
mod notify;
mod plan;
mod issue;
mod recheck;
mod runs;
mod watched;

pub use annual::AnnualArgs;
pub use disk::{BackupArgs, PruneArgs};
pub use doctor::{DoctorArgs, DoctorFormat};
pub use documents::{BulletinArgs, ColumnsArgs, LedgerArgs, ResultsArgs};
pub use findings::{
    ByWhom, FindingsAddArgs, FindingsCommand, FindingsConfirmArgs, FindingsDecideArgs,
    FindingsImportArgs, FindingsListArgs,
};
pub use issue::IssueArgs;
pub use notify::{NotifyArgs, NotifyCommand};
pub use plan::{PlanArgs, PlanFormat};
pub use recheck::RecheckArgs;
pub use runs::{CensusArgs, FailOn, ProbeArgs, RejudgeArgs};
pub use watched::Watched;

use crate::cli::rules;
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
    /// 检查计划：一次检查要多久、由哪台主机决定、有什么到期，不发出任何请求
    Plan(PlanArgs),
    /// 检查：访问、留存、判定、核对问题（主要命令）
    Census(CensusArgs),
    /// 复查：只访问尚待整改的问题所在的网页，改好的销号
    Recheck(RecheckArgs),
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
    /// 年度工作总结：全年信息发布、互动交流、问题整改、网站变动和排名
    Annual(AnnualArgs),
    /// 整改通知：发给各单位，每份只发一次；--reminders 发到期提醒和逾期催办
    Notify(NotifyArgs),
    /// 留存的页面
    Snapshot {
        #[command(subcommand)]
        command: SnapshotCommand,
    },
    /// 清理较早期次的访问记录和网页存档；结果、台账、未整改问题的证据一直保留
    Prune(PruneArgs),
    /// 备份数据库，检查进行时也可以
    Backup(BackupArgs),
    /// 体检：核对设置、清单、数据库、磁盘、时钟、网络、字体、浏览器是否就绪
    Doctor(DoctorArgs),
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
    /// 连续演示几个月（1 至 12），3 个月起另核对问题的新增、整改、反弹和连续期数
    #[arg(
        long,
        value_name = "月数",
        default_value_t = 1,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(crate::demo::MOST_MONTHS))
    )]
    pub months: u32,
    /// 检查结束后继续提供模拟网站，直到按 Ctrl-C
    #[arg(long)]
    pub serve: bool,
}

#[derive(Debug, Subcommand)]
pub enum RegisterCommand {
    /// 逐行核对清单，指出文件、行、字段和改法
    Check,
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
