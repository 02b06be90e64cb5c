//! The verbs over arrays, as `native/array-verbs.ts` declares them and their arguments, and those
//! that make the other objects.

use napi::bindgen_prelude::{
    ArrayBuffer, Env, Object, Result, Uint8ArraySlice, Uint16ArraySlice, Uint32ArraySlice,
};
use napi_derive::napi;

use crate::arrays::quad_blocks::QuadBlocks;
use crate::arrays::{quad_huffman, quad_level, renumber, sort_rows, vectors};
use crate::ingest::step_line;
use crate::input::json_lines::LineReader;
use crate::node::joint_object::{JointMemory, SearchedFile};
use crate::node::outputs::{output, output_bytes};
use crate::node::search_memory::SearchMemory;
use crate::node::{joint_object, lines_object, map, scanner_object, search_object, walker_object};
use crate::store::places::SearchPlaces;
use crate::text::scan::Scanner;
use crate::text::tables::Tables;
use crate::text::units::UnitCounter;

/// Raised with every change of a verb's arguments, so that an old build is noticed.
#[napi]
pub const KERNEL_VERSION: u32 = 16;

/// For tests: whether the loops with vector instructions may run.
#[napi]
pub fn allow_vectors(allowed: bool) {
    vectors::allow_vectors(allowed);
}

#[napi]
pub fn map_file(env: &Env, path: String, large_pages: bool) -> Result<ArrayBuffer<'_>> {
    map::map_file(env, &path, large_pages)
}

#[napi(object, object_to_js = false)]
pub struct RenumberArguments<'a> {
    pub ids: Uint32ArraySlice<'a>,
    pub order: Uint32ArraySlice<'a>,
    pub counts: Uint32ArraySlice<'a>,
}

/// False where an id is neither a term nor a mark.
#[napi]
pub fn renumber_ids(mut given: RenumberArguments) -> bool {
    renumber::renumber(renumber::Renumbering {
        ids: output(&mut given.ids),
        order: output(&mut given.order),
        counts: output(&mut given.counts),
    })
}

#[napi(object, object_to_js = false)]
pub struct SortRowsArguments<'a> {
    pub symbols: Uint32ArraySlice<'a>,
    pub counts: Uint32ArraySlice<'a>,
    pub record_ends: Uint32ArraySlice<'a>,
    pub bwt: Uint32ArraySlice<'a>,
    pub records: Uint32ArraySlice<'a>,
}

/// False where symbols, counts and ends of records do not fit each other.
#[napi]
pub fn sort_rows(mut given: SortRowsArguments) -> bool {
    let sorted = sort_rows::sort_rows(sort_rows::Sorting {
        symbols: &given.symbols,
        counts: &given.counts,
        record_ends: &given.record_ends,
        bwt: output(&mut given.bwt),
        records: output(&mut given.records),
    });
    sorted.is_some()
}

#[napi(object, object_to_js = false)]
pub struct QuadLevelArguments<'a> {
    pub values: Uint32ArraySlice<'a>,
    pub shift: u32,
    pub counts: Option<Uint32ArraySlice<'a>>,
    pub next: Uint32ArraySlice<'a>,
    pub blocks: Uint32ArraySlice<'a>,
    pub superblocks: Uint32ArraySlice<'a>,
}

/// False where the counts are not those of the values.
#[napi]
pub fn build_quad_level(mut given: QuadLevelArguments) -> bool {
    let level = QuadBlocks {
        blocks: output(&mut given.blocks),
        superblocks: output(&mut given.superblocks),
    };
    let next = output(&mut given.next);
    let values = quad_level::Values {
        values: &given.values,
        shift: given.shift,
        counts: given.counts.as_deref(),
    };
    quad_level::build_quad_level(values, next, level)
}

#[napi(object, object_to_js = false)]
pub struct QuadHuffmanLevelArguments<'a> {
    pub symbols: Uint32ArraySlice<'a>,
    pub codes: Uint32ArraySlice<'a>,
    pub lengths: Uint8ArraySlice<'a>,
    pub level: u32,
    pub counts: Option<Uint32ArraySlice<'a>>,
    pub next: Uint32ArraySlice<'a>,
    pub blocks: Uint32ArraySlice<'a>,
    pub superblocks: Uint32ArraySlice<'a>,
}

/// The number of symbols kept; nothing where a symbol has no code of more than `level` digits, or
/// the counts are not those of the symbols.
#[napi]
pub fn build_quad_huffman_level(mut given: QuadHuffmanLevelArguments) -> Option<u32> {
    let codes = quad_huffman::QuadCodes {
        codes: &given.codes,
        lengths: &given.lengths,
        counts: given.counts.as_deref(),
        level: given.level,
    };
    let level = QuadBlocks {
        blocks: output(&mut given.blocks),
        superblocks: output(&mut given.superblocks),
    };
    let next = output(&mut given.next);
    quad_huffman::build_quad_level(&given.symbols, codes, next, level).map(|kept| kept as u32)
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
    pub facet: Option<String>,
}

/// See `input/lines/plain-lines.ts`.
#[napi]
pub fn create_line_reader(env: &Env, fields: LineFields) -> Result<Object<'_>> {
    let (step, facet) = (fields.step.as_deref(), fields.facet.as_deref());
    let reader = LineReader::new(&fields.text, &fields.id, step, facet);
    lines_object::lines_object(env, reader)
}

/// See `ingest/step-lines.ts`. False: the line is left.
#[napi]
pub fn read_step_line(
    bytes: Uint8ArraySlice,
    mut lines: Uint8ArraySlice,
    mut call: Uint32ArraySlice,
) -> bool {
    let max_record = call[0] as usize;
    let Some(read) = step_line::read_step_line(&bytes, output_bytes(&mut lines), max_record) else {
        return false;
    };
    let (start, end) = read.run;
    let [low, high] = [read.step as u32, (read.step >> 32) as u32];
    let found = [
        start as u32,
        end as u32,
        low,
        high,
        read.records as u32,
        read.written as u32,
    ];
    output(&mut call).copy_from_slice(&found);
    true
}

/// See `store/segment/phrase-search.ts`.
#[napi]
pub fn create_phrase_search(
    env: &Env,
    places: SearchPlaces,
    memory: SearchMemory,
) -> Result<Object<'_>> {
    search_object::search_object(env, places, memory)
}

/// See `store/segment/joint-search.ts`.
#[napi]
pub fn create_joint_search(
    env: &Env,
    files: Vec<SearchedFile>,
    memory: JointMemory,
) -> Result<Object<'_>> {
    joint_object::joint_object(env, files, memory)
}
