//! `问题类别.txt`: one line a class of problems, with its heading and how its section opens.

use crate::config::nearest;
use crate::config::templates::{TemplateText, embedded_text};
use crate::reports::bulletin::classes::all;
use crate::reports::bulletin::template::check::{self, Kind};
use crate::reports::bulletin::template::engine::{Engine, trial};
use crate::reports::bulletin::template::source::parts;
use crate::reports::bulletin::template::{CLASSES, TemplateFault, TemplateFaults};
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClassText {
    pub(crate) class: String,
    pub(crate) heading: String,
    opening: TemplateText,
}

/// What an opening may say.
#[derive(Debug, Default, Serialize)]
struct Counts {
    #[serde(rename = "个数")]
    findings: usize,
    #[serde(rename = "网站数")]
    sites: usize,
}

impl ClassText {
    pub(crate) fn opening(&self, findings: usize, sites: usize) -> Result<String, TemplateFaults> {
        let engine = Engine::new(&Counts { findings, sites });
        let text = engine.and_then(|it| it.rendered(&self.opening));
        text.map(|it| parts(&it).concat()).map_err(|it| TemplateFaults(vec![it]))
    }
}

/// The texts of all classes, from the embedded file where the template leaves one out.
pub(crate) fn class_texts(template: &TemplateText) -> (Vec<ClassText>, Vec<TemplateFault>) {
    let (mut texts, faults) = read(template);
    let embedded = TemplateText {
        name: CLASSES.into(),
        place: format!("内置模板 {CLASSES}.txt"),
        text: embedded_text(CLASSES).unwrap_or_default(),
    };
    let (rest, _) = read(&embedded);
    texts.extend(rest);
    (texts, faults)
}

fn read(template: &TemplateText) -> (Vec<ClassText>, Vec<TemplateFault>) {
    let (mut texts, mut faults) = (Vec::new(), Vec::new());
    for (index, line) in template.text.lines().enumerate() {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        match class_text(template, index, bare) {
            Ok(text) => texts.push(text),
            Err(wrong) => faults.extend(wrong),
        }
    }
    (texts, faults)
}

fn class_text(
    template: &TemplateText,
    index: usize,
    line: &str,
) -> Result<ClassText, Vec<TemplateFault>> {
    let fault = |text: String| vec![TemplateFault::new(&template.place, index + 1, text)];
    let parts: Vec<&str> = line.split('｜').map(str::trim).collect();
    let &[class, heading, opening] = parts.as_slice() else {
        return Err(fault("一行应有三部分，用全角竖线隔开：类别｜标题｜开头".into()));
    };
    if all().all(|it| it.name != class) {
        let names: Vec<&str> = all().map(|it| it.name).collect();
        return Err(fault(match nearest(class, names.iter().copied()) {
            Some(near) => format!("没有“{class}”这个类别，是不是“{near}”？"),
            None => format!("没有“{class}”这个类别，现有 {}", names.join("、")),
        }));
    }
    if heading.is_empty() || opening.is_empty() {
        return Err(fault(format!("“{class}”的标题或开头是空的")));
    }
    // Blank lines before it keep the line's number for messages.
    let text = "\n".repeat(index) + opening;
    let opening = TemplateText { name: class.into(), place: template.place.clone(), text };
    let known = serde_json::to_value(Counts::default()).unwrap_or_default();
    let mut faults = check::faults(&opening, Kind::Paragraphs, &known);
    if faults.is_empty() {
        faults = trial(&opening, [&Counts::default()]);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(ClassText { class: class.into(), heading: heading.into(), opening })
}
