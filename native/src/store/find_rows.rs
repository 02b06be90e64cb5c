//! Phrases -> rows of a segment, many at once: backward search as in store/segment/bwt.ts.

use crate::store::dictionary::{NO_SYMBOL, look_up};
use crate::store::pages::{LEFT, Pages};
use crate::store::places::SearchPlaces;
use crate::store::together::{Walks, walk_together};

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
    /// In digits.
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
        search.code_length = packed & 15;
        search.code = packed >> 4;
        search.shift = first_row.wrapping_sub(self.pages.word(entry + 2)?);
        self.prefetch(search)?;
        Some(true)
    }

    /// One digit of a symbol's code.
    #[inline(always)]
    fn step(&mut self, search: &mut Search) -> Option<bool> {
        if search.level < search.code_length {
            let &level = self.places.bwt.levels.get(search.level as usize)?;
            let digit = search.code >> (2 * (search.code_length - 1 - search.level)) & 3;
            search.start = self.pages.place(level, search.start, digit)?;
            search.end = self.pages.place(level, search.end, digit)?;
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
        let &level = self.places.bwt.levels.get(search.level as usize)?;
        self.pages.prefetch_block(level, search.start);
        self.pages.prefetch_block(level, search.end);
        Some(())
    }
}

#[cfg(test)]
mod tests;
