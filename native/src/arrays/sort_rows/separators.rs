//! The same rows by libsais, for any text: a copy of it has a symbol for each record's end, so that
//! suffixes equal up to there are in order of position.

use libsais_sys::libsais::libsais_int;

use crate::arrays::prefetch::prefetch;
use crate::arrays::sort_rows::{Sorting, symbol_before};

const AHEAD: usize = 32;

/// False where symbols and records are too many together, or memory does not suffice.
pub fn sort_rows(given: Sorting) -> bool {
    let Sorting {
        symbols, counts, ..
    } = given;
    let records = given.record_ends.len();
    let alphabet = records + counts.len() - 1;
    if alphabet > i32::MAX as usize {
        return false;
    }
    let mut ends = 0..;
    for (row, &symbol) in given.bwt.iter_mut().zip(symbols) {
        *row = if symbol == 0 {
            ends.next().unwrap_or(0)
        } else {
            symbol + (records as u32 - 1)
        };
    }
    let mut starts = vec![0; symbols.len()];
    if !suffix_sort(given.bwt, alphabet as u32, &mut starts) {
        return false;
    }
    let lookup = RecordLookup::new(symbols);
    for (row, before) in given.bwt.iter_mut().enumerate() {
        let later = starts[(row + AHEAD).min(starts.len() - 1)] as usize;
        prefetch(symbols, later.wrapping_sub(1));
        *before = symbol_before(symbols, starts[row] as usize);
    }
    for (record, &start) in given.records.iter_mut().zip(&starts[records..]) {
        *record = lookup.find(start);
    }
    true
}

/// Ids are below `alphabet`, that and their number below 2^31; `starts` has room for as many. The
/// ids are changed meanwhile.
fn suffix_sort(ids: &mut [u32], alphabet: u32, starts: &mut [u32]) -> bool {
    assert!(ids.len() <= i32::MAX as usize && starts.len() >= ids.len());
    assert!(ids.iter().all(|&id| id < alphabet));
    // SAFETY: the lengths are those of the arrays, which are apart, each exclusively borrowed; ids
    // are in [0, alphabet), as libsais trusts; all positions fit its i32.
    let code = unsafe {
        libsais_int(
            ids.as_mut_ptr().cast(),
            starts.as_mut_ptr().cast(),
            ids.len() as i32,
            alphabet as i32,
            0,
        )
    };
    code == 0
}

/// From a position to its record.
struct RecordLookup {
    /// For 64 positions each: those that end a record as bits, and the records before.
    blocks: Vec<(u64, u32)>,
}

impl RecordLookup {
    fn new(symbols: &[u32]) -> Self {
        let mut before = 0;
        let block = |chunk: &[u32]| {
            let bit = |(i, &symbol)| u64::from(symbol == 0) << i;
            let ends = chunk.iter().enumerate().map(bit).sum::<u64>();
            let block = (ends, before);
            before += ends.count_ones();
            block
        };
        let blocks = symbols.chunks(64).map(block).collect();
        Self { blocks }
    }

    fn find(&self, position: u32) -> u32 {
        let (ends, before) = self.blocks[(position / 64) as usize];
        let earlier = !(u64::MAX << (position % 64));
        before + (ends & earlier).count_ones()
    }
}
