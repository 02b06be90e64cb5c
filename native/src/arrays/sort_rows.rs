//! The suffixes of a segment in order, with the symbol before each and its record.
//!
//! Suffixes are compared up to their record's end, where ties are in order of position. They are put
//! into bins by the first bits of their symbols' codes (`codes.rs`), with a key of the bits behind
//! (`bins.rs`), a third of them at a time, to bound the memory. A bin fits the cache: there its keys are
//! sorted (`keys.rs`), and suffixes of equal keys by the text behind (`ties.rs`, `known.rs`). A text
//! that repeats itself at length would be slow: libsais sorts it instead (`separators.rs`).
//!
//! For more than 2^20 symbols the peak is 6 bytes a symbol beside the arguments, for fewer 32, and in
//! both cases 20 bytes for each of the alphabet.

mod bins;
mod codes;
mod keys;
mod known;
mod separators;
mod suffixes;
#[cfg(test)]
mod tests;
mod ties;

use bins::Bins;
use codes::Codes;
use keys::KeySorter;
use suffixes::Suffixes;
use ties::Ties;

/// Texts up to this length are put into bins at once.
const SMALL_TEXT: usize = 1 << 20;
/// A longer one in as many parts.
const PARTS: usize = 3;
/// Bins beyond this share of a longer text would take too much memory at once.
const MAX_BIN_SHARE: usize = 64;

pub struct Sorting<'a> {
    /// 0 ends each record, the last one too.
    pub symbols: &'a [u32],
    /// Occurrences of each symbol. Besides the first they decide about speed only.
    pub counts: &'a [u32],
    /// Exclusive ends of the records.
    pub record_ends: &'a [u32],
    /// Becomes the symbol before each suffix, in the order of the suffixes; for the suffix at 0 the
    /// last symbol.
    pub bwt: &'a mut [u32],
    /// Becomes the record of each suffix that does not begin with 0.
    pub records: &'a mut [u32],
}

/// How a text was sorted.
#[derive(Debug, PartialEq, Eq)]
pub enum Sorted {
    ByKeys,
    BySeparators,
}

/// Nothing where symbols, counts and ends do not fit each other: then the outputs mean nothing. The
/// lengths of the outputs are trusted.
pub fn sort_rows(mut given: Sorting) -> Option<Sorted> {
    if !fits(&given) {
        return None;
    }
    if given.symbols.is_empty() {
        return Some(Sorted::ByKeys);
    }
    if sort_by_keys(&mut given)? {
        return Some(Sorted::ByKeys);
    }
    separators::sort_rows(given).then_some(Sorted::BySeparators)
}

/// Whether counts and ends are those of the text, as far as that is cheap to see.
fn fits(given: &Sorting) -> bool {
    let Sorting {
        symbols,
        counts,
        record_ends,
        ..
    } = given;
    let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    let records = counts.first().map_or(0, |&count| count as usize);
    let rising = record_ends.windows(2).all(|pair| pair[0] < pair[1]);
    let is_end = |&end: &u32| end > 0 && symbols.get(end as usize - 1) == Some(&0);
    total == symbols.len() as u64
        && records == record_ends.len()
        && record_ends.last().map_or(0, |&end| end as usize) == symbols.len()
        && rising
        && record_ends.iter().all(is_end)
}

/// False where the text repeats itself too much; nothing where a symbol does not fit.
fn sort_by_keys(given: &mut Sorting) -> Option<bool> {
    let symbols = given.symbols;
    let codes = Codes::new(given.counts);
    let bins = Bins::new(symbols, &codes, given.counts[0])?;
    let (ends, mut bwt) = given.bwt.split_at_mut(given.record_ends.len());
    fill_ends(symbols, given.record_ends, ends);
    let mut records = &mut given.records[..];
    let Some(most) = part_length(symbols.len(), bins.largest()) else {
        return Some(false);
    };
    let mut suffixes = Suffixes::new(bins.longest_part(most) + 1);
    let mut keys = KeySorter::new(bins.largest());
    let mut ties = Ties::new(symbols, &codes, &bins);
    let mut part = bins.part_from(0, most);
    while !part.is_empty() {
        bins.fill(part.clone(), &mut suffixes);
        let mut rest = &mut suffixes[..];
        for &count in &bins.counts[part.clone()] {
            let (bin, others) = rest.split_at_mut(count as usize);
            rest = others;
            if bin.is_empty() {
                continue;
            }
            let mut sorted = keys.sort(bin, codes.key_mask(bin.len()));
            if !ties.sort(bin, &mut sorted) {
                return Some(false);
            }
            let (rows, ranks);
            (rows, bwt) = bwt.split_at_mut(bin.len());
            (ranks, records) = records.split_at_mut(bin.len());
            for (i, (row, rank)) in rows.iter_mut().zip(ranks).enumerate() {
                let suffix = &bin[sorted.place(i)];
                *row = codes.before(suffix);
                *rank = suffix.record;
            }
        }
        part = bins.part_from(part.end, most);
    }
    Some(true)
}

/// Suffixes of a part at most, or one bin more; nothing where a bin is too large.
fn part_length(length: usize, largest: usize) -> Option<usize> {
    if length <= SMALL_TEXT {
        return Some(length);
    }
    let max_bin = length / MAX_BIN_SHARE;
    (largest <= max_bin).then_some(length.div_ceil(PARTS) + max_bin)
}

/// The symbols before the ends of records, in order of position.
fn fill_ends(symbols: &[u32], record_ends: &[u32], rows: &mut [u32]) {
    for (row, &end) in rows.iter_mut().zip(record_ends) {
        *row = symbol_before(symbols, end as usize - 1);
    }
}

#[inline(always)]
fn symbol_before(symbols: &[u32], start: usize) -> u32 {
    let end = if start == 0 { symbols.len() } else { start };
    symbols[end - 1]
}
