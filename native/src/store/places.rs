//! Where an index file has what a search reads, as `store/segment/phrase-search.ts` declares it. Places are
//! words of the file where not said otherwise.

use napi_derive::napi;

use crate::store::pages::Pages;

/// Words of a symbol's entry: packed code, first row, start of its leaf, first byte of its term.
const SYMBOL_WORDS: usize = 4;

#[napi(object, object_to_js = false)]
pub struct SearchPlaces {
    pub dictionary: DictionaryPlaces,
    pub bwt: BwtPlaces,
    pub ranks: RankPlaces,
}

/// See store/segment/dictionary.ts.
#[napi(object, object_to_js = false)]
pub struct DictionaryPlaces {
    pub slots: i64,
    /// Their number less 1.
    pub slot_mask: u32,
    /// First byte.
    pub terms: i64,
    pub term_bytes: i64,
}

/// See store/segment/bwt.ts.
#[napi(object, object_to_js = false)]
pub struct BwtPlaces {
    pub symbols: i64,
    pub alphabet: u32,
    pub rows: u32,
    pub levels: Vec<i64>,
    pub zeros: Vec<u32>,
}

/// See store/segment/rank-wavelet.ts.
#[napi(object, object_to_js = false)]
pub struct RankPlaces {
    pub start: i64,
    /// From one level to the next.
    pub stride: i64,
    pub zeros: Vec<u32>,
}

impl SearchPlaces {
    #[inline(always)]
    pub fn slot(&self, slot: usize) -> usize {
        self.dictionary.slots as usize + slot
    }

    #[inline(always)]
    pub fn entry(&self, symbol: u32) -> usize {
        self.bwt.symbols as usize + symbol as usize * SYMBOL_WORDS
    }

    /// First word of a level of the BWT, and its zeros.
    #[inline(always)]
    pub fn level(&self, level: u32) -> Option<(usize, u32)> {
        let &word = self.bwt.levels.get(level as usize)?;
        let &zeros = self.bwt.zeros.get(level as usize)?;
        Some((word as usize, zeros))
    }

    pub fn term_start(&self, pages: &Pages, symbol: u32) -> Option<usize> {
        if symbol == self.bwt.alphabet {
            return Some(self.dictionary.term_bytes as usize);
        }
        pages
            .word(self.entry(symbol) + 3)
            .map(|start| start as usize)
    }

    #[inline(always)]
    pub fn first_row(&self, pages: &Pages, symbol: u32) -> Option<u32> {
        if symbol == self.bwt.alphabet {
            return Some(self.bwt.rows);
        }
        pages.word(self.entry(symbol) + 1)
    }
}
