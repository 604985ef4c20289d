//! Options of `pucha doctor`.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// 不访问网络：不核对时钟、域名解析和外部网址
    #[arg(long)]
    pub offline: bool,
    /// 格式
    #[arg(long, value_enum, default_value = "text", value_name = "格式")]
    pub format: DoctorFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DoctorFormat {
    Text,
    Json,
}
