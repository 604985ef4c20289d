//! A forgiving reader of comma, tab or semicolon separated text that knows the line of every record.
//!
//! A quote that is never closed costs its own line only: the reader goes on with the next one, where a strict reader
//! would swallow the rest of the file.

/// The cells of one record and the line on which it begins, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub line: usize,
    pub cells: Vec<String>,
    /// The quotes do not pair; the cells are then those of a plain split.
    pub broken: bool,
}

/// The delimiter that shows most of the `known` headings in the first lines.
pub(crate) fn delimiter(text: &str, known: &[&str]) -> char {
    const LOOK: usize = 10;
    let shown = |delimiter: char| {
        let cells = text.lines().take(LOOK).flat_map(move |it| it.split(delimiter));
        cells.filter(|it| known.contains(&it.trim().trim_matches('"').trim())).count()
    };
    let mut best = ',';
    for candidate in ['\t', ';', '，'] {
        if shown(best) < shown(candidate) {
            best = candidate;
        }
    }
    best
}

pub(crate) fn records(text: &str, delimiter: char) -> Vec<Record> {
    let mut records = vec![];
    let (mut rest, mut line) = (text, 1);
    while !rest.is_empty() {
        let whole = record(rest, delimiter);
        let broken = whole.is_none();
        let (cells, used) = whole.unwrap_or_else(|| plain_line(rest, delimiter));
        if cells.iter().any(|it| !it.trim().is_empty()) {
            records.push(Record { line, cells, broken });
        }
        line += breaks(&rest[..used]);
        rest = &rest[used..];
        let end = break_length(rest);
        line += usize::from(0 < end);
        rest = &rest[end..];
    }
    records
}

/// The cells of the first record and its length without the line break; `None` where the quotes do not pair.
fn record(text: &str, delimiter: char) -> Option<(Vec<String>, usize)> {
    let mut cells = vec![];
    let mut at = 0;
    loop {
        let (cell, used) = cell(&text[at..], delimiter)?;
        cells.push(cell);
        at += used;
        if !text[at..].starts_with(delimiter) {
            return Some((cells, at));
        }
        at += delimiter.len_utf8();
    }
}

fn cell(text: &str, delimiter: char) -> Option<(String, usize)> {
    let lead = text.len() - text.trim_start_matches(' ').len();
    if !text[lead..].starts_with('"') {
        let used = text.find([delimiter, '\n', '\r']).unwrap_or(text.len());
        return Some((text[..used].to_owned(), used));
    }
    let mut cell = String::new();
    let mut at = lead + 1;
    loop {
        let quote = at + text[at..].find('"')?;
        cell.push_str(&text[at..quote]);
        at = quote + 1;
        if !text[at..].starts_with('"') {
            break;
        }
        cell.push('"');
        at += 1;
    }
    at += text[at..].len() - text[at..].trim_start_matches(' ').len();
    let rest = &text[at..];
    let ends = rest.is_empty() || rest.starts_with([delimiter, '\n', '\r']);
    ends.then_some((cell, at))
}

/// The first line, split without regard to quotes.
fn plain_line(text: &str, delimiter: char) -> (Vec<String>, usize) {
    let used = text.find(['\n', '\r']).unwrap_or(text.len());
    (text[..used].split(delimiter).map(str::to_owned).collect(), used)
}

fn break_length(text: &str) -> usize {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

fn breaks(text: &str) -> usize {
    let lone = text.bytes().filter(|it| *it == b'\n').count();
    let returns = text.bytes().filter(|it| *it == b'\r').count();
    lone + returns - text.matches("\r\n").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(usize, Vec<String>, bool)> {
        records(text, ',').into_iter().map(|it| (it.line, it.cells, it.broken)).collect()
    }

    fn row(line: usize, cells: &[&str], broken: bool) -> (usize, Vec<String>, bool) {
        (line, cells.iter().map(|it| (*it).to_owned()).collect(), broken)
    }

    #[test]
    fn lines_are_counted_through_blank_lines_and_quoted_breaks() {
        let text = "a,b\r\n\r\n\"1\r\n2\",\"say \"\"x\"\"\"\r\n,\n3,4";
        let expected = [
            row(1, &["a", "b"], false),
            row(3, &["1\r\n2", "say \"x\""], false),
            row(6, &["3", "4"], false),
        ];
        assert_eq!(lines(text), expected);
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_line_only() {
        let text = "a,b\n1,\"open\n3,4\n5,\"six, seven\"\n";
        let expected = [
            row(1, &["a", "b"], false),
            row(2, &["1", "\"open"], true),
            row(3, &["3", "4"], false),
            row(4, &["5", "six, seven"], false),
        ];
        assert_eq!(lines(text), expected);
    }

    #[test]
    fn the_delimiter_is_the_one_that_shows_the_headings() {
        for (text, expected) in [
            ("单位名称,网站地址\n", ','),
            ("单位名称\t网站地址\n", '\t'),
            ("\"单位名称\";\"网站地址\"\n", ';'),
            ("某县网站清单\n单位名称;网站地址\n", ';'),
            ("nothing", ','),
        ] {
            assert_eq!(delimiter(text, &["单位名称", "网站地址"]), expected, "{text}");
        }
    }
}
