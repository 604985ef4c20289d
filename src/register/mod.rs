//! Sites and columns as the county keeps them, in CSV or Excel.
//!
//! In: the two files that the settings name. Out: [`Loaded`], the good rows and a [`Fault`] for each thing that is
//! wrong. Never: a guess at what a row means, nor one bad row that costs a good one.

mod address;
pub mod answers;
mod columns;
mod csv_text;
mod decode;
pub mod fault;
mod row;
mod scopes;
mod sites;
mod table;
mod workbook;

pub use fault::{Fault, RegisterError};

use crate::config::Settings;
use crate::model::site::{ColumnClass, Register};
use crate::register::columns::Columns;
use crate::register::sites::Sites;
use std::path::Path;

/// The good rows, and what is wrong with the others, in the order of the files.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    pub register: Register,
    pub faults: Vec<Fault>,
}

impl Loaded {
    /// How many faults cost a row, and how many are only worth a look.
    pub fn counts(&self) -> (usize, usize) {
        let severe = self.faults.iter().filter(|it| it.severe).count();
        (severe, self.faults.len() - severe)
    }
}

/// Reads the register. A row with a severe fault is left out; a file that cannot be used at all is an error.
pub fn load(settings: &Settings) -> Result<Loaded, RegisterError> {
    load_with(settings, &|_| None)
}

/// The same, with `classify` for columns whose 栏目类别 is empty; what it does not know is told by a few plain words.
pub fn load_with(
    settings: &Settings,
    classify: &dyn Fn(&str) -> Option<ColumnClass>,
) -> Result<Loaded, RegisterError> {
    let mut faults = vec![];
    let file = settings.register.sites.display().to_string();
    let table = table::read(&file, &settings.place(&settings.register.sites), &sites::SHAPE)?
        .ok_or_else(|| RegisterError::Missing { file: file.clone() })?;
    let mut sites = Sites::default();
    sites.read(&table, &mut faults);
    if sites.good.is_empty() {
        return Err(RegisterError::no_good_row(file, faults));
    }
    let mut columns = vec![];
    if settings.register.columns != Path::new("") {
        let file = settings.register.columns.display().to_string();
        let place = settings.place(&settings.register.columns);
        if let Some(table) = table::read(&file, &place, &columns::SHAPE)? {
            columns = Columns::new(&sites, classify).read(&table, &mut faults);
        }
    }
    Ok(Loaded { register: Register { sites: sites.good, columns }, faults })
}
