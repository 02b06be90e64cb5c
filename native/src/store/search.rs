//! What is looked for in index files: phrases with their rows and ends, edges, records, symbols, starts.

use crate::store::find_edges::{Edges, find_edges, find_ends};
use crate::store::find_records::{Found, WalkMemory, Wanted, find_records};
use crate::store::find_rows::{Phrases, RowMemory, find_rows};
use crate::store::find_starts::{Starts, find_starts};
use crate::store::pages::Pages;
use crate::store::places::{IndexFile, SearchPlaces};
use crate::store::walk_symbols::{SymbolCodes, SymbolWalks, walk_symbols};

/// What is looked for, and where it goes.
pub struct Search<'a> {
    pub phrases: Phrases<'a>,
    /// Room for two numbers a phrase, or none: see `find_ends`.
    pub ends: &'a mut [u32],
    pub memory: &'a mut RowMemory,
}

/// The rows become those of the ranks, which leave out the rows of record ends.
pub fn search(files: &[IndexFile], wanted: Search) {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_popcnt() {
        // SAFETY: the processor has the instruction that the function is compiled for.
        return unsafe { with_popcnt(files, wanted) };
    }
    run(files, wanted);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn with_popcnt(files: &[IndexFile], wanted: Search) {
    run(files, wanted);
}

#[inline(always)]
fn run(files: &[IndexFile], wanted: Search) {
    let Search {
        mut phrases,
        ends,
        memory,
    } = wanted;
    find_rows(files, &mut phrases, memory);
    let Phrases {
        ends: last_terms,
        rows,
        ..
    } = phrases;
    if last_terms.is_empty() {
        return;
    }
    for (file, rows) in files.iter().zip(rows.chunks_mut(2 * last_terms.len())) {
        for rows in rows.as_chunks_mut::<2>().0 {
            if rows[0] < rows[1] {
                *rows = rows.map(|row| row.wrapping_sub(file.places.ends));
            }
        }
    }
    if !ends.is_empty() {
        find_ends(files, rows, ends);
    }
}

/// The edges of intervals among the ranks.
pub fn search_edges(file: IndexFile, wanted: Edges) {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_popcnt() {
        // SAFETY: as above.
        return unsafe { edges_with_popcnt(file, wanted) };
    }
    find_edges(file, wanted);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn edges_with_popcnt(file: IndexFile, wanted: Edges) {
    find_edges(file, wanted);
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

/// How far to the left of some places a text stands in the segment.
pub fn search_starts(pages: &Pages, places: &SearchPlaces, mut wanted: Starts) {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_popcnt() {
        // SAFETY: as above.
        return unsafe { starts_with_popcnt(pages, places, &mut wanted) };
    }
    find_starts(pages, places, &mut wanted);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn starts_with_popcnt(pages: &Pages, places: &SearchPlaces, wanted: &mut Starts) {
    find_starts(pages, places, wanted);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::dictionary::hash;
    use crate::store::pages::LEFT;
    use crate::store::small_file::SmallFile;
    use crate::store::terms::Terms;

    /// The rows and the ends of "bee", of "x" and of "a bee".
    fn find(files: &[&SmallFile], with_ends: bool) -> (Vec<u32>, Vec<u32>) {
        let mut rows = vec![9; 6 * files.len()];
        let mut ends = vec![9; if with_ends { 6 } else { 0 }];
        let wanted = Search {
            phrases: Phrases {
                terms: Terms {
                    bytes: b"bee\nx\na\nbee",
                    starts: &[0, 4, 6, 8, 12],
                    hashes: &[b"bee" as &[u8], b"x", b"a", b"bee"].map(hash),
                },
                ends: &[1, 2, 4],
                rows: &mut rows,
            },
            ends: &mut ends,
            memory: &mut RowMemory::default(),
        };
        let files: Vec<_> = files.iter().map(|file| file.index_file()).collect();
        search(&files, wanted);
        (rows, ends)
    }

    #[test]
    fn rows_are_those_of_the_ranks_and_have_their_ends() {
        let file = SmallFile::new(&[vec![1], vec![2, 1, 2], vec![], vec![2]]);
        let (rows, ends) = find(&[&file], true);
        assert_eq!(rows, [2, 5, 0, 0, 1, 2]);
        assert_eq!(ends, [1, 3, LEFT, LEFT, 1, 1]);
        assert_eq!(find(&[&file], false), (rows, vec![]));
        assert_eq!(find(&[], true), (vec![], vec![LEFT; 6]));
    }

    #[test]
    fn ends_lie_in_the_first_and_in_the_last_file_that_has_a_phrase() {
        let one = SmallFile::new(&[vec![1], vec![2, 1, 2], vec![], vec![2]]);
        let two = SmallFile::new(&[vec![1, 3], vec![1]]);
        let three = SmallFile::new(&[vec![3], vec![], vec![1, 2], vec![4]]);
        let (rows, ends) = find(&[&two, &one, &two, &three, &two], true);
        assert_eq!(rows[6..12], [2, 5, 0, 0, 1, 2]);
        assert_eq!(rows[12..18], [0; 6]);
        assert_eq!(rows[18..24], [1, 2, 0, 0, 0, 1]);
        assert_eq!(ends, [1, 2, LEFT, LEFT, 1, 2]);
    }

    #[test]
    fn ends_are_left_where_rows_of_a_file_are() {
        let one = SmallFile::new(&[vec![1], vec![2, 1, 2]]);
        let mut other = SmallFile::new(&[vec![2]]);
        other.checked.fill(0);
        let (rows, ends) = find(&[&one, &other], true);
        assert_eq!(rows[6..], [LEFT; 6]);
        assert_eq!(ends, [LEFT; 6]);
    }
}
