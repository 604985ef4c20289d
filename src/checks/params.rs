//! What the parameters of a check tell the rulebook about themselves.

pub(super) trait Params {
    /// All codes that the check reports, in the order of the contract.
    const CODES: &'static [&'static str];

    /// The numbers in words, each with how sure it is.
    fn thresholds(&self) -> Vec<String>;

    /// Items of the score sheet that the parameters name.
    fn items(&self) -> Vec<&str> {
        Vec::new()
    }

    /// What is wrong with the numbers, in words; empty when nothing is.
    fn faults(&self) -> Vec<String> {
        Vec::new()
    }
}
