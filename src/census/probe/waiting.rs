//! Visits on their way to the store. What cannot be written now waits in memory for the next round.

use crate::census::probe::round::Probed;
use crate::store::{Options, Store, StoreError};
use std::path::{Path, PathBuf};

/// More than a month of a hundred sites; beyond it the oldest are given up.
const MOST: usize = 100_000;

#[derive(Debug)]
pub struct Waiting {
    database: PathBuf,
    /// How the database is opened each time.
    pub options: Options,
    visits: Vec<Probed>,
}

impl Waiting {
    pub fn new(database: &Path) -> Self {
        Self { database: database.to_owned(), options: Options::default(), visits: Vec::new() }
    }

    pub fn add(&mut self, visits: impl IntoIterator<Item = Probed>) {
        self.visits.extend(visits);
        let beyond = self.visits.len().saturating_sub(MOST);
        self.visits.drain(..beyond);
    }

    /// Visits not on the disk yet.
    pub fn len(&self) -> usize {
        self.visits.len()
    }

    pub fn is_empty(&self) -> bool {
        self.visits.is_empty()
    }

    /// Opens the database, writes what waits, closes it again: between rounds nothing is held, and a fault of the last
    /// time is not one of this time.
    ///
    /// # Errors
    /// What kept the visits from the disk. They go on waiting.
    pub async fn write(&mut self) -> Result<(), StoreError> {
        if self.visits.is_empty() {
            return Ok(());
        }
        let (path, options) = (self.database.clone(), self.options.clone());
        let opening = tokio::task::spawn_blocking(move || Store::open_with(&path, &options)).await;
        let store = opening.map_err(|error| StoreError::Other {
            path: self.database.clone(),
            cause: error.to_string(),
        })??;
        for it in &self.visits {
            store.put_probe(&it.site.key, &it.visit).await?;
        }
        store.flush().await?;
        self.visits.clear();
        // They are on the disk already; only tidying up is left.
        store.close().await.ok();
        Ok(())
    }
}
