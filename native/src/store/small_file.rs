//! A small index file in memory, for the tests: made the plain way, by sorting suffixes.

use crate::arrays::{huffman, level};
use crate::store::dictionary::hash;
use crate::store::pages::Pages;
use crate::store::places::{BwtPlaces, DictionaryPlaces, RankPlaces, SearchPlaces};

/// Symbols 0 (the end of a record) to 4: 1, 000, 001, 010, 011. A code that ends at a level is the
/// largest there, so that the symbols that go on come first.
const CODES: [u32; 5] = [1, 0, 1, 2, 3];
const LENGTHS: [u8; 5] = [1, 3, 3, 3, 3];
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
        let bwt = write_bwt(&mut words, &text, bwt);
        let rank_places = write_ranks(&mut words, ranks.clone());
        let pages = words.len().div_ceil(1024);
        words.resize(pages * 1024, 0);
        Self {
            words,
            checked: vec![1; pages],
            places: SearchPlaces {
                dictionary,
                bwt,
                ranks: rank_places,
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

fn write_bwt(words: &mut Vec<u32>, text: &[u32], bwt: Vec<u32>) -> BwtPlaces {
    let symbols = words.len();
    words.resize(symbols + 4 * CODES.len(), 0);
    let (mut levels, mut zeros) = (Vec::new(), Vec::new());
    let mut leaf_starts = [0; CODES.len()];
    let mut values = bwt;
    for level in 0..3u32 {
        let bit = |symbol: u32| {
            CODES[symbol as usize] >> (LENGTHS[symbol as usize] as u32 - 1 - level) & 1
        };
        let mut sorted = values.clone();
        sorted.sort_by_key(|&symbol| bit(symbol));
        for (symbol, &length) in (0..).zip(&LENGTHS) {
            if u32::from(length) == level + 1 {
                leaf_starts[symbol as usize] = sorted
                    .iter()
                    .position(|&value| value == symbol)
                    .unwrap_or(0) as u32;
            }
        }
        let codes = huffman::Codes {
            codes: &CODES,
            lengths: &LENGTHS,
            level,
        };
        let mut next = vec![0; values.len()];
        let mut blocks = vec![0; (values.len() / 480 + 1) * 16];
        let (zero, kept) = huffman::build_level(&values, codes, &mut next, &mut blocks).unwrap();
        levels.push(words.len() as i64);
        zeros.push(zero as u32);
        words.extend(blocks);
        next.truncate(kept);
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
        let packed = CODES[symbol] << 5 | u32::from(LENGTHS[symbol]);
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
        zeros,
    }
}

fn write_ranks(words: &mut Vec<u32>, mut values: Vec<u32>) -> RankPlaces {
    let start = words.len();
    let stride = (values.len() / 480 + 1) * 16;
    let mut zeros = Vec::new();
    for shift in (0..6).rev() {
        let mut next = vec![0; values.len()];
        let mut blocks = vec![0; stride];
        zeros.push(level::build_level(&values, shift, &mut next, &mut blocks) as u32);
        words.extend(blocks);
        values = next;
    }
    RankPlaces {
        start: start as i64,
        stride: stride as i64,
        zeros,
    }
}
