//! Wrong usage said in Chinese, with the way out.

use crate::cli::{WRONG_USAGE, tell};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::process::ExitCode;

/// Shows help or version as asked, or says what was typed wrongly.
pub(crate) fn explain(fault: &clap::Error) -> ExitCode {
    if matches!(fault.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        fault.print().ok();
        return ExitCode::SUCCESS;
    }
    let named = |kind| match fault.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let argument = named(ContextKind::InvalidArg);
    let value = named(ContextKind::InvalidValue);
    let text = match fault.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项"),
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", named(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面缺少内容"),
        ErrorKind::InvalidValue => {
            format!("“{argument}”不能是“{value}”，可用：{}", named(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => format!("“{argument}”的内容“{value}”不正确"),
        ErrorKind::MissingRequiredArgument => format!("缺少“{argument}”"),
        ErrorKind::ArgumentConflict => {
            format!("“{argument}”不能与“{}”同时使用", named(ContextKind::PriorArg))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            tell(&fault.render().to_string());
            return ExitCode::from(WRONG_USAGE);
        }
        _ => "命令写法不正确".to_owned(),
    };
    let near =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
            .into_iter()
            .map(named)
            .find(|it| !it.is_empty());
    let near = near.map(|it| format!("；是不是想写“{it}”？")).unwrap_or_default();
    tell(&format!("用法错误：{text}{near}\n查看用法：pucha --help，或在命令后加 --help"));
    ExitCode::from(WRONG_USAGE)
}
