//! A mapped index file, of which the pages that have been checked may be read (store/segment/page-file.ts).
//!
//! Nothing here trusts a number of the file: what is not there, or not checked yet, is `None`, and
//! the caller leaves the answer to JavaScript, which checks the page or says what is wrong.

use crate::arrays::prefetch::prefetch;
pub use crate::arrays::quad_blocks::BLOCK_WORDS;
use crate::arrays::quad_blocks::{BLOCK_DIGITS, SUPERBLOCK_BLOCKS};
use crate::store::level_place::LevelPlace;

/// In place of a symbol, a row or a record: left to JavaScript.
pub const LEFT: u32 = u32::MAX;

const PAGE_WORDS: usize = 1024;
const COUNT_BITS: u32 = 21;
/// A plane of a block as words of 64 bits, the last one half empty.
const PLANE_PARTS: usize = 4;

/// For each number of digits, the parts of a plane that hold so many first ones.
pub static MASKS: [[u64; PLANE_PARTS]; BLOCK_DIGITS] = {
    let mut masks = [[0; PLANE_PARTS]; BLOCK_DIGITS];
    let mut digits = 0;
    while digits < BLOCK_DIGITS {
        let mut i = 0;
        while i < digits {
            masks[digits][i / 64] |= 1 << (i % 64);
            i += 1;
        }
        digits += 1;
    }
    masks
};

#[derive(Clone, Copy)]
pub struct Pages<'a> {
    pub words: &'a [u32],
    /// Of each page: not 0 where it has been checked.
    pub checked: &'a [i32],
}

impl<'a> Pages<'a> {
    #[inline(always)]
    fn is_checked(&self, word: usize) -> bool {
        self.checked
            .get(word / PAGE_WORDS)
            .is_some_and(|&mark| mark != 0)
    }

    #[inline(always)]
    pub fn word(&self, at: usize) -> Option<u32> {
        if !self.is_checked(at) {
            return None;
        }
        self.words.get(at).copied()
    }

    #[inline(always)]
    pub fn prefetch(&self, at: usize) {
        prefetch(self.words, at);
    }

    /// Words that lie on one page.
    #[inline(always)]
    pub fn words<const N: usize>(&self, at: usize) -> Option<&[u32; N]> {
        if !self.is_checked(at) {
            return None;
        }
        self.words.get(at..at + N)?.try_into().ok()
    }

    /// Where the elements [start, end) that have the digit go in the sorted level.
    #[inline(always)]
    pub fn descend(&self, level: LevelPlace, rows: [u32; 2], digit: u32) -> Option<[u32; 2]> {
        let [start, end] = rows.map(|row| At::new(level, row));
        let first = self.words::<BLOCK_WORDS>(start.block)?;
        let before = self.before(&start, first, digit)?;
        if start.block == end.block {
            let (mut from, mut to) = (before, before);
            let masks = MASKS[start.digits].iter().zip(&MASKS[end.digits]);
            for (i, (mask, end_mask)) in masks.enumerate() {
                let found = digits_of(first, i, digit);
                from = from.wrapping_add((found & mask).count_ones());
                to = to.wrapping_add((found & end_mask).count_ones());
            }
            return Some([from, to]);
        }
        let last = self.words::<BLOCK_WORDS>(end.block)?;
        let before_last = self.before(&end, last, digit)?;
        let (mut from, mut to) = (before, before_last);
        let masks = MASKS[start.digits].iter().zip(&MASKS[end.digits]);
        for (i, (mask, end_mask)) in masks.enumerate() {
            from = from.wrapping_add((digits_of(first, i, digit) & mask).count_ones());
            to = to.wrapping_add((digits_of(last, i, digit) & end_mask).count_ones());
        }
        Some([from, to])
    }

    /// The place of the first element of a block that has the digit.
    #[inline(always)]
    pub fn before(&self, at: &At, block: &[u32; BLOCK_WORDS], digit: u32) -> Option<u32> {
        let start = self.word(at.superblock + digit as usize)?;
        let counts = packed_counts(block);
        let mut others = 0;
        for other in 0..3 {
            others += counts >> (other * COUNT_BITS) & COUNT_MASK;
        }
        // Not a branch: which digit it is cannot be foreseen.
        let own = counts >> ((digit.wrapping_sub(1) & 3).min(2) * COUNT_BITS) & COUNT_MASK;
        let before = if digit == 0 {
            u64::from(at.before).wrapping_sub(others)
        } else {
            own
        };
        Some(start.wrapping_add(before as u32))
    }

    /// Where the first element from `position` on goes that has a digit, for each digit.
    #[inline(always)]
    pub fn places(&self, level: LevelPlace, position: u32) -> Option<[u32; 4]> {
        let at = At::new(level, position);
        let starts = self.words::<4>(at.superblock)?;
        let block = self.words::<BLOCK_WORDS>(at.block)?;
        let counts = packed_counts(block);
        let (mut lows, mut highs, mut both) = (0, 0, 0);
        for (i, mask) in MASKS[at.digits].iter().enumerate() {
            let (low, high) = planes(block, i);
            lows += (low & mask).count_ones();
            highs += (high & mask).count_ones();
            both += (low & high & mask).count_ones();
        }
        let count = |digit: u32| (counts >> ((digit - 1) * COUNT_BITS) & COUNT_MASK) as u32;
        let one = count(1).wrapping_add(lows - both);
        let two = count(2).wrapping_add(highs - both);
        let three = count(3).wrapping_add(both);
        let all = at.before + at.digits as u32;
        let zero = all.wrapping_sub(one).wrapping_sub(two).wrapping_sub(three);
        Some([
            starts[0].wrapping_add(zero),
            starts[1].wrapping_add(one),
            starts[2].wrapping_add(two),
            starts[3].wrapping_add(three),
        ])
    }

    /// The digit at a position, and where it goes in the sorted level.
    #[inline(always)]
    pub fn follow(&self, level: LevelPlace, position: u32) -> Option<(u32, u32)> {
        let at = At::new(level, position);
        let block = self.words::<BLOCK_WORDS>(at.block)?;
        let (low, high) = planes(block, at.digits / 64);
        let bit = at.digits % 64;
        let digit = (low >> bit & 1 | (high >> bit & 1) << 1) as u32;
        let mut place = self.before(&at, block, digit)?;
        for (i, mask) in MASKS[at.digits].iter().enumerate() {
            place = place.wrapping_add((digits_of(block, i, digit) & mask).count_ones());
        }
        Some((digit, place))
    }

    #[inline(always)]
    pub fn prefetch_block(&self, level: LevelPlace, position: u32) {
        self.prefetch(At::new(level, position).block);
    }

    /// Whether the bytes from byte `start` on are `expected`.
    #[inline(always)]
    pub fn has_bytes(&self, start: usize, expected: &[u8]) -> Option<bool> {
        let end = start.checked_add(expected.len())?;
        Some(self.bytes([start, end])? == expected)
    }

    /// The bytes [start, end), on pages that have been checked.
    #[inline(always)]
    pub fn bytes(&self, [start, end]: [usize; 2]) -> Option<&'a [u8]> {
        let [first, last] = [start, end.saturating_sub(1).max(start)].map(|at| at / 4 / PAGE_WORDS);
        if !(first..=last).all(|page| self.is_checked(page * PAGE_WORDS)) {
            return None;
        }
        // SAFETY: every byte of a word may be read as one.
        let (_, bytes, _) = unsafe { self.words.align_to::<u8>() };
        bytes.get(start..end)
    }
}

const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;

/// Where a position of a level lies.
pub struct At {
    /// First words of its block and of its superblock's entry.
    pub block: usize,
    pub superblock: usize,
    /// Digits of the superblock before the block, and of the block before the position.
    before: u32,
    pub digits: usize,
}

impl At {
    #[inline(always)]
    pub fn new(level: LevelPlace, position: u32) -> Self {
        let block = position / BLOCK_DIGITS as u32;
        Self {
            block: level.blocks as usize + block as usize * BLOCK_WORDS,
            superblock: level.superblocks as usize + block as usize / SUPERBLOCK_BLOCKS * 4,
            before: block % SUPERBLOCK_BLOCKS as u32 * BLOCK_DIGITS as u32,
            digits: position as usize % BLOCK_DIGITS,
        }
    }
}

/// Which of the digits [64 * i, 64 * i + 64) of a block are the digit.
#[inline(always)]
pub fn digits_of(block: &[u32; BLOCK_WORDS], i: usize, digit: u32) -> u64 {
    let (low, high) = planes(block, i);
    equal_digits(low, high, digit)
}

/// A bit for each digit, given by its low and its high bit, that is `digit`.
#[inline(always)]
pub fn equal_digits(low: u64, high: u64, digit: u32) -> u64 {
    let low_flip = u64::from(digit & 1).wrapping_sub(1);
    let high_flip = u64::from(digit >> 1).wrapping_sub(1);
    (low ^ low_flip) & (high ^ high_flip)
}

#[inline(always)]
fn packed_counts(block: &[u32; BLOCK_WORDS]) -> u64 {
    u64::from(block[0]) | u64::from(block[1]) << 32
}

/// The low and the high bits of the digits [64 * i, 64 * i + 64), those of the block.
#[inline(always)]
pub fn planes(block: &[u32; BLOCK_WORDS], i: usize) -> (u64, u64) {
    let pair = |at: usize| u64::from(block[at]) | u64::from(block[at + 1]) << 32;
    if i == PLANE_PARTS - 1 {
        return (u64::from(block[8]), u64::from(block[15]));
    }
    (pair(2 + 2 * i), pair(9 + 2 * i))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrays::quad_blocks::{QuadBlocks, write_quad_blocks};
    use crate::numbers::some_numbers;

    #[test]
    fn places_are_those_of_the_sorted_level() {
        let digits = some_numbers(1500, 4, 6);
        let level = LevelPlace {
            blocks: 32,
            superblocks: 16,
        };
        let mut words = vec![0; 1024];
        let (head, blocks) = words.split_at_mut(32);
        let memory = QuadBlocks {
            blocks,
            superblocks: &mut head[16..],
        };
        write_quad_blocks(digits.len(), memory, |start, count| {
            let part = digits[start..start + count].iter().rev();
            part.fold((0, 0), |(low, high), digit| {
                (low << 1 | digit & 1, high << 1 | digit >> 1)
            })
        });
        let pages = Pages {
            words: &words,
            checked: &[1],
        };
        let count = |digits: &[u32], digit| digits.iter().filter(|&&one| one == digit).count();
        for position in 0..=digits.len() {
            let expected = [0, 1, 2, 3].map(|digit| {
                let smaller = digits.iter().filter(|&&one| one < digit).count();
                (smaller + count(&digits[..position], digit)) as u32
            });
            let position = position as u32;
            assert_eq!(pages.places(level, position), Some(expected), "{position}");
            for digit in 0..4 {
                for width in [0, 1, 5, 100, 300] {
                    let end = digits.len().min(position as usize + width) as u32;
                    let found = pages.descend(level, [position, end], digit);
                    let places = [position, end].map(|row| pages.places(level, row).unwrap());
                    let expected = places.map(|places| places[digit as usize]);
                    assert_eq!(found, Some(expected), "{position}, {width}, {digit}");
                }
            }
        }
    }

    #[test]
    fn only_checked_pages_are_read() {
        let words: Vec<u32> = (0..3 * 1024).collect();
        let pages = Pages {
            words: &words,
            checked: &[1, 0, 7],
        };
        assert_eq!(
            [0, 1023, 2048].map(|at| pages.word(at)),
            [0, 1023, 2048].map(Some)
        );
        assert_eq!([1024, 3072, usize::MAX].map(|at| pages.word(at)), [None; 3]);
        for (blocks, superblocks) in [(1024, 0), (3072, 0), (0, 1024), (0, 3072)] {
            let level = LevelPlace {
                blocks,
                superblocks,
            };
            assert_eq!(pages.descend(level, [0, 0], 1), None);
            assert_eq!(pages.places(level, 0), None);
        }
    }

    #[test]
    fn bytes_are_compared_across_words_and_pages() {
        let words = vec![0x6463_6261; 2048];
        let pages = Pages {
            words: &words,
            checked: &[1, 0],
        };
        assert_eq!(pages.has_bytes(2, b"cdabcda"), Some(true));
        assert_eq!(pages.has_bytes(2, b"cdabcdb"), Some(false));
        assert_eq!(pages.has_bytes(4094, b"cda"), None);
        assert_eq!(pages.has_bytes(4094, b"ca"), Some(false));
    }
}
