//! The index of the words of an event table: the one of an earlier run, or made anew behind the window's work.

use std::io;
use std::sync::{Arc, Weak};

use super::job::Reply;
use crate::app::Action;
use counterclaim_io::SaveError;
use counterclaim_io::event_table::EventFile;
use counterclaim_io::table_cache::{KeptWords, TableCache};
use counterclaim_model::EventTable;
use counterclaim_query::words;

/// Which table is meant. It is not held, so that it can be closed meanwhile.
pub struct WordIndexJob {
    pub cache: TableCache,
    pub file: Arc<EventFile>,
    pub table: Weak<EventTable>,
    pub sha256: String,
}

impl WordIndexJob {
    /// Sends the kept index, if there is one.
    pub fn send_kept(&self, reply: &Reply) -> bool {
        let Some(table) = self.table.upgrade() else {
            return false;
        };
        let kept = self.cache.find_words(&self.file, &self.sha256, table.len());
        let is_kept = kept.is_some();
        if let Some(words) = kept.map(Arc::new) {
            reply.send(Action::WordsIndexed { table: Arc::downgrade(&table), words });
        }
        is_kept
    }

    /// Makes and keeps the index block by block, until nobody has the table any more.
    pub fn make(&self) -> Result<(), SaveError> {
        let Some(rows) = self.table.upgrade().map(|table| table.len()) else {
            return Ok(());
        };
        let mut number = 0;
        let blocks = std::iter::from_fn(|| {
            let block = self.block(number).transpose();
            number += 1;
            block
        });
        self.cache.keep_words(&self.file, &self.sha256, rows, blocks)
    }

    /// `None` behind the last.
    fn block(&self, number: usize) -> io::Result<Option<Vec<u8>>> {
        let closed = || io::Error::new(io::ErrorKind::Interrupted, "the table was closed");
        let table = self.table.upgrade().ok_or_else(closed)?;
        let bytes = self.file.bytes();
        let block = words::build(&table, number, |at, buffer| bytes.read_exact(at, buffer))?;
        if !bytes.is_unchanged() {
            return Err(io::Error::other("the file has changed"));
        }
        Ok(block)
    }
}

/// Looks a text up with the help of a kept index.
pub fn source(kept: &KeptWords) -> words::Words<'_, impl Fn(u64, &mut [u8]) -> bool + Sync> {
    words::Words { blocks: kept.blocks(), read: |at, buffer: &mut [u8]| kept.read(at, buffer) }
}
