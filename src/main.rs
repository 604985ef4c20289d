//! The thin binary: hands the command line to `cli` and its code to the shell.

use std::process::ExitCode;

fn main() -> ExitCode {
    pucha::cli::run()
}
