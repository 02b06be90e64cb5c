//! Bigrams and their rows, in one scan of a BWT.
//!
//! Rows with the same symbol before them keep their order: the n-th of all rows with `a` before them
//! is the n-th of the rows that begin with `a`. So the rows of the bigram (a, b) follow from how many
//! `a` stand before the rows of `b`, and in them. Memory: 12 bytes a symbol, and the output.

use crate::arrays::hash::bigram_key;

pub struct Scan<'a> {
    /// The symbol before each row's suffix.
    pub bwt: &'a [u32],
    /// First row of each symbol, and the number of rows.
    pub first_rows: &'a [u32],
    /// At least 1.
    pub min_count: u32,
    /// Bigrams that occur as often, most frequent first, then by symbols: a, b, first row, end row.
    /// Room for bwt.len() / min_count of them.
    pub found: &'a mut [u32],
    pub keys: Option<Keys<'a>>,
}

/// The keys of all distinct bigrams, for a filter.
pub struct Keys<'a> {
    /// Of each symbol.
    pub term_hashes: &'a [u32],
    /// In the order of the scan; room for as many as there are rows.
    pub keys: &'a mut [u32],
}

pub struct Found {
    pub entries: usize,
    /// Distinct bigrams; those with a record end are not counted.
    pub distinct: usize,
}

/// Occurrences of a symbol, as the row that the next one has among those which begin with it.
#[derive(Clone, Copy)]
struct Running {
    now: u32,
    /// Before the rows of the second symbol at hand.
    before: u32,
}

/// Nothing where a symbol is not below the alphabet.
pub fn find_bigrams(mut given: Scan) -> Option<Found> {
    let symbols = given.first_rows.len() - 1;
    let starts = given.first_rows[..symbols].iter();
    let mut running: Vec<Running> = starts.map(|&now| Running { now, before: now }).collect();
    let mut seen = vec![0u32; symbols + 1];
    let mut total = Found {
        entries: 0,
        distinct: 0,
    };
    for b in 0..symbols {
        let rows = given.first_rows[b] as usize..given.first_rows[b + 1] as usize;
        let count = count_symbols(&given.bwt[rows], &mut running, &mut seen)?;
        for &a in &seen[..count] {
            let run = &mut running[a as usize];
            let rows = [run.before, run.now];
            run.before = run.now;
            if a > 0 && b > 0 {
                given.add([a, b as u32], rows, &mut total);
            }
        }
    }
    let found = &mut given.found.as_chunks_mut::<4>().0[..total.entries];
    found.sort_unstable_by_key(|&[a, b, start, end]| (start.wrapping_sub(end), a, b));
    Some(total)
}

/// Counts the symbols and collects those that occur. Returns how many do.
#[inline]
fn count_symbols(symbols: &[u32], running: &mut [Running], seen: &mut [u32]) -> Option<usize> {
    let mut count = 0;
    for &symbol in symbols {
        let run = running.get_mut(symbol as usize)?;
        seen[count] = symbol;
        count += (run.now == run.before) as usize;
        run.now += 1;
    }
    Some(count)
}

impl Scan<'_> {
    #[inline]
    fn add(&mut self, [a, b]: [u32; 2], [start, end]: [u32; 2], total: &mut Found) {
        if end - start >= self.min_count {
            let entry = total.entries * 4;
            self.found[entry..entry + 4].copy_from_slice(&[a, b, start, end]);
            total.entries += 1;
        }
        if let Some(Keys { term_hashes, keys }) = &mut self.keys {
            keys[total.distinct] = bigram_key(term_hashes[a as usize], term_hashes[b as usize]);
        }
        total.distinct += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;
    use std::collections::BTreeMap;

    /// Sorts the suffixes of a text whose records end with 0, and finds its bigrams.
    fn check(length: usize, symbols: u32, min_count: u32) {
        let mut text = some_numbers(length, symbols, length as u32);
        text.push(0);
        let mut rows: Vec<usize> = (0..text.len()).collect();
        rows.sort_by_key(|&start| &text[start..]);
        let before = |&start: &usize| text[(start + text.len() - 1) % text.len()];
        let bwt: Vec<u32> = rows.iter().map(before).collect();
        let below = |symbol| text.iter().filter(|&&other| other < symbol).count() as u32;
        let first_rows: Vec<u32> = (0..=symbols).map(below).collect();

        let mut expected: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
        for (row, &start) in rows.iter().enumerate() {
            if let [a, b, ..] = text[start..]
                && a > 0
                && b > 0
            {
                expected.entry((a, b)).or_default().push(row as u32);
            }
        }
        let mut found = vec![0; 4 * text.len()];
        let term_hashes = some_numbers(symbols as usize, u32::MAX, 8);
        let mut keys = vec![0; text.len()];
        let total = find_bigrams(Scan {
            bwt: &bwt,
            first_rows: &first_rows,
            min_count,
            found: &mut found,
            keys: Some(Keys {
                term_hashes: &term_hashes,
                keys: &mut keys,
            }),
        })
        .unwrap();
        let hash = |symbol: u32| term_hashes[symbol as usize];
        let mut expected_keys: Vec<u32> = expected
            .keys()
            .map(|&(a, b)| bigram_key(hash(a), hash(b)))
            .collect();
        expected_keys.sort();
        keys.truncate(total.distinct);
        keys.sort();
        assert_eq!(keys, expected_keys);
        let mut entries: Vec<[u32; 4]> = expected
            .iter()
            .filter(|(_, rows)| rows.len() >= min_count as usize)
            .map(|(&(a, b), rows)| [a, b, rows[0], rows[0] + rows.len() as u32])
            .collect();
        entries.sort_by_key(|&[_, _, start, end]| std::cmp::Reverse(end - start));
        assert_eq!(found.as_chunks().0[..total.entries], entries);
    }

    #[test]
    fn bigrams_have_their_rows() {
        for length in [0, 1, 2, 30, 500] {
            for symbols in [1, 2, 5, 40] {
                for min_count in [1, 2, 7] {
                    check(length, symbols, min_count);
                }
            }
        }
    }

    #[test]
    fn a_symbol_that_is_not_in_the_alphabet_is_refused() {
        let find = |bwt: &[u32]| {
            find_bigrams(Scan {
                bwt,
                first_rows: &[0, 1, 2],
                min_count: 1,
                found: &mut [0; 8],
                keys: None,
            })
            .is_some()
        };
        assert!(find(&[1, 0]));
        assert!(!find(&[1, 2]));
        assert!(!find(&[u32::MAX, 0]));
    }
}
