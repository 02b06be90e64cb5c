//! Records -> their symbols, walked through from their ends by the BWT, many at once. Its twin is in
//! store/segment/record-symbols.ts.

use crate::store::level_place::LevelPlace;
use crate::store::pages::{LEFT, Pages};
use crate::store::together::{Walks, walk_together};

/// Where codes end, as store/segment/symbol-codes.ts reads it. Nothing here trusts it.
pub struct SymbolCodes<'a> {
    /// Of each level, and behind the last one: nodes whose codes go on, and the first leaf.
    pub nodes: &'a [u32],
    pub first_leaves: &'a [u32],
    /// Of each leaf: its symbol, and from the end of its code to its rows.
    pub symbols: &'a [u32],
    pub shifts: &'a [u32],
}

/// Walks, and where their symbols go.
pub struct SymbolWalks<'a> {
    /// Of each walk: where its symbols begin, the row at which it stands, and where the symbols begin
    /// that it has found. It is done where that is its start.
    pub starts: &'a [u32],
    /// `LEFT` where a walk meets the end of a record before its start.
    pub rows: &'a mut [u32],
    pub ends: &'a mut [u32],
    pub symbols: &'a mut [u32],
    /// Symbols of each walk, at most.
    pub steps: u32,
}

/// A walk stops at a page that has not been checked. Compiled into its caller, which may count bits in
/// hardware.
#[inline(always)]
pub fn walk_symbols(
    pages: &Pages,
    levels: &[LevelPlace],
    (codes, walks): (SymbolCodes, SymbolWalks),
) {
    walk_together(Records {
        pages,
        levels,
        codes,
        walks,
        begun: 0,
    });
}

struct Records<'a, 'b> {
    pages: &'a Pages<'a>,
    levels: &'a [LevelPlace],
    codes: SymbolCodes<'b>,
    walks: SymbolWalks<'b>,
    begun: usize,
}

/// A walk in the middle of a code.
struct Walk {
    record: usize,
    start: u32,
    end: u32,
    /// Symbols that it may find yet.
    left: u32,
    /// Of the suffix whose symbol before is looked for.
    row: u32,
    level: u32,
    node: u32,
    position: u32,
}

impl Walks for Records<'_, '_> {
    type Walk = Walk;

    #[inline(always)]
    fn begin(&mut self) -> Option<Walk> {
        while self.begun < self.walks.rows.len() {
            let record = self.begun;
            self.begun += 1;
            let (start, end) = (self.walks.starts[record], self.walks.ends[record]);
            let row = self.walks.rows[record];
            if start >= end || row == LEFT || self.walks.steps == 0 {
                continue;
            }
            let walk = Walk {
                record,
                start,
                end,
                left: self.walks.steps,
                row,
                level: 0,
                node: 0,
                position: row,
            };
            self.prefetch(&walk);
            return Some(walk);
        }
        None
    }

    #[inline(always)]
    fn advance(&mut self, walk: &mut Walk) -> bool {
        let goes_on = self.step(walk) == Some(true);
        if goes_on {
            self.prefetch(walk);
        } else {
            self.walks.rows[walk.record] = walk.row;
            self.walks.ends[walk.record] = walk.end;
        }
        !goes_on
    }
}

impl Records<'_, '_> {
    /// One digit of a symbol's code; false where the walk is over for now.
    #[inline(always)]
    fn step(&mut self, walk: &mut Walk) -> Option<bool> {
        let level = walk.level as usize;
        let (digit, place) = self.pages.follow(*self.levels.get(level)?, walk.position)?;
        let nodes = *self.codes.nodes.get(level)?;
        let next_nodes = *self.codes.nodes.get(level + 1)?;
        walk.position = place;
        walk.node = walk.node.wrapping_add(digit.wrapping_mul(nodes));
        walk.level += 1;
        if walk.node < next_nodes {
            return Some(true);
        }
        let first = *self.codes.first_leaves.get(level + 1)?;
        let leaf = first.wrapping_add(walk.node - next_nodes) as usize;
        self.take(
            walk,
            *self.codes.symbols.get(leaf)?,
            *self.codes.shifts.get(leaf)?,
        )
    }

    #[inline(always)]
    fn take(&mut self, walk: &mut Walk, symbol: u32, shift: u32) -> Option<bool> {
        if symbol == 0 {
            walk.row = LEFT;
            return Some(false);
        }
        walk.end -= 1;
        *self.walks.symbols.get_mut(walk.end as usize)? = symbol;
        walk.row = walk.position.wrapping_add(shift);
        walk.position = walk.row;
        walk.level = 0;
        walk.node = 0;
        walk.left -= 1;
        Some(walk.end > walk.start && walk.left > 0)
    }

    #[inline(always)]
    fn prefetch(&self, walk: &Walk) {
        if let Some(&level) = self.levels.get(walk.level as usize) {
            self.pages.prefetch_block(level, walk.position);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;
    use crate::store::small_file::SmallFile;

    /// Those of the small file: 2, 00, 01, 03, 1 for the symbols 0 to 4.
    fn codes(file: &SmallFile) -> SymbolCodes<'static> {
        let shift = |symbol: usize| {
            let entry = file.places.entry(symbol as u32);
            file.words[entry + 1].wrapping_sub(file.words[entry + 2])
        };
        // Level 1 has the nodes 0 to 3, of which 1 and 2 are leaves there; node 3 is unused.
        let symbols = vec![4, 0, 0, 1, 2, 0, 3];
        let shifts = vec![shift(4), shift(0), 0, shift(1), shift(2), 0, shift(3)];
        SymbolCodes {
            nodes: &[1, 1, 0],
            first_leaves: &[0, 0, 3],
            symbols: symbols.leak(),
            shifts: shifts.leak(),
        }
    }

    fn records() -> Vec<Vec<u32>> {
        let symbols = some_numbers(900, 4, 9).into_iter().map(|one| one + 1);
        let mut records: Vec<Vec<u32>> = vec![vec![], vec![3]];
        let symbols: Vec<u32> = symbols.collect();
        records.extend(symbols.chunks(17).map(<[u32]>::to_vec));
        records.push(vec![]);
        records
    }

    struct State {
        starts: Vec<u32>,
        rows: Vec<u32>,
        ends: Vec<u32>,
        symbols: Vec<u32>,
    }

    /// The walks at their beginnings. The small file does not have the rows of ends in order of records.
    fn state(file: &SmallFile, records: &[Vec<u32>]) -> State {
        let mut text_end = 0;
        let row_of_end = |record: &Vec<u32>| {
            text_end += record.len() + 1;
            file.starts
                .iter()
                .position(|&start| start + 1 == text_end)
                .unwrap() as u32
        };
        let rows = records.iter().map(row_of_end).collect();
        let mut starts = Vec::new();
        let mut ends = Vec::new();
        let mut length = 0;
        for record in records {
            starts.push(length);
            length += record.len() as u32;
            ends.push(length);
        }
        State {
            starts,
            rows,
            ends,
            symbols: vec![9; length as usize],
        }
    }

    fn walk(file: &SmallFile, state: &mut State, steps: u32) {
        let walks = SymbolWalks {
            starts: &state.starts,
            rows: &mut state.rows,
            ends: &mut state.ends,
            symbols: &mut state.symbols,
            steps,
        };
        walk_symbols(&file.pages(), &file.places.bwt.levels, (codes(file), walks));
    }

    #[test]
    fn symbols_are_those_of_the_records() {
        let records = records();
        let file = SmallFile::new(&records);
        for steps in [1, 5, 100] {
            let mut state = state(&file, &records);
            for _ in 0..=17 / steps {
                walk(&file, &mut state, steps);
            }
            assert_eq!(state.symbols, records.concat());
            assert_eq!(state.ends, state.starts);
        }
    }

    #[test]
    fn a_walk_stops_at_an_unchecked_page_and_at_the_end_of_a_record() {
        let records = records();
        let mut file = SmallFile::new(&records);
        file.checked.fill(0);
        let mut waiting = state(&file, &records);
        walk(&file, &mut waiting, 10);
        assert_eq!(waiting.rows, state(&file, &records).rows);
        assert_eq!(waiting.ends, state(&file, &records).ends);
        file.checked.fill(1);
        let mut longer = state(&file, &records);
        longer.ends[1] += 5;
        walk(&file, &mut longer, 10);
        assert_eq!(longer.rows[1], LEFT);
    }
}
