//! What the searches of one index file share, and how the numbers of a call for records are read and
//! written.

use napi::bindgen_prelude::{Int32Array, Uint8Array, Uint32Array};
use napi_derive::napi;

use crate::store::dictionary::hash;
use crate::store::find_records::{Found, WalkMemory, Wanted};
use crate::store::find_rows::RowMemory;
use crate::store::formula::Formula;
use crate::store::pages::Pages;
use crate::store::places::SearchPlaces;

#[napi(object, object_to_js = false)]
pub struct SearchMemory {
    pub words: Uint32Array,
    pub checked: Int32Array,
    /// The terms of a query, a line feed between two.
    pub phrase: Uint8Array,
    /// The numbers of the query, and room for its first records.
    pub query: Uint32Array,
    pub room: QueryRoom,
}

#[napi(object, object_to_js = false)]
pub struct QueryRoom {
    pub records: Uint32Array,
    pub certain: Uint8Array,
    pub pages: Uint32Array,
}

pub struct File {
    pub places: SearchPlaces,
    pub memory: SearchMemory,
    pub walk: WalkMemory,
    pub terms: CutTerms,
    pub rows: RowMemory,
}

/// Terms of a phrase or a query, as `Terms` has them.
#[derive(Default)]
pub struct CutTerms {
    pub starts: Vec<u32>,
    pub hashes: Vec<u32>,
}

impl CutTerms {
    pub fn cut(&mut self, bytes: &[u8]) {
        self.starts.clear();
        self.hashes.clear();
        self.starts.push(0);
        for term in bytes.split(|&byte| byte == b'\n') {
            self.hashes.push(hash(term));
            let start = self.starts[self.starts.len() - 1];
            self.starts.push(start + term.len() as u32 + 1);
        }
    }
}

impl SearchMemory {
    pub fn pages(&self) -> Pages<'_> {
        Pages {
            words: &self.words,
            checked: &self.checked,
        }
    }
}

/// The numbers of a call, in the order of `recordCall` in `store/segment/phrase-search.ts`.
pub const CALL_WORDS: usize = 11;

/// Where a call writes what it finds.
pub struct Room<'a> {
    pub records: &'a mut [u32],
    pub certain: &'a mut [u8],
    pub pages: &'a mut [u32],
}

/// Finds what the numbers of a call ask for, and writes the numbers of what is left.
pub fn call_records(
    call: &mut [u32; CALL_WORDS],
    (formula, room): (Formula, Room),
    find: impl FnOnce(Wanted) -> Found,
) {
    let wanted = Wanted {
        formula,
        start: call[0],
        end: call[1],
        is_falling: call[2] != 0,
        budget: call[3] as usize,
        walk: call[4],
        widest: call[5] as usize,
        most: call[6] as usize,
        few: call[7],
        is_first: call[8] != 0,
        records: room.records,
        certain: room.certain,
        pages: room.pages,
    };
    let found = find(wanted);
    [call[0], call[1]] = [found.start, found.end];
    [call[9], call[10]] = [found.records as u32, found.pages as u32];
}
