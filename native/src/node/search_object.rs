//! The searches of one index file as a JavaScript object of functions that share its places, as
//! `store/segment/phrase-search.ts` declares them.

use std::cell::RefCell;
use std::rc::Rc;

use napi::bindgen_prelude::{
    Env, FunctionCallContext, Int32ArraySlice, Object, Result, Uint8ArraySlice, Uint32ArraySlice,
};
use napi_derive::napi;

use crate::node::outputs::output;
use crate::node::scanner_object::add;
use crate::store::find_edges::{Edges, find_edges};
use crate::store::find_rows::{Phrases, find_rows};
use crate::store::pages::Pages;
use crate::store::places::SearchPlaces;
use crate::store::terms::Terms;

#[napi(object, object_to_js = false)]
pub struct MappedPages<'a> {
    pub words: Uint32ArraySlice<'a>,
    pub checked: Int32ArraySlice<'a>,
}

#[napi(object, object_to_js = false)]
pub struct PhraseTerms<'a> {
    pub bytes: Uint8ArraySlice<'a>,
    pub starts: Uint32ArraySlice<'a>,
    pub hashes: Uint32ArraySlice<'a>,
    pub ends: Uint32ArraySlice<'a>,
}

pub fn search_object(env: &Env, places: SearchPlaces) -> Result<Object<'_>> {
    let shared = Rc::new(RefCell::new(places));
    let mut object = Object::new(env)?;
    add(env, &mut object, &shared, "findRows", rows)?;
    for (name, largest) in [("findSmallest", false), ("findLargest", true)] {
        add(env, &mut object, &shared, name, move |places, given| {
            edges(places, given, largest)
        })?;
    }
    Ok(object)
}

/// (pages, terms, rows)
fn rows(places: &mut SearchPlaces, given: &FunctionCallContext) -> Result<()> {
    let pages: MappedPages = given.get(0)?;
    let terms: PhraseTerms = given.get(1)?;
    let mut rows: Uint32ArraySlice = given.get(2)?;
    let phrases = Phrases {
        terms: Terms {
            bytes: &terms.bytes,
            starts: &terms.starts,
            hashes: &terms.hashes,
        },
        ends: &terms.ends,
        rows: output(&mut rows),
    };
    find_rows(&pages.borrow(), places, phrases);
    Ok(())
}

/// (pages, rows, edges)
fn edges(places: &mut SearchPlaces, given: &FunctionCallContext, largest: bool) -> Result<()> {
    let pages: MappedPages = given.get(0)?;
    let rows: Uint32ArraySlice = given.get(1)?;
    let mut edges: Uint32ArraySlice = given.get(2)?;
    let wanted = Edges {
        rows: &rows,
        largest,
        edges: output(&mut edges),
    };
    find_edges(&pages.borrow(), &places.ranks, wanted);
    Ok(())
}

impl MappedPages<'_> {
    fn borrow(&self) -> Pages<'_> {
        Pages {
            words: &self.words,
            checked: &self.checked,
        }
    }
}
