//! What comes back out of order, given out in the order in which it was asked for.

use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// How long what is back waits for what was asked for before it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Answers that wait for their turn, by the number under which they were asked for.
#[derive(Debug)]
pub(crate) struct InTurn<T> {
    asked: u64,
    turn: u64,
    back: BTreeMap<u64, T>,
    patience: Option<Instant>,
}

impl<T> InTurn<T> {
    pub(crate) fn new() -> Self {
        Self { asked: 0, turn: 0, back: BTreeMap::new(), patience: None }
    }

    /// The number of what is asked for next.
    pub(crate) fn ask(&mut self) -> u64 {
        self.asked += 1;
        self.asked - 1
    }

    /// Gives back what came if it is its turn, or if it was passed over before.
    pub(crate) fn put(&mut self, number: u64, it: T) -> Option<T> {
        if number <= self.turn {
            return Some(it);
        }
        self.back.insert(number, it);
        None
    }

    /// What is back and comes after `taken`, which was given out just now.
    pub(crate) fn after(&mut self, taken: u64) -> Option<(u64, T)> {
        if taken == self.turn {
            self.turn += 1;
            self.patience = None;
        }
        let it = self.back.remove(&self.turn)?;
        Some((self.turn, it))
    }

    /// Until when what is back waits, if anything is.
    pub(crate) fn patience(&mut self) -> Option<Instant> {
        if self.back.is_empty() {
            return None;
        }
        Some(*self.patience.get_or_insert_with(|| Instant::now() + PATIENCE))
    }

    /// Waits no longer: the first that is back is given out.
    pub(crate) fn pass_over(&mut self) -> Option<(u64, T)> {
        let (number, it) = self.back.pop_first()?;
        self.turn = number;
        Some((number, it))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is given out when `come` come back one after the other.
    fn given(turns: &mut InTurn<u64>, come: &[u64]) -> Vec<u64> {
        let mut given = Vec::new();
        for &number in come {
            let mut next = turns.put(number, number).map(|it| (number, it));
            while let Some((number, it)) = next {
                given.push(it);
                next = turns.after(number);
            }
        }
        given
    }

    #[tokio::test(start_paused = true)]
    async fn answers_are_given_out_in_the_order_of_asking() {
        for come in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1]] {
            let mut turns = InTurn::new();
            (0..4).for_each(|number| assert_eq!(turns.ask(), number));
            assert_eq!(given(&mut turns, &come), [0, 1, 2, 3], "{come:?}");
            assert_eq!(turns.patience(), None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_does_not_come_is_passed_over_and_taken_when_it_comes() {
        let mut turns = InTurn::new();
        (0..5).for_each(|_| _ = turns.ask());
        assert_eq!(given(&mut turns, &[0, 2, 4]), [0]);
        assert_eq!(turns.patience(), Some(Instant::now() + PATIENCE));
        let (number, it) = turns.pass_over().unwrap();
        assert_eq!((number, it), (2, 2));
        assert_eq!(turns.after(number), None);
        assert_eq!(given(&mut turns, &[1, 3]), [1, 3, 4]);
    }
}
