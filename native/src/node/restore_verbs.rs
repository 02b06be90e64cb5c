//! The verbs that give a segment's text of symbols back, as `native/restore-verbs.ts` declares them.

use napi::bindgen_prelude::Uint32ArraySlice;
use napi_derive::napi;

use crate::arrays::{restore_text, undo_quad_level};
use crate::node::outputs::output;

#[napi(object, object_to_js = false)]
pub struct UndoQuadLevelArguments<'a> {
    pub sorted: Uint32ArraySlice<'a>,
    pub blocks: Uint32ArraySlice<'a>,
    pub values: Uint32ArraySlice<'a>,
}

#[napi]
pub fn undo_quad_level(mut given: UndoQuadLevelArguments) {
    undo_quad_level::undo_quad_level(&given.sorted, &given.blocks, output(&mut given.values));
}

#[napi(object, object_to_js = false)]
pub struct RestoreTextArguments<'a> {
    pub bwt: Uint32ArraySlice<'a>,
    pub first_rows: Uint32ArraySlice<'a>,
    pub record_ends: Uint32ArraySlice<'a>,
    pub links: Uint32ArraySlice<'a>,
    pub symbols: Uint32ArraySlice<'a>,
}

/// False where the arrays are not those of one text.
#[napi]
pub fn restore_text(mut given: RestoreTextArguments) -> bool {
    restore_text::restore_text(restore_text::Restoring {
        bwt: &given.bwt,
        first_rows: &given.first_rows,
        record_ends: &given.record_ends,
        links: output(&mut given.links),
        symbols: output(&mut given.symbols),
    })
}
