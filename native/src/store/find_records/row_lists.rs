//! Formulas that leaves of few rows bound: the records of these rows are listed, and each is tested for
//! the other leaves.
//!
//! A walk divides the intervals of all leaves in each node on the way to a record. A list costs a step a level
//! for each row, and a test of a record ends where its digits leave the interval. Where leaves are joined by
//! AND alone, a walk ends even sooner: few nodes have rows of all of them.

mod bounds;

use crate::store::find_records::Output;
use crate::store::find_records::division::Question;
use crate::store::find_records::row_lists::bounds::{Bound, bound_of};
use crate::store::formula::{Shape, Truth};

/// Leaves of a formula that has lists, at most, and intervals of all of them: leaves are bits of a word.
const MAX_LEAVES: usize = 64;
const MAX_INTERVALS: usize = 64;

/// The records of a formula, and how many of them are put.
#[derive(Default)]
pub struct RowLists {
    records: Vec<u32>,
    certain: Vec<u8>,
    put: usize,
    candidates: Vec<u32>,
    /// The records of leaves that are listed, rising; each once.
    lists: Vec<Vec<u32>>,
    /// A bit for each candidate that a leaf holds: words of leaf 0, of leaf 1 and so on.
    words: Vec<u64>,
    tested: Vec<Tested>,
    /// Leaves to be tested, in order.
    others: Vec<usize>,
    bounds: Vec<Bound>,
    truths: Vec<Truth>,
}

/// A candidate, and the rows of an interval that have its digits so far.
#[derive(Clone, Copy)]
struct Tested {
    of: u32,
    record: u32,
    rows: [u32; 2],
}

/// What came of a formula.
pub enum Listed {
    /// It is not bound by so few rows.
    TooMany,
    /// So many pages have to be checked first.
    Lacking(usize),
    Done,
}

impl RowLists {
    /// Finds all records in range of a formula that leaves of `few` rows bound.
    #[inline(always)]
    pub fn find(&mut self, question: &Question, few: u64, pages: &mut [u32]) -> Listed {
        self.records.clear();
        self.certain.clear();
        self.put = 0;
        let (leaves, rows) = (question.formula.ends.len(), question.formula.rows.len());
        let is_small = leaves <= MAX_LEAVES && rows <= 2 * MAX_INTERVALS;
        let is_joined = question.shape == Shape::All && leaves > 1;
        if !is_small || is_joined || question.places.levels == 0 {
            return Listed::TooMany;
        }
        let bound = bound_of(question.formula, &mut self.bounds);
        if bound.rows > few {
            return Listed::TooMany;
        }
        match self.find_bound(question, bound, pages) {
            Err(lacking) => Listed::Lacking(lacking),
            Ok(()) => Listed::Done,
        }
    }

    /// Puts what waits; the range that is left.
    #[inline(always)]
    pub fn put_found(&mut self, question: &Question, output: &mut Output) -> [u32; 2] {
        while let Some(&record) = self.records.get(self.put) {
            if !output.put(record, self.certain[self.put]) {
                return question.range_from(record);
            }
            self.put += 1;
        }
        [question.start; 2]
    }

    #[inline(always)]
    fn find_bound(
        &mut self,
        question: &Question,
        bound: Bound,
        pages: &mut [u32],
    ) -> Result<(), usize> {
        let leaves = question.formula.ends.len();
        self.candidates.clear();
        if self.lists.len() < leaves {
            self.lists.resize_with(leaves, Vec::new);
        }
        for leaf in (0..leaves).filter(|leaf| bound.leaves >> leaf & 1 != 0) {
            self.list(question, leaf, pages)?;
            self.candidates.extend_from_slice(&self.lists[leaf]);
        }
        self.candidates.sort_unstable();
        self.candidates.dedup();
        let Question { start, end, .. } = *question;
        self.candidates
            .retain(|&record| start <= record && record < end);
        if self.candidates.is_empty() {
            return Ok(());
        }
        let words = self.candidates.len().div_ceil(64);
        self.words.clear();
        self.words.resize(words * leaves, 0);
        self.mark_known(question, bound);
        for word in 0..words {
            let mut unknown = 0;
            for &leaf in &self.others {
                unknown |= 1 << leaf;
            }
            let mut truth = self.evaluate(question, word, unknown);
            for i in 0..self.others.len() {
                if truth.possible == 0 {
                    break;
                }
                let leaf = self.others[i];
                self.test(question, (word, truth.possible, leaf), pages)?;
                unknown &= !(1 << leaf);
                truth = self.evaluate(question, word, unknown);
            }
            self.push_records(word, truth);
        }
        if question.is_falling {
            self.records.reverse();
            self.certain.reverse();
        }
        Ok(())
    }

    /// Marks the candidates of the leaves that are listed or have maps. The other ones are to be tested: those
    /// of fewer rows first, as they leave fewer candidates, and those under a NOT last.
    #[inline(always)]
    fn mark_known(&mut self, question: &Question, bound: Bound) {
        let words = self.candidates.len().div_ceil(64);
        self.others.clear();
        for leaf in 0..question.formula.ends.len() {
            let own = &mut self.words[leaf * words..][..words];
            if bound.leaves >> leaf & 1 != 0 {
                mark_common(&self.candidates, &self.lists[leaf], own);
            } else if let Some(map) = question.map(leaf) {
                for (i, &record) in self.candidates.iter().enumerate() {
                    let word = map.get(record as usize / 64).copied().unwrap_or(0);
                    own[i / 64] |= (word >> (record % 64) & 1) << (i % 64);
                }
            } else {
                self.others.push(leaf);
            }
        }
        let order = |&leaf: &usize| {
            let is_negated = bound.negated >> leaf & 1 != 0;
            (is_negated, question.formula.rows_of(leaf))
        };
        self.others.sort_by_key(order);
    }

    /// Makes the list of a leaf: all its rows go down a level together. The error is how many pages have to
    /// be checked first.
    #[inline(always)]
    fn list(&mut self, question: &Question, leaf: usize, pages: &mut [u32]) -> Result<(), usize> {
        let Question { places, .. } = *question;
        let list = &mut self.lists[leaf];
        list.clear();
        self.tested.clear();
        for &[start, end] in question.formula.intervals(leaf) {
            self.tested.extend((start..end).map(|row| Tested {
                of: 0,
                record: 0,
                rows: [row; 2],
            }));
        }
        for depth in 0..places.levels {
            let level = places.level(depth);
            let below = places.level(depth + 1);
            for i in 0..self.tested.len() {
                let one = &mut self.tested[i];
                let Some((digit, place)) = question.pages.step(level, one.rows[0]) else {
                    let left = self.tested[i..].iter().map(|one| one.rows);
                    return Err(question.name_pages(depth, left, pages));
                };
                if depth + 1 < places.levels {
                    question.pages.prefetch_block(below, place);
                }
                one.record = one.record << 2 | digit;
                one.rows = [place; 2];
            }
        }
        list.extend(self.tested.iter().map(|one| one.record));
        list.sort_unstable();
        list.dedup();
        Ok(())
    }

    /// Marks the candidates of a word, of those that are `alive`, that a leaf holds.
    #[inline(always)]
    fn test(
        &mut self,
        question: &Question,
        (word, alive, leaf): (usize, u64, usize),
        pages: &mut [u32],
    ) -> Result<(), usize> {
        let words = self.candidates.len().div_ceil(64);
        let candidates = &self.candidates[64 * word..];
        let found = &mut self.words[leaf * words + word];
        for &rows in question.formula.intervals(leaf) {
            self.tested.clear();
            let open = candidates.iter().zip(0..64);
            let open = open.filter(|(_, of)| (alive & !*found) >> of & 1 != 0);
            self.tested
                .extend(open.map(|(&record, of)| Tested { of, record, rows }));
            descend(question, &mut self.tested, pages)?;
            for one in &self.tested {
                *found |= 1 << one.of;
            }
        }
        Ok(())
    }

    /// The truth of a word of candidates; of the leaves in `unknown` nothing is known.
    #[inline(always)]
    fn evaluate(&mut self, question: &Question, word: usize, unknown: u64) -> Truth {
        let count = self.candidates.len();
        let words = count.div_ceil(64);
        let own = &self.words;
        let truth_of = |leaf: usize| {
            if unknown >> leaf & 1 != 0 {
                return Truth {
                    possible: u64::MAX,
                    certain: 0,
                };
            }
            let possible = own[leaf * words + word];
            Truth {
                possible,
                certain: possible,
            }
        };
        let formula = question.formula;
        let mut truth = formula.evaluate_known(truth_of, &mut self.truths);
        if count - 64 * word < 64 {
            truth.possible &= (1 << (count % 64)) - 1;
        }
        truth
    }

    #[inline(always)]
    fn push_records(&mut self, word: usize, truth: Truth) {
        let mut left = truth.possible;
        while left != 0 {
            let bit = left.trailing_zeros();
            self.records.push(self.candidates[64 * word + bit as usize]);
            self.certain.push((truth.certain >> bit & 1) as u8);
            left &= left - 1;
        }
    }
}

/// A bit for each candidate that is in a list; both rise.
#[inline(always)]
fn mark_common(candidates: &[u32], list: &[u32], words: &mut [u64]) {
    let mut at = 0;
    for (i, &record) in candidates.iter().enumerate() {
        while list.get(at).is_some_and(|&one| one < record) {
            at += 1;
        }
        let is_common = list.get(at) == Some(&record);
        words[i / 64] |= u64::from(is_common) << (i % 64);
    }
}

/// Keeps the candidates that have a row. They rise, so those with the same digits are next to each other and
/// are looked for once. The error is how many pages have to be checked first.
#[inline(always)]
fn descend(question: &Question, tested: &mut Vec<Tested>, pages: &mut [u32]) -> Result<(), usize> {
    let levels = question.places.levels;
    for depth in 0..levels {
        let level = question.places.level(depth);
        let below = question.places.level(depth + 1);
        let shift = 2 * (levels - depth - 1);
        let mut kept = 0;
        // The digits of no record.
        let mut before = (u64::MAX, [0; 2]);
        for i in 0..tested.len() {
            let one = tested[i];
            let digits = u64::from(one.record) >> shift;
            if digits != before.0 {
                let digit = digits as u32 & 3;
                let Some(rows) = question.pages.descend(level, one.rows, digit) else {
                    let left = tested[i..].iter().map(|one| one.rows);
                    return Err(question.name_pages(depth, left, pages));
                };
                if depth + 1 < levels {
                    question.pages.prefetch_block(below, rows[0]);
                    question.pages.prefetch_block(below, rows[1]);
                }
                before = (digits, rows);
            }
            let [start, end] = before.1;
            if start < end {
                tested[kept] = Tested {
                    rows: before.1,
                    ..one
                };
                kept += 1;
            }
        }
        tested.truncate(kept);
    }
    Ok(())
}
