//! Making the index of one block from its notes.

use super::block::encode;
use super::vocabulary::Vocabulary;
use super::{MAX_TEXT_BYTES, rows_of};
use crate::search::each_note;
use counterclaim_model::EventTable;

/// Rows whose notes are read at once.
const SOME: usize = 256;

/// The bytes of a block of a table, by its number; `None` behind the last.
///
/// `read` fills a buffer with the bytes of the table's file from a position.
pub fn build<E>(
    table: &EventTable,
    block: usize,
    read: impl Fn(u64, &mut [u8]) -> Result<(), E>,
) -> Result<Option<Vec<u8>>, E> {
    let rows = rows_of(block, table.len());
    if rows.is_empty() {
        return Ok(None);
    }
    let mut vocabulary = Vocabulary::new();
    let mut buffer = Vec::new();
    for start in rows.clone().step_by(SOME) {
        let some = start..(start + SOME).min(rows.end);
        each_note(table, some, &read, &mut buffer, |note| vocabulary.add(note))?;
        if vocabulary.text.len() > MAX_TEXT_BYTES {
            break;
        }
    }
    if vocabulary.rows() != rows.len() || vocabulary.text.len() > MAX_TEXT_BYTES {
        vocabulary = Vocabulary::default();
    }
    Ok(Some(encode(u32::try_from(rows.len()).unwrap_or(u32::MAX), &vocabulary)))
}
