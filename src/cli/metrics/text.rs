//! The text form that Prometheus reads, version 0.0.4: families with HELP and TYPE, samples with escaped labels.
//!
//! Written by hand: the libraries that encode it write the younger `OpenMetrics` form, whose counters a collector of text files
//! takes for untyped.

use std::fmt::Write as _;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Its name ends in `_total`.
    Counter,
    Gauge,
}

/// Families in the order in which they are begun.
pub(super) struct Exposition {
    text: String,
    /// What every sample carries.
    common: Vec<(&'static str, &'static str)>,
    family: &'static str,
}

impl Exposition {
    pub(super) fn new(common: &[(&'static str, &'static str)]) -> Self {
        Self { text: String::new(), common: common.to_vec(), family: "" }
    }

    /// Begins the family of the following samples.
    pub(super) fn family(&mut self, name: &'static str, kind: Kind, help: &str) -> &mut Self {
        debug_assert_eq!(kind == Kind::Counter, name.ends_with("_total"), "{name}");
        let word = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
        };
        let help = help.replace('\\', "\\\\").replace('\n', "\\n");
        let _ = write!(self.text, "# HELP {name} {help}\n# TYPE {name} {word}\n");
        self.family = name;
        self
    }

    pub(super) fn sample(&mut self, labels: &[(&str, &str)], value: f64) -> &mut Self {
        self.text.push_str(self.family);
        let mut before = '{';
        for (name, text) in self.common.iter().copied().chain(labels.iter().copied()) {
            let _ = write!(self.text, "{before}{name}=\"{}\"", escaped(text));
            before = ',';
        }
        if before == ',' {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {}", number(value));
        self
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn number(value: f64) -> String {
    if value.is_nan() {
        "NaN".into()
    } else if value.is_infinite() {
        if value > 0.0 { "+Inf".into() } else { "-Inf".into() }
    } else {
        value.to_string()
    }
}

/// The value of the sample `name` with the label `label`, in a text that [`Exposition`] wrote.
pub(super) fn value(text: &str, name: &str, (label, of): (&str, &str)) -> Option<f64> {
    let head = format!("{name}{{{label}=\"{}\"}} ", escaped(of));
    text.lines().find_map(|line| line.strip_prefix(&head)?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_carry_their_labels_escaped() {
        let mut text = Exposition::new(&[("command", "census")]);
        text.family("pucha_pages_total", Kind::Counter, "a\\b\nc")
            .sample(&[("site", "a\\b\"c\nd")], 1_700_000_000.5)
            .sample(&[], f64::INFINITY);
        let text = text.finish();
        assert_eq!(
            text,
            "# HELP pucha_pages_total a\\\\b\\nc\n# TYPE pucha_pages_total counter\n\
             pucha_pages_total{command=\"census\",site=\"a\\\\b\\\"c\\nd\"} 1700000000.5\n\
             pucha_pages_total{command=\"census\"} +Inf\n"
        );
        assert_eq!(value(&text, "pucha_pages_total", ("command", "census")), Some(f64::INFINITY));
        assert_eq!(value(&text, "pucha_pages_total", ("command", "probe")), None);
    }
}
