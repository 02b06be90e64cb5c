//! A step of backward search: the rows of a text become those of the text with one symbol before it. A digit
//! of the symbol's code is taken at a time, as each waits for its cache lines.

use crate::store::pages::Pages;
use crate::store::places::SearchPlaces;

/// Rows on their way down the levels of the BWT.
pub struct CodeWalk {
    pub rows: [u32; 2],
    level: u32,
    /// In digits.
    length: u32,
    code: u32,
    /// From the end of the symbol's leaf to its rows.
    shift: u32,
}

/// Where a walk is behind a digit.
pub enum Reached {
    /// At the next digit, whose cache lines are asked for.
    Digit,
    /// The rows are those of the symbol and the text.
    Symbol,
    /// There are no such rows.
    Nothing,
}

impl CodeWalk {
    pub fn new(rows: [u32; 2]) -> Self {
        Self {
            rows,
            level: 0,
            length: 0,
            code: 0,
            shift: 0,
        }
    }

    /// Turns to the symbol before; `None` where a page is not checked.
    #[inline(always)]
    pub fn begin(&mut self, pages: &Pages, places: &SearchPlaces, symbol: u32) -> Option<()> {
        let entry = places.entry(symbol);
        let packed = pages.word(entry)?;
        let first_row = pages.word(entry + 1)?;
        self.level = 0;
        self.length = packed & 15;
        self.code = packed >> 4;
        self.shift = first_row.wrapping_sub(pages.word(entry + 2)?);
        self.prefetch(pages, places)
    }

    /// Takes a digit of the code; `None` where a page is not checked.
    #[inline(always)]
    pub fn step(&mut self, pages: &Pages, places: &SearchPlaces) -> Option<Reached> {
        if self.level < self.length {
            let &level = places.bwt.levels.get(self.level as usize)?;
            let digit = self.code >> (2 * (self.length - 1 - self.level)) & 3;
            self.rows = pages.descend(level, self.rows, digit)?;
            self.level += 1;
        }
        if self.rows[0] == self.rows[1] {
            return Some(Reached::Nothing);
        }
        if self.level < self.length {
            self.prefetch(pages, places)?;
            return Some(Reached::Digit);
        }
        self.rows = self.rows.map(|row| row.wrapping_add(self.shift));
        Some(Reached::Symbol)
    }

    #[inline(always)]
    fn prefetch(&self, pages: &Pages, places: &SearchPlaces) -> Option<()> {
        let &level = places.bwt.levels.get(self.level as usize)?;
        pages.prefetch_block(level, self.rows[0]);
        pages.prefetch_block(level, self.rows[1]);
        Some(())
    }
}
