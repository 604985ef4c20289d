//! What is wrong with a register: a row's fault, and what makes a whole file useless.

use std::fmt;

/// One thing that is wrong with one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// As the settings name it.
    pub file: String,
    /// Line of a text file, row of a sheet, from 1; 0 for the file as a whole.
    pub line: usize,
    /// The heading.
    pub field: String,
    pub value: String,
    pub text: String,
    /// How to put it right.
    pub mend: String,
    /// The row is left out; otherwise it is used as it stands.
    pub severe: bool,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if 0 < self.line {
            write!(f, ":{}", self.line)?;
        }
        let value = shortened(&self.value);
        write!(f, " {} “{value}” {}", self.field, self.text)?;
        if !self.mend.is_empty() {
            write!(f, " → {}", self.mend)?;
        }
        Ok(())
    }
}

/// On one line and short enough to read.
fn shortened(value: &str) -> String {
    const LONGEST: usize = 120;
    let plain: String = value.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    if plain.chars().count() <= LONGEST {
        return plain;
    }
    plain.chars().take(LONGEST).chain(['…']).collect()
}

#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error(
        "找不到登记表 {file}：请先运行 pucha init 生成示例，或在配置 [register] 里写对它的位置"
    )]
    Missing { file: String },
    #[error("登记表 {file} 读不出来：{why}")]
    Unreadable { file: String, why: String },
    #[error("登记表 {file} 是空的：第一行要有标题（{headings}），下面每行一条")]
    Empty { file: String, headings: String },
    #[error("登记表 {file} 的标题里缺少“{missing}”：现有“{found}”；标题应为 {headings}")]
    MissingHeading { file: String, missing: String, found: String, headings: String },
    #[error("登记表 {file} 里没有一行可用的站点{}", reasons(.faults))]
    NoGoodRow { file: String, faults: Vec<Fault> },
}

impl RegisterError {
    pub(crate) fn no_good_row(file: String, faults: Vec<Fault>) -> Self {
        Self::NoGoodRow { file, faults }
    }
}

fn reasons(faults: &[Fault]) -> String {
    const SHOWN: usize = 20;
    if faults.is_empty() {
        return "：标题下面请至少登记一个网站，每行一个".into();
    }
    let shown: Vec<String> = faults.iter().take(SHOWN).map(|it| format!("\n  {it}")).collect();
    let rest = match faults.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("\n  ……其余 {more} 处从略"),
    };
    format!("，共 {} 处问题，请逐处改好：{}{rest}", faults.len(), shown.concat())
}
