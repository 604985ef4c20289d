//! Options of the yearly summary.

use crate::cli::annual;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct AnnualArgs {
    /// 年度，如 2026
    #[arg(long, value_name = "年度", value_parser = clap::value_parser!(i32).range(1990..=9998))]
    pub year: i32,
    /// 只统计这些站点（单位名称、网站名称、网址或标识码，可重复）
    #[arg(long, value_name = "站点")]
    pub site: Vec<String>,
    /// 格式，可用逗号并列
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "docx,xlsx,csv",
        value_name = "格式"
    )]
    pub format: Vec<annual::Format>,
    /// 输出目录；不写为 var/out/年度
    #[arg(long, value_name = "目录", conflicts_with = "output")]
    pub out: Option<PathBuf>,
    /// 只写一个文件；“-”为标准输出；csv 只写年度汇总表
    #[arg(long, value_name = "文件")]
    pub output: Option<PathBuf>,
}
