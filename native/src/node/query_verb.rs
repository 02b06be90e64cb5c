//! A search in one call: its words are looked up, and its first records found. `findQuery` of
//! `store/segment/phrase-search.ts`.
//!
//! All that it takes is in arrays that were taken once: to take one for a call costs as much as some of
//! these searches.

use napi::bindgen_prelude::{FunctionCallContext, Result};

use crate::node::outputs::{bytes_of, output_of};
use crate::node::search_memory::{CALL_WORDS, CutTerms, File, Room, SearchMemory, call_records};
use crate::store::find_rows::Phrases;
use crate::store::formula::Formula;
use crate::store::pages::{LEFT, Pages};
use crate::store::places::IndexFile;
use crate::store::search::{Search, search, search_records};
use crate::store::terms::Terms;

/// Where the numbers of `queryNumbers` end.
const HEAD: usize = CALL_WORDS + 3;
const MAX_PHRASES: usize = 32;
/// The intervals of leaves that have one each.
const ENDS: [u32; MAX_PHRASES] = {
    let mut ends = [0; MAX_PHRASES];
    let mut leaf = 0;
    while leaf < MAX_PHRASES {
        ends[leaf] = leaf as u32 + 1;
        leaf += 1;
    }
    ends
};

/// (length): of the bytes of the terms.
pub fn find_query(file: &mut File, given: &FunctionCallContext) -> Result<()> {
    let length: u32 = given.get(0)?;
    let File {
        places,
        memory,
        walk,
        terms,
        rows: searched,
    } = file;
    let SearchMemory {
        words,
        checked,
        phrase,
        query,
        room,
        ..
    } = memory;
    let pages = Pages { words, checked };
    let bytes = &phrase[..length as usize];
    terms.cut(bytes);
    let CutTerms { starts, hashes } = &*terms;
    let (head, numbers) = output_of(query).split_at_mut(HEAD);
    let (call, counts) = head.split_at_mut(CALL_WORDS);
    let call: Option<&mut [u32; CALL_WORDS]> = call.first_chunk_mut();
    let call = call.expect("an array of all the numbers of a query");
    let leaves = counts[0] as usize;
    let (ends, numbers) = numbers.split_at_mut(leaves);
    let (rows, operations) = numbers.split_at_mut(2 * leaves);
    let terms = Terms {
        bytes,
        starts,
        hashes,
    };
    counts[2] = 1;
    if ends.last().map(|&end| end as usize) != Some(hashes.len()) {
        return Ok(());
    }
    let phrases = Phrases { terms, ends, rows };
    let file = IndexFile { pages, places };
    let ends = &mut [];
    let wanted = Search {
        phrases,
        ends,
        memory: searched,
    };
    search(&[file], wanted);
    if rows.contains(&LEFT) {
        return Ok(());
    }
    counts[2] = 0;
    let formula = Formula {
        operations: &operations[..counts[1] as usize],
        ends: &ENDS[..leaves],
        rows,
    };
    let room = Room {
        records: output_of(&mut room.records),
        certain: bytes_of(&mut room.certain),
        pages: output_of(&mut room.pages),
    };
    call_records(call, (formula, room), |wanted| {
        search_records(&pages, places, (wanted, walk))
    });
    Ok(())
}
