//! `pucha explain`: clause, numbers, how a finding is made and how to put it right.

use crate::checks::{Explanation, Rulebook};
use crate::model::rule::Level;
use std::fmt::Write;

/// What the rules say about a code, or about all codes of a check. `Err`: the code is unknown; names those nearest.
pub fn explain(rulebook: &Rulebook, code: &str) -> Result<String, String> {
    if let Some(one) = rulebook.explain(code) {
        return Ok(text(&one));
    }
    let of_check: Vec<String> = rulebook
        .codes()
        .into_iter()
        .filter(|it| it.split('.').next() == Some(code))
        .filter_map(|it| rulebook.explain(it))
        .map(|it| text(&it))
        .collect();
    if of_check.is_empty() {
        return Err(unknown(rulebook, code));
    }
    Ok(of_check.join("\n"))
}

/// All codes by check: what `pucha explain` prints without a code.
pub fn list(rulebook: &Rulebook) -> String {
    let mut text =
        format!("规则集 {} 的指标（用 pucha explain 代码 查看说明）：\n", rulebook.profile);
    let mut check = "";
    for it in rulebook.codes().into_iter().filter_map(|it| rulebook.explain(it)) {
        if it.check != check {
            check = it.check;
            let _ = writeln!(text, "\n{}（{check}）", it.check_title);
        }
        let _ = writeln!(text, "  {:<32}{}", it.code, it.title);
    }
    text
}

fn text(it: &Explanation) -> String {
    let mut text = format!("{}（{}）\n", it.title, it.code);
    let _ = writeln!(text, "  依据条款：{}", it.clause);
    let _ = writeln!(text, "  条款来源：{}（{}）", it.clause_source, it.clause_sureness);
    let _ = writeln!(text, "  问题等级：{}（{}）", level(it), it.level_sureness);
    for (index, line) in it.thresholds.iter().enumerate() {
        let head = if index == 0 { "  判定标准：" } else { "            " };
        let _ = writeln!(text, "{head}{line}");
    }
    let _ = writeln!(text, "  检查方法：{}", it.found_by);
    let _ = writeln!(text, "  整改要求：{}", it.remedy);
    let _ = writeln!(text, "  规则文件：{}.toml", it.check);
    text
}

fn level(it: &Explanation) -> String {
    match (it.level, it.points, &it.item) {
        (Level::Deduct, Some(points), Some(item)) => {
            format!("扣分，每个扣{points}分，计入“{item}”")
        }
        (level, ..) => level.to_string(),
    }
}

fn unknown(rulebook: &Rulebook, code: &str) -> String {
    let codes = rulebook.codes();
    let checks = codes.iter().filter_map(|it| it.split('.').next());
    let mut near: Vec<(usize, &str)> = codes
        .iter()
        .copied()
        .chain(checks)
        .map(|it| (distance(code, it), it))
        .filter(|(far, it)| *far <= 4 || it.contains(code) && !code.is_empty())
        .collect();
    near.sort_unstable();
    near.dedup();
    if near.is_empty() {
        return format!("没有指标代码“{code}”；用 pucha explain 查看全部代码");
    }
    let names: Vec<&str> = near.iter().take(5).map(|(_, it)| *it).collect();
    format!("没有指标代码“{code}”，相近的有：{}", names.join("、"))
}

/// Letters to insert, delete or replace to get from one to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.chars().enumerate() {
        let mut corner = row[0];
        row[0] = line + 1;
        for (at, other) in to.iter().enumerate() {
            let replaced = corner + usize::from(letter != *other);
            corner = row[at + 1];
            row[at + 1] = replaced.min(row[at] + 1).min(corner + 1);
        }
    }
    row[to.len()]
}
