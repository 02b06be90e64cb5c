//! Searches for phrases in several index files at once as a JavaScript object of functions that share
//! them, as `store/segment/joint-search.ts` declares them.
//!
//! The arrays of the files and those of a single phrase are taken once: to take an array for a call
//! costs as much as a tenth of the search for one phrase.

use std::cell::RefCell;
use std::rc::Rc;

use napi::bindgen_prelude::{
    Env, Error, Float64Array, FunctionCallContext, Int32Array, Object, Result, Uint8Array,
    Uint32Array, Uint32ArraySlice,
};
use napi_derive::napi;

use crate::node::outputs::{bytes_of, numbers_of, output, output_of};
use crate::node::scanner_object::add;
use crate::node::search_memory::CutTerms;
use crate::node::search_object::PhraseTerms;
use crate::store::copy_ids::{Ids, Wanted, prefetch_ids};
use crate::store::find_rows::{Phrases, RowMemory};
use crate::store::find_texts::{self, EXPOSURE_NUMBERS, Found, TextMemory, Texts};
use crate::store::pages::Pages;
use crate::store::places::{IndexFile, SearchPlaces};
use crate::store::search::{Search, search};
use crate::store::terms::Terms;

#[napi(object, object_to_js = false)]
pub struct SearchedFile {
    pub places: SearchPlaces,
    pub words: Uint32Array,
    pub checked: Int32Array,
}

#[napi(object, object_to_js = false)]
pub struct JointMemory {
    /// The terms of one phrase, a line feed between two.
    pub phrase: Uint8Array,
    /// Its two ends, and two rows of each file.
    pub found: Uint32Array,
}

/// See `store/segment/text-room.ts`.
#[napi(object, object_to_js = false)]
pub struct TextArrays {
    pub bytes: Uint8Array,
    pub lengths: Uint32Array,
    pub token_ends: Uint32Array,
    pub tokens: Uint32Array,
    pub exposures: Float64Array,
    pub id_ends: Uint32Array,
    pub ids: Uint8Array,
}

struct Joint {
    files: Vec<SearchedFile>,
    memory: JointMemory,
    terms: CutTerms,
    texts: TextMemory,
    rows: RowMemory,
    /// Absent until texts are looked for; with the rows of phrases.
    room: Option<(TextArrays, Uint32Array)>,
}

pub fn joint_object(
    env: &Env,
    files: Vec<SearchedFile>,
    memory: JointMemory,
) -> Result<Object<'_>> {
    let shared = Rc::new(RefCell::new(Joint {
        files,
        memory,
        terms: CutTerms::default(),
        texts: TextMemory::default(),
        rows: RowMemory::default(),
        room: None,
    }));
    let mut object = Object::new(env)?;
    add(env, &mut object, &shared, "findAll", find_all)?;
    add(env, &mut object, &shared, "findOne", find_one)?;
    add(env, &mut object, &shared, "takeRoom", take_room)?;
    add(env, &mut object, &shared, "findTexts", find_texts)?;
    Ok(object)
}

fn index_files(files: &[SearchedFile]) -> Vec<IndexFile<'_>> {
    let files = files.iter().map(|file| IndexFile {
        pages: Pages {
            words: &file.words,
            checked: &file.checked,
        },
        places: &file.places,
    });
    files.collect()
}

/// (terms, rows, ends)
fn find_all(joint: &mut Joint, given: &FunctionCallContext) -> Result<()> {
    let terms: PhraseTerms = given.get(0)?;
    let mut rows: Uint32ArraySlice = given.get(1)?;
    let mut ends: Uint32ArraySlice = given.get(2)?;
    let wanted = Search {
        phrases: Phrases {
            terms: Terms {
                bytes: &terms.bytes,
                starts: &terms.starts,
                hashes: &terms.hashes,
            },
            ends: &terms.ends,
            rows: output(&mut rows),
        },
        ends: output(&mut ends),
        memory: &mut joint.rows,
    };
    search(&index_files(&joint.files), wanted);
    Ok(())
}

/// (length, with_ends): length of the bytes of the phrase.
fn find_one(joint: &mut Joint, given: &FunctionCallContext) -> Result<()> {
    let length: u32 = given.get(0)?;
    let with_ends: bool = given.get(1)?;
    let Joint {
        files,
        memory,
        terms,
        rows: searched,
        ..
    } = joint;
    let bytes = &memory.phrase[..length as usize];
    terms.cut(bytes);
    let CutTerms { starts, hashes } = &*terms;
    let (ends, rows) = output_of(&mut memory.found).split_at_mut(2);
    let wanted = Search {
        phrases: Phrases {
            terms: Terms {
                bytes,
                starts,
                hashes,
            },
            ends: &[hashes.len() as u32],
            rows,
        },
        ends: &mut ends[..if with_ends { 2 } else { 0 }],
        memory: searched,
    };
    let files = index_files(files);
    search(&files, wanted);
    if with_ends {
        let (ends, rows) = memory.found.split_at(2);
        prefetch_ids(records_of(&files, rows, ends));
    }
    Ok(())
}

/// The first and the last record of a phrase, of two rows in each file; those that have no id are left out.
fn records_of<'a>(
    files: &[IndexFile<'a>],
    rows: &[u32],
    ends: &[u32],
) -> impl Iterator<Item = Wanted<'a>> + Clone {
    let (rows, _) = rows.as_chunks::<2>();
    let has_rows = |[start, end]: &[u32; 2]| start < end;
    let first = rows.iter().position(has_rows);
    let last = rows.iter().rposition(has_rows);
    let ends = [first, last].into_iter().zip(ends);
    ends.filter_map(|(file, &record)| {
        let IndexFile { pages, places } = files[file?];
        let places = places.ids.as_ref()?;
        Some(Wanted {
            pages,
            places,
            record,
        })
    })
}

/// (arrays, rows)
fn take_room(joint: &mut Joint, given: &FunctionCallContext) -> Result<()> {
    joint.room = Some((given.get(0)?, given.get(1)?));
    Ok(())
}

/// (phrases, bytes, is_cased)
fn find_texts(joint: &mut Joint, given: &FunctionCallContext) -> Result<bool> {
    let phrases: u32 = given.get(0)?;
    let bytes: u32 = given.get(1)?;
    let is_cased = given.get(2)?;
    let phrases = phrases as usize;
    let Joint {
        files,
        texts: memory,
        room,
        ..
    } = joint;
    let Some((room, rows)) = room else {
        return Err(Error::from_reason("there is no room for texts"));
    };
    let texts = Texts {
        bytes: &mut bytes_of(&mut room.bytes)[..bytes as usize],
        lengths: &room.lengths[..phrases],
        is_cased,
    };
    let exposures = numbers_of(&mut room.exposures).as_chunks_mut::<EXPOSURE_NUMBERS>();
    let found = Found {
        token_ends: &mut output_of(&mut room.token_ends)[..phrases],
        tokens: output_of(&mut room.tokens).as_chunks_mut().0,
        rows: &mut output_of(rows)[..2 * phrases * files.len()],
        exposures: &mut exposures.0[..phrases],
        ids: Ids {
            ends: &mut output_of(&mut room.id_ends)[..2 * phrases],
            room: bytes_of(&mut room.ids),
        },
    };
    Ok(find_texts::find_texts(
        &index_files(files),
        texts,
        found,
        memory,
    ))
}
