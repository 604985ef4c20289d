//! `pucha register check`: every fault of the register by file, line and field, with its mend.

use crate::config::Settings;
use crate::register;
use crate::register::{Fault, Loaded, RegisterError};

/// What to print, and the exit code: 1 when rows had to be left out, else 0. A file that cannot be read at all is an
/// error, which the caller shows and ends with 1.
pub fn check(settings: &Settings) -> anyhow::Result<(String, u8)> {
    match register::load(settings) {
        Ok(loaded) => Ok(told(&loaded)),
        // Here the operator wants to see every fault, not only the first ones that the error names.
        Err(RegisterError::NoGoodRow { faults, .. }) if !faults.is_empty() => {
            Ok(told(&Loaded { faults, ..Loaded::default() }))
        }
        Err(error) => Err(error.into()),
    }
}

fn told(loaded: &Loaded) -> (String, u8) {
    let faults: String = loaded.faults.iter().map(line).collect();
    let (severe, mild) = loaded.counts();
    let (sites, columns) = (loaded.register.sites.len(), loaded.register.columns.len());
    let sum = format!("{sites} 个站点，{columns} 个栏目，{severe} 处错误，{mild} 处提示\n");
    let next = match severe {
        0 => "",
        _ => "有错误的行没有读入，请改好后再运行一次 pucha register check\n",
    };
    (faults + &sum + next, u8::from(0 < severe))
}

fn line(fault: &Fault) -> String {
    let note = if fault.severe { "" } else { "（提示，本行照用）" };
    format!("{fault}{note}\n")
}
