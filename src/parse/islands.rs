//! Lists that stand as records in a script which a browser's script draws, by the element names that families give.

use crate::reference::cms::{self, Island};

/// The class of what the records are laid out in.
const HOLDER: &str = "record-island";

/// The records of an island as one piece of HTML; `None` for any other script.
pub(super) fn records(script: &str) -> Option<String> {
    cms::families().iter().filter_map(|it| it.list.island.as_ref()).find_map(|it| laid(it, script))
}

fn laid(island: &Island, script: &str) -> Option<String> {
    let (open, close) = (format!("<{}", island.record), format!("</{}>", island.record));
    let set = format!("<{}", island.set);
    if !script.contains(&open) {
        return None;
    }
    let mut html = String::new();
    let mut rest = script;
    while let Some(at) = rest.find(&open) {
        let tag = &rest[at..];
        let Some(end) = tag.find('>') else { break };
        let body = &tag[end + 1..];
        if tag.starts_with(&set) {
            rest = body;
            continue;
        }
        let end = body.find(&close).unwrap_or(body.len());
        let record = body[..end].trim();
        let record = record.strip_prefix("<![CDATA[").unwrap_or(record);
        html.push_str(record.strip_suffix("]]>").unwrap_or(record));
        html.push('\n');
        rest = &body[end..];
    }
    let wrapper = match html.trim_start().get(..3) {
        Some("<li") => "ul",
        Some("<tr") => "table",
        _ => "div",
    };
    Some(format!("<{wrapper} class=\"{HOLDER}\">{html}</{wrapper}>"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::doc::Doc;

    #[test]
    fn records_become_a_list_and_plumbing_stays_out() {
        let script = "<datastore><nextgroup><![CDATA[<a href=\"/dataproxy.jsp\"></a>]]></nextgroup><recordset>\
            <record><![CDATA[<li>1</li>]]></record><record><![CDATA[<li>2</li>]]></record></recordset></datastore>";
        let html = records(script).expect("an island");
        assert!(
            html.contains("<li>1</li>")
                && html.contains("<li>2</li>")
                && !html.contains("dataproxy")
        );
        assert_eq!(records("var a = 1"), None);
    }

    #[test]
    fn an_island_stands_beside_its_script_and_not_in_it() {
        let doc = Doc::new("<p>1</p><script><record><li>2</li></record></script><p>3</p>");
        let script = doc.all("script").next().unwrap();
        let list = doc.all("ul").next().unwrap();
        assert_eq!(doc.nodes[script].end, list);
        assert_eq!(doc.nodes[list].parent, doc.nodes[script].parent);
        assert_eq!(doc.text(0), "1 2 3");
    }
}
