//! Phrases -> rows of index files, many at once: backward search as in store/segment/bwt.ts.

use crate::store::bigrams::{self, FilterKey};
use crate::store::code_walk::{CodeWalk, Reached};
use crate::store::dictionary::{LookUp, NO_SYMBOL, look_up};
use crate::store::pages::LEFT;
use crate::store::places::IndexFile;
use crate::store::terms::Terms;
use crate::store::together::{Walks, walk_together};

/// Phrases looked for at a time, and searches, one for each phrase and file: what they need next fits
/// the caches.
const PHRASES_AT_ONCE: usize = 256;
const SEARCHES_AT_ONCE: usize = 512;

/// What is looked for, and where the rows go.
pub struct Phrases<'a> {
    pub terms: Terms<'a>,
    /// The terms of phrase i end before the term ends[i].
    pub ends: &'a [u32],
    /// Two numbers a phrase, file by file. Those of phrase i in file f become rows[2 * (f * phrases + i)]
    /// and the one behind it, both `LEFT` where a page was needed that has not been checked.
    pub rows: &'a mut [u32],
}

impl Phrases<'_> {
    /// The terms of a phrase, from the first one to the end.
    #[inline(always)]
    fn range(&self, phrase: u32) -> [usize; 2] {
        let phrase = phrase as usize;
        let first = match phrase {
            0 => 0,
            _ => self.ends[phrase - 1] as usize,
        };
        [first, self.ends[phrase] as usize]
    }

    /// Of the neighbours in a phrase.
    #[inline(always)]
    fn keys_of<'k>(&self, keys: &'k [FilterKey], phrase: u32) -> &'k [FilterKey] {
        let [first, end] = self.range(phrase);
        keys.get(first..end.saturating_sub(1).max(first))
            .unwrap_or_default()
    }

    #[inline(always)]
    fn put(&mut self, sought: Sought, start: u32, end: u32) {
        let at = 2 * (sought.file as usize * self.ends.len() + sought.phrase as usize);
        self.rows[at] = start;
        self.rows[at + 1] = end;
    }
}

/// A phrase that is looked for in a file.
#[derive(Clone, Copy)]
struct Sought {
    file: u32,
    phrase: u32,
}

/// Compiled into its caller, which may count bits in hardware.
#[inline(always)]
pub fn find_rows(files: &[IndexFile], phrases: &mut Phrases, memory: &mut RowMemory) {
    memory.keys.clear();
    if files.iter().any(has_filter) {
        let terms = 0..phrases.terms.hashes.len();
        memory
            .keys
            .extend(terms.map_while(|term| FilterKey::of(&phrases.terms, term)));
    }
    let phrases_at_once = phrases.ends.len().clamp(1, PHRASES_AT_ONCE);
    let files_at_once = SEARCHES_AT_ONCE / phrases_at_once;
    // All phrases in some files, and then in the next: of a small file much is read again and again.
    for from in (0..files.len()).step_by(files_at_once) {
        let to = files.len().min(from + files_at_once);
        for first in (0..phrases.ends.len()).step_by(phrases_at_once) {
            let last = phrases.ends.len().min(first + phrases_at_once);
            memory.sought.clear();
            for file in from..to {
                for phrase in first as u32..last as u32 {
                    let file = file as u32;
                    memory.sought.push(Sought { file, phrase });
                }
            }
            find_together(files, phrases, memory);
        }
    }
}

/// Kept from call to call.
#[derive(Default)]
pub struct RowMemory {
    /// Of each term and the next one.
    keys: Vec<FilterKey>,
    sought: Vec<Sought>,
    look_ups: Vec<LookUp>,
    /// Of the terms of each phrase that is sought, one behind the other.
    symbols: Vec<u32>,
}

#[inline(always)]
fn find_together(files: &[IndexFile], phrases: &mut Phrases, memory: &mut RowMemory) {
    let RowMemory {
        keys,
        sought,
        look_ups,
        symbols,
    } = memory;
    filter(files, phrases, (keys, sought));
    look_ups.clear();
    for &Sought { file, phrase } in sought.iter() {
        let [first, end] = phrases.range(phrase);
        for term in first as u32..end as u32 {
            let place = look_ups.len() as u32;
            look_ups.push(LookUp { file, term, place });
        }
    }
    symbols.clear();
    symbols.resize(look_ups.len(), LEFT);
    look_up(files, &phrases.terms, look_ups, symbols);
    walk_together(Searches {
        files,
        symbols,
        phrases,
        sought,
        begun: 0,
        symbol: 0,
    });
}

/// Takes away the phrases that a file does not have by its filter, which are answered so.
#[inline(always)]
fn filter(
    files: &[IndexFile],
    phrases: &mut Phrases,
    (keys, sought): (&[FilterKey], &mut Vec<Sought>),
) {
    let is_filtered = |one: &Sought| has_filter(&files[one.file as usize]);
    for one in sought.iter().filter(|one| is_filtered(one)) {
        let IndexFile { pages, places } = &files[one.file as usize];
        let keys = phrases.keys_of(keys, one.phrase);
        bigrams::prefetch_filter(pages, &places.bigrams, keys);
    }
    sought.retain(|one| {
        if !is_filtered(one) {
            return true;
        }
        let IndexFile { pages, places } = &files[one.file as usize];
        let keys = phrases.keys_of(keys, one.phrase);
        let may_have = bigrams::may_have(pages, &places.bigrams, keys);
        match may_have {
            Some(true) => {}
            Some(false) => phrases.put(*one, 0, 0),
            None => phrases.put(*one, LEFT, LEFT),
        }
        may_have == Some(true)
    });
}

#[inline(always)]
fn has_filter(file: &IndexFile) -> bool {
    file.places.bigrams.filter_blocks > 0
}

struct Searches<'a, 'b> {
    files: &'a [IndexFile<'a>],
    symbols: &'a [u32],
    phrases: &'a mut Phrases<'b>,
    sought: &'a [Sought],
    begun: usize,
    /// The symbol of the first term of the next one.
    symbol: usize,
}

/// A phrase on its way from the last token to the first.
struct Search {
    sought: Sought,
    /// The symbols of the first token, and of the one at work.
    first: u32,
    token: u32,
    walk: CodeWalk,
    /// Whether the rows of the last two symbols are still to be looked for.
    is_new: bool,
}

impl Walks for Searches<'_, '_> {
    type Walk = Search;

    #[inline(always)]
    fn begin(&mut self) -> Option<Search> {
        while let Some(&sought) = self.sought.get(self.begun) {
            self.begun += 1;
            match self.first_step(sought) {
                None => self.phrases.put(sought, LEFT, LEFT),
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
                self.phrases.put(search.sought, LEFT, LEFT);
                true
            }
            Some(goes_on) => !goes_on,
        }
    }
}

impl Searches<'_, '_> {
    /// `None`: left. `Some(None)`: answered already.
    #[inline(always)]
    fn first_step(&mut self, sought: Sought) -> Option<Option<Search>> {
        let IndexFile { pages, places } = &self.files[sought.file as usize];
        let [start, end] = self.phrases.range(sought.phrase);
        let first = self.symbol;
        self.symbol += end - start;
        let symbols = self.symbols.get(first..self.symbol)?;
        if symbols.contains(&LEFT) {
            return None;
        }
        if symbols.contains(&NO_SYMBOL) {
            self.phrases.put(sought, 0, 0);
            return Some(None);
        }
        let &last = symbols.last()?;
        let mut search = Search {
            sought,
            first: first as u32,
            token: self.symbol as u32 - 1,
            walk: CodeWalk::new([
                places.first_row(pages, last)?,
                places.first_row(pages, last + 1)?,
            ]),
            is_new: true,
        };
        if let Some([before, last]) = symbols.last_chunk() {
            bigrams::prefetch_rows(pages, &places.bigrams, *before, *last);
            return Some(Some(search));
        }
        Some(self.next_symbol(&mut search)?.then_some(search))
    }

    /// Begins with the rows of the last two symbols where they are frequent, else with the last one's.
    #[inline(always)]
    fn take_bigram(&mut self, search: &mut Search) -> Option<bool> {
        let IndexFile { pages, places } = &self.files[search.sought.file as usize];
        search.is_new = false;
        let token = search.token as usize;
        let last = [self.symbols[token - 1], self.symbols[token]];
        if let Some((start, end)) = bigrams::find_rows(pages, &places.bigrams, last)? {
            search.walk.rows = [start, end];
            search.token -= 1;
        }
        self.next_symbol(search)
    }

    /// Goes to the token before; false where the phrase ends, which puts its rows.
    #[inline(always)]
    fn next_symbol(&mut self, search: &mut Search) -> Option<bool> {
        let IndexFile { pages, places } = &self.files[search.sought.file as usize];
        let [start, end] = search.walk.rows;
        if search.token == search.first || start == end {
            let (start, end) = if start == end { (0, 0) } else { (start, end) };
            self.phrases.put(search.sought, start, end);
            return Some(false);
        }
        search.token -= 1;
        let symbol = self.symbols[search.token as usize];
        search.walk.begin(pages, places, symbol)?;
        Some(true)
    }

    /// One digit of a symbol's code.
    #[inline(always)]
    fn step(&mut self, search: &mut Search) -> Option<bool> {
        let IndexFile { pages, places } = &self.files[search.sought.file as usize];
        match search.walk.step(pages, places)? {
            Reached::Digit => Some(true),
            Reached::Symbol | Reached::Nothing => self.next_symbol(search),
        }
    }
}

#[cfg(test)]
mod tests;
