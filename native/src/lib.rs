//! The native kernel of firstseen: what JavaScript sees.
//!
//! Every verb has a TypeScript twin with the same answer, bit for bit: under `native/twin/`, or, of
//! the scan and the search, in `text/` and `store/`. The arguments are validated in TypeScript
//! (`native/*.ts`); here they are trusted, except where trusting an element of an array would mean
//! writing outside of one: such a verb answers `false` or -1 and the kernel throws. Nothing unwinds into JavaScript (`panic = "abort"`).

mod blocks;
mod find_edges;
mod find_rows;
mod gather;
mod huffman;
mod letters;
mod level;
mod map;
mod memory;
mod pages;
mod partition;
#[cfg(target_arch = "x86_64")]
mod partition_x86;
mod scan;
mod scanner_object;
mod sort;
mod terms;
mod together;
mod units;
mod units_object;
mod vectors;

use napi::bindgen_prelude::{ArrayBuffer, Env, Int32ArraySlice, Object, Result, Uint32ArraySlice};
use napi_derive::napi;

/// Raised with every change of a verb's arguments, so that an old build is told apart.
#[napi]
pub const KERNEL_VERSION: u32 = 4;

/// For tests: whether the loops with vector instructions may run.
#[napi]
pub fn allow_vectors(allowed: bool) {
    vectors::allow_vectors(allowed);
}

#[napi]
pub fn map_file(env: &Env, path: String) -> Result<ArrayBuffer<'_>> {
    map::map_file(env, &path)
}

/// False where an id is not below `alphabet`.
#[napi]
pub fn suffix_sort(
    mut ids: Int32ArraySlice,
    length: u32,
    alphabet: u32,
    mut sa: Int32ArraySlice,
) -> bool {
    let (ids, sa) = unsafe { (ids.as_mut(), sa.as_mut()) };
    sort::suffix_sort(&mut ids[..length as usize], alphabet as i32, sa)
}

/// Without `bwt` the rows' symbols replace `sa`. False where an entry of `sa` is not a position.
#[napi]
pub fn gather_rows(
    ids: &[u32],
    length: u32,
    mut sa: Uint32ArraySlice,
    record_ends: &[u32],
    first_row: u32,
    mut bwt: Option<Uint32ArraySlice>,
    mut ranks: Uint32ArraySlice,
) -> bool {
    let length = length as usize;
    let (sa, ranks) = unsafe { (sa.as_mut(), ranks.as_mut()) };
    let bwt = bwt.as_mut().map(|bwt| unsafe { bwt.as_mut() });
    gather::gather_rows(
        &ids[..length],
        &mut sa[..length],
        record_ends,
        first_row as usize,
        bwt,
        ranks,
    )
}

/// The number of zeros.
#[napi]
pub fn build_level(
    values: &[u32],
    length: u32,
    shift: u32,
    mut next: Uint32ArraySlice,
    mut blocks: Uint32ArraySlice,
) -> u32 {
    let (next, blocks) = unsafe { (next.as_mut(), blocks.as_mut()) };
    level::build_level(&values[..length as usize], shift, next, blocks) as u32
}

/// [zeros, kept], or [-1, 0] where a symbol has no code of more than `level` bits.
#[napi]
#[allow(clippy::too_many_arguments)]
pub fn build_huffman_level(
    symbols: &[u32],
    length: u32,
    codes: &[u32],
    lengths: &[u8],
    level: u32,
    mut next: Uint32ArraySlice,
    mut blocks: Uint32ArraySlice,
) -> Vec<f64> {
    let (next, blocks) = unsafe { (next.as_mut(), blocks.as_mut()) };
    match huffman::build_level(
        &symbols[..length as usize],
        codes,
        lengths,
        level,
        next,
        blocks,
    ) {
        Some((zeros, kept)) => vec![zeros as f64, kept as f64],
        None => vec![-1.0, 0.0],
    }
}

/// A scan for token ids over windows of text, and its vocabulary. The tables are those of
/// `text/simple-units.ts`.
#[napi]
pub fn create_token_scanner<'env>(
    env: &'env Env,
    kinds: &[u8],
    joins: &[u16],
    bridges: &[u16],
    fold: &[u16],
) -> Result<Object<'env>> {
    scanner_object::scanner_object(env, scan::Scanner::new(kinds, joins, bridges, fold))
}

#[napi]
pub fn create_unit_walker<'env>(
    env: &'env Env,
    classes: &[u8],
    allowed: &[u8],
) -> Result<Object<'env>> {
    units_object::units_object(env, units::UnitCounter::new(classes, allowed))
}

/// See find_rows.rs.
#[napi]
pub fn find_rows(
    words: &[u32],
    checked: &[i32],
    places: &[f64],
    terms: &[u8],
    phrase_ends: &[u32],
    mut rows: Uint32ArraySlice,
) {
    let rows = unsafe { rows.as_mut() };
    let places = find_rows::Places::new(places);
    let pages = pages::Pages { words, checked };
    find_rows::find_rows(&pages, &places, terms, phrase_ends, rows);
}

/// See find_edges.rs.
#[napi]
pub fn find_edges(
    words: &[u32],
    checked: &[i32],
    places: &[f64],
    rows: &[u32],
    largest: bool,
    mut edges: Uint32ArraySlice,
) {
    let edges = unsafe { edges.as_mut() };
    let pages = pages::Pages { words, checked };
    find_edges::find_edges(&pages, places, rows, largest, edges);
}
