//! The figures of a chart, free of any form.

use serde::{Deserialize, Serialize};

/// Every series has as many values as there are categories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// Shown above, and the text for those who cannot see it.
    pub title: String,
    pub kind: ChartKind,
    /// What the values are counted in, `%` or `个`.
    pub unit: String,
    pub categories: Vec<String>,
    pub series: Vec<Series>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Over time.
    Line,
    /// Upright, for few short names.
    Columns,
    /// Lying, for long names; the first category stands on top.
    Bars,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    pub name: String,
    /// `None`: nothing is known of it, which is not nought.
    pub values: Vec<Option<f64>>,
}
