//! A small index file in memory, for the tests: made the plain way, by sorting suffixes.

use crate::arrays::bigram_tables::{fill_filter, fill_table};
use crate::arrays::hash::bigram_key;
use crate::arrays::quad_blocks::QuadBlocks;
use crate::arrays::{quad_huffman, quad_level};
use crate::store::dictionary::hash;
use crate::store::level_place::LevelPlace;
use crate::store::pages::Pages;
use crate::store::places::{
    BigramPlaces, BwtPlaces, DictionaryPlaces, IndexFile, RankPlaces, SearchPlaces,
};

/// Symbols 0 (the end of a record) to 4: 2, 00, 01, 03, 1; 3 is unused. A code that ends at a level is
/// larger there than those that go on, so that their symbols come first.
const CODES: [u32; 5] = [2, 0, 1, 3, 1];
const LENGTHS: [u8; 5] = [1, 2, 2, 2, 1];
/// Terms of the symbols 1 to 4.
pub const TERMS: [&str; 4] = [
    "a",
    "bee",
    "é",
    "a long term that takes more than one cache line",
];

pub struct SmallFile {
    pub words: Vec<u32>,
    pub checked: Vec<i32>,
    pub places: SearchPlaces,
    /// Where the suffix of each row starts in the text.
    pub starts: Vec<usize>,
    /// Of each row behind those of symbol 0.
    pub records: Vec<u32>,
}

impl SmallFile {
    /// Records of symbols 1 to 4.
    pub fn new(records: &[Vec<u32>]) -> Self {
        let text: Vec<u32> = records
            .iter()
            .flat_map(|record| [record, &[0][..]].concat())
            .collect();
        let record_of: Vec<u32> = (0..)
            .zip(records)
            .flat_map(|(i, record)| vec![i; record.len() + 1])
            .collect();
        let mut starts: Vec<usize> = (0..text.len()).collect();
        starts.sort_by_key(|&start| &text[start..]);
        let bwt: Vec<u32> = starts
            .iter()
            .map(|&start| text[(start + text.len() - 1) % text.len()])
            .collect();
        let ranks: Vec<u32> = starts[records.len()..]
            .iter()
            .map(|&start| record_of[start])
            .collect();

        let mut words = vec![0; 16]; // nothing starts at 0
        let dictionary = write_dictionary(&mut words);
        let bigrams = write_bigrams(&mut words, &text, &starts);
        let bwt = write_bwt(&mut words, &text, bwt);
        let rank_places = write_ranks(&mut words, ranks.clone());
        let pages = words.len().div_ceil(1024);
        words.resize(pages * 1024, 0);
        Self {
            words,
            checked: vec![1; pages],
            places: SearchPlaces {
                ends: records.len() as u32,
                dictionary,
                bigrams,
                bwt,
                ranks: rank_places,
                ids: None,
            },
            starts,
            records: ranks,
        }
    }

    pub fn pages(&self) -> Pages<'_> {
        Pages {
            words: &self.words,
            checked: &self.checked,
        }
    }

    pub fn index_file(&self) -> IndexFile<'_> {
        IndexFile {
            pages: self.pages(),
            places: &self.places,
        }
    }
}

fn write_dictionary(words: &mut Vec<u32>) -> DictionaryPlaces {
    let slots = words.len();
    words.resize(slots + 8, 0);
    for (symbol, term) in (1..).zip(TERMS) {
        let mut slot = hash(term.as_bytes()) as usize % 8;
        while words[slots + slot] != 0 {
            slot = (slot + 1) % 8;
        }
        words[slots + slot] = symbol;
    }
    let terms = 4 * words.len();
    let mut bytes = TERMS.concat().into_bytes();
    let term_bytes = bytes.len();
    bytes.resize(term_bytes.next_multiple_of(4), 0);
    words.extend(
        bytes
            .as_chunks()
            .0
            .iter()
            .map(|&four| u32::from_le_bytes(four)),
    );
    DictionaryPlaces {
        slots: slots as i64,
        slot_mask: 7,
        terms: terms as i64,
        term_bytes: term_bytes as i64,
    }
}

/// The bigrams that occur three times or more in a table, and all of them in a filter.
fn write_bigrams(words: &mut Vec<u32>, text: &[u32], starts: &[usize]) -> BigramPlaces {
    let mut found: Vec<[u32; 4]> = Vec::new();
    let mut keys = Vec::new();
    for (row, &start) in (0..).zip(starts) {
        let Some(&[first, second]) = text[start..].first_chunk() else {
            continue;
        };
        if first == 0 || second == 0 {
            continue;
        }
        let term_hash = |symbol: u32| hash(TERMS[symbol as usize - 1].as_bytes());
        keys.push(bigram_key(term_hash(first), term_hash(second)));
        match found.last_mut() {
            Some(last) if last[..2] == [first, second] => last[3] = row + 1,
            _ => found.push([first, second, row, row + 1]),
        }
    }
    found.retain(|&[_, _, start, end]| end - start > 2);
    let slots = found.len() * 3 / 8 * 4 + 4;
    let table = words.len();
    words.resize(table + slots * 4, 0);
    fill_table(found.as_flattened(), &mut words[table..]);
    let filter = words.len().next_multiple_of(16);
    words.resize(filter + 2 * 16, 0);
    fill_filter(&keys, &mut words[filter..]);
    BigramPlaces {
        table: table as i64,
        slots: slots as u32,
        filter: filter as i64,
        filter_blocks: 2,
    }
}

fn write_bwt(words: &mut Vec<u32>, text: &[u32], bwt: Vec<u32>) -> BwtPlaces {
    let symbols = words.len();
    words.resize(symbols + 4 * CODES.len(), 0);
    let mut levels = Vec::new();
    let mut leaf_starts = [0; CODES.len()];
    let mut values = bwt;
    for level in 0..2u32 {
        let digit = |symbol: u32| {
            CODES[symbol as usize] >> (2 * (LENGTHS[symbol as usize] as u32 - 1 - level)) & 3
        };
        let mut sorted = values.clone();
        sorted.sort_by_key(|&symbol| digit(symbol));
        for (symbol, &length) in (0..).zip(&LENGTHS) {
            if u32::from(length) == level + 1 {
                leaf_starts[symbol as usize] = sorted
                    .iter()
                    .position(|&value| value == symbol)
                    .unwrap_or(0) as u32;
            }
        }
        let codes = quad_huffman::QuadCodes {
            codes: &CODES,
            lengths: &LENGTHS,
            counts: None,
            level,
        };
        let mut next = vec![0; values.len()];
        let kept = write_level(words, values.len(), |memory| {
            quad_huffman::build_quad_level(&values, codes, &mut next, memory)
        });
        levels.push(kept.0);
        next.truncate(kept.1.unwrap());
        values = next;
    }
    for symbol in 0..CODES.len() {
        let first_row = text
            .iter()
            .filter(|&&other| (other as usize) < symbol)
            .count();
        let term: usize = TERMS[..symbol.saturating_sub(1)]
            .iter()
            .map(|term| term.len())
            .sum();
        let packed = CODES[symbol] << 4 | u32::from(LENGTHS[symbol]);
        words[symbols + 4 * symbol..][..4].copy_from_slice(&[
            packed,
            first_row as u32,
            leaf_starts[symbol],
            term as u32,
        ]);
    }
    BwtPlaces {
        symbols: symbols as i64,
        alphabet: CODES.len() as u32,
        rows: text.len() as u32,
        levels,
    }
}

fn write_ranks(words: &mut Vec<u32>, mut values: Vec<u32>) -> RankPlaces {
    let length = values.len();
    let mut places = Vec::new();
    let largest = values.iter().copied().max().unwrap_or(0);
    let levels = (32 - largest.leading_zeros()).div_ceil(2).max(3);
    for level in 1..=levels {
        let shift = 2 * (levels - level);
        let mut next = vec![0; length];
        let (place, _) = write_level(words, length, |memory| {
            quad_level::build_quad_level(
                quad_level::Values {
                    values: &values,
                    shift,
                    counts: None,
                },
                &mut next,
                memory,
            )
        });
        places.push(place);
        values = next;
    }
    RankPlaces {
        blocks: places[0].blocks,
        superblocks: places[0].superblocks,
        block_stride: places[1].blocks - places[0].blocks,
        superblock_stride: places[1].superblocks - places[0].superblocks,
        levels,
    }
}

/// A level of few digits: its superblock, and its blocks behind it.
fn write_level<R>(
    words: &mut Vec<u32>,
    length: usize,
    build: impl FnOnce(QuadBlocks) -> R,
) -> (LevelPlace, R) {
    let start = words.len();
    words.resize(start + 16 + (length / 224 + 1) * 16, 0);
    let (superblocks, blocks) = words[start..].split_at_mut(16);
    let built = build(QuadBlocks {
        blocks,
        superblocks,
    });
    let place = LevelPlace {
        blocks: start as i64 + 16,
        superblocks: start as i64,
    };
    (place, built)
}
