//! The searches of one index file as a JavaScript object of functions that share it, as
//! `store/segment/phrase-search.ts` declares them.
//!
//! The arrays of the file and those of a query are taken once: to take an array for a call costs as much
//! as a tenth of the search for one phrase.

use std::cell::RefCell;
use std::rc::Rc;

use napi::bindgen_prelude::{
    Env, FunctionCallContext, Object, Result, Uint8ArraySlice, Uint32ArraySlice,
};
use napi_derive::napi;

use crate::node::outputs::{output, output_bytes};
use crate::node::query_verb::find_query;
use crate::node::scanner_object::add;
use crate::node::search_memory::{CALL_WORDS, CutTerms, File, Room, SearchMemory, call_records};
use crate::store::copy_ids::{Ids, Wanted, copy_ids};
use crate::store::find_edges::Edges;
use crate::store::find_records::WalkMemory;
use crate::store::find_rows::RowMemory;
use crate::store::find_starts::Starts;
use crate::store::formula::Formula;
use crate::store::places::{IndexFile, SearchPlaces};
use crate::store::search::{search_edges, search_records, search_starts, search_symbols};
use crate::store::terms::Terms;
use crate::store::walk_symbols;

#[napi(object, object_to_js = false)]
pub struct PhraseTerms<'a> {
    pub bytes: Uint8ArraySlice<'a>,
    pub starts: Uint32ArraySlice<'a>,
    pub hashes: Uint32ArraySlice<'a>,
    pub ends: Uint32ArraySlice<'a>,
}

#[napi(object, object_to_js = false)]
pub struct RecordFormula<'a> {
    pub operations: Uint32ArraySlice<'a>,
    pub ends: Uint32ArraySlice<'a>,
    pub rows: Uint32ArraySlice<'a>,
}

#[napi(object, object_to_js = false)]
pub struct RecordRoom<'a> {
    pub records: Uint32ArraySlice<'a>,
    pub certain: Uint8ArraySlice<'a>,
    pub pages: Uint32ArraySlice<'a>,
}

#[napi(object, object_to_js = false)]
pub struct SymbolCodes<'a> {
    pub nodes: Uint32ArraySlice<'a>,
    pub first_leaves: Uint32ArraySlice<'a>,
    pub symbols: Uint32ArraySlice<'a>,
    pub shifts: Uint32ArraySlice<'a>,
}

#[napi(object, object_to_js = false)]
pub struct SymbolWalks<'a> {
    pub starts: Uint32ArraySlice<'a>,
    pub rows: Uint32ArraySlice<'a>,
    pub ends: Uint32ArraySlice<'a>,
    pub symbols: Uint32ArraySlice<'a>,
}

#[napi(object, object_to_js = false)]
pub struct StartWalks<'a> {
    pub positions: Uint32ArraySlice<'a>,
    pub floors: Uint32ArraySlice<'a>,
    pub starts: Uint32ArraySlice<'a>,
    pub rows: Uint32ArraySlice<'a>,
    pub bound: u32,
}

#[napi(object, object_to_js = false)]
pub struct IdRoom<'a> {
    pub records: Uint32ArraySlice<'a>,
    pub ends: Uint32ArraySlice<'a>,
    pub room: Uint8ArraySlice<'a>,
}

pub fn search_object(env: &Env, places: SearchPlaces, memory: SearchMemory) -> Result<Object<'_>> {
    let shared = Rc::new(RefCell::new(File {
        places,
        memory,
        walk: WalkMemory::default(),
        terms: CutTerms::default(),
        rows: RowMemory::default(),
    }));
    let mut object = Object::new(env)?;
    add(env, &mut object, &shared, "findEdges", edges)?;
    add(env, &mut object, &shared, "findRecords", find_records)?;
    add(env, &mut object, &shared, "findQuery", find_query)?;
    add(env, &mut object, &shared, "walkSymbols", symbols)?;
    add(env, &mut object, &shared, "findStarts", starts)?;
    add(env, &mut object, &shared, "copyIds", ids)?;
    Ok(object)
}

/// (rows, edges)
fn edges(file: &mut File, given: &FunctionCallContext) -> Result<()> {
    let rows: Uint32ArraySlice = given.get(0)?;
    let mut edges: Uint32ArraySlice = given.get(1)?;
    let wanted = Edges {
        rows: &rows,
        edges: output(&mut edges),
    };
    let file = IndexFile {
        pages: file.memory.pages(),
        places: &file.places,
    };
    search_edges(file, wanted);
    Ok(())
}

/// (formula, call, room)
fn find_records(file: &mut File, given: &FunctionCallContext) -> Result<()> {
    let formula: RecordFormula = given.get(0)?;
    let mut call: Uint32ArraySlice = given.get(1)?;
    let mut room: RecordRoom = given.get(2)?;
    let call: Option<&mut [u32; CALL_WORDS]> = output(&mut call).first_chunk_mut();
    let call = call.expect("an array of all the numbers of a call");
    let formula = Formula {
        operations: &formula.operations,
        ends: &formula.ends,
        rows: &formula.rows,
    };
    let room = Room {
        records: output(&mut room.records),
        certain: output_bytes(&mut room.certain),
        pages: output(&mut room.pages),
    };
    let pages = file.memory.pages();
    let walk = &mut file.walk;
    call_records(call, (formula, room), |wanted| {
        search_records(&pages, &file.places, (wanted, walk))
    });
    Ok(())
}

/// (codes, walks, steps)
fn symbols(file: &mut File, given: &FunctionCallContext) -> Result<()> {
    let codes: SymbolCodes = given.get(0)?;
    let mut walks: SymbolWalks = given.get(1)?;
    let steps: u32 = given.get(2)?;
    let codes = walk_symbols::SymbolCodes {
        nodes: &codes.nodes,
        first_leaves: &codes.first_leaves,
        symbols: &codes.symbols,
        shifts: &codes.shifts,
    };
    let walks = walk_symbols::SymbolWalks {
        starts: &walks.starts,
        rows: output(&mut walks.rows),
        ends: output(&mut walks.ends),
        symbols: output(&mut walks.symbols),
        steps,
    };
    search_symbols(&file.memory.pages(), &file.places, (codes, walks));
    Ok(())
}

/// (count, ids)
fn ids(file: &mut File, given: &FunctionCallContext) -> Result<bool> {
    let count: u32 = given.get(0)?;
    let IdRoom {
        records,
        mut ends,
        mut room,
    } = given.get(1)?;
    let ids = Ids {
        ends: &mut output(&mut ends)[..count as usize],
        room: output_bytes(&mut room),
    };
    let pages = file.memory.pages();
    let places = file.places.ids.as_ref().expect("ids of records");
    let wanted = |i: usize| {
        let record = records[i];
        Some(Wanted {
            pages,
            places,
            record,
        })
    };
    Ok(copy_ids(wanted, ids))
}

/// (terms, walks)
fn starts(file: &mut File, given: &FunctionCallContext) -> Result<()> {
    let terms: PhraseTerms = given.get(0)?;
    let mut walks: StartWalks = given.get(1)?;
    let wanted = Starts {
        terms: Terms {
            bytes: &terms.bytes,
            starts: &terms.starts,
            hashes: &terms.hashes,
        },
        positions: &walks.positions,
        floors: &walks.floors,
        starts: output(&mut walks.starts),
        rows: output(&mut walks.rows),
        bound: walks.bound,
    };
    search_starts(&file.memory.pages(), &file.places, wanted);
    Ok(())
}
