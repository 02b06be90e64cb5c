//! A mapped index file, of which the pages that have been checked may be read (store/page-file.ts).
//!
//! Nothing here trusts a number of the file: what is not there, or not checked yet, is `None`, and
//! the caller leaves the answer to JavaScript, which checks the page or says what is wrong.

use crate::arrays::blocks::{BLOCK_BITS, BLOCK_WORDS};
use crate::arrays::prefetch::prefetch;

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
