//! Whether a page that answered 200 is there at all: the signs of a soft 404, and how many of them it takes.

use crate::model::page::Page;
use crate::model::visit::{HopBy, Visit};
use crate::parse::same_page_key;
use crate::reference;
use url::Url;

/// Text up to which a page that says “not found” is nothing but that.
pub(crate) const SHORT_TEXT: usize = 400;

/// One sign that what was asked for is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Title, heading or nearly all of the text says so.
    SaysSo,
    /// The host gives the same for an address that cannot exist.
    LikeMadeUp,
    /// A deep address was redirected to the home page.
    SentHome,
    /// An address of an article was redirected to where one logs in.
    SentToLogin,
    /// The page calls itself another column than the one that the link names.
    OtherName,
    /// The page shows the home page over again.
    HomeAgain,
    /// Hardly any text, hardly any links.
    NothingElse,
}

impl Sign {
    fn is_strong(self) -> bool {
        matches!(self, Self::SaysSo | Self::LikeMadeUp)
    }
}

/// At least two signs, one of them strong.
pub(crate) fn is_not_there(signs: &[Sign]) -> bool {
    2 <= signs.len() && signs.iter().any(|it| it.is_strong())
}

/// Whether the visit, by HTTP, ended where one logs in, though it asked for something that anybody may read.
pub(crate) fn is_sent_to_login(visit: &Visit, body: &[u8]) -> bool {
    let by_http = visit.chain.iter().any(|hop| hop.by == HopBy::Http);
    by_http && !is_private(&visit.address) && is_private(&visit.landed) && asks_password(body)
}

/// Words of addresses behind which a visitor has to say who he is.
fn is_private(address: &Url) -> bool {
    let text = format!("{}?{}", address.path(), address.query().unwrap_or_default());
    let text = text.to_ascii_lowercase();
    ["login", "signin", "logon", "passport", "sso", "/cas", "admin", "user", "member", "account"]
        .iter()
        .any(|it| text.contains(it))
}

pub(crate) fn asks_password(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body).to_ascii_lowercase();
    ["type=\"password\"", "type='password'", "type=password"].iter().any(|it| text.contains(it))
}

/// Whether a page calls itself by the sure name of another column than `expected`, and nowhere by this one.
pub(crate) fn has_other_name(page: &Page, expected: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|it| it.is_alphanumeric()).collect::<String>();
    let expected = plain(expected);
    let own = page.metas.column_name.as_deref().or(page.breadcrumb.last().map(|it| &*it.text));
    let Some(own) = own.map(plain).filter(|it| 2 <= it.chars().count()) else { return false };
    let shown = plain(&format!("{}{}", page.title, own));
    let trail = page.breadcrumb.iter().any(|it| plain(&it.text).contains(&expected));
    let known = |name: &str| reference::column_class(name);
    2 <= expected.chars().count()
        && !shown.contains(&expected)
        && !expected.contains(&own)
        && !trail
        && known(&expected).is_some()
        && known(&own).is_some()
}

/// An address made like this one that cannot exist: its number replaced. `None` where it has none.
pub(crate) fn sibling(address: &Url) -> Option<Url> {
    const NOBODY: &str = "99999991";
    let mut made = address.clone();
    let pairs: Vec<(String, String)> = address.query_pairs().into_owned().collect();
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    if let Some(at) = pairs.iter().position(|(_, value)| is_number(value)) {
        let mut query = made.query_pairs_mut();
        query.clear();
        for (number, (name, value)) in pairs.iter().enumerate() {
            query.append_pair(name, if number == at { NOBODY } else { value });
        }
        drop(query);
        return Some(made);
    }
    let path = address.path();
    let end = path.rfind(|it: char| it.is_ascii_digit())? + 1;
    let start = path[..end].rfind(|it: char| !it.is_ascii_digit()).map_or(0, |it| it + 1);
    made.set_path(&format!("{}{NOBODY}{}", &path[..start], &path[end..]));
    (same_page_key(&made) != same_page_key(address)).then_some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_two_signs_and_one_of_them_strong() {
        for (signs, expected) in [
            (vec![], false),
            (vec![Sign::SaysSo], false),
            (vec![Sign::LikeMadeUp], false),
            (vec![Sign::SaysSo, Sign::NothingElse], true),
            (vec![Sign::SaysSo, Sign::LikeMadeUp], true),
            (vec![Sign::SentHome, Sign::LikeMadeUp], true),
            (vec![Sign::SentToLogin, Sign::LikeMadeUp], true),
            (vec![Sign::OtherName, Sign::LikeMadeUp], true),
            (vec![Sign::OtherName, Sign::SaysSo], true),
            (vec![Sign::OtherName, Sign::NothingElse], false),
            (vec![Sign::SentHome, Sign::OtherName], false),
            (vec![Sign::HomeAgain, Sign::NothingElse], false),
        ] {
            assert_eq!(is_not_there(&signs), expected, "{signs:?}");
        }
    }

    #[test]
    fn an_address_that_cannot_exist_is_made_from_its_number() {
        for (address, expected) in [
            ("http://a/list.aspx?id=12&t=a", Some("http://a/list.aspx?id=99999991&t=a")),
            ("http://a/col/col12/index.html", Some("http://a/col/col99999991/index.html")),
            ("http://a/zwgk/tzgg/", None),
        ] {
            let made = sibling(&Url::parse(address).unwrap());
            assert_eq!(made.map(String::from).as_deref(), expected, "{address}");
        }
    }
}
