//! A table of cells and its plain forms: CSV as spreadsheets in China open it, and JSON.

use crate::model::time::{Instant, minute, shanghai};
use crate::reports::ReportError;
use crate::reports::clean::{harmless, one_line};
use crate::reports::plain_number;
use chrono::NaiveDate;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Headings and rows; each row has as many cells as there are headings.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Name of the sheet.
    pub name: &'static str,
    pub headings: &'static [&'static str],
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Date(NaiveDate),
    Time(Instant),
    /// An address, as requested.
    Link(String),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    pub fn count(count: usize) -> Self {
        Self::Number(f64::from(u32::try_from(count).unwrap_or(u32::MAX)))
    }

    pub fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    pub fn date(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::Empty, Self::Date)
    }

    pub fn link(address: Option<&str>) -> Self {
        match address {
            Some(address) if !address.trim().is_empty() => Self::Link(address.to_owned()),
            _ => Self::Empty,
        }
    }

    /// As people read it, one line.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Link(text) => one_line(text),
            Self::Number(number) => plain_number(*number),
            Self::Date(date) => date.to_string(),
            Self::Time(at) => minute(at.with_timezone(&shanghai())),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "only whole numbers below 2^53 are cut"
            )]
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                serializer.serialize_i64(*number as i64)
            }
            Self::Number(number) => serializer.serialize_f64((number * 100.0).round() / 100.0),
            _ => serializer.serialize_str(&self.shown()),
        }
    }
}

impl Table {
    /// UTF-8 with BOM, CRLF, RFC 4180; no cell is a formula.
    pub fn csv(&self) -> Result<Vec<u8>, ReportError> {
        let failed = |reason: &dyn std::fmt::Display| ReportError::Write {
            file: "csv",
            reason: reason.to_string(),
        };
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(self.headings).map_err(|it| failed(&it))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(csv_cell)).map_err(|it| failed(&it))?;
        }
        writer.into_inner().map_err(|it| failed(&it))
    }

    /// An array of objects with the headings as keys, in their order; absent values are `null`.
    pub fn json(&self) -> Result<Vec<u8>, ReportError> {
        let objects: Vec<Object<'_>> =
            self.rows.iter().map(|row| Object { headings: self.headings, row }).collect();
        let mut text = serde_json::to_vec_pretty(&objects)
            .map_err(|it| ReportError::Write { file: "json", reason: it.to_string() })?;
        text.push(b'\n');
        Ok(text)
    }
}

fn csv_cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Link(text) => harmless(text),
        other => other.shown(),
    }
}

struct Object<'a> {
    headings: &'a [&'a str],
    row: &'a [Cell],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.headings.len()))?;
        for (heading, cell) in self.headings.iter().zip(self.row) {
            map.serialize_entry(heading, cell)?;
        }
        map.end()
    }
}
