//! Where an index file has what a search reads, as `store/segment/phrase-search.ts` declares it. Places are
//! words of the file where not said otherwise.

use napi_derive::napi;

use crate::store::level_place::LevelPlace;
use crate::store::pages::Pages;

/// Words of a symbol's entry: packed code, first row, start of its leaf, first byte of its term.
const SYMBOL_WORDS: usize = 4;

#[napi(object, object_to_js = false)]
pub struct SearchPlaces {
    /// Rows of record ends, which come first.
    pub ends: u32,
    pub dictionary: DictionaryPlaces,
    pub bigrams: BigramPlaces,
    pub bwt: BwtPlaces,
    pub ranks: RankPlaces,
    /// Absent where no record has an id.
    pub ids: Option<IdPlaces>,
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

/// See store/segment/bigrams.ts.
#[napi(object, object_to_js = false)]
pub struct BigramPlaces {
    pub table: i64,
    pub slots: u32,
    pub filter: i64,
    /// 0: there is no filter.
    pub filter_blocks: u32,
}

/// See store/segment/bwt.ts.
#[napi(object, object_to_js = false)]
pub struct BwtPlaces {
    pub symbols: i64,
    pub alphabet: u32,
    pub rows: u32,
    pub levels: Vec<LevelPlace>,
}

/// See store/segment/rank-wavelet.ts.
#[napi(object, object_to_js = false)]
pub struct RankPlaces {
    /// Of the first level.
    pub blocks: i64,
    pub superblocks: i64,
    /// From one level to the next.
    pub block_stride: i64,
    pub superblock_stride: i64,
    pub levels: u32,
}

/// See store/segment/record-table.ts.
#[napi(object, object_to_js = false)]
pub struct IdPlaces {
    pub starts: i64,
    /// First byte.
    pub bytes: i64,
}

/// An index file that is searched.
#[derive(Clone, Copy)]
pub struct IndexFile<'a> {
    pub pages: Pages<'a>,
    pub places: &'a SearchPlaces,
}

impl RankPlaces {
    #[inline(always)]
    pub fn level(&self, level: u32) -> LevelPlace {
        LevelPlace {
            blocks: self.blocks + i64::from(level) * self.block_stride,
            superblocks: self.superblocks + i64::from(level) * self.superblock_stride,
        }
    }
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
