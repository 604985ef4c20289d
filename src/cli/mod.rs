//! The door: one file a subcommand; the only place that builds things.
//!
//! In: the command line. Out: results on standard output, logs and progress on standard error, an exit code.

pub mod args;
mod usage;
mod setup;
mod terminal;
mod browser;
mod display;
mod doctor;
pub mod init;
pub mod register;
mod census;
mod plan;
mod metrics;
mod probe;
mod recheck;
mod rejudge;
pub mod ledger;
pub mod results;
pub mod columns;
pub mod bulletin;
pub mod annual;
mod documents;
mod notify;
mod issue;
pub mod snapshot;
mod prune;
mod backup;
mod space;
pub mod inspect;
mod look;
pub mod explain;
mod findings;
mod forms;
pub mod rules;
mod demo;

use crate::cli::args::{Cli, Command, LogFormat, RegisterCommand};
use clap::Parser;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Exit codes of the contract, §1.
pub(crate) const DONE: u8 = 0;
pub(crate) const FAILED: u8 = 1;
pub(crate) const WRONG_USAGE: u8 = 2;
pub(crate) const NOT_ALL_JUDGED: u8 = 3;
pub(crate) const FOUND_WORSE: u8 = 4;

pub(crate) const NO_OUTPUT: &str = "无法写到标准输出；请检查磁盘空间，或换一个输出文件";

/// Runs what the command line asks for.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(fault) => return usage::explain(&fault),
    };
    start_log(&cli);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(fault) => return failed(&anyhow::Error::new(fault).context("无法启动运行环境")),
    };
    match runtime.block_on(dispatch(cli)) {
        Ok(code) => ExitCode::from(code),
        Err(fault) => failed(&fault),
    }
}

async fn dispatch(cli: Cli) -> anyhow::Result<u8> {
    let Cli { common, command } = cli;
    match command {
        Command::Init { dir } => print(&init::run(&dir)?),
        Command::Demo(args) => demo::run(&common, &args).await,
        Command::Register { command: RegisterCommand::Check } => {
            let (text, code) = register::check(&setup::settings(&common)?)?;
            print(&text)?;
            Ok(code)
        }
        Command::Probe(args) => probe::run(&common, &args).await,
        Command::Plan(args) => plan::run(&common, &args),
        Command::Census(args) => census::run(&common, &args).await,
        Command::Recheck(args) => Box::pin(recheck::run(&common, &args)).await,
        Command::Rejudge(args) => rejudge::run(&common, &args).await,
        Command::Ledger(args) => documents::ledger(&common, &args),
        Command::Results(args) => documents::results(&common, &args),
        Command::Columns(args) => documents::columns(&common, &args),
        Command::Notify(args) => Box::pin(notify::run(&common, &args)).await,
        Command::Annual(args) => annual::run(&common, &args),
        Command::Bulletin(args) => Box::pin(documents::bulletin(&common, &args)).await,
        Command::Snapshot { command } => documents::snapshot(&common, &command),
        Command::Prune(args) => Box::pin(prune::run(&common, &args)).await,
        Command::Backup(args) => backup::run(&common, &args).await,
        Command::Doctor(args) => doctor::run(&common, &args).await,
        Command::Inspect(args) => look::run(&common, &args).await,
        Command::Findings { command } => Box::pin(findings::run(&common, &command)).await,
        Command::Rules { command } => rules::run(&common, &command),
        Command::Explain { code } => documents::explain(&common, code.as_deref()),
    }
}

/// Prints a result; a reader that has gone away is no fault.
pub(crate) fn print(text: &str) -> anyhow::Result<u8> {
    let text = terminal::fit(text);
    let mut out = std::io::stdout().lock();
    match out
        .write_all(text.as_bytes())
        .and_then(|()| if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") })
    {
        Err(fault) if fault.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(anyhow::Error::new(fault).context(NO_OUTPUT))
        }
        _ => Ok(DONE),
    }
}

/// A word to the operator on standard error.
pub(crate) fn tell(text: &str) {
    display::beside(|| {
        writeln!(std::io::stderr().lock(), "{}", terminal::fit(text)).ok();
    });
}

fn failed(fault: &anyhow::Error) -> ExitCode {
    let mut text = format!("出错：{fault}");
    for cause in fault.chain().skip(1) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            let _ = write!(text, "\n  原因：{cause}");
        }
    }
    tell(&text);
    ExitCode::from(FAILED)
}

/// The log, beside the progress display.
struct Beside;

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut written = Ok(0);
        display::beside(|| written = std::io::stderr().lock().write(bytes));
        written
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}

fn start_log(cli: &Cli) {
    // Who asks for JSON has a program read it, and that one wants the line a site.
    let level = match (cli.common.quiet, cli.common.log_format) {
        (true, _) => "error",
        (false, LogFormat::Text) => "warn,pucha=warn",
        (false, LogFormat::Json) => "warn,pucha::site=info",
    };
    let filter = EnvFilter::try_from_env("PUCHA_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(|| Beside);
    let started = match cli.common.log_format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    started.ok();
}
