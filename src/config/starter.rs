//! The files that `pucha init` writes: commented settings, a small example register, notes on own rules, the templates.

use crate::config::templates;

/// Path below the folder and content. The tables begin with a byte order mark, or Excel reads them as GBK.
pub fn starter_files() -> Vec<(String, &'static str)> {
    let mut files: Vec<(String, &'static str)> = [
        ("config/pucha.toml", include_str!("../../config/pucha.toml")),
        ("config/sites.csv", include_str!("../../config/sites.csv")),
        ("config/columns.csv", include_str!("../../config/columns.csv")),
        ("config/rules/说明.txt", include_str!("../../config/rules/说明.txt")),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .to_vec();
    files.extend(templates::starter_files());
    files
}
