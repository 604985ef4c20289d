//! Options of `pucha notify`.

use crate::model::notice::Channel;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, Subcommand};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct NotifyArgs {
    #[command(subcommand)]
    pub command: Option<NotifyCommand>,
    /// 期次，如 2026-11；只有 --reminders 可以不写，即最近一期
    #[arg(long, value_name = "期次", required_unless_present = "reminders")]
    pub period: Option<String>,
    /// 途径，可用逗号并列；不写按设置 [notices] channels
    #[arg(long, value_parser = channels(), value_delimiter = ',', value_name = "途径")]
    pub channel: Vec<Channel>,
    /// 只发给这些站点所属的单位（单位名称、网站名称、网址或标识码，可重复）
    #[arg(long, value_name = "站点")]
    pub site: Vec<String>,
    /// 只显示谁会收到什么、谁收不到，不发送也不写文件
    #[arg(long)]
    pub dry_run: bool,
    /// 上次被拒收的，改正以后再发一次
    #[arg(long)]
    pub retry: bool,
    /// 不发整改通知，只发今天该发的到期提醒和逾期催办（适合每天定时运行）
    #[arg(long)]
    pub reminders: bool,
    /// 把这一天当作今天来算提醒和落款，如 2026-11-26；不写就是今天
    #[arg(long, value_name = "时间")]
    pub as_of: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum NotifyCommand {
    /// 列出一个期次的通知：发到哪里、结果如何
    #[command(visible_alias = "status")]
    List {
        /// 期次，如 2026-11
        #[arg(long, value_name = "期次")]
        period: String,
    },
    /// 由人确认一份“不确定”的通知：已经收到，还是再发一次
    #[command(group(ArgGroup::new("answer").args(["sent", "again"]).required(true)))]
    Resolve {
        /// 通知编号，见 pucha notify list
        #[arg(value_name = "通知编号")]
        key: String,
        /// 问过对方，已经收到
        #[arg(long)]
        sent: bool,
        /// 对方没有收到，下次运行再发
        #[arg(long)]
        again: bool,
        /// 经办人
        #[arg(long, value_name = "姓名")]
        who: String,
        /// 理由，例如：电话问过办公室张三
        #[arg(long, value_name = "理由")]
        why: String,
    },
}

fn channels() -> impl TypedValueParser<Value = Channel> {
    PossibleValuesParser::new(Channel::ALL.iter().map(|it| it.code()))
        .try_map(|it| Channel::from_code(&it).ok_or("没有这种途径"))
}
