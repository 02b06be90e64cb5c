//! A mapped index file, of which the pages that have been checked may be read (store/page-file.ts).
//!
//! Nothing here trusts a number of the file: what is not there, or not checked yet, is `None`, and
//! the caller leaves the answer to JavaScript, which checks the page or says what is wrong.

use crate::memory::prefetch;

const PAGE_WORDS: usize = 1024;
const BLOCK_BITS: u32 = 480;
const BLOCK_WORDS: usize = 16;

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
        prefetch(self.words.as_ptr().wrapping_add(at));
    }

    /// Ones among the bits [0, position) of the run of blocks that starts at the word `start`.
    #[inline(always)]
    pub fn rank(&self, start: usize, position: u32) -> Option<u32> {
        let at = block_of(start, position);
        if !self.is_checked(at) {
            return None;
        }
        let block: &[u32; BLOCK_WORDS] = self.words.get(at..at + BLOCK_WORDS)?.try_into().ok()?;
        let bits = position % BLOCK_BITS;
        let whole = (bits / 32) as usize;
        let mut ones = block[0];
        for word in &block[1..=whole] {
            ones = ones.wrapping_add(word.count_ones());
        }
        let part = block[whole + 1] & ((1 << (bits & 31)) - 1);
        Some(ones.wrapping_add(part.count_ones()))
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
fn block_of(start: usize, position: u32) -> usize {
    start + (position / BLOCK_BITS) as usize * BLOCK_WORDS
}
