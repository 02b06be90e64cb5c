//! Rows of a segment -> their smallest and largest record, many intervals at once: `first` and
//! `last` of store/segment/rank-wavelet.ts.

use crate::store::pages::{LEFT, Pages};
use crate::store::places::RankPlaces;
use crate::store::together::{Walks, walk_together};

/// In place of an edge: not looked for.
pub const NOT_WANTED: u32 = LEFT - 1;

/// What is asked for, and where it goes.
pub struct Edges<'a> {
    /// Interval i is [rows[2 * i], rows[2 * i + 1]).
    pub rows: &'a [u32],
    /// edges[2 * i] becomes the smallest record of interval i and edges[2 * i + 1] the largest, each
    /// `LEFT` where the interval has no rows or a page has not been checked; one that is `NOT_WANTED`
    /// stays so.
    pub edges: &'a mut [u32],
}

/// Compiled into its caller, which may count bits in hardware.
#[inline(always)]
pub fn find_edges(pages: &Pages, places: &RankPlaces, wanted: Edges) {
    for edge in wanted.edges.iter_mut().filter(|edge| **edge != NOT_WANTED) {
        *edge = LEFT;
    }
    walk_together(Descents {
        pages,
        places,
        rows: wanted.rows,
        edges: wanted.edges,
        begun: 0,
    });
}

struct Descents<'a> {
    pages: &'a Pages<'a>,
    places: &'a RankPlaces,
    rows: &'a [u32],
    edges: &'a mut [u32],
    begun: usize,
}

/// One interval on its way down the levels, to one of its edges.
struct Descent {
    edge: usize,
    /// Of one row, which is both edges.
    single: bool,
    start: u32,
    end: u32,
    level: u32,
    record: u32,
}

impl Descent {
    fn is_largest(&self) -> bool {
        self.edge % 2 == 1
    }
}

impl Walks for Descents<'_> {
    type Walk = Descent;

    #[inline(always)]
    fn begin(&mut self) -> Option<Descent> {
        while self.begun < self.edges.len() {
            let edge = self.begun;
            self.begun += 1;
            let (start, end) = (self.rows[edge & !1], self.rows[edge | 1]);
            let single = end.wrapping_sub(start) == 1;
            // The walk to one edge of a single row fills the other one, so it is begun once.
            let is_begun = single && edge % 2 == 1 && self.edges[edge - 1] != NOT_WANTED;
            if start >= end || self.edges[edge] == NOT_WANTED || is_begun {
                continue;
            }
            let descent = Descent {
                edge,
                single,
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
            self.edges[descent.edge] = descent.record;
            if descent.single && !descent.is_largest() {
                let largest = &mut self.edges[descent.edge + 1];
                if *largest != NOT_WANTED {
                    *largest = descent.record;
                }
            }
            return true;
        }
        if self.step(descent).is_none() {
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
        let rows = [descent.start, descent.end];
        let (digit, [start, end]) = self.pages.edge(level, rows, descent.is_largest())?;
        (descent.start, descent.end) = (start, end);
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

    fn find(file: &SmallFile, rows: &[u32]) -> Vec<u32> {
        let mut edges = vec![9; rows.len()];
        let wanted = Edges {
            rows,
            edges: &mut edges,
        };
        find_edges(&file.pages(), &file.places.ranks, wanted);
        edges
    }

    #[test]
    fn edges_are_the_smallest_and_largest_records_of_an_interval() {
        let file = file();
        let some = some_numbers(400, file.records.len() as u32 + 1, 4);
        let wide = some
            .as_chunks()
            .0
            .iter()
            .map(|&[a, b]| [a.min(b), a.max(b)]);
        let single = some.iter().map(|&row| [row, row + 1]);
        let rows: Vec<[u32; 2]> = wide
            .chain(single)
            .filter(|rows| rows[1] as usize <= file.records.len())
            .collect();
        let expected = rows.iter().flat_map(|&[start, end]| {
            let records = &file.records[start as usize..end as usize];
            let edge = |edge: Option<&u32>| edge.copied().unwrap_or(LEFT);
            [edge(records.iter().min()), edge(records.iter().max())]
        });
        assert_eq!(
            find(&file, rows.as_flattened()),
            expected.collect::<Vec<_>>()
        );
    }

    #[test]
    fn an_edge_that_is_not_wanted_stays_so() {
        let file = file();
        let rows = [3, 4, 3, 400, 3, 400, 3, 4];
        let all = find(&file, &rows);
        let not_wanted = [0, 2, 5, 7];
        let mut edges = vec![LEFT; rows.len()];
        let mut expected = all;
        for at in not_wanted {
            edges[at] = NOT_WANTED;
            expected[at] = NOT_WANTED;
        }
        let wanted = Edges {
            rows: &rows,
            edges: &mut edges,
        };
        find_edges(&file.pages(), &file.places.ranks, wanted);
        assert_eq!(edges, expected);
    }

    #[test]
    fn what_needs_an_unchecked_page_or_has_no_rows_is_left() {
        let mut file = file();
        assert_eq!(find(&file, &[3, 3, 5, 2]), [LEFT; 4]);
        file.checked.fill(0);
        assert_eq!(find(&file, &[0, 5, 3, 4]), [LEFT; 4]);
        file.checked.fill(1);
        file.places.ranks.blocks = 1 << 40;
        assert_eq!(find(&file, &[0, 5]), [LEFT; 2]);
    }
}
