//! Compares names of sections as a reader would: blanks and punctuation do not count.

/// Letters, digits and Chinese characters only, in lower case.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether `name` holds any of `words`.
pub(super) fn holds_any(name: &str, words: &[String]) -> bool {
    let name = plain(name);
    words.iter().map(|it| plain(it)).any(|word| !word.is_empty() && name.contains(&word))
}
