//! The text of a Burrows-Wheeler transform, record by record.
//!
//! A walk goes from the end of a record to its start: a step finds the symbol before a suffix, and
//! the row of the suffix that is longer by it. Each step is a cache miss, so many records are
//! walked through in turns, and each asks for its next line before it gives way.

use crate::arrays::prefetch::prefetch;

/// Records under way: more than the misses that a core waits for at a time.
const LANES: usize = 48;
/// Rows ahead whose symbol's counter is asked for.
const AHEAD: usize = 16;

pub struct Restoring<'a> {
    /// The symbol before the suffix of each row. Rows [0, records) are the ends of the records.
    pub bwt: &'a [u32],
    /// By symbol: the first row whose suffix begins with it.
    pub first_rows: &'a [u32],
    /// Where each record ends in the text, its 0 included; the last one is the number of rows.
    pub record_ends: &'a [u32],
    /// Working space: two elements a row.
    pub links: &'a mut [u32],
    pub symbols: &'a mut [u32],
}

/// False where the arrays are not those of one text. Then `symbols` is undefined.
pub fn restore_text(given: Restoring) -> bool {
    let Restoring { bwt, symbols, .. } = given;
    let (links, _) = given.links[..bwt.len() * 2].as_chunks_mut::<2>();
    link_rows(bwt, given.first_rows, links) && walk_records(links, given.record_ends, symbols)
}

/// A link: the symbol before the row's suffix, and the row of the suffix that begins with it.
fn link_rows(bwt: &[u32], first_rows: &[u32], links: &mut [[u32; 2]]) -> bool {
    let mut next_rows = first_rows.to_vec();
    for (row, (&symbol, link)) in bwt.iter().zip(links).enumerate() {
        let ahead = bwt[(row + AHEAD).min(bwt.len() - 1)];
        prefetch(&next_rows, ahead as usize);
        let Some(next) = next_rows.get_mut(symbol as usize) else {
            return false;
        };
        *link = [symbol, *next];
        *next = next.wrapping_add(1);
    }
    true
}

/// A record under way.
struct Lane {
    row: usize,
    /// Symbols from here on are found.
    at: usize,
    start: usize,
}

fn walk_records(links: &[[u32; 2]], record_ends: &[u32], symbols: &mut [u32]) -> bool {
    let mut start = 0;
    let mut records = record_ends.iter().enumerate().map(|(row, &end)| {
        let lane = Lane {
            row,
            at: end as usize,
            start,
        };
        start = end as usize;
        lane
    });
    let mut open = |symbols: &mut [u32]| -> Option<Option<Lane>> {
        let Some(mut lane) = records.next() else {
            return Some(None);
        };
        if lane.at <= lane.start || lane.at > symbols.len() || lane.row >= links.len() {
            return None;
        }
        lane.at -= 1;
        symbols[lane.at] = 0;
        Some(Some(lane))
    };
    let mut lanes = Vec::with_capacity(LANES);
    while lanes.len() < LANES {
        match open(symbols) {
            None => return false,
            Some(None) => break,
            Some(Some(lane)) => lanes.push(lane),
        }
    }
    while !lanes.is_empty() {
        let mut index = 0;
        while index < lanes.len() {
            let lane = &mut lanes[index];
            let Some(&[symbol, row]) = links.get(lane.row) else {
                return false;
            };
            if (symbol == 0) != (lane.at == lane.start) {
                return false;
            }
            if symbol == 0 {
                match open(symbols) {
                    None => return false,
                    Some(None) => {
                        lanes.swap_remove(index);
                    }
                    Some(Some(next)) => lanes[index] = next,
                }
                continue;
            }
            lane.at -= 1;
            symbols[lane.at] = symbol;
            lane.row = row as usize;
            prefetch(links, lane.row);
            index += 1;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;

    struct Text {
        symbols: Vec<u32>,
        bwt: Vec<u32>,
        first_rows: Vec<u32>,
        record_ends: Vec<u32>,
    }

    /// Suffixes are compared up to the end of their record, then by position.
    fn make_text(records: usize, longest: u32, bound: u32, seed: u32) -> Text {
        let lengths = some_numbers(records, longest + 1, seed);
        let mut symbols = vec![];
        let mut record_ends = vec![];
        for (i, length) in lengths.into_iter().enumerate() {
            let record = some_numbers(length as usize, bound, seed + i as u32);
            symbols.extend(record.into_iter().map(|symbol| symbol + 1));
            symbols.push(0);
            record_ends.push(symbols.len() as u32);
        }
        let suffix = |start: usize| {
            let end = record_ends.iter().find(|&&end| end as usize > start);
            &symbols[start..end.map_or(0, |&end| end as usize)]
        };
        let mut rows: Vec<usize> = (0..symbols.len()).collect();
        rows.sort_by_key(|&start| (suffix(start), start));
        let bwt = rows
            .iter()
            .map(|&start| symbols[(start + symbols.len() - 1) % symbols.len()])
            .collect();
        let first_rows = (0..=bound)
            .map(|symbol| symbols.iter().filter(|&&other| other < symbol).count() as u32)
            .collect();
        Text {
            symbols,
            bwt,
            first_rows,
            record_ends,
        }
    }

    fn restore(text: &Text) -> Option<Vec<u32>> {
        let mut symbols = vec![9; text.bwt.len()];
        let restored = restore_text(Restoring {
            bwt: &text.bwt,
            first_rows: &text.first_rows,
            record_ends: &text.record_ends,
            links: &mut vec![0; text.bwt.len() * 2],
            symbols: &mut symbols,
        });
        restored.then_some(symbols)
    }

    #[test]
    fn a_text_comes_back() {
        for (records, longest, bound) in [
            (1, 0, 1),
            (1, 30, 3),
            (7, 3, 1),
            (200, 12, 2),
            (60, 100, 50),
            (0, 0, 1),
        ] {
            let text = make_text(records, longest, bound, 5);
            assert_eq!(restore(&text), Some(text.symbols));
        }
    }

    #[test]
    fn what_is_not_a_text_is_refused() {
        let text = || make_text(20, 9, 4, 2);
        let mut wrong = text();
        wrong.bwt[3] = 99;
        assert_eq!(restore(&wrong), None);
        let mut wrong = text();
        wrong.record_ends[4] += 1;
        assert_eq!(restore(&wrong), None);
        let mut wrong = text();
        wrong.record_ends[4] = 10_000;
        assert_eq!(restore(&wrong), None);
        let mut wrong = text();
        wrong.first_rows[2] = u32::MAX;
        assert_eq!(restore(&wrong), None);
        let mut wrong = text();
        wrong.record_ends[1] = wrong.record_ends[0];
        assert_eq!(restore(&wrong), None);
    }
}
