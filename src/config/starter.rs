//! The files that `pucha init` writes: commented settings, a small example register, a note on own rules.

/// Path below the folder and content. The tables begin with a byte order mark, or Excel reads them as GBK.
pub fn starter_files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("config/pucha.toml", include_str!("../../config/pucha.toml")),
        ("config/sites.csv", include_str!("../../config/sites.csv")),
        ("config/columns.csv", include_str!("../../config/columns.csv")),
        ("config/rules/说明.txt", include_str!("../../config/rules/说明.txt")),
    ]
}
