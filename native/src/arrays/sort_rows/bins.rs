//! Suffixes by the first bits of their symbols' codes.
//!
//! The text is read from its end to its start, where the codes behind a position cost one look-up
//! more. Those that begin with 0 are left out: their order is known.

use std::ops::Range;

use crate::arrays::prefetch::prefetch;
use crate::arrays::sort_rows::codes::{Code, Codes};
use crate::arrays::sort_rows::suffixes::Suffix;
use crate::arrays::sort_rows::{SMALL_TEXT, symbol_before};

/// Suffixes of a bin on average, so that its keys stay in the cache.
const BIN_LENGTH: usize = 4096;
const MIN_BITS: u32 = 2;
/// With fewer a common phrase could fill too large a part of a long text's bins.
const MIN_BITS_OF_PARTS: u32 = 11;
/// With more there would not be room in the cache for the line of each bin that is filled.
const MAX_BITS: u32 = 14;
/// Suffixes of a bin, from the last one down, asked for ahead.
const AHEAD: usize = 8;
/// Where suffixes of other parts count. One place would be a chain of stores and loads.
const OTHERS: usize = 16;

pub struct Bins<'a> {
    symbols: &'a [u32],
    codes: &'a Codes,
    pub records: u32,
    pub bits: u32,
    /// Suffixes of each bin.
    pub counts: Vec<u32>,
}

impl<'a> Bins<'a> {
    /// Nothing where a symbol has no code, or others than `records` symbols are 0.
    pub fn new(symbols: &'a [u32], codes: &'a Codes, records: u32) -> Option<Self> {
        let in_parts = symbols.len() > SMALL_TEXT;
        let min_bits = if in_parts {
            MIN_BITS_OF_PARTS
        } else {
            MIN_BITS
        };
        let bits = (symbols.len() / BIN_LENGTH).max(1).ilog2();
        let bits = bits.clamp(min_bits, MAX_BITS);
        let mut counts = vec![0; 1 << bits];
        let mut ends = 0;
        let mut first_bits = 0;
        for &symbol in symbols.iter().rev() {
            let code = codes.find(symbol)?;
            if symbol == 0 {
                first_bits = code.bits();
                ends += 1;
                continue;
            }
            first_bits = code.bits() | first_bits >> code.length();
            counts[(first_bits >> (64 - bits)) as usize] += 1;
        }
        (ends == records).then_some(Self {
            symbols,
            codes,
            records,
            bits,
            counts,
        })
    }

    pub fn largest(&self) -> usize {
        self.counts.iter().max().map_or(0, |&count| count as usize)
    }

    /// Bins from `first` on, of `most` suffixes together; empty only behind the last one.
    pub fn part_from(&self, first: usize, most: usize) -> Range<usize> {
        let mut sum = 0;
        let fits = self.counts[first..].iter().take_while(|&&count| {
            sum += count as usize;
            sum <= most
        });
        first..first + fits.count()
    }

    pub fn longest_part(&self, most: usize) -> usize {
        let mut longest = 0;
        let mut part = self.part_from(0, most);
        while !part.is_empty() {
            longest = longest.max(self.length_of(&part));
            part = self.part_from(part.end, most);
        }
        longest
    }

    fn length_of(&self, part: &Range<usize>) -> usize {
        let counts = &self.counts[part.clone()];
        counts.iter().map(|&count| count as usize).sum()
    }

    /// The suffixes of some bins, bin after bin, each in order of position. `to` has room for one
    /// more, whose value means nothing.
    #[inline(never)]
    pub fn fill(&self, part: Range<usize>, to: &mut [Suffix]) {
        let mut next = Vec::with_capacity(part.len() + OTHERS);
        let mut end = 0;
        for &count in &self.counts[part.clone()] {
            end += count;
            next.push(end);
        }
        let others = part.len();
        next.extend([end + 1; OTHERS]);
        let bits = self.bits;
        let kept = !self.codes.symbol_mask();
        let mut record = self.records;
        let mut window = Window { high: 0, low: 0 };
        for start in (0..self.symbols.len()).rev() {
            let symbol = self.symbols[start];
            let code = self.codes.get(symbol);
            if symbol == 0 {
                record -= 1;
                window = Window {
                    high: code.bits(),
                    low: 0,
                };
                continue;
            }
            window.push(code);
            let bin = (window.high >> (64 - bits)) as usize;
            let bin = bin.wrapping_sub(part.start).min(others + start % OTHERS);
            let place = next[bin] - 1;
            next[bin] = place + u32::from(bin >= others);
            prefetch(to, (place as usize).wrapping_sub(AHEAD));
            let key = window.high << bits | window.low >> (64 - bits);
            let before = symbol_before(self.symbols, start);
            to[place as usize] = Suffix {
                key: key & kept | u64::from(before),
                start: start as u32,
                record,
            };
        }
    }
}

/// The first 128 bits of the codes from a position on, those of the record's end the last ones.
struct Window {
    high: u64,
    low: u64,
}

impl Window {
    /// Goes one position back, to a symbol of a code of some bits.
    #[inline(always)]
    fn push(&mut self, code: Code) {
        let length = code.length();
        self.low = self.low >> length | self.high << (64 - length);
        self.high = code.bits() | self.high >> length;
    }
}
