//! Where an index file has what a search reads, as `store/phrase-search.ts` declares it. Places are
//! words of the file where not said otherwise.

use napi_derive::napi;

#[napi(object, object_to_js = false)]
pub struct SearchPlaces {
    pub dictionary: DictionaryPlaces,
    pub bwt: BwtPlaces,
    pub ranks: RankPlaces,
}

/// See store/dictionary.ts.
#[napi(object, object_to_js = false)]
pub struct DictionaryPlaces {
    pub slots: i64,
    /// Their number less 1.
    pub slot_mask: u32,
    /// First byte.
    pub terms: i64,
    pub term_bytes: i64,
}

/// See store/bwt.ts.
#[napi(object, object_to_js = false)]
pub struct BwtPlaces {
    pub symbols: i64,
    pub alphabet: u32,
    pub rows: u32,
    pub levels: Vec<i64>,
    pub zeros: Vec<u32>,
}

/// See store/rank-wavelet.ts.
#[napi(object, object_to_js = false)]
pub struct RankPlaces {
    pub start: i64,
    /// From one level to the next.
    pub stride: i64,
    pub zeros: Vec<u32>,
}
