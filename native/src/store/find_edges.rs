//! Rows of index files -> their smallest and largest record, many intervals at once: `first` and
//! `last` of store/segment/rank-wavelet.ts.

use crate::store::pages::LEFT;
use crate::store::places::IndexFile;
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
pub fn find_edges(file: IndexFile, Edges { rows, edges }: Edges) {
    for edge in edges.iter_mut().filter(|edge| **edge != NOT_WANTED) {
        *edge = LEFT;
    }
    let mut begun = 0;
    let next = |edges: &[u32]| {
        while let Some(&given) = edges.get(begun) {
            let edge = begun;
            begun += 1;
            let [start, end] = [rows[edge & !1], rows[edge | 1]];
            let single = end.wrapping_sub(start) == 1;
            let other_wanted = edges[edge ^ 1] != NOT_WANTED;
            // The walk to one edge of a single row fills the other one, so it is begun once.
            let is_begun = single && edge % 2 == 1 && other_wanted;
            if start < end && given != NOT_WANTED && !is_begun {
                let fills_both = single && other_wanted;
                return Some(Descent::new(&file, edge, fills_both, [start, end]));
            }
        }
        None
    };
    walk_together(Descents { edges, next });
}

/// The smallest record of each phrase in the first file that has it, and the largest in the last one:
/// edges[2 * i] and edges[2 * i + 1], both `LEFT` where there are none or rows of the phrase are left.
/// `rows` has two numbers a phrase, file by file.
#[inline(always)]
pub fn find_ends(files: &[IndexFile], rows: &[u32], edges: &mut [u32]) {
    edges.fill(LEFT);
    let phrases = edges.len() / 2;
    let mut edge = 0;
    let mut waiting = None;
    let next = |edges: &[u32]| {
        while waiting.is_none() && edge < edges.len() {
            let smallest = edge;
            edge += 2;
            let own = |file: usize| {
                let at = 2 * file * phrases + smallest;
                [rows[at], rows[at + 1]]
            };
            let Some([first, last]) = end_files(files.len(), own) else {
                continue;
            };
            let [start, end] = own(first);
            let single = first == last && end - start == 1;
            if !single {
                waiting = Some(Descent::new(&files[last], smallest + 1, false, own(last)));
            }
            return Some(Descent::new(&files[first], smallest, single, [start, end]));
        }
        waiting.take()
    };
    walk_together(Descents { edges, next });
}

/// The first and the last file with rows; `None` where there are none, or some are left.
#[inline(always)]
fn end_files(files: usize, own: impl Fn(usize) -> [u32; 2]) -> Option<[usize; 2]> {
    let mut ends: Option<[usize; 2]> = None;
    for file in 0..files {
        let [start, end] = own(file);
        if start == LEFT {
            return None;
        }
        if start < end {
            ends = Some(ends.map_or([file; 2], |[first, _]| [first, file]));
        }
    }
    ends
}

struct Descents<'a, N> {
    edges: &'a mut [u32],
    /// The next one, by the edges so far.
    next: N,
}

/// One interval on its way down the levels, to one of its edges.
struct Descent<'a> {
    file: &'a IndexFile<'a>,
    edge: usize,
    /// Of one row, which is both edges.
    fills_both: bool,
    rows: [u32; 2],
    level: u32,
    record: u32,
}

impl<'a> Descent<'a> {
    #[inline(always)]
    fn new(file: &'a IndexFile<'a>, edge: usize, fills_both: bool, rows: [u32; 2]) -> Self {
        Self {
            file,
            edge,
            fills_both,
            rows,
            level: 0,
            record: 0,
        }
    }

    #[inline(always)]
    fn step(&mut self) -> Option<()> {
        let IndexFile { pages, places } = self.file;
        let level = places.ranks.level(self.level);
        let is_largest = self.edge % 2 == 1;
        let (digit, rows) = pages.edge(level, self.rows, is_largest)?;
        self.rows = rows;
        self.record = self.record * 4 + digit;
        self.level += 1;
        Some(())
    }

    /// What lies behind the last level is asked for in vain.
    #[inline(always)]
    fn prefetch(&self) {
        let IndexFile { pages, places } = self.file;
        let level = places.ranks.level(self.level);
        pages.prefetch_block(level, self.rows[0]);
        pages.prefetch_block(level, self.rows[1]);
    }
}

impl<'a, N: FnMut(&[u32]) -> Option<Descent<'a>>> Walks for Descents<'_, N> {
    type Walk = Descent<'a>;

    #[inline(always)]
    fn begin(&mut self) -> Option<Descent<'a>> {
        let descent = (self.next)(self.edges)?;
        descent.prefetch();
        Some(descent)
    }

    #[inline(always)]
    fn advance(&mut self, descent: &mut Descent<'a>) -> bool {
        if descent.level == descent.file.places.ranks.levels {
            self.edges[descent.edge] = descent.record;
            if descent.fills_both {
                self.edges[descent.edge ^ 1] = descent.record;
            }
            return true;
        }
        if descent.step().is_none() {
            return true;
        }
        descent.prefetch();
        false
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
        find_edges(file.index_file(), wanted);
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
        find_edges(file.index_file(), wanted);
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
