//! Rows of a segment -> their smallest or largest record, many intervals at once: `first` and
//! `last` of store/rank-wavelet.ts.

use crate::store::find_rows::LEFT;
use crate::store::pages::Pages;
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
        start: places.start as usize,
        stride: places.stride as usize,
        zeros: &places.zeros,
        rows: wanted.rows,
        largest: wanted.largest,
        edges: wanted.edges,
        begun: 0,
    });
}

struct Descents<'a> {
    pages: &'a Pages<'a>,
    start: usize,
    stride: usize,
    zeros: &'a [u32],
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
    level: usize,
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
        if descent.level == self.zeros.len() {
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
    fn step(&mut self, descent: &mut Descent) -> Option<()> {
        let word = self.start + descent.level * self.stride;
        let before_start = self.pages.rank(word, descent.start)?;
        let before_end = self.pages.rank(word, descent.end)?;
        let ones = before_end.wrapping_sub(before_start);
        let rows = descent.end.wrapping_sub(descent.start);
        let one = if self.largest { ones > 0 } else { ones == rows };
        if one {
            let base = self.zeros[descent.level];
            descent.start = base.wrapping_add(before_start);
            descent.end = base.wrapping_add(before_end);
        } else {
            descent.start = descent.start.wrapping_sub(before_start);
            descent.end = descent.end.wrapping_sub(before_end);
        }
        descent.record = descent.record * 2 + u32::from(one);
        descent.level += 1;
        Some(())
    }

    /// What lies behind the last level is asked for in vain.
    #[inline(always)]
    fn prefetch(&self, descent: &Descent) {
        let word = self.start + descent.level * self.stride;
        self.pages.prefetch_rank(word, descent.start);
        self.pages.prefetch_rank(word, descent.end);
    }
}
