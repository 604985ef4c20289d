//! One row by its headings, and the faults that are found in it.

use crate::config::nearest;
use crate::register::fault::Fault;
use crate::register::table::{Line, Table};

pub(crate) struct Row<'a> {
    table: &'a Table,
    pub line: &'a Line,
    pub faults: Vec<Fault>,
}

impl<'a> Row<'a> {
    /// The row with what can be said before its fields are read.
    pub(crate) fn new(table: &'a Table, line: &'a Line) -> Self {
        let mut row = Self { table, line, faults: vec![] };
        if line.broken {
            let text = "这一行的英文双引号没有成对".to_owned();
            row.severe_of(
                "整行",
                &line.cells.join(","),
                text,
                "补上或去掉多余的引号；内容里的引号改用“”",
            );
        } else if let Some(extra) =
            line.cells.iter().skip(table.fields.len()).find(|it| !it.is_empty())
        {
            let text =
                format!("这一行有 {} 格，标题只有 {} 格", line.cells.len(), table.fields.len());
            row.mild_of("整行", extra, text, "内容里有分隔符时，整格用英文双引号括起来");
        }
        row
    }

    /// The cell under a heading; empty where the file has no such heading.
    pub(crate) fn get(&self, field: &str) -> &'a str {
        let at = self.table.fields.iter().position(|it| *it == Some(field));
        at.and_then(|at| self.line.cells.get(at)).map_or("", String::as_str)
    }

    pub(crate) fn is_bad(&self) -> bool {
        self.faults.iter().any(|it| it.severe)
    }

    /// The row is left out.
    pub(crate) fn severe(&mut self, field: &str, text: impl Into<String>, mend: impl Into<String>) {
        self.severe_of(field, self.get(field), text.into(), mend);
    }

    /// The row is used.
    pub(crate) fn mild(&mut self, field: &str, text: impl Into<String>, mend: impl Into<String>) {
        self.mild_of(field, self.get(field), text.into(), mend);
    }

    fn severe_of(&mut self, field: &str, value: &str, text: String, mend: impl Into<String>) {
        self.push(field, value, text, mend.into());
        if let Some(fault) = self.faults.last_mut() {
            fault.severe = true;
        }
    }

    fn mild_of(&mut self, field: &str, value: &str, text: String, mend: impl Into<String>) {
        self.push(field, value, text, mend.into());
    }

    fn push(&mut self, field: &str, value: &str, text: String, mend: String) {
        self.faults.push(Fault {
            file: self.table.file.clone(),
            line: self.line.number,
            field: field.to_owned(),
            value: value.to_owned(),
            text,
            mend,
            severe: false,
        });
    }

    /// Bytes that no encoding explains, in any cell that counts.
    pub(crate) fn refuse_unreadable_letters(&mut self) {
        let fields = self.table.fields.iter().flatten();
        for field in fields.filter(|it| self.get(it).contains('\u{fffd}')).collect::<Vec<_>>() {
            let mend = "把这一格重新输入，整个文件用 UTF-8 另存";
            self.severe(field, "有无法识别的字（编码坏了）", mend);
        }
    }

    /// One of a list of names; the empty cell gives `None` without a fault, an unknown name a severe one.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        field: &str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let written: String = self.get(field).split_whitespace().collect();
        if written.is_empty() {
            return None;
        }
        let found = all.iter().copied().find(|it| name(*it) == written);
        if found.is_none() {
            let names: Vec<&str> = all.iter().map(|it| name(*it)).collect();
            let near = nearest_name(&written, &names);
            let mend = format!("只能写 {}", names.join("、"));
            let mend = near.map_or(mend.clone(), |near| format!("改为“{near}”；{mend}"));
            self.severe(field, "不是允许的写法", mend);
        }
        found
    }
}

/// Chinese names are short: one that holds the other, or a single wrong character.
fn nearest_name<'a>(written: &str, names: &[&'a str]) -> Option<&'a str> {
    let holds = names.iter().find(|it| written.contains(**it) || it.contains(written));
    let slip = || {
        let near = nearest(written, names.iter().copied())?;
        let shared = near.chars().filter(|it| written.contains(*it)).count();
        (near.chars().count() <= shared * 2 && 1 < shared).then_some(near)
    };
    holds.copied().or_else(slip)
}

/// Faults of the headings themselves: all mild, the table is used.
pub(crate) fn heading_faults(table: &Table) -> Vec<Fault> {
    let fault = |heading: &String, text: &str, mend: &str| Fault {
        file: table.file.clone(),
        line: table.line,
        field: "标题".into(),
        value: heading.clone(),
        text: text.into(),
        mend: mend.into(),
        severe: false,
    };
    let strange = table.strange.iter();
    let strange =
        strange.map(|it| fault(it, "程序不认识，这一列不读", "写错了就改正，本来就是多的可以不管"));
    let doubled = table.doubled.iter();
    let doubled = doubled.map(|it| fault(it, "出现了两次，只读第一列", "删去多余的一列"));
    strange.chain(doubled).collect()
}
