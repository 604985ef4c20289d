//! The interfaces that scripts of the pages ask for their lists.

use crate::demo::answers::Answer;

/// An interface that answers by its parameters, in whichever order they come.
#[derive(Clone)]
pub(crate) struct Feed {
    pub(crate) path: String,
    /// Parameters that choose the list.
    pub(crate) needs: Vec<(String, String)>,
    /// Parameter that counts pages from 1; `a.b` for the member `b` of the JSON in parameter `a`.
    pub(crate) page_key: &'static str,
    pub(crate) pages: Vec<Answer>,
    pub(crate) beyond: Answer,
}

impl Feed {
    /// The answer to a target, where it is this interface that is asked.
    pub(crate) fn answer(&self, path: &str, query: &str) -> Option<Answer> {
        if path != self.path {
            return None;
        }
        let asked: Vec<(String, String)> =
            url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        if !self.needs.iter().all(|need| asked.contains(need)) {
            return None;
        }
        let number = asked.iter().find_map(|(key, value)| self.number(key, value)).unwrap_or(1);
        Some(self.pages.get(number.max(1) - 1).unwrap_or(&self.beyond).clone())
    }

    fn number(&self, key: &str, value: &str) -> Option<usize> {
        match self.page_key.split_once('.') {
            None if key == self.page_key => value.parse().ok(),
            Some((parameter, inner)) if key == parameter => {
                let json: serde_json::Value = serde_json::from_str(value).ok()?;
                usize::try_from(json.get(inner)?.as_u64()?).ok()
            }
            _ => None,
        }
    }
}
