//! Which of several answers is the page's own list.

use crate::parse::interfaces::{Listing, Named};

/// What an interface turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The page's own list, by the form in which its family asks for it.
    OwnFull,
    OwnEmpty,
    /// Some list, which may as well be a side box.
    Full,
    Empty,
    Failed,
}

impl Kind {
    pub fn of(named: &Named, listing: Option<&Listing>) -> Self {
        match (named.is_own, listing) {
            (_, None) => Self::Failed,
            (true, Some(it)) if it.entries.is_empty() => Self::OwnEmpty,
            (true, Some(_)) => Self::OwnFull,
            (false, Some(it)) if it.entries.is_empty() => Self::Empty,
            (false, Some(_)) => Self::Full,
        }
    }
}

/// The answer that is the page's own list, by its place; `None` where that is open. `is_all`: nothing but the one
/// interface may fill the page, so its having nothing means that the page has nothing.
pub fn choose(answers: &[Kind], is_all: bool) -> Option<usize> {
    let place = |kind: Kind| answers.iter().position(|it| *it == kind);
    if let Some(own) = place(Kind::OwnFull) {
        return Some(own);
    }
    match answers.iter().filter(|it| **it == Kind::Full).count() {
        1 => return place(Kind::Full),
        0 => {}
        // Which of them is the column's, only the page as it is shown tells.
        _ => return None,
    }
    if answers.contains(&Kind::Failed) {
        return None;
    }
    place(Kind::OwnEmpty).or_else(|| (answers == [Kind::Empty] && is_all).then_some(0))
}

#[cfg(test)]
mod tests {
    use super::Kind::{Empty, Failed, Full, OwnEmpty, OwnFull};
    use super::*;

    #[test]
    fn a_list_is_chosen_only_where_it_is_sure_to_be_the_pages() {
        for (answers, is_all, expected) in [
            (&[Full, OwnFull][..], false, Some(1)),
            (&[OwnFull, Failed], false, Some(0)),
            (&[Full], false, Some(0)),
            (&[Full, Empty, Failed], false, Some(0)),
            (&[Full, Full], false, None),
            (&[OwnEmpty], false, Some(0)),
            (&[OwnEmpty, Failed], false, None),
            (&[Empty], true, Some(0)),
            (&[Empty], false, None),
            (&[Empty, Empty], true, None),
            (&[Failed], true, None),
            (&[], true, None),
        ] {
            assert_eq!(choose(answers, is_all), expected, "{answers:?} {is_all}");
        }
    }
}
