//! Phrases -> rows of a segment, many at once: store/dictionary.ts, then backward search as in
//! store/bwt.ts.

use crate::store::pages::Pages;
use crate::store::places::SearchPlaces;
use crate::store::together::{Walks, walk_together};

const SYMBOL_WORDS: usize = 4;

/// Symbol 0 ends records: no term has it.
const NO_SYMBOL: u32 = 0;

/// In place of a symbol or a row: left to JavaScript.
pub const LEFT: u32 = u32::MAX;

/// What is looked for, and where the rows go.
pub struct Phrases<'a> {
    /// UTF-8, a line feed between two.
    pub terms: &'a [u8],
    /// The terms of phrase i end before the term ends[i].
    pub ends: &'a [u32],
    /// Its rows become rows[2 * i] and rows[2 * i + 1], both `LEFT` where a page was needed that
    /// has not been checked.
    pub rows: &'a mut [u32],
}

pub fn find_rows(pages: &Pages, places: &SearchPlaces, phrases: Phrases) {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_popcnt() {
        // SAFETY: the processor has the instruction that the function is compiled for.
        return unsafe { with_popcnt(pages, places, phrases) };
    }
    search(pages, places, phrases);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn with_popcnt(pages: &Pages, places: &SearchPlaces, phrases: Phrases) {
    search(pages, places, phrases);
}

#[inline(always)]
fn search(pages: &Pages, places: &SearchPlaces, phrases: Phrases) {
    let symbols = look_up(pages, places, phrases.terms);
    walk_together(Searches {
        pages,
        places,
        symbols: &symbols,
        phrase_ends: phrases.ends,
        rows: phrases.rows,
        begun: 0,
    });
}

/// The symbols of the terms; passes over all of them, each asking for what the next one reads.
fn look_up(pages: &Pages, places: &SearchPlaces, terms: &[u8]) -> Vec<u32> {
    let mask = places.dictionary.slot_mask as usize;
    let terms: Vec<&[u8]> = terms.split(|&byte| byte == b'\n').collect();
    let slots: Vec<usize> = terms
        .iter()
        .map(|term| hash(term) as usize & mask)
        .collect();
    for &slot in &slots {
        pages.prefetch(places.slot(slot));
    }
    for &slot in &slots {
        if let Some(symbol) = pages.word(places.slot(slot)) {
            pages.prefetch(places.entry(symbol));
        }
    }
    for &slot in &slots {
        if let Some(symbol) = pages.word(places.slot(slot))
            && let Some(start) = places.term_start(pages, symbol)
        {
            pages.prefetch((places.dictionary.terms as usize + start) / 4);
        }
    }
    let found = terms.iter().zip(&slots);
    found
        .map(|(term, &slot)| find_symbol(pages, places, term, slot).unwrap_or(LEFT))
        .collect()
}

fn find_symbol(pages: &Pages, places: &SearchPlaces, term: &[u8], mut slot: usize) -> Option<u32> {
    let mask = places.dictionary.slot_mask as usize;
    for _ in 0..=mask {
        let symbol = pages.word(places.slot(slot))?;
        if symbol == NO_SYMBOL {
            return Some(NO_SYMBOL);
        }
        let start = places.term_start(pages, symbol)?;
        let end = places.term_start(pages, symbol + 1)?;
        if start + term.len() == end
            && pages.has_bytes(places.dictionary.terms as usize + start, term)?
        {
            return Some(symbol);
        }
        slot = (slot + 1) & mask;
    }
    None
}

/// FNV-1a with MurmurHash3's final mix, as in store/dictionary.ts.
fn hash(term: &[u8]) -> u32 {
    let mut h: u32 = 0x811c_9dc5;
    for &byte in term {
        h = (h ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    h = (h ^ h >> 16).wrapping_mul(0x85eb_ca6b);
    h = (h ^ h >> 13).wrapping_mul(0xc2b2_ae35);
    h ^ h >> 16
}

impl SearchPlaces {
    #[inline(always)]
    fn slot(&self, slot: usize) -> usize {
        self.dictionary.slots as usize + slot
    }

    #[inline(always)]
    fn entry(&self, symbol: u32) -> usize {
        self.bwt.symbols as usize + symbol as usize * SYMBOL_WORDS
    }

    /// First word of a level of the BWT, and its zeros.
    #[inline(always)]
    fn level(&self, level: u32) -> Option<(usize, u32)> {
        let &word = self.bwt.levels.get(level as usize)?;
        let &zeros = self.bwt.zeros.get(level as usize)?;
        Some((word as usize, zeros))
    }

    fn term_start(&self, pages: &Pages, symbol: u32) -> Option<usize> {
        if symbol == self.bwt.alphabet {
            return Some(self.dictionary.term_bytes as usize);
        }
        pages
            .word(self.entry(symbol) + 3)
            .map(|start| start as usize)
    }

    #[inline(always)]
    fn first_row(&self, pages: &Pages, symbol: u32) -> Option<u32> {
        if symbol == self.bwt.alphabet {
            return Some(self.bwt.rows);
        }
        pages.word(self.entry(symbol) + 1)
    }
}

struct Searches<'a> {
    pages: &'a Pages<'a>,
    places: &'a SearchPlaces,
    symbols: &'a [u32],
    phrase_ends: &'a [u32],
    rows: &'a mut [u32],
    begun: usize,
}

/// A phrase on its way from the last token to the first.
struct Search {
    phrase: usize,
    /// The first token, and the one at work.
    first: usize,
    token: usize,
    start: u32,
    end: u32,
    level: u32,
    code_length: u32,
    code: u32,
    /// From the end of the symbol's leaf to its rows.
    shift: u32,
}

impl Walks for Searches<'_> {
    type Walk = Search;

    #[inline(always)]
    fn begin(&mut self) -> Option<Search> {
        while self.begun < self.phrase_ends.len() {
            let phrase = self.begun;
            self.begun += 1;
            match self.first_step(phrase) {
                None => self.put(phrase, LEFT, LEFT),
                Some(None) => {}
                Some(search) => return search,
            }
        }
        None
    }

    #[inline(always)]
    fn advance(&mut self, search: &mut Search) -> bool {
        match self.step(search) {
            None => {
                self.put(search.phrase, LEFT, LEFT);
                true
            }
            Some(goes_on) => !goes_on,
        }
    }
}

impl Searches<'_> {
    fn put(&mut self, phrase: usize, start: u32, end: u32) {
        self.rows[2 * phrase] = start;
        self.rows[2 * phrase + 1] = end;
    }

    /// `None`: left. `Some(None)`: answered already.
    #[inline(always)]
    fn first_step(&mut self, phrase: usize) -> Option<Option<Search>> {
        let first = match phrase {
            0 => 0,
            _ => self.phrase_ends[phrase - 1] as usize,
        };
        let end = self.phrase_ends[phrase] as usize;
        let symbols = self.symbols.get(first..end)?;
        if symbols.contains(&LEFT) {
            return None;
        }
        if symbols.contains(&NO_SYMBOL) {
            self.put(phrase, 0, 0);
            return Some(None);
        }
        let &last = symbols.last()?;
        let mut search = Search {
            phrase,
            first,
            token: end - 1,
            start: self.places.first_row(self.pages, last)?,
            end: self.places.first_row(self.pages, last + 1)?,
            level: 0,
            code_length: 0,
            code: 0,
            shift: 0,
        };
        Some(self.next_symbol(&mut search)?.then_some(search))
    }

    /// Goes to the token before; false where the phrase ends, which puts its rows.
    #[inline(always)]
    fn next_symbol(&mut self, search: &mut Search) -> Option<bool> {
        if search.token == search.first || search.start == search.end {
            let (start, end) = (search.start, search.end);
            let (start, end) = if start == end { (0, 0) } else { (start, end) };
            self.put(search.phrase, start, end);
            return Some(false);
        }
        search.token -= 1;
        let entry = self.places.entry(self.symbols[search.token]);
        let packed = self.pages.word(entry)?;
        let first_row = self.pages.word(entry + 1)?;
        search.level = 0;
        search.code_length = packed & 31;
        search.code = packed >> 5;
        search.shift = first_row.wrapping_sub(self.pages.word(entry + 2)?);
        self.prefetch(search)?;
        Some(true)
    }

    /// One level of a symbol's code.
    #[inline(always)]
    fn step(&mut self, search: &mut Search) -> Option<bool> {
        if search.level < search.code_length {
            let (level, zeros) = self.places.level(search.level)?;
            let before_start = self.pages.rank(level, search.start)?;
            let before_end = self.pages.rank(level, search.end)?;
            if search.code >> (search.code_length - 1 - search.level) & 1 == 1 {
                search.start = zeros.wrapping_add(before_start);
                search.end = zeros.wrapping_add(before_end);
            } else {
                search.start = search.start.wrapping_sub(before_start);
                search.end = search.end.wrapping_sub(before_end);
            }
            search.level += 1;
        }
        if search.start == search.end {
            return self.next_symbol(search);
        }
        if search.level < search.code_length {
            self.prefetch(search)?;
            return Some(true);
        }
        search.start = search.start.wrapping_add(search.shift);
        search.end = search.end.wrapping_add(search.shift);
        self.next_symbol(search)
    }

    #[inline(always)]
    fn prefetch(&self, search: &Search) -> Option<()> {
        let (level, _) = self.places.level(search.level)?;
        self.pages.prefetch_rank(level, search.start);
        self.pages.prefetch_rank(level, search.end);
        Some(())
    }
}
