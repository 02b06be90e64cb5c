//! Rows of frequent bigrams, and the filter of all bigrams: as in store/segment/bigrams.ts.

use crate::arrays::hash::{bigram_hash, bigram_key, final_mix, part_of};
use crate::store::pages::Pages;
use crate::store::places::BigramPlaces;
use crate::store::terms::Terms;

const SLOT_WORDS: usize = 4;
const FILTER_BLOCK_WORDS: usize = 16;

/// Asks for the slots in which the rows of a bigram are looked for first.
#[inline(always)]
pub fn prefetch_rows(pages: &Pages, places: &BigramPlaces, first: u32, second: u32) {
    let slot = home_slot(places, first, second);
    pages.prefetch(places.table as usize + slot * SLOT_WORDS);
}

/// The rows of a bigram; `Some(None)` where it is not a frequent one, `None` where that is left.
#[inline(always)]
pub fn find_rows(
    pages: &Pages,
    places: &BigramPlaces,
    [first, second]: [u32; 2],
) -> Option<Option<(u32, u32)>> {
    let mut slot = home_slot(places, first, second);
    for _ in 0..places.slots {
        let at = places.table as usize + slot * SLOT_WORDS;
        let [a, b, start, end] = *pages.words::<SLOT_WORDS>(at)?;
        if end == 0 {
            return Some(None);
        }
        if a == first && b == second {
            return Some(Some((start, end)));
        }
        slot = if slot + 1 == places.slots as usize {
            0
        } else {
            slot + 1
        };
    }
    None
}

#[inline(always)]
fn home_slot(places: &BigramPlaces, first: u32, second: u32) -> usize {
    part_of(bigram_hash(first, second), places.slots as usize / 4) * 4
}

/// What the filter asks of two neighbouring terms: it is the same in every file.
#[derive(Clone, Copy)]
pub struct FilterKey {
    block: u32,
    bits: [u16; 3],
}

impl FilterKey {
    /// Of a term and the next one; `None` where there is none.
    #[inline(always)]
    pub fn of(terms: &Terms, term: usize) -> Option<Self> {
        let key = bigram_key(terms.hash(term)?, terms.hash(term + 1)?);
        let bits = final_mix(key ^ 0x9e37_79b9);
        Some(Self {
            block: key,
            bits: [bits, bits >> 9, bits >> 18].map(|bit| (bit & 511) as u16),
        })
    }
}

/// Asks for the blocks of the filter that the neighbours of a phrase need.
#[inline(always)]
pub fn prefetch_filter(pages: &Pages, places: &BigramPlaces, keys: &[FilterKey]) {
    for key in keys {
        pages.prefetch(block_of(places, key.block));
    }
}

/// False where two neighbours of a phrase stand together nowhere in the segment; `None` where that is left.
#[inline(always)]
pub fn may_have(pages: &Pages, places: &BigramPlaces, keys: &[FilterKey]) -> Option<bool> {
    for key in keys {
        let block = pages.words::<FILTER_BLOCK_WORDS>(block_of(places, key.block))?;
        for bit in key.bits {
            if block[(bit / 32) as usize] >> (bit % 32) & 1 == 0 {
                return Some(false);
            }
        }
    }
    Some(true)
}

#[inline(always)]
fn block_of(places: &BigramPlaces, key: u32) -> usize {
    places.filter as usize + part_of(key, places.filter_blocks as usize) * FILTER_BLOCK_WORDS
}
