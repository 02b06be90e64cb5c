//! Terms -> symbols, many at once: as in store/segment/dictionary.ts.

use crate::store::pages::{LEFT, Pages};
use crate::store::places::{IndexFile, SearchPlaces};
use crate::store::terms::Terms;

/// Symbol 0 ends records: no term has it.
pub const NO_SYMBOL: u32 = 0;

/// A term that is looked up in a file, and where its symbol goes.
#[derive(Clone, Copy)]
pub struct LookUp {
    pub file: u32,
    pub term: u32,
    pub place: u32,
}

/// The symbols of some of the terms, `LEFT` where a page has not been checked. Passes over all of them,
/// each asking for what the next one reads.
#[inline(always)]
pub fn look_up(files: &[IndexFile], terms: &Terms, wanted: &[LookUp], symbols: &mut [u32]) {
    let slot_of = |one: &LookUp| {
        let mask = files[one.file as usize].places.dictionary.slot_mask;
        (terms.hash(one.term as usize).unwrap_or(0) & mask) as usize
    };
    for one in wanted {
        let IndexFile { pages, places } = files[one.file as usize];
        pages.prefetch(places.slot(slot_of(one)));
    }
    for one in wanted {
        let IndexFile { pages, places } = files[one.file as usize];
        if let Some(symbol) = pages.word(places.slot(slot_of(one))) {
            pages.prefetch(places.entry(symbol));
        }
    }
    for one in wanted {
        let IndexFile { pages, places } = files[one.file as usize];
        if let Some(symbol) = pages.word(places.slot(slot_of(one)))
            && let Some(start) = places.term_start(&pages, symbol)
        {
            pages.prefetch((places.dictionary.terms as usize + start) / 4);
        }
    }
    for one in wanted {
        let IndexFile { pages, places } = files[one.file as usize];
        let found = terms.term(one.term as usize);
        symbols[one.place as usize] = found
            .and_then(|term| find_symbol(&pages, places, term, slot_of(one)))
            .unwrap_or(LEFT);
    }
}

fn find_symbol(pages: &Pages, places: &SearchPlaces, term: &[u8], mut slot: usize) -> Option<u32> {
    let mask = places.dictionary.slot_mask as usize;
    for _ in 0..=mask {
        let symbol = pages.word(places.slot(slot))?;
        if symbol == NO_SYMBOL {
            return Some(NO_SYMBOL);
        }
        let start = places.term_start(pages, symbol)?;
        let end = places.term_start(pages, symbol + 1)?;
        if start + term.len() == end
            && pages.has_bytes(places.dictionary.terms as usize + start, term)?
        {
            return Some(symbol);
        }
        slot = (slot + 1) & mask;
    }
    None
}

/// FNV-1a with MurmurHash3's final mix, as in store/segment/dictionary.ts.
pub fn hash(term: &[u8]) -> u32 {
    let mut h: u32 = 0x811c_9dc5;
    for &byte in term {
        h = (h ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    h = (h ^ h >> 16).wrapping_mul(0x85eb_ca6b);
    h = (h ^ h >> 13).wrapping_mul(0xc2b2_ae35);
    h ^ h >> 16
}
