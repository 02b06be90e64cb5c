//! A mapped index file, of which the pages that have been checked may be read (store/segment/page-file.ts).
//!
//! Nothing here trusts a number of the file: what is not there, or not checked yet, is `None`, and
//! the caller leaves the answer to JavaScript, which checks the page or says what is wrong.

use crate::arrays::blocks::{BLOCK_BITS, BLOCK_WORDS};
use crate::arrays::prefetch::prefetch;

/// In place of a symbol, a row or a record: left to JavaScript.
pub const LEFT: u32 = u32::MAX;

const PAGE_WORDS: usize = 1024;
/// A block as words of 64 bits, the first half of the first being the ones before the block.
const PAIRS: usize = 8;
const COUNT_BITS: u32 = 32;

/// `PAIRS` of it from PAIRS - n on: n whole words, then none.
static MASKS: [u64; 2 * PAIRS] = {
    let mut masks = [0; 2 * PAIRS];
    let mut i = 0;
    while i < PAIRS {
        masks[i] = u64::MAX;
        i += 1;
    }
    masks
};

pub struct Pages<'a> {
    pub words: &'a [u32],
    /// Of each page: not 0 where it has been checked.
    pub checked: &'a [i32],
}

impl Pages<'_> {
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

    /// Ones among the bits [0, position) of the run of blocks that starts at the word `start`.
    #[inline(always)]
    pub fn rank(&self, start: usize, position: u32) -> Option<u32> {
        let at = block_of(start, position);
        if !self.is_checked(at) {
            return None;
        }
        let block: &[u32; BLOCK_WORDS] = self.words.get(at..at + BLOCK_WORDS)?.try_into().ok()?;
        // How many words there are to count is never known before, and a loop that ends by chance
        // costs more than counting: so all are, and masks take out what lies behind the position.
        let bits = (position % BLOCK_BITS as u32 + COUNT_BITS) as usize;
        let masks: &[u64; PAIRS] = MASKS[PAIRS - bits / 64..][..PAIRS].try_into().ok()?;
        let mut ones = 0;
        for (i, mask) in masks.iter().enumerate() {
            ones += (pair(block, i) & mask).count_ones();
        }
        let part = pair(block, bits / 64) & ((1 << (bits % 64)) - 1);
        let count = block[0];
        // The block's own count was among what was counted.
        Some(
            (ones + part.count_ones())
                .wrapping_sub(count.count_ones())
                .wrapping_add(count),
        )
    }

    #[inline(always)]
    pub fn prefetch_rank(&self, start: usize, position: u32) {
        self.prefetch(block_of(start, position));
    }

    /// Whether the bytes from byte `start` on are `expected`.
    pub fn has_bytes(&self, start: usize, expected: &[u8]) -> Option<bool> {
        for (i, &byte) in expected.iter().enumerate() {
            let at = start + i;
            if self.word(at / 4)?.to_le_bytes()[at % 4] != byte {
                return Some(false);
            }
        }
        Some(true)
    }
}

#[inline(always)]
fn pair(block: &[u32; BLOCK_WORDS], i: usize) -> u64 {
    u64::from(block[2 * i]) | u64::from(block[2 * i + 1]) << 32
}

#[inline(always)]
fn block_of(start: usize, position: u32) -> usize {
    start + (position / BLOCK_BITS as u32) as usize * BLOCK_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrays::blocks::write_blocks;
    use crate::numbers::some_numbers;

    #[test]
    fn ranks_count_the_ones_before_a_position() {
        let bits = some_numbers(1500, 2, 6);
        let start = 32;
        let mut words = vec![0; 1024];
        write_blocks(bits.len(), &mut words[start..], |start, count| {
            let word = bits[start..start + count].iter().rev();
            word.fold(0, |word, bit| word << 1 | bit)
        });
        let pages = Pages {
            words: &words,
            checked: &[1],
        };
        for position in 0..=bits.len() {
            let ones = bits[..position].iter().sum();
            assert_eq!(pages.rank(start, position as u32), Some(ones), "{position}");
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
        assert_eq!(pages.rank(1024, 0), None);
        assert_eq!(pages.rank(3072, 0), None);
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
