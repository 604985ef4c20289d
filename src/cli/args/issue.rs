//! Options of `pucha bulletin` that issue a bulletin, take it back, and check its templates.

use chrono::NaiveDate;
use clap::Args;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is one option")]
pub struct IssueArgs {
    /// 正式印发：写上文号和日期，去掉草稿标记，记入数据库；以后再写出的都是这一份
    #[arg(long = "final", requires = "number", requires = "date", conflicts_with = "withdraw")]
    pub issue: bool,
    /// 发文字号，如 霍政办〔2026〕12号
    #[arg(long, value_name = "文号", requires = "issue")]
    pub number: Option<String>,
    /// 成文日期，如 2026-11-30
    #[arg(long, value_name = "日期", requires = "issue")]
    pub date: Option<NaiveDate>,
    /// 经办人；不写为设置中的联系人
    #[arg(long, value_name = "姓名")]
    pub who: Option<String>,
    /// 重新印发：代替已经印发的一份，要写 --why
    #[arg(long, requires = "issue", requires = "why")]
    pub replace: bool,
    /// 撤回已经印发的一份，回到草稿，要写 --why
    #[arg(long, requires = "why")]
    pub withdraw: bool,
    /// 重新印发或撤回的理由
    #[arg(long, value_name = "理由")]
    pub why: Option<String>,
    /// 已经印发的，也按现在的数据另写一份草稿
    #[arg(long, conflicts_with_all = ["issue", "withdraw"])]
    pub draft: bool,
    /// 只检查 config/templates/ 中的模板，不写通报
    #[arg(long)]
    pub check_templates: bool,
}
