//! Nodes divided down to their records a level at a time: many records at a small price for each.
//!
//! All nodes of a level are at work, numbered in order, and the items of each leaf are next to each other.
//! So the digits of a level are a bit each in words, and the formula is evaluated for 64 of them at once.

use crate::store::find_records::Output;
use crate::store::find_records::division::{Division, Item, Question};
use crate::store::find_records::node_walk::Stack;
use crate::store::formula::{Shape, Truth};

/// Nodes whose digits are a word.
const WORD_NODES: usize = 16;

/// The nodes at work, in order, and the records that were found and not put yet.
#[derive(Default)]
pub struct LevelWalk {
    level: u32,
    /// The digits of each node so far.
    digits: Vec<u32>,
    items: Vec<Item>,
    /// The items of leaf i end before item ends[i].
    ends: Vec<usize>,
    division: Division,
    /// Intervals that were divided last.
    divided: usize,
    bits: Bits,
    /// Before each word, children of the nodes.
    children: Vec<u32>,
    next_digits: Vec<u32>,
    next_items: Vec<Item>,
    /// Records in order, with their certainties, of which so many are put.
    records: Vec<u32>,
    certain: Vec<u8>,
    put: usize,
}

/// The truth of the digits of all nodes.
#[derive(Default)]
struct Bits {
    possible: Vec<u64>,
    certain: Vec<u64>,
    /// Digits of leaves, one or all.
    leaves: Vec<u64>,
    truths: Vec<Truth>,
}

impl LevelWalk {
    pub fn clear(&mut self) {
        self.digits.clear();
        self.records.clear();
        self.put = 0;
    }

    /// Whether nodes wait to be divided.
    #[inline(always)]
    pub fn is_at_work(&self) -> bool {
        !self.digits.is_empty()
    }

    pub fn divided(&self) -> usize {
        self.divided
    }

    /// The next record that waits here, or the first one of a node.
    pub fn next(&self, question: &Question) -> Option<u32> {
        if let Some(&record) = self.records.get(self.put) {
            return Some(record);
        }
        let node = match question.is_falling {
            true => self.digits.last(),
            false => self.digits.first(),
        };
        node.map(|&digits| question.next_of(digits, self.level))
    }

    pub fn name_pages(&self, question: &Question, pages: &mut [u32]) -> usize {
        question.name_pages(self.level, self.items.iter().map(|item| item.rows), pages)
    }

    /// Puts what waits; false where it does not fit.
    #[inline(always)]
    pub fn put_found(&mut self, output: &mut Output) -> bool {
        let left = self.records.len() - self.put;
        if left == 0 {
            return true;
        }
        let fits = left.min(output.records.len() - output.found);
        let (from, to) = (self.put..self.put + fits, output.found..output.found + fits);
        output.records[to.clone()].copy_from_slice(&self.records[from.clone()]);
        output.certain[to].copy_from_slice(&self.certain[from]);
        output.found += fits;
        self.put += fits;
        fits == left
    }

    /// Takes nodes of one level from the stack, as long as no level below has more than `widest` intervals
    /// or nodes; false where there is none such.
    pub fn take(&mut self, question: &Question, stack: &mut Stack, widest: usize) -> bool {
        let Some(top) = stack.nodes.last() else {
            return false;
        };
        if widest == 0 {
            return false;
        }
        self.level = top.level;
        let is_open = question.is_open(&mut self.bits.truths);
        // Nodes of the last level below a node.
        let most = 1u64 << (2 * (question.places.levels - 1 - top.level));
        let mut left = widest as u64;
        let (mut nodes, mut items) = (0, 0);
        for node in stack.nodes.iter().rev() {
            let first = stack.items.len() - items - node.items as usize;
            let own = &stack.items[first..first + node.items as usize];
            let width = |&Item { rows, .. }: &Item| most.min(rows[1].wrapping_sub(rows[0]).into());
            let sum = own.iter().map(width).sum::<u64>() + if is_open { most } else { 0 };
            if node.level != self.level || sum > left {
                break;
            }
            left -= sum;
            nodes += 1;
            items += own.len();
        }
        self.take_nodes(question, stack, [nodes, items]);
        nodes > 0
    }

    /// Numbers the nodes on top of the stack in order, and sorts their items by leaf.
    fn take_nodes(&mut self, question: &Question, stack: &mut Stack, [nodes, items]: [usize; 2]) {
        let items = stack.items.drain(stack.items.len() - items..);
        let nodes = stack.nodes.drain(stack.nodes.len() - nodes..);
        self.ends.clear();
        self.ends.resize(question.formula.ends.len(), 0);
        for item in items.as_slice() {
            self.ends[item.of as usize] += 1;
        }
        // Each leaf's end becomes its start, and is moved on to its end by its items.
        let mut sum = 0;
        for end in &mut self.ends {
            (sum, *end) = (sum + *end, sum);
        }
        self.items.clear();
        self.items.resize(
            sum,
            Item {
                of: 0,
                rows: [0; 2],
            },
        );
        let last = nodes.len() as u32;
        let mut left = items.as_slice().iter();
        self.digits.clear();
        for (i, node) in (0..).zip(nodes) {
            self.digits.push(node.digits);
            // Of those that rise the last one is the next.
            let of = if question.is_falling { i } else { last - 1 - i };
            for item in left.by_ref().take(node.items as usize) {
                let place = &mut self.ends[item.of as usize];
                self.items[*place] = Item { of, ..*item };
                *place += 1;
            }
        }
        if !question.is_falling {
            self.digits.reverse();
        }
    }

    /// Divides the nodes at work, which their children or records take the place of; false where pages have
    /// to be checked first. All records were put.
    #[inline(always)]
    pub fn divide(&mut self, question: &Question) -> bool {
        if !self.division.divide(question, self.level, &self.items) {
            return false;
        }
        self.divided = self.items.len();
        self.evaluate(question);
        self.keep_in_range(question);
        if question.is_last(self.level) {
            self.find_records(question);
        } else {
            self.make_children(question);
        }
        true
    }

    #[inline(always)]
    fn evaluate(&mut self, question: &Question) {
        self.bits.possible.clear();
        self.bits.leaves.clear();
        match question.shape {
            Shape::Any => self.find_any(question),
            Shape::All => self.find_all(question),
            Shape::Other => self.find_true(question),
        }
    }

    /// Words of the nodes at work.
    fn words(&self) -> usize {
        self.digits.len().div_ceil(WORD_NODES)
    }

    /// Digits that one leaf has at least.
    #[inline(always)]
    fn find_any(&mut self, question: &Question) {
        let words = self.words();
        let possible = &mut self.bits.possible;
        possible.resize(words, 0);
        add_digits(&self.items, &self.division.present, possible);
        for map in question.maps.iter().flatten() {
            for (any, nodes) in possible.iter_mut().zip(self.digits.chunks(WORD_NODES)) {
                *any |= question.map_digits(map, nodes, self.level);
            }
        }
    }

    /// Digits that all leaves have.
    #[inline(always)]
    fn find_all(&mut self, question: &Question) {
        let words = self.words();
        let Bits {
            possible, leaves, ..
        } = &mut self.bits;
        possible.resize(words, u64::MAX);
        let mut first = 0;
        for (leaf, &end) in self.ends.iter().enumerate() {
            if let Some(map) = question.map(leaf) {
                for (all, nodes) in possible.iter_mut().zip(self.digits.chunks(WORD_NODES)) {
                    *all &= question.map_digits(map, nodes, self.level);
                }
                continue;
            }
            leaves.clear();
            leaves.resize(words, 0);
            let present = &self.division.present[first..end];
            add_digits(&self.items[first..end], present, leaves);
            for (all, own) in possible.iter_mut().zip(&*leaves) {
                *all &= own;
            }
            first = end;
        }
    }

    /// Digits for which the formula may hold, and those for which it does.
    #[inline(always)]
    fn find_true(&mut self, question: &Question) {
        let words = self.words();
        let is_last = question.is_last(self.level);
        let Bits {
            possible,
            certain,
            leaves,
            truths,
        } = &mut self.bits;
        leaves.resize(words * self.ends.len(), 0);
        let mut first = 0;
        for (own, &end) in leaves.chunks_exact_mut(words).zip(&self.ends) {
            let present = &self.division.present[first..end];
            add_digits(&self.items[first..end], present, own);
            first = end;
        }
        certain.clear();
        for (word, nodes) in self.digits.chunks(WORD_NODES).enumerate() {
            let present = |leaf: usize| match question.map(leaf) {
                Some(map) => question.map_digits(map, nodes, self.level),
                None => leaves[leaf * words + word],
            };
            let truth = question.formula.evaluate(present, is_last, truths);
            possible.push(truth.possible);
            certain.push(truth.certain);
        }
    }

    /// Takes away digits behind the last node, and those with no records in range.
    #[inline(always)]
    fn keep_in_range(&mut self, question: &Question) {
        let count = self.digits.len();
        let used = count % WORD_NODES;
        if used > 0
            && let Some(last) = self.bits.possible.last_mut()
        {
            *last &= (1 << (4 * used)) - 1;
        }
        // All others are in range: the nodes come from the range in order.
        for node in [0, count - 1] {
            let out = !question.in_range(self.digits[node], self.level) & 15;
            let shift = 4 * (node % WORD_NODES);
            self.bits.possible[node / WORD_NODES] &= !(u64::from(out) << shift);
        }
    }

    #[inline(always)]
    fn make_children(&mut self, question: &Question) {
        let level = self.level;
        let below = question.places.level(level + 1);
        self.next_digits.clear();
        self.children.clear();
        for (nodes, &word) in self.digits.chunks(WORD_NODES).zip(&self.bits.possible) {
            self.children.push(self.next_digits.len() as u32);
            push_alive(nodes, word, &mut self.next_digits);
        }
        self.next_items.clear();
        let mut first = 0;
        for end in &mut self.ends {
            for i in first..*end {
                let item = self.items[i];
                let (place, shift) = place_of(item.of);
                let word = self.bits.possible[place];
                let mut alive = (word >> shift) as u8 & 15;
                if alive & self.division.present[i] == 0 {
                    continue;
                }
                let before = (word & ((1 << shift) - 1)).count_ones();
                let mut of = self.children[place] + before;
                let present = self.division.present[i];
                let split = self.division.split(question, level, (i, &item));
                while alive != 0 {
                    let digit = alive.trailing_zeros() as usize;
                    if present >> digit & 1 != 0 {
                        let rows = [split.starts[digit & 3], split.ends[digit & 3]];
                        question.pages.prefetch_block(below, rows[0]);
                        question.pages.prefetch_block(below, rows[1]);
                        self.next_items.push(Item { of, rows });
                    }
                    of += 1;
                    alive &= alive - 1;
                }
            }
            (first, *end) = (*end, self.next_items.len());
        }
        std::mem::swap(&mut self.items, &mut self.next_items);
        std::mem::swap(&mut self.digits, &mut self.next_digits);
        self.level += 1;
    }

    #[inline(always)]
    fn find_records(&mut self, question: &Question) {
        self.records.clear();
        self.certain.clear();
        self.put = 0;
        let possible = &self.bits.possible;
        for (nodes, &word) in self.digits.chunks(WORD_NODES).zip(possible) {
            push_alive(nodes, word, &mut self.records);
        }
        if question.shape == Shape::Other {
            for (&word, &certain) in possible.iter().zip(&self.bits.certain) {
                let mut left = word;
                while left != 0 {
                    let bit = left.trailing_zeros();
                    self.certain.push((certain >> bit & 1) as u8);
                    left &= left - 1;
                }
            }
        } else {
            self.certain.resize(self.records.len(), 1);
        }
        if question.is_falling {
            self.records.reverse();
            self.certain.reverse();
        }
        self.digits.clear();
    }
}

/// The word of a node, and where its digits are there.
#[inline(always)]
fn place_of(node: u32) -> (usize, u32) {
    (node as usize / WORD_NODES, 4 * (node % WORD_NODES as u32))
}

#[inline(always)]
fn add_digits(items: &[Item], present: &[u8], words: &mut [u64]) {
    for (item, present) in items.iter().zip(present) {
        let (place, shift) = place_of(item.of);
        words[place] |= u64::from(present & 15) << shift;
    }
}

/// The digits of nodes, each with one more where its bit is set.
#[inline(always)]
fn push_alive(nodes: &[u32], word: u64, alive: &mut Vec<u32>) {
    let mut left = word;
    while left != 0 {
        let bit = left.trailing_zeros();
        alive.push(nodes[bit as usize / 4] << 2 | bit & 3);
        left &= left - 1;
    }
}
