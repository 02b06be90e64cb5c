//! Previous symbol and record of every suffix, in suffix order.
//!
//! A row costs one cache miss (its symbol; prefetched) and a look-up of its record: in a table of
//! every position's record where records are short (4 bytes a token), else in one of every 64th
//! position's, which stays in cache, and by some steps over `record_ends` from there.

use crate::arrays::prefetch::prefetch;

const AHEAD: usize = 64;

/// Tokens, on average: below, stepping over the ends would cost more than the table.
const SHORT_RECORD: usize = 32;

pub struct Gathering<'a> {
    pub ids: &'a [u32],
    /// Where the suffix of each row starts; becomes the symbol before it.
    pub rows: &'a mut [u32],
    /// Never fall; the last one is the number of ids.
    pub record_ends: &'a [u32],
    pub first_row: usize,
    /// The record of each row from `first_row` on.
    pub ranks: &'a mut [u32],
}

/// False where an entry of `rows` is not a position.
pub fn gather_rows(given: Gathering) -> bool {
    let Gathering { ids, rows, .. } = given;
    let largest = rows.iter().fold(0, |largest, &start| largest.max(start));
    if rows.is_empty() || largest as usize >= ids.len() {
        return rows.is_empty();
    }
    let records = Records::new(given.record_ends, ids.len());
    let ahead = |rows: &[u32], row: usize| {
        let start = rows[(row + AHEAD).min(rows.len() - 1)] as usize;
        prefetch(ids, start.wrapping_sub(1));
        prefetch(&records.first, start >> records.shift);
    };
    let symbol_before = |start: u32| {
        let end = if start == 0 {
            ids.len()
        } else {
            start as usize
        };
        ids[end - 1]
    };
    let valued = given.first_row.min(rows.len());
    for row in 0..valued {
        ahead(rows, row);
        rows[row] = symbol_before(rows[row]);
    }
    for (row, rank) in (valued..rows.len()).zip(given.ranks) {
        ahead(rows, row);
        let start = rows[row];
        rows[row] = symbol_before(start);
        *rank = records.find(start);
    }
    true
}

/// From a position to its record.
struct Records<'a> {
    shift: u32,
    /// The record that holds position `i << shift`.
    first: Vec<u32>,
    ends: &'a [u32],
}

impl<'a> Records<'a> {
    /// `ends` never falls and ends with `length`.
    fn new(ends: &'a [u32], length: usize) -> Self {
        let shift = if length / ends.len() < SHORT_RECORD {
            0
        } else {
            6
        };
        let mut first = Vec::with_capacity((length >> shift) + 1);
        let mut record = 0;
        for position in (0..length).step_by(1 << shift) {
            while ends[record] as usize <= position {
                record += 1;
            }
            first.push(record as u32);
        }
        Self { shift, first, ends }
    }

    #[inline(always)]
    fn find(&self, position: u32) -> u32 {
        let mut record = self.first[(position >> self.shift) as usize];
        if self.shift > 0 {
            while self.ends[record as usize] <= position {
                record += 1;
            }
        }
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;

    /// Rows in any order, over records of up to `longest` symbols.
    fn check(longest: u32, first_row: usize) {
        let lengths = some_numbers(50, longest + 1, longest);
        let record_ends: Vec<u32> = lengths
            .iter()
            .scan(0, |end, length| {
                *end += length;
                Some(*end)
            })
            .collect();
        let length = record_ends[49] as usize;
        let ids = some_numbers(length, 1000, 3);
        let order = some_numbers(length, u32::MAX, 4);
        let mut starts: Vec<u32> = (0..length as u32).collect();
        starts.sort_by_key(|&start| order[start as usize]);

        let mut rows = starts.clone();
        let mut ranks = vec![0; length.saturating_sub(first_row)];
        assert!(gather_rows(Gathering {
            ids: &ids,
            rows: &mut rows,
            record_ends: &record_ends,
            first_row,
            ranks: &mut ranks,
        }));
        let before = |&start: &u32| ids[(start as usize + length - 1) % length];
        assert_eq!(rows, starts.iter().map(before).collect::<Vec<_>>());
        let record = |&start: &u32| record_ends.iter().position(|&end| end > start).unwrap() as u32;
        let expected: Vec<u32> = starts.iter().skip(first_row).map(record).collect();
        assert_eq!(ranks, expected);
    }

    #[test]
    fn rows_get_the_symbol_before_and_their_record() {
        for (longest, first_row) in [(1, 0), (3, 50), (200, 0), (200, 7), (20, 10_000)] {
            check(longest, first_row);
        }
    }

    #[test]
    fn a_row_that_is_not_a_position_is_refused() {
        let gather = |ids: &[u32], mut rows: Vec<u32>| {
            gather_rows(Gathering {
                ids,
                rows: &mut rows,
                record_ends: &[ids.len() as u32],
                first_row: 0,
                ranks: &mut [0; 3],
            })
        };
        assert!(gather(&[4, 5, 6], vec![2, 0, 1]));
        assert!(!gather(&[4, 5, 6], vec![2, 3, 1]));
        assert!(!gather(&[4, 5, 6], vec![2, u32::MAX, 1]));
        assert!(gather(&[], vec![]));
    }
}
