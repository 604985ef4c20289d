//! Options of the commands that look after the database file: prune and backup.

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
清理的是：较早期次的访问记录和网页存档，以及被同一期后来的检查取代的记录。
一直保留：各期的检查结果、问题、经过、台账和通报（任何一期都可以重新生成），没有整改完的问题的证据，\
申诉未答复的问题的证据，人工记入的凭据。
清理后：已整改问题的证据只剩访问记录和校验值，没有网页；较早的期次不能再 rejudge 保存。
清理时探测（probe）和各种查询可以照常进行；中途停下（Ctrl-C、断电）不会出错，再运行一次就接着做。")]
pub struct PruneArgs {
    /// 最近多少期全部保留；不写为设置 [store] `keep_periods`
    #[arg(long, value_name = "期数", value_parser = clap::value_parser!(u32).range(1..=1200))]
    pub keep: Option<u32>,
    /// 只显示会清理多少，不清理
    #[arg(long, conflicts_with = "compact")]
    pub dry_run: bool,
    /// 清理后重写数据库文件，把腾出的空间全部还给磁盘；这时探测要先停下
    #[arg(long)]
    pub compact: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
检查、探测进行时也可以备份；备份的是开始那一刻的内容，做完后经过核对才改为正式的文件名。
恢复：停止所有 pucha，把数据库（设置 [store] path，默认 var/pucha.db）和它旁边的 -wal、-shm 文件移走，\
再把备份文件复制为 var/pucha.db。")]
pub struct BackupArgs {
    /// 备份到哪个文件
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    /// 文件已存在时替换它
    #[arg(long)]
    pub replace: bool,
}
