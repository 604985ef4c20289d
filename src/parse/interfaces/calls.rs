//! The addresses that a page's scripts ask for by GET with nothing but literals.

use crate::parse::interfaces::literals::{LONGEST, MOMENT, Value, arguments};
use crate::parse::interfaces::names::Names;
use regex::Regex;
use std::sync::LazyLock;
use url::Url;

/// Calls of a page that are read. Each may go on to the end of its script, where its bracket never closes.
const MOST: usize = 300;
/// Of a call in bytes; whatever comes later is the body of a function.
const READ: usize = 32 << 10;

static CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:(?:\$|jQuery|http|Http|axios|request)\.(ajax|getJSON|get|request)|\b(fetch|axios|request)|\.(load))\s*\(",
    )
    .expect("the expression is valid")
});

/// What the scripts ask for, in order, each once.
pub(super) fn named(scripts: &[String], names: &Names, base: &Url) -> Vec<Url> {
    let mut found: Vec<Url> = Vec::new();
    let mut left = MOST;
    for script in scripts {
        for call in CALL.captures_iter(script).take(left) {
            left -= 1;
            let how = [1, 2, 3].iter().find_map(|it| call.get(*it)).map_or("", |it| it.as_str());
            let end = call.get(0).map_or(0, |it| it.end());
            let read = script.floor_char_boundary(end.saturating_add(READ));
            let asked = asked(how, &arguments(&script[end..read], names));
            let address = asked.filter(|it| it.len() <= LONGEST).and_then(|it| base.join(&it).ok());
            found.extend(address.filter(|it| !found.contains(it)));
        }
    }
    found
}

/// How many calls a script makes, literal or not.
pub(super) fn count(script: &str) -> usize {
    CALL.find_iter(script).count()
}

fn asked(how: &str, arguments: &[Value]) -> Option<String> {
    let (address, settings) = match arguments {
        [options @ Value::Object(_), ..] => (options.field(&["url"])?.text()?, Some(options)),
        [Value::Text(address), rest @ ..] => (address.as_str(), rest.first()),
        _ => return None,
    };
    let is_options = matches!(arguments.first(), Some(Value::Object(_)));
    let (method, data) = match settings {
        Some(options) if is_options || matches!(how, "fetch" | "axios" | "request" | "ajax") => {
            if options.field(&["body"]).is_some() {
                return None;
            }
            (options.field(&["type", "method"]), options.field(&["data", "params"]))
        }
        // axios.get(address, { params }) and $.get(address, { data }).
        Some(options) => match options.field(&["params"]) {
            Some(params) => (None, Some(params)),
            None => (None, Some(options).filter(|it| matches!(it, Value::Object(_)))),
        },
        None => (None, None),
    };
    match method {
        Some(Value::Text(method)) if !method.eq_ignore_ascii_case("get") => return None,
        Some(Value::Text(_)) | None => {}
        Some(_) => return None,
    }
    // `.load("/list.html #part")` takes a part of the page.
    let address = if how == "load" { address.split(' ').next()? } else { address };
    if address.is_empty() || address.contains(['<', '>', '{', '#']) {
        return None;
    }
    with(address, data)
}

/// The address with `data` in its query, without what is only there to get past caches.
fn with(address: &str, data: Option<&Value>) -> Option<String> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    if path.contains(MOMENT) {
        return None;
    }
    let mut parts: Vec<String> =
        query.split('&').filter(|it| !it.is_empty()).map(str::to_owned).collect();
    match data {
        Some(Value::Object(fields)) => {
            for (name, value) in fields {
                let value = value.text()?;
                let coded: String =
                    url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
                parts.push(format!(
                    "{name}={}",
                    if value.contains(MOMENT) { value } else { &coded }
                ));
            }
        }
        Some(Value::Text(query)) => parts.push(query.clone()),
        Some(_) => return None,
        None => {}
    }
    parts.retain(|it| !it.contains(MOMENT));
    Some(if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_gets_are_taken() {
        for (script, expected) in [
            (
                "$.ajax({url:'/api/list',type:'GET',data:{pageNo:1,cat:'12'},success:function(d){}})",
                Some("/api/list?pageNo=1&cat=12"),
            ),
            ("$.ajax({url:'/api/list',method:'POST'})", None),
            ("$.ajax({url:'/api/list',type:kind})", None),
            ("$.ajax({url:'/api/list',data:{page:page}})", None),
            ("$.getJSON('/postmeta/i/12.json',function(d){})", Some("/postmeta/i/12.json")),
            ("$.get('/a.html',{id:5},function(){})", Some("/a.html?id=5")),
            ("fetch('/api/x?y=1').then(function(){})", Some("/api/x?y=1")),
            ("fetch('/api/x',{method:'post'})", None),
            ("axios.get('/api/x',{params:{a:1}}).then(a)", Some("/api/x?a=1")),
            ("axios({url:'/api/x',params:{a:1}})", Some("/api/x?a=1")),
            ("$('#l').load('/list.html #part')", Some("/list.html")),
            ("$.get('/api/x?_='+Math.random())", Some("/api/x")),
            ("$.get(base+'/api/x')", None),
            ("$.post('/api/x')", None),
        ] {
            let base = Url::parse("http://a.gov.cn/").expect("an address");
            let found = named(&[script.to_owned()], &Names::default(), &base);
            let found: Vec<&str> =
                found.iter().map(|it| &it.as_str()["http://a.gov.cn".len()..]).collect();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{script}");
        }
    }
}
