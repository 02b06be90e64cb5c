//! Puts suffixes of equal keys in order by the text behind.
//!
//! Short runs are inserted by comparing texts. Long ones get keys of the symbols further on, are
//! sorted by these, and again. All of it costs reads, which are limited.

use crate::arrays::prefetch::prefetch;
use crate::arrays::sort_rows::bins::Bins;
use crate::arrays::sort_rows::codes::Codes;
use crate::arrays::sort_rows::keys::{SortedKeys, sort_keys};
use crate::arrays::sort_rows::known::{Known, KnownRepeats, Pair};
use crate::arrays::sort_rows::suffixes::Suffix;

/// Symbols read, for each of the text, after which a text is left.
const MAX_READS: usize = 24;
/// A new key costs as much as comparing so many symbols.
const KEY_READS: usize = 12;
const SHORT_RUN: u32 = 8;
/// Symbols that a key holds, about.
const KEY_SYMBOLS: usize = 5;
/// Symbols compared at once.
const CHUNK: usize = 8;

/// Rows of a bin with equal keys, which hold the symbols from `depth` on.
#[derive(Clone, Copy)]
struct Run {
    first: u32,
    end: u32,
    depth: u32,
}

pub struct Ties<'a> {
    symbols: &'a [u32],
    codes: &'a Codes,
    /// The first bits of the codes: the bin, not in the first keys.
    bin_bits: u32,
    reads_left: usize,
    runs: Vec<Run>,
    known: KnownRepeats,
}

impl<'a> Ties<'a> {
    pub fn new(symbols: &'a [u32], codes: &'a Codes, bins: &Bins) -> Self {
        Self {
            symbols,
            codes,
            bin_bits: bins.bits,
            reads_left: symbols.len() * MAX_READS,
            runs: Vec::new(),
            known: KnownRepeats::new(bins.records as usize),
        }
    }

    /// Sorts runs of equal keys. False where it would take too many reads.
    pub fn sort(&mut self, bin: &mut [Suffix], sorted: &mut SortedKeys) -> bool {
        let all = Run {
            first: 0,
            end: sorted.keys.len() as u32,
            depth: 0,
        };
        self.find_runs(bin, sorted, all);
        while let Some(run) = self.runs.pop() {
            let done = if run.end - run.first <= SHORT_RUN {
                self.insert_by_text(bin, sorted, run)
            } else {
                self.sort_by_next_keys(bin, sorted, run)
            };
            if done.is_none() {
                self.runs.clear();
                return false;
            }
        }
        true
    }

    /// Runs of equal keys in a part of a bin, where the keys hold the symbols from its depth on.
    fn find_runs(&mut self, bin: &[Suffix], sorted: &SortedKeys, part: Run) {
        let mut first = part.first as usize;
        let part_end = part.end as usize;
        while first + 1 < part_end {
            let mut end = first + 1;
            while end < part_end && sorted.are_equal(first, end) {
                end += 1;
            }
            if end - first > 1 {
                for row in first..end {
                    let start = bin[sorted.place(row)].start + part.depth;
                    prefetch(self.symbols, start as usize + KEY_SYMBOLS);
                }
                self.runs.push(Run {
                    first: first as u32,
                    end: end as u32,
                    depth: part.depth,
                });
            }
            first = end;
        }
    }

    fn insert_by_text(&mut self, bin: &[Suffix], sorted: &mut SortedKeys, run: Run) -> Option<()> {
        let first = run.first as usize;
        for end in first + 1..run.end as usize {
            for row in (first + 1..=end).rev() {
                let suffix = &bin[sorted.place(row)];
                let other = &bin[sorted.place(row - 1)];
                if !self.is_less(suffix, other, run.depth)? {
                    break;
                }
                sorted.keys.swap(row - 1, row);
            }
        }
        Some(())
    }

    /// Both have equal symbols before `depth`, and their keys hold those from there on.
    fn is_less(&mut self, suffix: &Suffix, other: &Suffix, depth: u32) -> Option<bool> {
        if (suffix.key ^ other.key) & !self.codes.symbol_mask() != 0 {
            return Some(suffix.key < other.key);
        }
        let swapped = suffix.start > other.start;
        let (one, other) = if swapped {
            (other, suffix)
        } else {
            (suffix, other)
        };
        let pair = Pair {
            starts: (one.start + depth, other.start + depth),
            records: (one.record, other.record),
        };
        Some(self.is_earlier_less(pair)? != swapped)
    }

    /// Equal suffixes are in order of position.
    fn is_earlier_less(&mut self, pair: Pair) -> Option<bool> {
        let one = &self.symbols[pair.starts.0 as usize..];
        let other = &self.symbols[pair.starts.1 as usize..];
        let (most, then) = match self.known.find(pair) {
            Known::Order(one_is_less) => return Some(one_is_less),
            Known::After(length, one_is_less) => (length, Some(one_is_less)),
            Known::Nothing => (other.len(), None),
        };
        let mut at = self.equal_chunks(&one[..most], &other[..most])?;
        while at < most && one[at] == other[at] && one[at] != 0 {
            at += 1;
        }
        self.reads_left = self.reads_left.checked_sub(at + 1)?;
        if let Some(one_is_less) = then
            && at == most
        {
            self.known.extend(pair, most);
            return Some(one_is_less);
        }
        let one_is_less = one[at] <= other[at];
        self.known.add(pair, at, one_is_less);
        Some(one_is_less)
    }

    /// The length of the first chunks that are equal and have no 0.
    fn equal_chunks(&self, one: &[u32], other: &[u32]) -> Option<usize> {
        let (one, other) = (one.as_chunks::<CHUNK>().0, other.as_chunks::<CHUNK>().0);
        let mut chunks = 0;
        for (one, other) in one.iter().zip(other) {
            let ends = one.iter().fold(false, |ends, &symbol| ends | (symbol == 0));
            if one != other || ends {
                break;
            }
            chunks += 1;
            if chunks * CHUNK > self.reads_left {
                return None;
            }
        }
        Some(chunks * CHUNK)
    }

    /// Sorts a run by keys of the symbols behind those that are equal.
    fn sort_by_next_keys(
        &mut self,
        bin: &mut [Suffix],
        sorted: &mut SortedKeys,
        run: Run,
    ) -> Option<()> {
        let rows = run.first as usize..run.end as usize;
        let first = bin[sorted.place(rows.start)].start + run.depth;
        let bin_bits = if run.depth == 0 { self.bin_bits } else { 0 };
        let equal_bits = u64::from(bin_bits + sorted.mask.leading_zeros());
        let Some(whole) = self.count_whole(first as usize, equal_bits) else {
            return Some(());
        };
        self.reads_left = self.reads_left.checked_sub(KEY_READS * rows.len())?;
        let depth = run.depth + whole;
        let (mask, symbol_mask) = (sorted.mask, self.codes.symbol_mask());
        for key in &mut sorted.keys[rows.clone()] {
            let suffix = &mut bin[(*key & mask) as usize];
            let behind = &self.symbols[(suffix.start + depth) as usize..];
            let next = self.codes.read_key(behind);
            suffix.key = next & !symbol_mask | suffix.key & symbol_mask;
            *key = next & !mask | *key & mask;
        }
        sort_keys(&mut sorted.keys[rows.clone()], sorted.spare);
        self.find_runs(bin, sorted, Run { depth, ..run });
        Some(())
    }

    /// Symbols from `start` on whose codes are within so many bits; nothing where the record ends
    /// among them.
    fn count_whole(&self, start: usize, bits: u64) -> Option<u32> {
        let mut used = 0;
        for (whole, &symbol) in (0..).zip(&self.symbols[start..]) {
            used += self.codes.get(symbol).length();
            if used > bits {
                return Some(whole);
            }
            if symbol == 0 {
                return None;
            }
        }
        None
    }
}
