//! Phrases -> rows of a segment, many at once: backward search as in store/segment/bwt.ts.

use crate::store::bigrams;
use crate::store::code_walk::{CodeWalk, Reached};
use crate::store::dictionary::{NO_SYMBOL, look_up};
use crate::store::pages::{LEFT, Pages};
use crate::store::places::{BigramPlaces, SearchPlaces};
use crate::store::terms::Terms;
use crate::store::together::{Walks, walk_together};

/// Phrases looked for at a time: what they need next fits the caches.
const AT_ONCE: usize = 256;

/// What is looked for, and where the rows go.
pub struct Phrases<'a> {
    pub terms: Terms<'a>,
    /// The terms of phrase i end before the term ends[i].
    pub ends: &'a [u32],
    /// Its rows become rows[2 * i] and rows[2 * i + 1], both `LEFT` where a page was needed that
    /// has not been checked.
    pub rows: &'a mut [u32],
}

impl Phrases<'_> {
    /// The terms of a phrase, from the first one to the end.
    #[inline(always)]
    fn range(&self, phrase: usize) -> [usize; 2] {
        let first = match phrase {
            0 => 0,
            _ => self.ends[phrase - 1] as usize,
        };
        [first, self.ends[phrase] as usize]
    }

    fn put(&mut self, phrase: usize, start: u32, end: u32) {
        self.rows[2 * phrase] = start;
        self.rows[2 * phrase + 1] = end;
    }
}

/// Compiled into its caller, which may count bits in hardware.
#[inline(always)]
pub fn find_rows(pages: &Pages, places: &SearchPlaces, phrases: &mut Phrases) {
    let mut symbols = vec![LEFT; phrases.terms.hashes.len()];
    let mut sought = Vec::with_capacity(AT_ONCE);
    for first in (0..phrases.ends.len()).step_by(AT_ONCE) {
        let last = phrases.ends.len().min(first + AT_ONCE);
        sought.clear();
        sought.extend(first..last);
        if places.bigrams.filter_blocks > 0 {
            filter(pages, &places.bigrams, phrases, &mut sought);
        }
        let wanted = sought.iter().flat_map(|&phrase| {
            let [first, end] = phrases.range(phrase);
            first..end
        });
        look_up(pages, places, &phrases.terms, wanted, &mut symbols);
        walk_together(Searches {
            pages,
            places,
            symbols: &symbols,
            phrases,
            sought: &sought,
            begun: 0,
        });
    }
}

/// Takes away the phrases that the segment does not have, which are answered so.
#[inline(always)]
fn filter(pages: &Pages, places: &BigramPlaces, phrases: &mut Phrases, sought: &mut Vec<usize>) {
    for &phrase in sought.iter() {
        let range = phrases.range(phrase);
        bigrams::prefetch_filter(pages, places, &phrases.terms, range);
    }
    sought.retain(|&phrase| {
        let range = phrases.range(phrase);
        let may_have = bigrams::may_have(pages, places, &phrases.terms, range);
        match may_have {
            Some(true) => {}
            Some(false) => phrases.put(phrase, 0, 0),
            None => phrases.put(phrase, LEFT, LEFT),
        }
        may_have == Some(true)
    });
}

struct Searches<'a, 'b> {
    pages: &'a Pages<'a>,
    places: &'a SearchPlaces,
    symbols: &'a [u32],
    phrases: &'a mut Phrases<'b>,
    sought: &'a [usize],
    begun: usize,
}

/// A phrase on its way from the last token to the first.
struct Search {
    phrase: usize,
    /// The first token, and the one at work.
    first: usize,
    token: usize,
    walk: CodeWalk,
    /// Whether the rows of the last two symbols are still to be looked for.
    is_new: bool,
}

impl Walks for Searches<'_, '_> {
    type Walk = Search;

    #[inline(always)]
    fn begin(&mut self) -> Option<Search> {
        while let Some(&phrase) = self.sought.get(self.begun) {
            self.begun += 1;
            match self.first_step(phrase) {
                None => self.phrases.put(phrase, LEFT, LEFT),
                Some(None) => {}
                Some(search) => return search,
            }
        }
        None
    }

    #[inline(always)]
    fn advance(&mut self, search: &mut Search) -> bool {
        let goes_on = if search.is_new {
            self.take_bigram(search)
        } else {
            self.step(search)
        };
        match goes_on {
            None => {
                self.phrases.put(search.phrase, LEFT, LEFT);
                true
            }
            Some(goes_on) => !goes_on,
        }
    }
}

impl Searches<'_, '_> {
    /// `None`: left. `Some(None)`: answered already.
    #[inline(always)]
    fn first_step(&mut self, phrase: usize) -> Option<Option<Search>> {
        let [first, end] = self.phrases.range(phrase);
        let symbols = self.symbols.get(first..end)?;
        if symbols.contains(&LEFT) {
            return None;
        }
        if symbols.contains(&NO_SYMBOL) {
            self.phrases.put(phrase, 0, 0);
            return Some(None);
        }
        let &last = symbols.last()?;
        let mut search = Search {
            phrase,
            first,
            token: end - 1,
            walk: CodeWalk::new([
                self.places.first_row(self.pages, last)?,
                self.places.first_row(self.pages, last + 1)?,
            ]),
            is_new: true,
        };
        if let Some([before, last]) = symbols.last_chunk() {
            bigrams::prefetch_rows(self.pages, &self.places.bigrams, *before, *last);
            return Some(Some(search));
        }
        Some(self.next_symbol(&mut search)?.then_some(search))
    }

    /// Begins with the rows of the last two symbols where they are frequent, else with the last one's.
    #[inline(always)]
    fn take_bigram(&mut self, search: &mut Search) -> Option<bool> {
        search.is_new = false;
        let last = [self.symbols[search.token - 1], self.symbols[search.token]];
        if let Some((start, end)) = bigrams::find_rows(self.pages, &self.places.bigrams, last)? {
            search.walk.rows = [start, end];
            search.token -= 1;
        }
        self.next_symbol(search)
    }

    /// Goes to the token before; false where the phrase ends, which puts its rows.
    #[inline(always)]
    fn next_symbol(&mut self, search: &mut Search) -> Option<bool> {
        let [start, end] = search.walk.rows;
        if search.token == search.first || start == end {
            let (start, end) = if start == end { (0, 0) } else { (start, end) };
            self.phrases.put(search.phrase, start, end);
            return Some(false);
        }
        search.token -= 1;
        let symbol = self.symbols[search.token];
        search.walk.begin(self.pages, self.places, symbol)?;
        Some(true)
    }

    /// One digit of a symbol's code.
    #[inline(always)]
    fn step(&mut self, search: &mut Search) -> Option<bool> {
        match search.walk.step(self.pages, self.places)? {
            Reached::Digit => Some(true),
            Reached::Symbol | Reached::Nothing => self.next_symbol(search),
        }
    }
}

#[cfg(test)]
mod tests;
