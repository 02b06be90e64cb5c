//! What both walks for records share: the question, intervals in nodes, and their digits.

use crate::store::find_records::record_maps::RecordMap;
use crate::store::formula::{Formula, Shape, Truth};
use crate::store::pages::Pages;
use crate::store::places::RankPlaces;
use crate::store::splits::Split;

/// What the walks read.
pub struct Question<'a> {
    pub pages: &'a Pages<'a>,
    pub places: &'a RankPlaces,
    pub formula: &'a Formula<'a>,
    pub shape: Shape,
    pub start: u32,
    pub end: u32,
    pub is_falling: bool,
    /// Of each leaf that has one; empty: of none.
    pub maps: &'a [Option<RecordMap>],
}

/// An interval of the level at work.
#[derive(Clone, Copy)]
pub struct Item {
    /// Its leaf, or its node where it is among those of its leaf.
    pub of: u32,
    pub rows: [u32; 2],
}

/// In place of an item's digits: it has been divided as well, so its split is known.
pub const IS_SPLIT: u8 = 16;

/// The digits of items, a bit each, and splits of some.
#[derive(Default)]
pub struct Division {
    pub present: Vec<u8>,
    splits: Vec<Split>,
}

impl Question<'_> {
    #[inline(always)]
    pub fn is_last(&self, level: u32) -> bool {
        level + 1 == self.places.levels
    }

    /// A bit for each digit under which there are records in range, in a node of a level.
    #[inline(always)]
    pub fn in_range(&self, digits: u32, level: u32) -> u8 {
        let shift = 2 * (self.places.levels - level - 1);
        let first = u64::from(digits) << (shift + 2);
        let size = 1u64 << shift;
        if first >= u64::from(self.start) && first + 4 * size <= u64::from(self.end) {
            return 15;
        }
        (0..4).fold(0, |bits, digit| {
            let first = first + digit * size;
            let is_in = first < u64::from(self.end) && first + size > u64::from(self.start);
            bits | u8::from(is_in) << digit
        })
    }

    #[inline(always)]
    pub fn map(&self, leaf: usize) -> Option<&[u64]> {
        self.maps.get(leaf)?.as_deref()
    }

    /// Whether each leaf has a map.
    pub fn has_maps_only(&self) -> bool {
        !self.maps.is_empty() && self.maps.iter().all(Option::is_some)
    }

    /// The digits of up to 16 nodes that a map has, as far as the level tells: all of them above the last.
    #[inline(always)]
    pub fn map_digits(&self, map: &[u64], nodes: &[u32], level: u32) -> u64 {
        if !self.is_last(level) {
            return u64::MAX;
        }
        let word = |node: u32| map.get(node as usize / 16).copied().unwrap_or(0);
        if nodes.len() == 16 && nodes[0].is_multiple_of(16) && nodes[15] == nodes[0] + 15 {
            return word(nodes[0]);
        }
        (0..).zip(nodes).fold(0, |digits, (i, &node)| {
            digits | (word(node) >> (4 * (node % 16)) & 15) << (4 * i)
        })
    }

    /// Whether a node may live on without items.
    pub fn is_open(&self, stack: &mut Vec<Truth>) -> bool {
        let present = |leaf: usize| u64::from(self.map(leaf).is_some());
        self.formula.evaluate(present, true, stack).possible & 1 != 0
    }

    /// What is left from a record on.
    pub fn range_from(&self, record: u32) -> [u32; 2] {
        if self.is_falling {
            [self.start, self.end.min(record.saturating_add(1))]
        } else {
            [self.start.max(record), self.end]
        }
    }

    /// The first record in order of a node of a level.
    pub fn next_of(&self, digits: u32, level: u32) -> u32 {
        let shift = 2 * (self.places.levels - level);
        let first = u64::from(digits) << shift;
        let behind = if self.is_falling { (1 << shift) - 1 } else { 0 };
        u32::try_from(first + behind).unwrap_or(u32::MAX)
    }

    /// Writes numbers of pages that a division of the intervals would read and that are not checked.
    pub fn name_pages(
        &self,
        level: u32,
        intervals: impl Iterator<Item = [u32; 2]>,
        pages: &mut [u32],
    ) -> usize {
        let level = self.places.level(level);
        let lacking = intervals.filter_map(|rows| self.pages.lacks(level, rows));
        let mut named = 0;
        for (place, word) in pages.iter_mut().zip(lacking) {
            *place = (word / 1024) as u32;
            named += 1;
        }
        named
    }
}

impl Division {
    /// Finds the digits of each item; false where pages have to be checked first.
    #[inline(always)]
    pub fn divide(&mut self, question: &Question, level: u32, items: &[Item]) -> bool {
        let is_last = question.is_last(level);
        let level = question.places.level(level);
        let pages = question.pages;
        self.present.clear();
        if self.splits.len() < items.len() {
            self.splits.resize(items.len(), Split::default());
        }
        let mut lacks = false;
        for (item, split) in items.iter().zip(&mut self.splits) {
            let [start, end] = item.rows;
            // There the digits say all: nothing stands below them.
            if is_last && let Some(present) = pages.present_nearby(level, item.rows) {
                self.present.push(present);
                continue;
            }
            if end.wrapping_sub(start) == 1 {
                let Some((digit, place)) = pages.step(level, start) else {
                    lacks = true;
                    self.present.push(0);
                    continue;
                };
                split.starts[digit as usize & 3] = place;
                split.ends[digit as usize & 3] = place.wrapping_add(1);
                self.present.push(1 << digit | IS_SPLIT);
                continue;
            }
            let mut present = pages.present(level, item.rows);
            if present.is_none()
                && let Some(found) = pages.split(level, item.rows)
            {
                *split = found;
                present = Some(found.present() | IS_SPLIT);
            }
            lacks |= present.is_none();
            self.present.push(present.unwrap_or(0));
        }
        !lacks
    }

    /// Where the digits of item `i` are in the next level; it has been divided.
    #[inline(always)]
    pub fn split(&mut self, question: &Question, level: u32, (i, item): (usize, &Item)) -> &Split {
        if self.present[i] & IS_SPLIT == 0 {
            let level = question.places.level(level);
            let found = question.pages.split(level, item.rows);
            self.splits[i] = found.expect("pages that were checked");
            self.present[i] |= IS_SPLIT;
        }
        &self.splits[i]
    }
}
