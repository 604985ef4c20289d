//! A number that may be only a lower bound, and sums of such numbers in which nothing unknown becomes nought.

use crate::reports::table::Cell;
use std::fmt;

/// How many there are, or how many there are at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub count: usize,
    /// There may be more.
    pub is_least: bool,
}

impl Known {
    pub fn exactly(count: usize) -> Self {
        Self { count, is_least: false }
    }

    pub fn at_least(count: usize) -> Self {
        Self { count, is_least: true }
    }

    /// `None` where no part is known; a lower bound where one part is not.
    pub fn sum(parts: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        let (mut total, mut is_missing) = (None, false);
        for part in parts {
            match part {
                None => is_missing = true,
                Some(part) => {
                    let so_far = total.unwrap_or(Self::exactly(0));
                    total = Some(Self {
                        count: so_far.count + part.count,
                        is_least: so_far.is_least || part.is_least,
                    });
                }
            }
        }
        total.map(|it| Self { is_least: it.is_least || is_missing, ..it })
    }

    pub(crate) fn cell(known: Option<Self>) -> Cell {
        known.map_or(Cell::Empty, |it| Cell::count(it.count))
    }
}

/// `12`, or `不少于12`.
impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.is_least { "不少于" } else { "" }, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_makes_a_sum_a_lower_bound_and_never_nought() {
        let (three, least) = (Some(Known::exactly(3)), Some(Known::at_least(2)));
        assert_eq!(Known::sum([]), None);
        assert_eq!(Known::sum([None, None]), None);
        assert_eq!(Known::sum([three, three]), Some(Known::exactly(6)));
        assert_eq!(Known::sum([three, None]), Some(Known::at_least(3)));
        assert_eq!(Known::sum([three, least]), Some(Known::at_least(5)));
        assert_eq!(Known::at_least(5).to_string(), "不少于5");
    }
}
