//! Previous symbol and record of every suffix, in suffix order.
//!
//! A row costs one cache miss (its symbol; prefetched) and a look-up of its record: in a table of
//! every position's record where records are short (4 bytes a token), else in one of every 64th
//! position's, which stays in cache, and by some steps over `record_ends` from there.

use crate::memory::prefetch;

const AHEAD: usize = 64;

/// Tokens, on average: below, stepping over the ends would cost more than the table.
const SHORT_RECORD: usize = 32;

pub fn gather_rows(
    ids: &[u32],
    sa: &mut [u32],
    record_ends: &[u32],
    first_row: usize,
    bwt: Option<&mut [u32]>,
    ranks: &mut [u32],
) -> bool {
    let length = ids.len();
    let largest = sa
        .iter()
        .fold(0, |largest, &position| largest.max(position));
    if largest as usize >= length {
        return length == 0;
    }
    let records = Records::new(record_ends, length);
    let bwt = match bwt {
        Some(bwt) => bwt.as_mut_ptr(),
        None => sa.as_mut_ptr(),
    };
    let sa = sa.as_mut_ptr();
    for row in 0..length {
        // A row is read before it is written: `bwt` may be `sa`.
        unsafe {
            let ahead = *sa.add((row + AHEAD).min(length - 1));
            prefetch(ids.as_ptr().wrapping_add(ahead as usize).wrapping_sub(1));
            prefetch(records.place(ahead));
            let position = *sa.add(row);
            let previous = if position == 0 {
                length - 1
            } else {
                position as usize - 1
            };
            *bwt.add(row) = *ids.get_unchecked(previous);
            if row >= first_row {
                *ranks.get_unchecked_mut(row - first_row) = records.find(position);
            }
        }
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
    fn place(&self, position: u32) -> *const u32 {
        let index = position >> self.shift;
        self.first.as_ptr().wrapping_add(index as usize)
    }

    #[inline(always)]
    unsafe fn find(&self, position: u32) -> u32 {
        unsafe {
            let mut record = *self.place(position);
            if self.shift > 0 {
                while *self.ends.get_unchecked(record as usize) <= position {
                    record += 1;
                }
            }
            record
        }
    }
}
