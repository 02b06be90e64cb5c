//! Phrases -> their rows in a segment, and the records of their first and last exposure.

use crate::store::find_edges::{Edges, find_edges};
use crate::store::find_records::{Found, WalkMemory, Wanted, find_records};
use crate::store::find_rows::{Phrases, find_rows};
use crate::store::pages::Pages;
use crate::store::places::SearchPlaces;
use crate::store::walk_symbols::{SymbolCodes, SymbolWalks, walk_symbols};

/// What is looked for, and where it goes.
pub struct Search<'a> {
    pub phrases: Phrases<'a>,
    /// Room for two numbers a phrase, or none: its smallest and its largest record, `LEFT` where
    /// that is left or there are none.
    pub edges: &'a mut [u32],
}

/// The rows become those of the ranks, which leave out the rows of record ends.
pub fn search(pages: &Pages, places: &SearchPlaces, wanted: Search) {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_popcnt() {
        // SAFETY: the processor has the instruction that the function is compiled for.
        return unsafe { with_popcnt(pages, places, wanted) };
    }
    run(pages, places, wanted);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn with_popcnt(pages: &Pages, places: &SearchPlaces, wanted: Search) {
    run(pages, places, wanted);
}

#[inline(always)]
fn run(pages: &Pages, places: &SearchPlaces, wanted: Search) {
    let Search { mut phrases, edges } = wanted;
    find_rows(pages, places, &mut phrases);
    for rows in phrases.rows.as_chunks_mut::<2>().0 {
        if rows[0] < rows[1] {
            *rows = rows.map(|row| row.wrapping_sub(places.ends));
        }
    }
    if edges.is_empty() {
        return;
    }
    let rows = &*phrases.rows;
    find_edges(pages, &places.ranks, Edges { rows, edges });
}

/// The edges of intervals among the ranks.
pub fn search_edges(pages: &Pages, places: &SearchPlaces, wanted: Edges) {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_popcnt() {
        // SAFETY: as above.
        return unsafe { edges_with_popcnt(pages, places, wanted) };
    }
    find_edges(pages, &places.ranks, wanted);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn edges_with_popcnt(pages: &Pages, places: &SearchPlaces, wanted: Edges) {
    find_edges(pages, &places.ranks, wanted);
}

/// The records of a formula.
pub fn search_records(
    pages: &Pages,
    places: &SearchPlaces,
    walk: (Wanted, &mut WalkMemory),
) -> Found {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_popcnt() {
        // SAFETY: as above.
        return unsafe { records_with_popcnt(pages, places, walk) };
    }
    find_records(pages, &places.ranks, walk)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn records_with_popcnt(
    pages: &Pages,
    places: &SearchPlaces,
    walk: (Wanted, &mut WalkMemory),
) -> Found {
    find_records(pages, &places.ranks, walk)
}

/// The symbols of records.
pub fn search_symbols(pages: &Pages, places: &SearchPlaces, walk: (SymbolCodes, SymbolWalks)) {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_popcnt() {
        // SAFETY: as above.
        return unsafe { symbols_with_popcnt(pages, places, walk) };
    }
    walk_symbols(pages, &places.bwt.levels, walk);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn symbols_with_popcnt(pages: &Pages, places: &SearchPlaces, walk: (SymbolCodes, SymbolWalks)) {
    walk_symbols(pages, &places.bwt.levels, walk);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::dictionary::hash;
    use crate::store::pages::LEFT;
    use crate::store::small_file::SmallFile;
    use crate::store::terms::Terms;

    fn find(file: &SmallFile, with_edges: bool) -> (Vec<u32>, Vec<u32>) {
        let mut rows = vec![9; 4];
        let mut edges = vec![9; if with_edges { 4 } else { 0 }];
        let wanted = Search {
            phrases: Phrases {
                terms: Terms {
                    bytes: b"bee\nx",
                    starts: &[0, 4, 6],
                    hashes: &[hash(b"bee"), hash(b"x")],
                },
                ends: &[1, 2],
                rows: &mut rows,
            },
            edges: &mut edges,
        };
        search(&file.pages(), &file.places, wanted);
        (rows, edges)
    }

    #[test]
    fn rows_are_those_of_the_ranks_and_have_their_edges() {
        let file = SmallFile::new(&[vec![1], vec![2, 1, 2], vec![], vec![2]]);
        let (rows, edges) = find(&file, true);
        assert_eq!(rows, [2, 5, 0, 0]);
        assert_eq!(edges, [1, 3, LEFT, LEFT]);
        assert_eq!(find(&file, false), (rows, vec![]));
    }
}
