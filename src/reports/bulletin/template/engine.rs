//! Figures into a template's text.

use crate::config::templates::TemplateText;
use crate::reports::bulletin::template::TemplateFault;
use crate::reports::bulletin::template::names::{decoded, encoded_name};
use crate::reports::bulletin::template::source::prepared;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};
use serde::Serialize;
use std::collections::BTreeMap;

const NOTHING: &str = "这里用到的项可能没有内容，要用 {% if 项名 %} … {% endif %} 包起来";

pub(crate) struct Engine {
    environment: Environment<'static>,
    context: Value,
}

impl Engine {
    pub(crate) fn new(figures: &impl Serialize) -> Result<Self, TemplateFault> {
        let json = serde_json::to_value(figures)
            .map_err(|error| TemplateFault::new("通报数据", 0, error.to_string()))?;
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_formatter(|out, state, value| {
            if value.is_none() {
                return Err(Error::new(ErrorKind::UndefinedError, "none"));
            }
            if matches!(value.kind(), ValueKind::Seq | ValueKind::Map | ValueKind::Iterable) {
                return Err(Error::new(ErrorKind::InvalidOperation, "list"));
            }
            minijinja::escape_formatter(out, state, value)
        });
        Ok(Self { environment, context: value(json) })
    }

    pub(crate) fn rendered(&self, template: &TemplateText) -> Result<String, TemplateFault> {
        let source = prepared(&template.text);
        self.environment
            .render_named_str(&template.name, &source, &self.context)
            .map_err(|error| fault(&template.place, &error))
    }
}

/// Faults of filling in each of the figures; the same one is told once.
pub(crate) fn trial<'a, T: Serialize + 'a>(
    template: &TemplateText,
    figures: impl IntoIterator<Item = &'a T>,
) -> Vec<TemplateFault> {
    let mut faults: Vec<TemplateFault> = Vec::new();
    for it in figures {
        let wrong = Engine::new(it).and_then(|engine| engine.rendered(template)).err();
        faults.extend(wrong.filter(|it| !faults.contains(it)));
    }
    faults
}

fn fault(place: &str, error: &Error) -> TemplateFault {
    let line = error.line().unwrap_or(0);
    let detail = decoded(error.detail().unwrap_or_default());
    let text = match error.kind() {
        ErrorKind::UndefinedError => NOTHING.to_owned(),
        ErrorKind::InvalidOperation if detail == "list" => {
            "这一项还有下一级，要写到下一级，或用 {% for 项 in 项名 %} 逐个写".into()
        }
        ErrorKind::SyntaxError => format!(
            "写法有误（{detail}）；请对照 {{% if %}} 与 {{% endif %}}、{{% for %}} 与 {{% endfor %}}、花括号是否成对"
        ),
        ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest => {
            format!("不认得的写法（{detail}）；说明.txt 列有可用的写法")
        }
        kind => format!("填不进数字（{kind}：{detail}）"),
    };
    TemplateFault::new(place, line, text)
}

fn value(json: serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::from(()),
        serde_json::Value::Bool(it) => Value::from(it),
        serde_json::Value::Number(it) => match it.as_i64() {
            Some(it) => Value::from(it),
            None => Value::from(it.as_f64().unwrap_or_default()),
        },
        serde_json::Value::String(it) => Value::from(it),
        serde_json::Value::Array(all) => {
            Value::from(all.into_iter().map(value).collect::<Vec<_>>())
        }
        serde_json::Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, it)| (encoded_name(&name), value(it)));
            Value::from(fields.collect::<BTreeMap<_, _>>())
        }
    }
}
