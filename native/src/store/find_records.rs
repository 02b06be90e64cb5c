//! A formula over intervals of the sorted suffixes -> the records that it does not exclude, in order.
//!
//! One walk down the rank wavelet for all leaves at once (Gagie, Navarro, Puglisi, "New algorithms on
//! wavelet trees", 2012). A node has the intervals that are not empty there; a child is entered only
//! where the formula can hold in it. Its twin is store/segment/walk-formula.ts.
//!
//! Nodes that wait are on a stack, the next ones in order on top. Some of them are taken at a time, all
//! of one level, so that their cache lines are asked for together.

use crate::store::formula::{Formula, Truth};
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
    splits: Vec<ItemSplit>,
    present: Vec<u8>,
    stack: Vec<Truth>,
}

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

#[derive(Clone, Copy, Default)]
struct ItemSplit {
    present: u8,
    split: Option<Split>,
}

/// Compiled into its caller, which may count bits in hardware.
#[inline(always)]
pub fn find_records(
    pages: &Pages,
    places: &RankPlaces,
    (wanted, memory): (Wanted, &mut WalkMemory),
) -> Found {
    let mut walk = Walk {
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
        memory.present.clear();
        memory.present.resize(ends.len(), 0);
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
            if !self.divide() {
                self.put_back();
                return self.stop();
            }
            let is_last = self.memory.nodes[0].level + 1 == self.places.levels;
            if is_last {
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
        let level = self.places.level(memory.nodes[0].level);
        memory.splits.clear();
        for item in &memory.items {
            if let Some(word) = self.pages.lacks(level, item.rows) {
                let Some(place) = self.wanted.pages.get_mut(self.found.pages) else {
                    return false;
                };
                *place = (word / 1024) as u32;
                self.found.pages += 1;
            } else if self.found.pages == 0 {
                let split = match self.pages.present(level, item.rows) {
                    Some(present) => ItemSplit {
                        present,
                        split: None,
                    },
                    None => {
                        let split = self.pages.split(level, item.rows);
                        let present = split.map_or(0, |split| split.present());
                        ItemSplit { present, split }
                    }
                };
                memory.splits.push(split);
            }
        }
        self.found.pages == 0
    }

    /// The children in which the formula can hold wait, the next ones in order on top.
    #[inline(always)]
    fn push_children(&mut self) {
        let WalkMemory {
            waiting,
            waiting_items,
            nodes,
            items,
            splits,
            present,
            stack,
            ..
        } = &mut *self.memory;
        let Node { level, .. } = nodes[0];
        let (here, below) = (self.places.level(level), self.places.level(level + 1));
        let shift = 2 * (self.places.levels - level - 1);
        let mut first = 0;
        for node in nodes.iter() {
            let own = first..first + node.items as usize;
            first = own.end;
            let truth = evaluate(
                &self.wanted.formula,
                (&items[own.clone()], &splits[own.clone()]),
                (false, present, stack),
            );
            let alive = truth.possible & self.wanted.in_range(node.digits, shift);
            if alive == 0 {
                continue;
            }
            for i in own.clone() {
                if splits[i].split.is_none() && splits[i].present & alive != 0 {
                    splits[i].split = self.pages.split(here, items[i].rows);
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
                let before = waiting_items.len();
                for i in own.clone() {
                    if splits[i].present >> digit & 1 == 0 {
                        continue;
                    }
                    let Some(Split { starts, ends }) = splits[i].split else {
                        continue;
                    };
                    let rows = [starts[digit as usize], ends[digit as usize]];
                    self.pages.prefetch_block(below, rows[0]);
                    self.pages.prefetch_block(below, rows[1]);
                    let leaf = items[i].leaf;
                    waiting_items.push(Item { leaf, rows });
                }
                waiting.push(Node {
                    level: level + 1,
                    digits: node.digits << 2 | digit,
                    items: (waiting_items.len() - before) as u32,
                });
            }
        }
    }

    /// The records of the nodes at work; false where they do not fit.
    #[inline(always)]
    fn put_records(&mut self) -> bool {
        let memory = &mut *self.memory;
        let mut end = memory.items.len();
        for node in memory.nodes.iter().rev() {
            let own = end - node.items as usize..end;
            end = own.start;
            let Truth { possible, certain } = evaluate(
                &self.wanted.formula,
                (&memory.items[own.clone()], &memory.splits[own]),
                (true, &mut memory.present, &mut memory.stack),
            );
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
        }
        true
    }

    /// With one record there is no level: all leaves stand in it.
    fn take_only_record(&mut self) {
        let memory = &mut *self.memory;
        memory.present.fill(1);
        let formula = &self.wanted.formula;
        let truth = formula.evaluate(&memory.present, true, &mut memory.stack);
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

/// The truth of a node's digits, which has these intervals.
#[inline(always)]
fn evaluate(
    formula: &Formula,
    (items, splits): (&[Item], &[ItemSplit]),
    (is_last, present, stack): (bool, &mut [u8], &mut Vec<Truth>),
) -> Truth {
    present.fill(0);
    for (item, split) in items.iter().zip(splits) {
        present[item.leaf as usize] |= split.present;
    }
    formula.evaluate(present, is_last, stack)
}

#[cfg(test)]
mod tests;
