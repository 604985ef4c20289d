//! Reads the literals of a script's expressions without running it: texts, numbers, plain objects, and sums of them.

use crate::parse::interfaces::names::Names;

/// Stands where a script puts the time or a random number, only to get past caches.
pub(super) const MOMENT: char = '\u{1}';
/// Deeper expressions are not worth reading.
const DEEPEST: usize = 40;
/// Of a text in bytes: no server takes a longer address. A variable that holds more could stand in every sum of a script.
pub(super) const LONGEST: usize = 4 << 10;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Object(Vec<(String, Value)>),
    Array(Vec<Value>),
    /// Known only to who runs the script.
    Other,
}

impl Value {
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn field(&self, names: &[&str]) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        fields.iter().find(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value)
    }

    fn json(&self) -> Option<String> {
        match self {
            Self::Text(text) if text.parse::<i64>().is_ok() => Some(text.clone()),
            Self::Text(text) => serde_json::to_string(text).ok(),
            Self::Object(fields) => {
                let parts: Option<Vec<String>> = fields
                    .iter()
                    .map(|(name, value)| {
                        Some(format!("{}:{}", serde_json::to_string(name).ok()?, value.json()?))
                    })
                    .collect();
                Some(format!("{{{}}}", parts?.join(",")))
            }
            Self::Array(values) => {
                let parts: Option<Vec<String>> = values.iter().map(Self::json).collect();
                Some(format!("[{}]", parts?.join(",")))
            }
            Self::Other => None,
        }
    }
}

/// The arguments of the call whose opening bracket ends just before `script`.
pub(super) fn arguments(script: &str, names: &Names) -> Vec<Value> {
    let mut reader = Reader { text: script, names, depth: 0 };
    let mut values = Vec::new();
    loop {
        reader.blanks();
        if reader.text.is_empty() || reader.take(')') || 8 < values.len() {
            return values;
        }
        values.push(reader.expression());
        reader.blanks();
        if !reader.take(',') {
            return values;
        }
    }
}

/// The object literal at the start of `script`.
pub(super) fn object(script: &str, names: &Names) -> Value {
    Reader { text: script, names, depth: 0 }.expression()
}

struct Reader<'a> {
    text: &'a str,
    names: &'a Names,
    depth: usize,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        self.text = self.text.trim_start();
    }

    fn take(&mut self, letter: char) -> bool {
        let rest = self.text.strip_prefix(letter);
        if let Some(rest) = rest {
            self.text = rest;
        }
        rest.is_some()
    }

    /// A sum of terms up to the next comma or closing bracket.
    fn expression(&mut self) -> Value {
        self.depth += 1;
        let mut sum = if self.depth < DEEPEST { self.term() } else { Value::Other };
        loop {
            self.blanks();
            match self.text.chars().next() {
                Some('+') if !self.text.starts_with("++") => {
                    self.take('+');
                    sum = match (sum, self.term()) {
                        (Value::Text(one), Value::Text(other))
                            if one.len() + other.len() <= LONGEST =>
                        {
                            Value::Text(one + &other)
                        }
                        _ => Value::Other,
                    };
                }
                None | Some(',' | ')' | '}' | ']' | ';') => break,
                Some(_) => {
                    self.skip();
                    sum = Value::Other;
                    break;
                }
            }
        }
        self.depth -= 1;
        sum
    }

    fn term(&mut self) -> Value {
        self.blanks();
        match self.text.chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            Some('`') => self.template(),
            Some('{') => self.object(),
            Some('[') => self.array(),
            Some('(') => {
                self.take('(');
                let value = self.expression();
                self.blanks();
                if self.take(')') { value } else { Value::Other }
            }
            Some(it) if it.is_ascii_digit() => {
                let end =
                    self.text.find(|it: char| !it.is_ascii_digit()).unwrap_or(self.text.len());
                let (number, rest) = self.text.split_at(end);
                self.text = rest;
                Value::Text(number.to_owned())
            }
            Some(it) if it.is_ascii_alphabetic() || it == '_' || it == '$' => self.named(),
            _ => {
                self.skip();
                Value::Other
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Value {
        let mut text = String::new();
        let mut letters = self.text.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => text.extend(letters.next().map(|(_, it)| it)),
                it if it == quote => {
                    self.text = &self.text[at + 1..];
                    return Value::Text(text);
                }
                it => text.push(it),
            }
        }
        self.text = "";
        Value::Other
    }

    fn template(&mut self) -> Value {
        let end = self.text[1..].find('`').map_or(self.text.len(), |it| it + 1);
        let body = &self.text[1..end];
        self.text = self.text.get(end + 1..).unwrap_or_default();
        let mut text = String::new();
        let mut rest = body;
        while let Some(at) = rest.find("${") {
            text.push_str(&rest[..at]);
            let Some(close) = rest[at..].find('}') else { return Value::Other };
            match self.names.get(rest[at + 2..at + close].trim()) {
                Some(value) if text.len() <= LONGEST => text.push_str(value),
                _ => return Value::Other,
            }
            rest = &rest[at + close + 1..];
        }
        Value::Text(text + rest)
    }

    fn object(&mut self) -> Value {
        self.take('{');
        let mut fields = Vec::new();
        loop {
            self.blanks();
            if self.text.is_empty() || self.take('}') {
                return Value::Object(fields);
            }
            let before = self.text.len();
            let name = match self.text.chars().next() {
                Some(quote @ ('"' | '\'')) => self.quoted(quote).text().map(str::to_owned),
                _ => Some(self.word().to_owned()),
            };
            self.blanks();
            let value = if self.take(':') { self.expression() } else { Value::Other };
            if value == Value::Other {
                self.skip();
            }
            fields.extend(name.filter(|it| !it.is_empty()).map(|it| (it, value)));
            self.blanks();
            self.take(',');
            if self.text.len() == before {
                return Value::Other;
            }
        }
    }

    fn array(&mut self) -> Value {
        self.take('[');
        let mut values = Vec::new();
        loop {
            self.blanks();
            if self.text.is_empty() || self.take(']') {
                return Value::Array(values);
            }
            let before = self.text.len();
            let value = self.expression();
            if value == Value::Other {
                self.skip();
            }
            values.push(value);
            self.blanks();
            self.take(',');
            if self.text.len() == before {
                return Value::Other;
            }
        }
    }

    fn word(&mut self) -> &str {
        let is_part = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$' | '.');
        let end = self.text.find(|it| !is_part(it)).unwrap_or(self.text.len());
        let (word, rest) = self.text.split_at(end);
        self.text = rest;
        word
    }

    fn named(&mut self) -> Value {
        let word = self.word().to_owned();
        self.blanks();
        if matches!(word.as_str(), "new" | "Date.now" | "Math.random") {
            self.skip_term();
            return Value::Text(MOMENT.to_string());
        }
        if !self.take('(') {
            let value = self.names.get(&word).map(str::to_owned);
            return value.map_or(Value::Other, Value::Text);
        }
        let inner = self.expression();
        self.blanks();
        if !self.take(')') {
            self.skip();
            return Value::Other;
        }
        match word.as_str() {
            "encodeURIComponent" | "encodeURI" | "String" | "Number" | "parseInt" => inner,
            "JSON.stringify" => inner.json().map_or(Value::Other, Value::Text),
            "$" | "jQuery" if self.text.starts_with(".val()") => {
                self.text = &self.text[".val()".len()..];
                let value = inner.text().and_then(|it| self.names.get(it)).map(str::to_owned);
                value.map_or(Value::Other, Value::Text)
            }
            _ => Value::Other,
        }
    }

    /// Past the rest of a term, up to a sum's next sign.
    fn skip_term(&mut self) {
        self.pass(|it| matches!(it, '+' | ',' | ';'));
    }

    /// Past the rest of an expression.
    fn skip(&mut self) {
        self.pass(|it| matches!(it, ',' | ';'));
    }

    fn pass(&mut self, is_end: impl Fn(char) -> bool) {
        let mut depth = 0_usize;
        let mut quote = None;
        let mut escaped = false;
        for (at, letter) in self.text.char_indices() {
            if let Some(open) = quote {
                if escaped {
                    escaped = false;
                } else if letter == '\\' {
                    escaped = true;
                } else if letter == open {
                    quote = None;
                }
                continue;
            }
            match letter {
                '"' | '\'' | '`' => quote = Some(letter),
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth == 0 => {
                    self.text = &self.text[at..];
                    return;
                }
                ')' | ']' | '}' => depth -= 1,
                it if depth == 0 && is_end(it) => {
                    self.text = &self.text[at..];
                    return;
                }
                _ => {}
            }
        }
        self.text = "";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_literals_are_read_and_nothing_is_guessed() {
        let mut names = Names::default();
        for (name, literal) in [("siteId", "678"), ("page", "1"), ("page", "2"), ("#organ", "9")] {
            names.note(name, literal);
        }
        for (script, expected) in [
            ("'/a?b=1')", Some("/a?b=1")),
            (r"'/a?s=' + siteId + '&x=1', {})", Some("/a?s=678&x=1")),
            (r"'/a?p=' + page)", None),
            (r"'/a?o=' + $('#organ').val())", Some("/a?o=9")),
            (r"`/a?s=${siteId}`)", Some("/a?s=678")),
            (r"'/a?t=' + new Date().getTime())", Some("/a?t=\u{1}")),
            (r"'/a?q=' + encodeURIComponent(word))", None),
            (r"base + '/a')", None),
            (
                r#"'/a?q=' + JSON.stringify({"pageNo":1,"k":"v"}))"#,
                Some("/a?q={\"pageNo\":1,\"k\":\"v\"}"),
            ),
        ] {
            let values = arguments(script, &names);
            assert_eq!(values.first().and_then(Value::text), expected, "{script}");
        }
    }

    #[test]
    fn objects_with_functions_in_them_are_read() {
        let script = "{url:'/a', type : \"GET\", success:function(d){ if(d){x({a:1})} }, data:{p:1,q:'二'}, done(){ y() }, async:!0})";
        let value = &arguments(script, &Names::default())[0];
        assert_eq!(value.field(&["url"]).and_then(Value::text), Some("/a"));
        assert_eq!(value.field(&["type"]).and_then(Value::text), Some("GET"));
        let data = value.field(&["data"]).expect("an object");
        assert_eq!(data.field(&["q"]).and_then(Value::text), Some("二"));
    }

    #[test]
    fn torn_scripts_end() {
        for script in
            ["", "'", "{", "{a", "{a:", "(((((", "`${", "{,,,}", "{:}", "'a'+", "f(", "$('#"]
        {
            arguments(script, &Names::default());
        }
    }
}
