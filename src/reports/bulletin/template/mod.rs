//! The templates of the bulletin: words that a clerk can edit, with the figures filled in.
//!
//! In: the texts of `config/templates/通报/` and the figures of a month. Out: headings, charts by name and paragraphs in their order.

mod check;
mod class_texts;
mod engine;
mod names;
mod source;

pub(crate) use class_texts::ClassText;
pub(crate) use source::Piece;

use crate::config::templates::{self, TemplateText};
use crate::reports::bulletin::figures::Figures;
use crate::reports::bulletin::template::check::Kind;
use crate::reports::bulletin::template::class_texts::class_texts;
use crate::reports::bulletin::template::engine::Engine;
use std::fmt;

const TITLE: &str = "标题";
const OPENING: &str = "依据";
const CHAPTERS: &[&str] = &["总体情况", "主要问题", "工作要求"];
const CLOSING: &str = "结尾";
const CLASSES: &str = "问题类别";

/// All templates of the bulletin, looked through.
#[derive(Debug, Clone)]
pub struct Templates {
    texts: Vec<TemplateText>,
    classes: Vec<ClassText>,
}

/// Something wrong with a template: the file, the line (0: no particular one) and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    pub place: String,
    pub line: usize,
    pub text: String,
}

/// Everything that is wrong, at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFaults(pub Vec<TemplateFault>);

impl TemplateFault {
    pub(crate) fn new(place: &str, line: usize, text: impl Into<String>) -> Self {
        Self { place: place.to_owned(), line, text: text.into() }
    }
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}：{}", self.place, self.text),
            line => write!(f, "{}:{line}：{}", self.place, self.text),
        }
    }
}

impl fmt::Display for TemplateFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for TemplateFaults {}

impl Templates {
    /// Looks the texts through: fields, headings, and that they can be filled in for a month that has everything and for
    /// one that has nothing.
    ///
    /// # Errors
    /// Every fault with its file and line.
    pub fn new(texts: Vec<TemplateText>) -> Result<Self, TemplateFaults> {
        let (classes, mut faults) = match texts.iter().find(|it| it.name == CLASSES) {
            Some(it) => class_texts(it),
            None => (Vec::new(), Vec::new()),
        };
        let (full, bare) = (Figures::example(), Figures::default());
        let known = serde_json::to_value(&full).unwrap_or_default();
        for text in texts.iter().filter(|it| it.name != CLASSES) {
            let seen = check::faults(text, kind(&text.name), &known);
            if seen.is_empty() {
                faults.extend(engine::trial(text, [&full, &bare]));
            } else {
                faults.extend(seen);
            }
        }
        if faults.is_empty() { Ok(Self { texts, classes }) } else { Err(TemplateFaults(faults)) }
    }

    /// The embedded ones.
    pub fn embedded() -> Result<Self, TemplateFaults> {
        Self::new(templates::embedded())
    }

    /// The files that are the county's own, by their places.
    pub fn own(&self) -> impl Iterator<Item = &str> {
        let is_own = |it: &&TemplateText| !it.place.starts_with("内置模板");
        self.texts.iter().filter(is_own).map(|it| it.place.as_str())
    }

    pub(crate) fn classes(&self) -> &[ClassText] {
        &self.classes
    }

    pub(crate) fn filled<'a>(&'a self, figures: &Figures) -> Result<Filled<'a>, TemplateFaults> {
        let engine = Engine::new(figures).map_err(|it| TemplateFaults(vec![it]))?;
        Ok(Filled { templates: self, engine })
    }
}

fn kind(name: &str) -> Kind {
    if CHAPTERS.contains(&name) { Kind::Text } else { Kind::Paragraphs }
}

/// The templates with a month's figures.
pub(crate) struct Filled<'a> {
    templates: &'a Templates,
    engine: Engine,
}

impl Filled<'_> {
    pub(crate) fn title(&self) -> Result<Vec<String>, TemplateFaults> {
        Ok(source::parts(&self.rendered(TITLE)?))
    }

    pub(crate) fn opening(&self) -> Result<Vec<String>, TemplateFaults> {
        self.paragraphs(OPENING)
    }

    pub(crate) fn closing(&self) -> Result<Vec<String>, TemplateFaults> {
        self.paragraphs(CLOSING)
    }

    pub(crate) fn chapters(&self) -> Result<Vec<Piece>, TemplateFaults> {
        let mut pieces = Vec::new();
        for name in CHAPTERS {
            pieces.extend(source::pieces(&self.rendered(name)?));
        }
        Ok(pieces)
    }

    /// The paragraphs of a template that has nothing else.
    pub(crate) fn paragraphs(&self, name: &str) -> Result<Vec<String>, TemplateFaults> {
        let pieces = source::pieces(&self.rendered(name)?);
        let paragraphs = pieces.into_iter().filter_map(|it| match it {
            Piece::Paragraph(text) => Some(text),
            _ => None,
        });
        Ok(paragraphs.collect())
    }

    fn rendered(&self, name: &str) -> Result<String, TemplateFaults> {
        match self.templates.texts.iter().find(|it| it.name == name) {
            Some(text) => self.engine.rendered(text).map_err(|it| TemplateFaults(vec![it])),
            None => Ok(String::new()),
        }
    }
}
