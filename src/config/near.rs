//! Which known word a mistyped one was meant to be.

/// The known word with the fewest edits, if these are few enough for a slip of the hand, else the shortest one that
/// begins with what was written (`timeout` for `timeout_seconds`).
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const TELLING: usize = 4;
    let known: Vec<&str> = known.into_iter().collect();
    let longer = known.iter().filter(|it| TELLING <= written.len() && it.starts_with(written));
    let longer = longer.min_by_key(|it| it.len()).copied();
    let limit = (written.chars().count() / 3).max(2);
    known
        .iter()
        .map(|word| (edits(written, word), word))
        .filter(|(count, _)| *count <= limit)
        .min_by_key(|(count, _)| *count)
        .map(|(_, word)| *word)
        .or(longer)
}

/// Insertions, deletions and replacements that turn `a` into `b`.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_strangers_are_not() {
        let known = ["timeout_seconds", "hosts", "hosts_at_once"];
        assert_eq!(nearest("timeout_second", known), Some("timeout_seconds"));
        assert_eq!(nearest("host", known), Some("hosts"));
        assert_eq!(nearest("timeout", known), Some("timeout_seconds"));
        assert_eq!(nearest("completely_different", known), None);
    }
}
