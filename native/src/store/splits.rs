//! Intervals of a level, divided by digit: what stands in a node of the rank wavelet, and where its
//! children are (`split` of store/segment/quad-level.ts).

use crate::arrays::quad_blocks::BLOCK_DIGITS;
use crate::store::level_place::LevelPlace;
use crate::store::pages::{At, BLOCK_WORDS, MASKS, Pages, digits_of, equal_digits, planes};

/// For each digit, the elements of an interval that have it, in the sorted level.
#[derive(Clone, Copy, Default)]
pub struct Split {
    pub starts: [u32; 4],
    pub ends: [u32; 4],
}

impl Split {
    /// A bit for each digit that the interval has.
    #[inline(always)]
    pub fn present(&self) -> u8 {
        let mut present = 0;
        for digit in 0..4 {
            present |= u8::from(self.starts[digit] != self.ends[digit]) << digit;
        }
        present
    }
}

impl Pages<'_> {
    /// A word of the first unchecked page that a split of the interval would read; `None` where all are
    /// checked.
    #[inline(always)]
    pub fn lacks(&self, level: LevelPlace, [start, end]: [u32; 2]) -> Option<usize> {
        [start, end].into_iter().find_map(|position| {
            let at = At::new(level, position);
            if self.words::<BLOCK_WORDS>(at.block).is_none() {
                return Some(at.block);
            }
            self.words::<4>(at.superblock)
                .is_none()
                .then_some(at.superblock)
        })
    }

    /// A bit for each digit of an interval inside one block; `None` where it is in several, or where a page
    /// is not checked that a split would read.
    #[inline(always)]
    pub fn present(&self, level: LevelPlace, [start, end]: [u32; 2]) -> Option<u8> {
        let (from, to) = (At::new(level, start), At::new(level, end));
        if from.block != to.block {
            return None;
        }
        self.words::<4>(from.superblock)?;
        let block = self.words::<BLOCK_WORDS>(from.block)?;
        Some(digits_in(block, from.digits, to.digits))
    }

    /// The same for an interval of at most two blocks.
    #[inline(always)]
    pub fn present_nearby(&self, level: LevelPlace, [start, end]: [u32; 2]) -> Option<u8> {
        let (from, to) = (At::new(level, start), At::new(level, end));
        self.words::<4>(from.superblock)?;
        let first = self.words::<BLOCK_WORDS>(from.block)?;
        if from.block == to.block {
            return Some(digits_in(first, from.digits, to.digits));
        }
        if from.block + BLOCK_WORDS != to.block {
            return None;
        }
        self.words::<4>(to.superblock)?;
        let last = self.words::<BLOCK_WORDS>(to.block)?;
        Some(digits_in(first, from.digits, BLOCK_DIGITS) | digits_in(last, 0, to.digits))
    }

    /// The digit of one element, and where the element goes; `None` where a page is not checked.
    #[inline(always)]
    pub fn step(&self, level: LevelPlace, position: u32) -> Option<(u32, u32)> {
        let at = At::new(level, position);
        let block = self.words::<BLOCK_WORDS>(at.block)?;
        let (low, high) = planes(block, at.digits / 64);
        let shift = at.digits % 64;
        let digit = (low >> shift & 1 | (high >> shift & 1) << 1) as u32;
        self.words::<4>(at.superblock)?;
        let mut place = self.before(&at, block, digit)?;
        for (i, mask) in MASKS[at.digits].iter().enumerate() {
            place = place.wrapping_add((digits_of(block, i, digit) & mask).count_ones());
        }
        Some((digit, place))
    }

    /// The smallest digit of an interval that is not empty, or the largest one, and where the elements
    /// go that have it; `None` where a page is not checked.
    #[inline(always)]
    pub fn edge(
        &self,
        level: LevelPlace,
        [start, end]: [u32; 2],
        is_largest: bool,
    ) -> Option<(u32, [u32; 2])> {
        let at = At::new(level, start);
        let count = end.wrapping_sub(start) as usize;
        if count > NARROW || at.digits + count > BLOCK_DIGITS {
            let (starts, ends) = (self.places(level, start)?, self.places(level, end)?);
            let digit = choose(Split { starts, ends }.present(), is_largest);
            return Some((digit, [*starts.get(digit as usize)?, ends[digit as usize]]));
        }
        // Most intervals are narrow below the first levels: the digits are found before any is counted.
        let block = self.words::<BLOCK_WORDS>(at.block)?;
        let (low, high) = planes_from(block, at.digits);
        let mask = (1 << count) - 1;
        let digit = choose(present_of(low, high, mask), is_largest);
        let mut place = self.before(&at, block, digit)?;
        for (i, mask) in MASKS[at.digits].iter().enumerate() {
            place = place.wrapping_add((digits_of(block, i, digit) & mask).count_ones());
        }
        let found = equal_digits(low, high, digit) & mask;
        Some((digit, [place, place.wrapping_add(found.count_ones())]))
    }

    /// `None` where a page is not checked.
    #[inline(always)]
    pub fn split(&self, level: LevelPlace, [start, end]: [u32; 2]) -> Option<Split> {
        let (from, to) = (At::new(level, start), At::new(level, end));
        let starts = self.places(level, start)?;
        if from.block != to.block {
            let ends = self.places(level, end)?;
            return Some(Split { starts, ends });
        }
        let block = self.words::<BLOCK_WORDS>(from.block)?;
        let count = to.digits.wrapping_sub(from.digits);
        let (mut lows, mut highs, mut both) = (0, 0, 0);
        let mut add = |(low, high): (u64, u64), mask: u64| {
            lows += (low & mask).count_ones();
            highs += (high & mask).count_ones();
            both += (low & high & mask).count_ones();
        };
        if count <= 32 {
            add(planes_from(block, from.digits), (1 << count) - 1);
        } else {
            let masks = MASKS[from.digits].iter().zip(&MASKS[to.digits]);
            for (i, (before, until)) in masks.enumerate() {
                add(planes(block, i), before ^ until);
            }
        }
        let (one, two) = (lows - both, highs - both);
        let zero = end.wrapping_sub(start).wrapping_sub(one + two + both);
        Some(Split {
            starts,
            ends: [
                starts[0].wrapping_add(zero),
                starts[1].wrapping_add(one),
                starts[2].wrapping_add(two),
                starts[3].wrapping_add(both),
            ],
        })
    }
}

/// Digits that `planes_from` gives at least.
const NARROW: usize = 32;

/// Of digits as bits, not a branch, since it could not be foreseen. There is one at least.
#[inline(always)]
fn choose(present: u8, is_largest: bool) -> u32 {
    let largest = 7u32.wrapping_sub(present.leading_zeros());
    if is_largest {
        largest
    } else {
        present.trailing_zeros()
    }
}

/// A bit for each digit among the digits [from, to) of a block.
#[inline(always)]
fn digits_in(block: &[u32; BLOCK_WORDS], from: usize, to: usize) -> u8 {
    let count = to.wrapping_sub(from);
    if count <= 32 {
        let (low, high) = planes_from(block, from);
        let mask = (1 << count) - 1;
        return present_of(low, high, mask);
    }
    let mut present = 0;
    for i in 0..4 {
        let (low, high) = planes(block, i);
        present |= present_of(low, high, mask_before(to, i) & !mask_before(from, i));
    }
    present
}

/// Which of the digits [64 * i, 64 * i + 64) of a block are before digit `end`, up to all of the block.
#[inline(always)]
fn mask_before(end: usize, i: usize) -> u64 {
    MASKS.get(end).map_or(u64::MAX, |masks| masks[i]) & BLOCK_MASK[i]
}

/// The digits of a block: its planes have no bits behind them.
const BLOCK_MASK: [u64; 4] = [u64::MAX, u64::MAX, u64::MAX, (1 << 32) - 1];

#[inline(always)]
fn present_of(low: u64, high: u64, mask: u64) -> u8 {
    u8::from(!low & !high & mask != 0)
        | u8::from(low & !high & mask != 0) << 1
        | u8::from(!low & high & mask != 0) << 2
        | u8::from(low & high & mask != 0) << 3
}

/// The low and the high bits of at least 32 digits of a block from one on, or of all that are left.
#[inline(always)]
fn planes_from(block: &[u32; BLOCK_WORDS], digit: usize) -> (u64, u64) {
    let (word, shift) = (digit / 32, digit % 32);
    let pair = |at: usize| {
        let next = (at + 1).min(BLOCK_WORDS - 1);
        (u64::from(block[at]) | u64::from(block[next]) << 32) >> shift
    };
    // The last word of a plane is followed by another one's, which no digit of the block reaches.
    let word = word.min(6);
    (pair(2 + word), pair(9 + word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;
    use crate::store::small_file::SmallFile;

    #[test]
    fn an_interval_is_divided_by_digit() {
        let symbols = some_numbers(1500, 4, 9);
        let records = symbols
            .chunks(25)
            .map(|record| record.iter().map(|symbol| symbol + 1));
        let mut file = SmallFile::new(&records.map(Iterator::collect).collect::<Vec<_>>());
        let level = file.places.ranks.level(1);
        let length = file.records.len() as u32;
        let pages = file.pages();
        for start in (0..length).step_by(13) {
            for width in [0, 1, 2, 30, 32, 33, 200, 300, 500] {
                let rows = [start, length.min(start + width)];
                let split = pages.split(level, rows).unwrap();
                let [starts, ends] = rows.map(|row| pages.places(level, row).unwrap());
                assert_eq!((split.starts, split.ends), (starts, ends));
                let present = pages.present(level, rows);
                if rows[0] / 224 == rows[1] / 224 {
                    assert_eq!(present, Some(split.present()));
                } else {
                    assert_eq!(present, None);
                }
                let nearby = pages.present_nearby(level, rows);
                if rows[1] / 224 - rows[0] / 224 < 2 {
                    assert_eq!(nearby, Some(split.present()));
                } else {
                    assert_eq!(nearby, None);
                }
                assert_eq!(pages.lacks(level, rows), None);
                if rows[0] < rows[1] {
                    let edges = [false, true].map(|is_largest| pages.edge(level, rows, is_largest));
                    let smallest = split.present().trailing_zeros();
                    let largest = 7 - split.present().leading_zeros();
                    let expected = [smallest, largest].map(|digit| {
                        let place = digit as usize;
                        Some((digit, [split.starts[place], split.ends[place]]))
                    });
                    assert_eq!(edges, expected);
                }
                if rows[1] - rows[0] == 1 {
                    let (digit, place) = pages.step(level, start).unwrap();
                    assert_eq!(1 << digit, split.present());
                    assert_eq!(place, starts[digit as usize]);
                }
            }
        }
        file.checked.fill(0);
        let pages = file.pages();
        assert!(pages.split(level, [0, 5]).is_none());
        assert_eq!(pages.present(level, [0, 5]), None);
        assert_eq!(pages.edge(level, [0, 5], true), None);
        assert_eq!(pages.edge(level, [0, 50], true), None);
        assert_eq!(pages.lacks(level, [0, 5]), Some(level.blocks as usize));
    }
    #[test]
    fn both_pages_of_a_position_have_to_be_checked() {
        let level = LevelPlace {
            blocks: 0,
            superblocks: 1024,
        };
        let words = vec![0; 2048];
        for (checked, word) in [([1, 0], 1024), ([0, 1], 0)] {
            let pages = Pages {
                words: &words,
                checked: &checked,
            };
            assert_eq!(pages.lacks(level, [3, 5]), Some(word));
            assert_eq!(pages.present(level, [3, 5]), None);
            assert_eq!(pages.present_nearby(level, [3, 5]), None);
            assert_eq!(pages.step(level, 3), None);
            assert_eq!(pages.edge(level, [3, 5], false), None);
            assert!(pages.split(level, [3, 5]).is_none());
        }
    }
}
