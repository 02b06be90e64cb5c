//! The verbs that find bigrams and sort terms, as `native/table-verbs.ts` declares them.

use napi::bindgen_prelude::{Uint8ArraySlice, Uint32ArraySlice};
use napi_derive::napi;

use crate::arrays::bigrams::{Keys, Scan};
use crate::arrays::{bigram_tables, bigrams, sort_terms};
use crate::node::outputs::output;

#[napi(object, object_to_js = false)]
pub struct FindBigramsArguments<'a> {
    pub bwt: Uint32ArraySlice<'a>,
    pub first_rows: Uint32ArraySlice<'a>,
    pub min_count: u32,
    pub found: Uint32ArraySlice<'a>,
    pub filter_keys: Option<FilterKeys<'a>>,
}

#[napi(object, object_to_js = false)]
pub struct FilterKeys<'a> {
    pub term_hashes: Uint32ArraySlice<'a>,
    pub keys: Uint32ArraySlice<'a>,
}

#[napi(object, object_from_js = false)]
pub struct FoundBigrams {
    pub entries: u32,
    pub distinct: u32,
}

/// Nothing where a symbol is not below the alphabet.
#[napi]
pub fn find_bigrams(mut given: FindBigramsArguments) -> Option<FoundBigrams> {
    let keys = given.filter_keys.as_mut().map(|filter| Keys {
        term_hashes: &filter.term_hashes,
        keys: output(&mut filter.keys),
    });
    let found = bigrams::find_bigrams(Scan {
        bwt: &given.bwt,
        first_rows: &given.first_rows,
        min_count: given.min_count,
        found: output(&mut given.found),
        keys,
    })?;
    Some(FoundBigrams {
        entries: found.entries as u32,
        distinct: found.distinct as u32,
    })
}

#[napi(object, object_to_js = false)]
pub struct BigramTableArguments<'a> {
    pub found: Uint32ArraySlice<'a>,
    pub slots: Uint32ArraySlice<'a>,
}

#[napi]
pub fn fill_bigram_table(mut given: BigramTableArguments) {
    bigram_tables::fill_table(&given.found, output(&mut given.slots));
}

#[napi(object, object_to_js = false)]
pub struct BigramFilterArguments<'a> {
    pub keys: Uint32ArraySlice<'a>,
    pub filter: Uint32ArraySlice<'a>,
}

#[napi]
pub fn fill_bigram_filter(mut given: BigramFilterArguments) {
    bigram_tables::fill_filter(&given.keys, output(&mut given.filter));
}

#[napi(object, object_to_js = false)]
pub struct SortTermsArguments<'a> {
    pub bytes: Uint8ArraySlice<'a>,
    pub starts: Uint32ArraySlice<'a>,
    pub order: Uint32ArraySlice<'a>,
}

#[napi]
pub fn sort_terms(mut given: SortTermsArguments) {
    sort_terms::sort_terms(&given.bytes, &given.starts, output(&mut given.order));
}
