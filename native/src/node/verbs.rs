//! The verbs over arrays, as `native/array-verbs.ts` declares them and their arguments, and those
//! that make the other objects.

use napi::bindgen_prelude::{
    ArrayBuffer, Env, Object, Result, Uint8ArraySlice, Uint16ArraySlice, Uint32ArraySlice,
};
use napi_derive::napi;

use crate::arrays::{gather, huffman, level, sort, vectors};
use crate::input::json_lines::LineReader;
use crate::node::outputs::output;
use crate::node::{lines_object, map, scanner_object, search_object, walker_object};
use crate::store::places::SearchPlaces;
use crate::text::scan::Scanner;
use crate::text::tables::Tables;
use crate::text::units::UnitCounter;

/// Raised with every change of a verb's arguments, so that an old build is noticed.
#[napi]
pub const KERNEL_VERSION: u32 = 6;

/// For tests: whether the loops with vector instructions may run.
#[napi]
pub fn allow_vectors(allowed: bool) {
    vectors::allow_vectors(allowed);
}

#[napi]
pub fn map_file(env: &Env, path: String) -> Result<ArrayBuffer<'_>> {
    map::map_file(env, &path)
}

#[napi(object, object_to_js = false)]
pub struct SuffixSortArguments<'a> {
    pub ids: Uint32ArraySlice<'a>,
    pub alphabet: u32,
    pub sa: Uint32ArraySlice<'a>,
}

/// False where an id is not below `alphabet`.
#[napi]
pub fn suffix_sort(mut given: SuffixSortArguments) -> bool {
    sort::suffix_sort(
        output(&mut given.ids),
        given.alphabet,
        output(&mut given.sa),
    )
}

#[napi(object, object_to_js = false)]
pub struct GatherRowsArguments<'a> {
    pub ids: Uint32ArraySlice<'a>,
    pub rows: Uint32ArraySlice<'a>,
    pub record_ends: Uint32ArraySlice<'a>,
    pub first_row: u32,
    pub ranks: Uint32ArraySlice<'a>,
}

/// False where an entry of `rows` is not a position.
#[napi]
pub fn gather_rows(mut given: GatherRowsArguments) -> bool {
    gather::gather_rows(gather::Gathering {
        ids: &given.ids,
        rows: output(&mut given.rows),
        record_ends: &given.record_ends,
        first_row: given.first_row as usize,
        ranks: output(&mut given.ranks),
    })
}

#[napi(object, object_to_js = false)]
pub struct LevelArguments<'a> {
    pub values: Uint32ArraySlice<'a>,
    pub shift: u32,
    pub next: Uint32ArraySlice<'a>,
    pub blocks: Uint32ArraySlice<'a>,
}

/// The number of zeros.
#[napi]
pub fn build_level(mut given: LevelArguments) -> u32 {
    let (next, blocks) = (output(&mut given.next), output(&mut given.blocks));
    level::build_level(&given.values, given.shift, next, blocks) as u32
}

#[napi(object, object_to_js = false)]
pub struct HuffmanLevelArguments<'a> {
    pub symbols: Uint32ArraySlice<'a>,
    pub codes: Uint32ArraySlice<'a>,
    pub lengths: Uint8ArraySlice<'a>,
    pub level: u32,
    pub next: Uint32ArraySlice<'a>,
    pub blocks: Uint32ArraySlice<'a>,
}

#[napi(object, object_from_js = false)]
pub struct HuffmanLevel {
    pub zeros: u32,
    pub kept: u32,
}

/// Nothing where a symbol has no code of more than `level` bits.
#[napi]
pub fn build_huffman_level(mut given: HuffmanLevelArguments) -> Option<HuffmanLevel> {
    let codes = huffman::Codes {
        codes: &given.codes,
        lengths: &given.lengths,
        level: given.level,
    };
    let (next, blocks) = (output(&mut given.next), output(&mut given.blocks));
    let (zeros, kept) = huffman::build_level(&given.symbols, codes, next, blocks)?;
    Some(HuffmanLevel {
        zeros: zeros as u32,
        kept: kept as u32,
    })
}

#[napi(object, object_to_js = false)]
pub struct ScanTables<'a> {
    pub kinds: Uint8ArraySlice<'a>,
    pub joins: Uint16ArraySlice<'a>,
    pub bridges: Uint16ArraySlice<'a>,
    pub fold: Uint16ArraySlice<'a>,
}

/// A scan for token ids over windows of text, and its vocabulary: see `native/token-scanner.ts`.
#[napi]
pub fn create_token_scanner<'env>(env: &'env Env, tables: ScanTables) -> Result<Object<'env>> {
    let tables = Tables::new(&tables.kinds, &tables.joins, &tables.bridges, &tables.fold);
    scanner_object::scanner_object(env, Scanner::new(tables))
}

#[napi(object, object_to_js = false)]
pub struct UnitTables<'a> {
    pub classes: Uint8ArraySlice<'a>,
    pub allowed: Uint8ArraySlice<'a>,
}

/// See `native/unit-walker.ts`.
#[napi]
pub fn create_unit_walker<'env>(env: &'env Env, tables: UnitTables) -> Result<Object<'env>> {
    let counter = UnitCounter::new(&tables.classes, &tables.allowed);
    walker_object::walker_object(env, counter)
}

#[napi(object, object_to_js = false)]
pub struct LineFields {
    pub text: String,
    pub id: String,
    pub step: Option<String>,
}

/// See `input/lines/plain-lines.ts`.
#[napi]
pub fn create_line_reader(env: &Env, fields: LineFields) -> Result<Object<'_>> {
    let reader = LineReader::new(&fields.text, &fields.id, fields.step.as_deref());
    lines_object::lines_object(env, reader)
}

/// See `store/segment/phrase-search.ts`.
#[napi]
pub fn create_phrase_search(env: &Env, places: SearchPlaces) -> Result<Object<'_>> {
    search_object::search_object(env, places)
}
