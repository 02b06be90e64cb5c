//! Nodes that wait on a stack, taken some at a time: the first records come soon.
//!
//! Those that are taken are of one level, so that their cache lines are asked for together.

use std::ops::Range;

use crate::store::find_records::Output;
use crate::store::find_records::division::{Division, Item, Question};
use crate::store::formula::{Shape, Truth};

/// Intervals of nodes that are taken together, at most: some tenths of a millisecond.
const MAX_TOGETHER_ITEMS: usize = 1 << 14;

#[derive(Clone, Copy)]
pub struct Node {
    pub level: u32,
    /// The digits of its records so far.
    pub digits: u32,
    pub items: u32,
}

/// Nodes that wait, the next one last, and their intervals in the same order, those of a leaf next to
/// each other.
#[derive(Default)]
pub struct Stack {
    pub nodes: Vec<Node>,
    pub items: Vec<Item>,
}

impl Stack {
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.items.clear();
    }

    /// The root waits, unless there is nothing in range; leaves that have maps need no items.
    #[inline(always)]
    pub fn begin(&mut self, question: &Question) {
        self.clear();
        if question.start >= question.end {
            return;
        }
        for of in 0..question.formula.ends.len() as u32 {
            if question.map(of as usize).is_some() {
                continue;
            }
            let own = question.formula.intervals(of as usize).iter();
            let own = own.filter(|[start, end]| start < end);
            self.items.extend(own.map(|&rows| Item { of, rows }));
        }
        self.nodes.push(Node {
            level: 0,
            digits: 0,
            items: self.items.len() as u32,
        });
    }

    /// The first record in order of the nodes that wait.
    pub fn next(&self, question: &Question) -> Option<u32> {
        let node = self.nodes.last()?;
        Some(question.next_of(node.digits, node.level))
    }
}

/// Nodes at work, the next one last.
#[derive(Default)]
pub struct NodeWalk {
    nodes: Vec<Node>,
    items: Vec<Item>,
    division: Division,
    leaves: Vec<u8>,
    truths: Vec<Truth>,
}

impl NodeWalk {
    /// Those on top of the stack that are of one level; false where none waits. Several have few intervals.
    #[inline(always)]
    pub fn take(&mut self, stack: &mut Stack, most: usize) -> bool {
        let Some(&top) = stack.nodes.last() else {
            return false;
        };
        let (mut count, mut items) = (1, top.items as usize);
        for node in stack.nodes.iter().rev().take(most).skip(1) {
            let more = items + node.items as usize;
            if node.level != top.level || more > MAX_TOGETHER_ITEMS {
                break;
            }
            (count, items) = (count + 1, more);
        }
        let first = stack.nodes.len() - count;
        self.nodes.clear();
        self.nodes.extend(stack.nodes.drain(first..));
        let first = stack.items.len() - items;
        self.items.clear();
        self.items.extend(stack.items.drain(first..));
        true
    }

    /// The nodes at work wait again.
    pub fn put_back(&self, stack: &mut Stack) {
        stack.nodes.extend_from_slice(&self.nodes);
        stack.items.extend_from_slice(&self.items);
    }

    /// Finds the digits of each interval at work; false where pages have to be checked first.
    #[inline(always)]
    pub fn divide(&mut self, question: &Question) -> bool {
        self.division
            .divide(question, self.nodes[0].level, &self.items)
    }

    pub fn name_pages(&self, question: &Question, pages: &mut [u32]) -> usize {
        question.name_pages(
            self.nodes[0].level,
            self.items.iter().map(|item| item.rows),
            pages,
        )
    }

    /// How many intervals were divided.
    pub fn divided(&self) -> usize {
        self.items.len()
    }

    /// Puts records, or the children in which the formula can hold on the stack, the next ones in order on
    /// top. Where there is no room for a record, it and what is behind it wait again, and it is the error.
    #[inline(always)]
    pub fn finish(
        &mut self,
        question: &Question,
        stack: &mut Stack,
        output: &mut Output,
    ) -> Result<(), u32> {
        if question.is_last(self.nodes[0].level) {
            return self
                .put_records(question, output)
                .inspect_err(|_| self.put_back(stack));
        }
        let mut first = 0;
        for i in 0..self.nodes.len() {
            let node = self.nodes[i];
            let own = first..first + node.items as usize;
            first = own.end;
            let truth = self.evaluate(question, (node, own.clone()));
            let alive = truth.possible as u8 & question.in_range(node.digits, node.level);
            if alive != 0 {
                self.push_children(question, (node, alive, own), stack);
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn push_children(
        &mut self,
        question: &Question,
        (node, alive, own): (Node, u8, Range<usize>),
        stack: &mut Stack,
    ) {
        let below = question.places.level(node.level + 1);
        for turn in 0..4 {
            let digit = if question.is_falling { turn } else { 3 - turn };
            if alive >> digit & 1 == 0 {
                continue;
            }
            let before = stack.items.len();
            for i in own.clone() {
                if self.division.present[i] >> digit & 1 == 0 {
                    continue;
                }
                let item = self.items[i];
                let split = self.division.split(question, node.level, (i, &item));
                let rows = [split.starts[digit as usize], split.ends[digit as usize]];
                question.pages.prefetch_block(below, rows[0]);
                question.pages.prefetch_block(below, rows[1]);
                stack.items.push(Item { of: item.of, rows });
            }
            stack.nodes.push(Node {
                level: node.level + 1,
                digits: node.digits << 2 | digit,
                items: (stack.items.len() - before) as u32,
            });
        }
    }

    /// Takes away the nodes whose records are put.
    #[inline(always)]
    fn put_records(&mut self, question: &Question, output: &mut Output) -> Result<(), u32> {
        while let Some(&node) = self.nodes.last() {
            let first = self.items.len() - node.items as usize;
            let own = first..self.items.len();
            let truth = self.evaluate(question, (node, own));
            let alive = truth.possible as u8 & question.in_range(node.digits, node.level);
            for turn in 0..4 {
                let digit = if question.is_falling { 3 - turn } else { turn };
                let record = node.digits << 2 | digit;
                let is_found = alive >> digit & 1 != 0;
                if is_found && !output.put(record, (truth.certain >> digit & 1) as u8) {
                    return Err(record);
                }
            }
            self.nodes.pop();
            self.items.truncate(first);
        }
        Ok(())
    }

    /// The truth of the digits of a node, which has these items.
    #[inline(always)]
    fn evaluate(&mut self, question: &Question, (node, own): (Node, Range<usize>)) -> Truth {
        let is_last = question.is_last(node.level);
        let (items, present) = (&self.items[own.clone()], &self.division.present[own]);
        let leaves = question.formula.ends.len();
        let shape = if question.maps.is_empty() {
            question.shape
        } else {
            Shape::Other
        };
        let possible = match shape {
            Shape::Any => present.iter().fold(0, |all, one| all | one) & 15,
            Shape::All => all_of(items, present, leaves),
            Shape::Other => {
                self.leaves.clear();
                self.leaves.resize(leaves, 0);
                for (item, present) in items.iter().zip(present) {
                    self.leaves[item.of as usize] |= present & 15;
                }
                let present = |leaf: usize| match question.map(leaf) {
                    Some(map) => question.map_digits(map, &[node.digits], node.level),
                    None => u64::from(self.leaves[leaf]),
                };
                let formula = question.formula;
                return formula.evaluate(present, is_last, &mut self.truths);
            }
        };
        let possible = u64::from(possible);
        let certain = if is_last { possible } else { 0 };
        Truth { possible, certain }
    }
}

/// The digits that each leaf has; none where a leaf has no item.
#[inline(always)]
fn all_of(items: &[Item], present: &[u8], leaves: usize) -> u8 {
    let (mut all, mut leaf, mut found) = (15, u32::MAX, 0);
    let mut own = 15;
    for (item, present) in items.iter().zip(present) {
        if item.of != leaf {
            all &= own;
            (own, leaf) = (0, item.of);
            found += 1;
        }
        own |= present;
    }
    if found == leaves { all & own } else { 0 }
}
