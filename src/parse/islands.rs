//! Hanweb's record islands: a list inside `<script type="text/xml">` that a browser's script draws.

/// The records of an island as one piece of HTML; `None` for any other script.
pub(super) fn records(script: &str) -> Option<String> {
    if !script.contains("<record") {
        return None;
    }
    let mut html = String::new();
    let mut rest = script;
    while let Some(at) = rest.find("<record") {
        let tag = &rest[at..];
        let Some(open) = tag.find('>') else { break };
        // `<recordset>` only wraps.
        if tag.starts_with("<recordset") {
            rest = &tag[open + 1..];
            continue;
        }
        let body = &tag[open + 1..];
        let end = body.find("</record>").unwrap_or(body.len());
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
    Some(format!("<{wrapper} class=\"record-island\">{html}</{wrapper}>"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
