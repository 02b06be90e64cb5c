//! Rows of a segment -> their smallest or largest record, many intervals at once: `first` and
//! `last` of store/segment/rank-wavelet.ts.

use crate::store::pages::{LEFT, Pages};
use crate::store::places::RankPlaces;
use crate::store::together::{Walks, walk_together};

/// What is asked for, and where it goes.
pub struct Edges<'a> {
    /// Interval i is [rows[2 * i], rows[2 * i + 1]).
    pub rows: &'a [u32],
    pub largest: bool,
    /// edges[i] becomes the smallest or, with `largest`, the largest record of interval i, or `LEFT`
    /// where it has no rows or a page has not been checked.
    pub edges: &'a mut [u32],
}

pub fn find_edges(pages: &Pages, places: &RankPlaces, wanted: Edges) {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_popcnt() {
        // SAFETY: the processor has the instruction that the function is compiled for.
        return unsafe { with_popcnt(pages, places, wanted) };
    }
    descend(pages, places, wanted);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn with_popcnt(pages: &Pages, places: &RankPlaces, wanted: Edges) {
    descend(pages, places, wanted);
}

#[inline(always)]
fn descend(pages: &Pages, places: &RankPlaces, wanted: Edges) {
    walk_together(Descents {
        pages,
        places,
        rows: wanted.rows,
        largest: wanted.largest,
        edges: wanted.edges,
        begun: 0,
    });
}

struct Descents<'a> {
    pages: &'a Pages<'a>,
    places: &'a RankPlaces,
    rows: &'a [u32],
    largest: bool,
    edges: &'a mut [u32],
    begun: usize,
}

/// One interval on its way down the levels.
struct Descent {
    interval: usize,
    start: u32,
    end: u32,
    level: u32,
    record: u32,
}

impl Walks for Descents<'_> {
    type Walk = Descent;

    #[inline(always)]
    fn begin(&mut self) -> Option<Descent> {
        while self.begun < self.edges.len() {
            let interval = self.begun;
            self.begun += 1;
            let (start, end) = (self.rows[2 * interval], self.rows[2 * interval + 1]);
            if start >= end {
                self.edges[interval] = LEFT;
                continue;
            }
            let descent = Descent {
                interval,
                start,
                end,
                level: 0,
                record: 0,
            };
            self.prefetch(&descent);
            return Some(descent);
        }
        None
    }

    #[inline(always)]
    fn advance(&mut self, descent: &mut Descent) -> bool {
        if descent.level == self.places.levels {
            self.edges[descent.interval] = descent.record;
            return true;
        }
        if self.step(descent).is_none() {
            self.edges[descent.interval] = LEFT;
            return true;
        }
        self.prefetch(descent);
        false
    }
}

impl Descents<'_> {
    #[inline(always)]
    fn step(&self, descent: &mut Descent) -> Option<()> {
        let level = self.places.level(descent.level);
        let starts = self.pages.places(level, descent.start)?;
        let ends = self.pages.places(level, descent.end)?;
        // As bits, since a branch could not be foreseen.
        let mut present = 0u32;
        for digit in 0..4 {
            present |= u32::from(starts[digit] != ends[digit]) << digit;
        }
        let digit = if self.largest {
            31u32.wrapping_sub(present.leading_zeros())
        } else {
            present.trailing_zeros()
        };
        descent.start = *starts.get(digit as usize)?;
        descent.end = ends[digit as usize];
        descent.record = descent.record * 4 + digit;
        descent.level += 1;
        Some(())
    }

    /// What lies behind the last level is asked for in vain.
    #[inline(always)]
    fn prefetch(&self, descent: &Descent) {
        let level = self.places.level(descent.level);
        self.pages.prefetch_block(level, descent.start);
        self.pages.prefetch_block(level, descent.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;
    use crate::store::small_file::SmallFile;

    fn file() -> SmallFile {
        let symbols = some_numbers(1500, 4, 9);
        let records = symbols
            .chunks(25)
            .map(|record| record.iter().map(|symbol| symbol + 1));
        SmallFile::new(&records.map(Iterator::collect).collect::<Vec<_>>())
    }

    fn find(file: &SmallFile, rows: &[u32], largest: bool) -> Vec<u32> {
        let mut edges = vec![9; rows.len() / 2];
        let wanted = Edges {
            rows,
            largest,
            edges: &mut edges,
        };
        find_edges(&file.pages(), &file.places.ranks, wanted);
        edges
    }

    #[test]
    fn edges_are_the_smallest_and_largest_records_of_an_interval() {
        let file = file();
        let some = some_numbers(400, file.records.len() as u32 + 1, 4);
        let rows: Vec<u32> = some
            .as_chunks()
            .0
            .iter()
            .flat_map(|&[a, b]| [a.min(b), a.max(b)])
            .collect();
        let intervals = rows.as_chunks().0.iter();
        let records = |&[start, end]: &[u32; 2]| &file.records[start as usize..end as usize];
        let smallest = |rows| records(rows).iter().min().copied().unwrap_or(LEFT);
        let largest = |rows| records(rows).iter().max().copied().unwrap_or(LEFT);
        let expected: Vec<u32> = intervals.clone().map(smallest).collect();
        assert_eq!(find(&file, &rows, false), expected);
        assert_eq!(
            find(&file, &rows, true),
            intervals.map(largest).collect::<Vec<_>>()
        );
    }

    #[test]
    fn what_needs_an_unchecked_page_or_has_no_rows_is_left() {
        let mut file = file();
        assert_eq!(find(&file, &[3, 3, 5, 2], true), [LEFT, LEFT]);
        file.checked.fill(0);
        assert_eq!(find(&file, &[0, 5], false), [LEFT]);
        file.checked.fill(1);
        file.places.ranks.blocks = 1 << 40;
        assert_eq!(find(&file, &[0, 5], false), [LEFT]);
    }
}
