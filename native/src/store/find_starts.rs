//! Places of a text -> how far to the left of each the text stands in a segment, many at once. It is
//! backward search as in `find_rows.rs` that ends where the segment has no more.

use crate::store::bigrams::{self, FilterKey};
use crate::store::code_walk::{CodeWalk, Reached};
use crate::store::dictionary::{LookUp, NO_SYMBOL, look_up};
use crate::store::pages::{LEFT, Pages};
use crate::store::places::{IndexFile, RankPlaces, SearchPlaces};
use crate::store::terms::Terms;
use crate::store::together::{Walks, walk_together};

/// Walks looked at together: what they need next fits the caches.
const AT_ONCE: usize = 256;

/// A term that no walk of the group needs.
const UNKNOWN: u32 = LEFT - 1;

/// Where walks begin and may end, and where they come to. Walk i goes to the left from the place
/// before the term positions[i]; store/segment/phrase-search.ts says what the arrays hold.
pub struct Starts<'a> {
    pub terms: Terms<'a>,
    pub positions: &'a [u32],
    pub floors: &'a [u32],
    pub starts: &'a mut [u32],
    /// Rows of the ranks.
    pub rows: &'a mut [u32],
    /// Of what a walk takes a record lies below it; `LEFT`: any record does.
    pub bound: u32,
}

impl Starts<'_> {
    fn is_fresh(&self, walk: usize) -> bool {
        self.rows[2 * walk] == self.rows[2 * walk + 1]
    }

    /// What the walk has found, where that is more than was known. `None`: it is left.
    #[inline(always)]
    fn put(&mut self, walk: usize, found: Option<(u32, [u32; 2])>) {
        let rows = &mut self.rows[2 * walk..2 * walk + 2];
        match found {
            None => self.starts[walk] = LEFT,
            Some((start, found)) if start < self.starts[walk] => {
                self.starts[walk] = start;
                rows.copy_from_slice(&found);
                return;
            }
            Some(_) => {}
        }
        rows.fill(0);
    }
}

/// Compiled into its caller, which may count bits in hardware.
#[inline(always)]
pub fn find_starts(pages: &Pages, places: &SearchPlaces, wanted: &mut Starts) {
    let mut symbols = Vec::new();
    let mut sought = Vec::with_capacity(AT_ONCE);
    for first in (0..wanted.positions.len()).step_by(AT_ONCE) {
        let last = wanted.positions.len().min(first + AT_ONCE);
        sought.clear();
        let walks = first..last;
        sought.extend(walks.map(|walk| (walk, wanted.floors[walk])));
        if places.bigrams.filter_blocks > 0 {
            filter(pages, places, wanted, &mut sought);
        }
        let base = find_symbols(pages, places, (wanted, &sought), &mut symbols);
        walk_together(Searches {
            pages,
            places,
            symbols: &symbols,
            base,
            wanted,
            sought: &sought,
            begun: 0,
        });
    }
}

/// Raises the floors to where neighbours stand together nowhere in the segment, and takes away the
/// walks that cannot find more than is known.
#[inline(always)]
fn filter(
    pages: &Pages,
    places: &SearchPlaces,
    wanted: &mut Starts,
    sought: &mut Vec<(usize, u32)>,
) {
    for &(walk, _) in sought.iter() {
        let position = wanted.positions[walk] as usize;
        if position > 1
            && let Some(key) = FilterKey::of(&wanted.terms, position - 2)
        {
            bigrams::prefetch_filter(pages, &places.bigrams, &[key]);
        }
    }
    sought.retain_mut(|(walk, floor)| {
        let position = wanted.positions[*walk];
        if !wanted.is_fresh(*walk) || position <= *floor {
            return true;
        }
        let mut low = position - 1;
        while low > *floor {
            let key = FilterKey::of(&wanted.terms, low as usize - 1);
            match key.and_then(|key| bigrams::may_have(pages, &places.bigrams, &[key])) {
                Some(true) => low -= 1,
                Some(false) => break,
                None => {
                    wanted.put(*walk, None);
                    return false;
                }
            }
        }
        *floor = low;
        if low >= wanted.starts[*walk] {
            wanted.put(*walk, Some((position, [0, 0])));
            return false;
        }
        true
    });
}

/// The symbols of the terms that the walks may take, from the term on that is returned.
#[inline(always)]
fn find_symbols(
    pages: &Pages,
    places: &SearchPlaces,
    (wanted, sought): (&Starts, &[(usize, u32)]),
    symbols: &mut Vec<u32>,
) -> usize {
    let ends = sought.iter().map(|&(walk, _)| wanted.positions[walk]);
    let base = sought.iter().map(|&(_, floor)| floor).min().unwrap_or(0) as usize;
    let end = (ends.max().unwrap_or(0) as usize).max(base);
    symbols.clear();
    symbols.resize(end - base, UNKNOWN);
    let mut terms = Vec::new();
    for &(walk, floor) in sought {
        for term in floor..wanted.positions[walk] {
            let symbol = &mut symbols[term as usize - base];
            if *symbol == UNKNOWN {
                *symbol = LEFT;
                terms.push(term as usize);
            }
        }
    }
    let of_range = Terms {
        starts: wanted.terms.starts.get(base..).unwrap_or(&[]),
        hashes: wanted.terms.hashes.get(base..).unwrap_or(&[]),
        bytes: wanted.terms.bytes,
    };
    let look_ups = terms.iter().map(|term| LookUp {
        file: 0,
        term: (term - base) as u32,
        place: (term - base) as u32,
    });
    let wanted: Vec<_> = look_ups.collect();
    let file = IndexFile {
        pages: *pages,
        places,
    };
    look_up(&[file], &of_range, &wanted, symbols);
    base
}

struct Searches<'a, 'b> {
    pages: &'a Pages<'a>,
    places: &'a SearchPlaces,
    /// Of the terms from `base` on.
    symbols: &'a [u32],
    base: usize,
    wanted: &'a mut Starts<'b>,
    /// Walks and their floors.
    sought: &'a [(usize, u32)],
    begun: usize,
}

/// A walk on its way to the left.
struct Walk {
    walk: usize,
    floor: u32,
    /// The text stands in the segment from here on, in these rows.
    start: u32,
    rows: [u32; 2],
    /// On the way to the rows of one symbol more.
    next: CodeWalk,
    /// Whether the rows of the first two symbols are still to be looked for.
    is_new: bool,
}

impl Walks for Searches<'_, '_> {
    type Walk = Walk;

    #[inline(always)]
    fn begin(&mut self) -> Option<Walk> {
        while let Some(&(walk, floor)) = self.sought.get(self.begun) {
            self.begun += 1;
            let position = self.wanted.positions[walk];
            let given = [self.wanted.rows[2 * walk], self.wanted.rows[2 * walk + 1]];
            let mut walk = Walk {
                walk,
                floor,
                start: position,
                rows: given.map(|row| row.wrapping_add(self.places.ends)),
                next: CodeWalk::new([0, 0]),
                is_new: false,
            };
            let goes_on = if given[0] == given[1] {
                self.take_first(&mut walk)
            } else {
                self.next_symbol(&mut walk)
            };
            if self.go_on(&walk, goes_on) {
                return Some(walk);
            }
        }
        None
    }

    #[inline(always)]
    fn advance(&mut self, walk: &mut Walk) -> bool {
        let goes_on = if walk.is_new {
            self.take_bigram(walk)
        } else {
            self.step(walk)
        };
        !self.go_on(walk, goes_on)
    }
}

impl Searches<'_, '_> {
    /// Puts what a walk has found that does not go on.
    #[inline(always)]
    fn go_on(&mut self, walk: &Walk, goes_on: Option<bool>) -> bool {
        if goes_on == Some(true) {
            return true;
        }
        let rows = walk.rows.map(|row| row.wrapping_sub(self.places.ends));
        self.wanted
            .put(walk.walk, goes_on.map(|_| (walk.start, rows)));
        false
    }

    /// `None`: left.
    #[inline(always)]
    fn symbol(&self, term: u32) -> Option<u32> {
        let symbol = *self.symbols.get(term as usize - self.base)?;
        (symbol != LEFT).then_some(symbol)
    }

    /// The rows of the first symbol.
    #[inline(always)]
    fn take_first(&mut self, walk: &mut Walk) -> Option<bool> {
        if walk.start <= walk.floor {
            return Some(false);
        }
        let symbol = self.symbol(walk.start - 1)?;
        if symbol == NO_SYMBOL {
            return Some(false);
        }
        walk.next.rows = [
            self.places.first_row(self.pages, symbol)?,
            self.places.first_row(self.pages, symbol + 1)?,
        ];
        if !self.take_next(walk)? || walk.start == walk.floor {
            return Some(false);
        }
        if self.wanted.bound == LEFT {
            let before = self.symbol(walk.start - 1)?;
            bigrams::prefetch_rows(self.pages, &self.places.bigrams, before, symbol);
            walk.is_new = true;
            return Some(true);
        }
        self.next_symbol(walk)
    }

    /// Goes on with the rows of the first two symbols where they are frequent.
    #[inline(always)]
    fn take_bigram(&mut self, walk: &mut Walk) -> Option<bool> {
        walk.is_new = false;
        let two = [self.symbol(walk.start - 1)?, self.symbol(walk.start)?];
        if let Some((start, end)) = bigrams::find_rows(self.pages, &self.places.bigrams, two)? {
            walk.rows = [start, end];
            walk.start -= 1;
        }
        self.next_symbol(walk)
    }

    /// Takes one symbol more, unless what it leads to does not stand in a record below the bound.
    #[inline(always)]
    fn take_next(&mut self, walk: &mut Walk) -> Option<bool> {
        if self.wanted.bound != LEFT {
            let rows = walk.next.rows.map(|row| row.wrapping_sub(self.places.ends));
            if first_record(self.pages, &self.places.ranks, rows)? >= self.wanted.bound {
                return Some(false);
            }
        }
        walk.rows = walk.next.rows;
        walk.start -= 1;
        Some(true)
    }

    /// Turns to the symbol before; false where the walk ends.
    #[inline(always)]
    fn next_symbol(&mut self, walk: &mut Walk) -> Option<bool> {
        if walk.start <= walk.floor {
            return Some(false);
        }
        let symbol = self.symbol(walk.start - 1)?;
        if symbol == NO_SYMBOL {
            return Some(false);
        }
        walk.next.rows = walk.rows;
        walk.next.begin(self.pages, self.places, symbol)?;
        Some(true)
    }

    /// One digit of a symbol's code.
    #[inline(always)]
    fn step(&mut self, walk: &mut Walk) -> Option<bool> {
        match walk.next.step(self.pages, self.places)? {
            Reached::Digit => Some(true),
            Reached::Symbol if self.take_next(walk)? => self.next_symbol(walk),
            Reached::Symbol | Reached::Nothing => Some(false),
        }
    }
}

/// The smallest record of rows, at least one; in one walk, which waits for each level.
#[inline(always)]
fn first_record(pages: &Pages, places: &RankPlaces, [start, end]: [u32; 2]) -> Option<u32> {
    let (mut start, mut end) = (start, end);
    let mut record = 0;
    for level in 0..places.levels {
        let level = places.level(level);
        let starts = pages.places(level, start)?;
        let ends = pages.places(level, end)?;
        let digit = (0..4).find(|&digit| starts[digit] != ends[digit])?;
        (start, end) = (starts[digit], ends[digit]);
        record = record * 4 + digit as u32;
    }
    Some(record)
}

#[cfg(test)]
mod tests;
