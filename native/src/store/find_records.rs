//! A formula over intervals of the sorted suffixes -> the records that it does not exclude, in order.
//!
//! One walk down the rank wavelet for all leaves at once (Gagie, Navarro, Puglisi, "New algorithms on
//! wavelet trees", 2012). A node has the intervals that are not empty there; a child is entered only
//! where the formula can hold in it. Its twin is store/segment/walk-formula.ts.
//!
//! Nodes that wait are on a stack, the next ones in order on top. Some of them are taken at a time, all
//! of one level, so that their cache lines are asked for together.

use std::ops::Range;

use crate::store::formula::{Formula, Shape, Truth};
use crate::store::pages::Pages;
use crate::store::places::RankPlaces;
use crate::store::splits::Split;

/// Nodes that are taken at a time, at most; it begins with one, as the first record may be all.
const MAX_TOGETHER: usize = 32;

/// What is looked for, and where it goes.
pub struct Wanted<'a> {
    pub formula: Formula<'a>,
    /// Records from `start` up to `end`, not included.
    pub start: u32,
    pub end: u32,
    pub is_falling: bool,
    /// Intervals after whose division the walk stops, about; it has come further by then.
    pub budget: usize,
    /// The number of the walk: calls of one number differ in what they have found so far.
    pub walk: u32,
    /// Become the records, as many as fit, and for each 1 where the formula is true, else 0.
    pub records: &'a mut [u32],
    pub certain: &'a mut [u8],
    /// Become words of pages that have to be checked before the walk can go on.
    pub pages: &'a mut [u32],
}

/// How far a walk came.
#[derive(Debug, Default, PartialEq)]
pub struct Found {
    pub records: usize,
    /// Pages that are to be checked.
    pub pages: usize,
    /// The records that are left: [start, end).
    pub start: u32,
    pub end: u32,
}

/// Memory of walks, kept from one call to the next. A walk that finds its own nodes there goes on with
/// them; one that does not begins at the root and passes over what was found before.
#[derive(Default)]
pub struct WalkMemory {
    /// The walk whose nodes wait, if any.
    walk: Option<u32>,
    /// Nodes that wait, the next one last, and their intervals in the same order.
    waiting: Vec<Node>,
    waiting_items: Vec<Item>,
    /// Those at work, the next one last.
    nodes: Vec<Node>,
    items: Vec<Item>,
    /// Of each item at work: a bit for each digit that it has, and `IS_SPLIT`.
    present: Vec<u8>,
    /// Of each item at work that is split.
    splits: Vec<Split>,
    truth: TruthMemory,
}

#[derive(Default)]
struct TruthMemory {
    leaves: Vec<u8>,
    stack: Vec<Truth>,
}

/// The item has been divided: its split is known.
const IS_SPLIT: u8 = 16;

#[derive(Clone, Copy)]
struct Node {
    level: u32,
    /// The digits of its records so far.
    digits: u32,
    items: u32,
}

/// An interval of a leaf in a node.
#[derive(Clone, Copy)]
struct Item {
    leaf: u32,
    rows: [u32; 2],
}

/// Compiled into its caller, which may count bits in hardware.
#[inline(always)]
pub fn find_records(
    pages: &Pages,
    places: &RankPlaces,
    (wanted, memory): (Wanted, &mut WalkMemory),
) -> Found {
    let mut walk = Walk {
        shape: wanted.formula.shape(),
        pages,
        places,
        found: Found {
            start: wanted.start,
            end: wanted.end,
            ..Found::default()
        },
        wanted,
        memory,
    };
    if walk.memory.walk != Some(walk.wanted.walk) {
        walk.begin();
    }
    walk.run();
    let is_done = walk.found.start >= walk.found.end;
    walk.memory.walk = (!is_done).then_some(walk.wanted.walk);
    walk.found
}

struct Walk<'a, 'b> {
    pages: &'a Pages<'a>,
    places: &'a RankPlaces,
    shape: Shape,
    wanted: Wanted<'b>,
    memory: &'b mut WalkMemory,
    found: Found,
}

impl Walk<'_, '_> {
    /// The root waits, unless there is nothing in range.
    #[inline(always)]
    fn begin(&mut self) {
        let Formula { ends, rows, .. } = self.wanted.formula;
        let memory = &mut *self.memory;
        memory.waiting.clear();
        memory.waiting_items.clear();
        if self.wanted.start >= self.wanted.end {
            return;
        }
        let mut first = 0;
        for (leaf, &end) in (0..).zip(ends) {
            for &rows in &rows.as_chunks().0[first..end as usize] {
                memory.waiting_items.push(Item { leaf, rows });
            }
            first = end as usize;
        }
        memory.waiting.push(Node {
            level: 0,
            digits: 0,
            items: memory.waiting_items.len() as u32,
        });
    }

    #[inline(always)]
    fn run(&mut self) {
        if self.places.levels == 0 {
            return self.take_only_record();
        }
        let mut together = 1;
        let mut spent = 0;
        while self.take_nodes(together) {
            let is_last = self.memory.nodes[0].level + 1 == self.places.levels;
            let bottom = if is_last {
                self.find_common_digits()
            } else {
                None
            };
            if let Some(digits) = bottom {
                if !self.put_common_records(&digits) {
                    return self.put_back();
                }
            } else if !self.divide() {
                self.put_back();
                return self.stop();
            } else if is_last {
                if !self.put_records() {
                    return self.put_back();
                }
            } else {
                self.push_children();
            }
            spent += self.memory.items.len();
            if spent >= self.wanted.budget && self.has_advanced() {
                return self.stop();
            }
            together = MAX_TOGETHER.min(2 * together);
        }
        self.leave(self.wanted.start, self.wanted.start);
    }

    /// Those on top of the stack that are of one level; false where none waits.
    #[inline(always)]
    fn take_nodes(&mut self, most: usize) -> bool {
        let memory = &mut *self.memory;
        let Some(&Node { level, .. }) = memory.waiting.last() else {
            return false;
        };
        let first = memory.waiting.len().saturating_sub(most);
        let own = memory.waiting[first..].iter().rev();
        let count = own.take_while(|node| node.level == level).count();
        let first = memory.waiting.len() - count;
        memory.nodes.clear();
        memory.nodes.extend(memory.waiting.drain(first..));
        let items: usize = memory.nodes.iter().map(|node| node.items as usize).sum();
        let first = memory.waiting_items.len() - items;
        memory.items.clear();
        memory.items.extend(memory.waiting_items.drain(first..));
        true
    }

    /// Finds the digits of each interval at work; false where pages have to be checked first.
    #[inline(always)]
    fn divide(&mut self) -> bool {
        let memory = &mut *self.memory;
        let is_last = memory.nodes[0].level + 1 == self.places.levels;
        let level = self.places.level(memory.nodes[0].level);
        memory.present.clear();
        if memory.splits.len() < memory.items.len() {
            memory.splits.resize(memory.items.len(), Split::default());
        }
        let mut lacks = false;
        for (item, split) in memory.items.iter().zip(&mut memory.splits) {
            let [start, end] = item.rows;
            // There the digits say all: nothing stands below them.
            if is_last && let Some(present) = self.pages.present_nearby(level, item.rows) {
                memory.present.push(present);
                continue;
            }
            if end.wrapping_sub(start) == 1 {
                let Some((digit, place)) = self.pages.step(level, start) else {
                    lacks = true;
                    memory.present.push(0);
                    continue;
                };
                split.starts[digit as usize & 3] = place;
                split.ends[digit as usize & 3] = place.wrapping_add(1);
                memory.present.push(1 << digit | IS_SPLIT);
                continue;
            }
            let mut present = self.pages.present(level, item.rows);
            if present.is_none()
                && let Some(found) = self.pages.split(level, item.rows)
            {
                *split = found;
                present = Some(found.present() | IS_SPLIT);
            }
            lacks |= present.is_none();
            memory.present.push(present.unwrap_or(0));
        }
        if lacks {
            self.ask_for_pages();
        }
        !lacks
    }

    /// Names the pages that the items at work lack, as many as fit.
    #[cold]
    fn ask_for_pages(&mut self) {
        let memory = &*self.memory;
        let level = self.places.level(memory.nodes[0].level);
        let lacking = memory.items.iter();
        let lacking = lacking.filter_map(|item| self.pages.lacks(level, item.rows));
        for (place, word) in self.wanted.pages.iter_mut().zip(lacking) {
            *place = (word / 1024) as u32;
            self.found.pages += 1;
        }
    }

    /// The children in which the formula can hold wait, the next ones in order on top.
    #[inline(always)]
    fn push_children(&mut self) {
        let memory = &mut *self.memory;
        let Node { level, .. } = memory.nodes[0];
        let shift = 2 * (self.places.levels - level - 1);
        let mut first = 0;
        for i in 0..memory.nodes.len() {
            let memory = &mut *self.memory;
            let node = memory.nodes[i];
            let own = first..first + node.items as usize;
            first = own.end;
            let truth = evaluate(
                (&self.wanted.formula, self.shape),
                (&memory.items[own.clone()], &memory.present[own.clone()]),
                (false, &mut memory.truth),
            );
            let alive = truth.possible & self.wanted.in_range(node.digits, shift);
            if alive != 0 {
                self.push_node(node, alive, own);
            }
        }
    }

    #[inline(always)]
    fn push_node(&mut self, node: Node, alive: u8, own: Range<usize>) {
        let memory = &mut *self.memory;
        let items = &memory.items[own.clone()];
        let present = &mut memory.present[own.clone()];
        let splits = &mut memory.splits[own];
        let here = self.places.level(node.level);
        let below = self.places.level(node.level + 1);
        for ((item, present), split) in items.iter().zip(present.iter_mut()).zip(&mut *splits) {
            if *present & IS_SPLIT == 0 && *present & alive != 0 {
                let found = self.pages.split(here, item.rows);
                *split = found.expect("pages that were checked");
            }
        }
        for turn in 0..4 {
            let digit = if self.wanted.is_falling {
                turn
            } else {
                3 - turn
            };
            if alive >> digit & 1 == 0 {
                continue;
            }
            let before = memory.waiting_items.len();
            for ((item, present), split) in items.iter().zip(&*present).zip(&*splits) {
                if present >> digit & 1 == 0 {
                    continue;
                }
                let rows = [split.starts[digit as usize], split.ends[digit as usize]];
                self.pages.prefetch_block(below, rows[0]);
                self.pages.prefetch_block(below, rows[1]);
                let leaf = item.leaf;
                memory.waiting_items.push(Item { leaf, rows });
            }
            memory.waiting.push(Node {
                level: node.level + 1,
                digits: node.digits << 2 | digit,
                items: (memory.waiting_items.len() - before) as u32,
            });
        }
    }

    /// The records of the nodes at work; false where they do not fit.
    #[inline(always)]
    fn put_records(&mut self) -> bool {
        let mut end = self.memory.items.len();
        for i in (0..self.memory.nodes.len()).rev() {
            let memory = &mut *self.memory;
            let node = memory.nodes[i];
            let own = end - node.items as usize..end;
            end = own.start;
            let Truth { possible, certain } = evaluate(
                (&self.wanted.formula, self.shape),
                (&memory.items[own.clone()], &memory.present[own]),
                (true, &mut memory.truth),
            );
            if !self.put_digits(node, Truth { possible, certain }) {
                return false;
            }
        }
        true
    }

    /// Of each node at work at the last level, the digits that all leaves have. `None` where the formula is
    /// another one, a leaf has several intervals, or an interval takes more than its nearby digits.
    #[inline(always)]
    fn find_common_digits(&self) -> Option<[u8; MAX_TOGETHER]> {
        let memory = &*self.memory;
        let Formula { ends, rows, .. } = self.wanted.formula;
        if self.shape != Shape::All || rows.len() != 2 * ends.len() {
            return None;
        }
        let level = self.places.level(memory.nodes[0].level);
        let mut common = [0; MAX_TOGETHER];
        // Such a node waits only where all leaves stand in it.
        let nodes = memory.items.chunks_exact(ends.len());
        for (items, common) in nodes.zip(&mut common) {
            let mut all = 15;
            for item in items {
                all &= self.pages.present_nearby(level, item.rows)?;
            }
            *common = all;
        }
        Some(common)
    }

    /// The records of these digits of the nodes at work; false where they do not fit.
    #[inline(always)]
    fn put_common_records(&mut self, digits: &[u8; MAX_TOGETHER]) -> bool {
        for i in (0..self.memory.nodes.len()).rev() {
            let node = self.memory.nodes[i];
            let (possible, certain) = (digits[i], digits[i]);
            if possible != 0 && !self.put_digits(node, Truth { possible, certain }) {
                return false;
            }
        }
        true
    }

    /// The records of a node's digits that are not false; false where they do not fit.
    #[inline(always)]
    fn put_digits(&mut self, node: Node, Truth { possible, certain }: Truth) -> bool {
        let mut alive = possible & self.wanted.in_range(node.digits, 0);
        while alive != 0 {
            let digit = if self.wanted.is_falling {
                7 - alive.leading_zeros()
            } else {
                alive.trailing_zeros()
            };
            alive &= !(1 << digit);
            let record = node.digits << 2 | digit;
            let at = self.found.records;
            if at == self.wanted.records.len() {
                self.leave_from(record);
                return false;
            }
            self.wanted.records[at] = record;
            self.wanted.certain[at] = certain >> digit & 1;
            self.found.records += 1;
        }
        true
    }

    /// With one record there is no level: all leaves stand in it.
    fn take_only_record(&mut self) {
        let formula = &self.wanted.formula;
        let leaves = vec![1; formula.ends.len()];
        let truth = formula.evaluate(&leaves, true, &mut self.memory.truth.stack);
        if self.wanted.start == 0 && self.wanted.end > 0 && truth.possible & 1 != 0 {
            self.wanted.records[0] = 0;
            self.wanted.certain[0] = truth.certain & 1;
            self.found.records = 1;
        }
        self.leave(self.wanted.start, self.wanted.start);
    }

    /// The nodes at work wait again.
    fn put_back(&mut self) {
        let memory = &mut *self.memory;
        memory.waiting.extend_from_slice(&memory.nodes);
        memory.waiting_items.extend_from_slice(&memory.items);
    }

    /// What is left begins with the nodes that wait.
    fn stop(&mut self) {
        match self.first_waiting() {
            Some(record) => self.leave_from(record),
            None => self.leave(self.wanted.start, self.wanted.start),
        }
    }

    /// Whether a walk that began anew would have less to do.
    fn has_advanced(&self) -> bool {
        self.first_waiting().is_none_or(|record| {
            if self.wanted.is_falling {
                record.saturating_add(1) < self.wanted.end
            } else {
                record > self.wanted.start
            }
        })
    }

    /// The first record in order of the nodes that wait.
    fn first_waiting(&self) -> Option<u32> {
        let node = self.memory.waiting.last()?;
        let shift = 2 * (self.places.levels - node.level);
        let first = u64::from(node.digits) << shift;
        let next = if self.wanted.is_falling {
            first + (1 << shift) - 1
        } else {
            first
        };
        Some(u32::try_from(next).unwrap_or(u32::MAX))
    }

    /// The record and all behind it, in range, are left.
    fn leave_from(&mut self, record: u32) {
        let Wanted { start, end, .. } = self.wanted;
        if self.wanted.is_falling {
            self.leave(start, end.min(record.saturating_add(1)));
        } else {
            self.leave(start.max(record), end);
        }
    }

    fn leave(&mut self, start: u32, end: u32) {
        (self.found.start, self.found.end) = (start, end);
    }
}

impl Wanted<'_> {
    /// A bit for each digit under which there are records in range, each with 2^shift records.
    #[inline(always)]
    fn in_range(&self, digits: u32, shift: u32) -> u8 {
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
}

/// The truth of a node's digits, which has these intervals, those of a leaf next to each other.
#[inline(always)]
fn evaluate(
    (formula, shape): (&Formula, Shape),
    (items, present): (&[Item], &[u8]),
    (is_last, memory): (bool, &mut TruthMemory),
) -> Truth {
    let possible = match shape {
        Shape::Any => present.iter().fold(0, |all, one| all | one) & 15,
        Shape::All => {
            let (mut all, mut leaf, mut leaves) = (15, u32::MAX, 0);
            let mut own = 15;
            for (item, present) in items.iter().zip(present) {
                if item.leaf != leaf {
                    all &= own;
                    (own, leaf) = (0, item.leaf);
                    leaves += 1;
                }
                own |= present;
            }
            if leaves == formula.ends.len() {
                all & own
            } else {
                0
            }
        }
        Shape::Other => {
            memory.leaves.clear();
            memory.leaves.resize(formula.ends.len(), 0);
            for (item, present) in items.iter().zip(present) {
                memory.leaves[item.leaf as usize] |= present & 15;
            }
            return formula.evaluate(&memory.leaves, is_last, &mut memory.stack);
        }
    };
    Truth {
        possible,
        certain: if is_last { possible } else { 0 },
    }
}

#[cfg(test)]
mod tests;
