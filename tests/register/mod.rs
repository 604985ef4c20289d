//! The register: encodings, workbooks, every kind of fault, and that one bad row costs no good one.

mod columns;
mod files;
mod scopes;
mod sites;
mod workbook;

use pucha::config::Settings;
use pucha::register::{Fault, Loaded, RegisterError, load};
use std::fs;
use tempfile::TempDir;

const SITES: &str =
    "单位名称,单位类别,网站名称,网站地址,网站标识码,范围,状态,联系人,联系电话,邮箱,备注\n";
const COLUMNS: &str = "网站地址,栏目名称,栏目地址,栏目类别,更新期限,必设,备注\n";

/// Reads files of these bytes; no columns file where `columns` is empty.
fn load_bytes(sites: &[u8], columns: &[u8]) -> Result<Loaded, RegisterError> {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir(folder.path().join("config")).expect("a config folder");
    fs::write(folder.path().join("config/sites.csv"), sites).expect("a sites file");
    if !columns.is_empty() {
        fs::write(folder.path().join("config/columns.csv"), columns).expect("a columns file");
    }
    load(&Settings { root: folder.path().to_owned(), ..Settings::default() })
}

/// The rows below the usual headings, which stand on line 1; the first good row is added on line 2.
fn load_sites(rows: &str) -> Loaded {
    let text = format!("{SITES}甲局,县直,甲网,http://www.a.gov.cn/,3415220001,,,,,,\n{rows}");
    load_bytes(text.as_bytes(), b"").expect("a register with a good row")
}

/// One site `http://www.a.gov.cn/` and these columns, from line 2.
fn load_columns(rows: &str) -> Loaded {
    let sites = format!(
        "{SITES}甲局,县直,甲网,http://www.a.gov.cn/,,,,,,,\n乙局,县直,乙网,www.b.gov.cn,,,,,,,\n"
    );
    let mut loaded = load_bytes(sites.as_bytes(), format!("{COLUMNS}{rows}").as_bytes())
        .expect("a register with a good row");
    assert_eq!(loaded.faults.remove(0).line, 3, "the second site is bad on purpose");
    loaded
}

/// Holds the only fault against what it must say.
fn check_fault(
    case: &str,
    faults: &[Fault],
    (line, field, severe): (usize, &str, bool),
    words: &str,
) {
    let [fault] = faults else { panic!("{case}: one fault expected: {faults:#?}") };
    assert_eq!(
        (fault.line, fault.field.as_str(), fault.severe),
        (line, field, severe),
        "{case}: {fault}"
    );
    assert!(fault.to_string().contains(words), "{case}: {fault}");
    assert!(!fault.mend.is_empty(), "{case}: no mend: {fault}");
}
