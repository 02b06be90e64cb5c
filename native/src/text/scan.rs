//! The analyzer's fast path: token ids of a text of simple units, twin of `text/analyze-into.ts`.
//!
//! What a unit is comes from the tables of `text/simple-units.ts`, as they are. The scan goes over
//! a window of the text, in UTF-16 or UTF-8 (`window.rs`), and stops where a unit that is not simple could have a say in a token;
//! TypeScript analyses that stretch and lets the scan go on behind it. A word of up to 15 ASCII
//! letters, by far the most common token, takes some vector instructions and a look-up; all other
//! tokens are scanned unit by unit. Nothing here depends on the tables being right, but the answer.

mod token_ends;

use crate::text::pending::Pending;
use crate::text::scan::token_ends::{TokenEnd, class_at, letter_word, token_end};
use crate::text::tables::{A_LETTER, COMPLEX, CONTROL, SPACE, Tables};
use crate::text::terms::{Key, SHORT, Terms};
use crate::text::window::{Text, Utf8, Window};

const NO_ID: u32 = u32::MAX;

/// Why a scan stopped; `native/token-scanner.ts` has the same numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// At the end of the text.
    End = 0,
    /// No room for the next id.
    Full = 1,
    /// Before a token, or white space, in which a unit that is not simple has a say.
    Complex = 2,
    /// Before a token, or white space, that may reach beyond the window.
    More = 3,
    /// The vocabulary cannot grow, or what was to be interned was not terms.
    Refused = 4,
}

pub struct Outcome {
    pub stop: Stop,
    /// Where the scan goes on.
    pub reached: usize,
    pub tokens: usize,
    /// Runs without white space that start behind white space.
    pub words: usize,
}

pub struct Scanner {
    tables: Tables,
    window: Window,
    terms: Terms,
    /// Ids of terms of one ASCII unit, NO_ID where there is none yet.
    ascii: [u32; 128],
    pending: Pending,
    scratch: Vec<u8>,
}

impl Scanner {
    pub fn new(tables: Tables) -> Self {
        Self {
            tables,
            window: Window::new(),
            terms: Terms::new(),
            ascii: [NO_ID; 128],
            pending: Pending::new(),
            scratch: Vec::new(),
        }
    }

    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Forgets all terms and gives their memory back.
    pub fn clear(&mut self) {
        self.terms = Terms::new();
        self.ascii = [NO_ID; 128];
    }

    /// `write` puts `length` units into what it is given, which has room for one more.
    pub fn load(&mut self, length: usize, last: bool, write: impl FnOnce(&mut [u16])) {
        self.window.load(length, last, write);
    }

    /// Appends to `ids`, from its start, the ids of tokens of the window from `from` <= length on.
    pub fn scan(&mut self, from: usize, ids: &mut [u32]) -> Outcome {
        let Self {
            tables,
            window,
            terms,
            ascii,
            pending,
            scratch,
        } = self;
        let vocabulary = Vocabulary {
            terms,
            ascii,
            pending,
            scratch,
        };
        scan(tables, window, vocabulary, (from, ids))
    }

    /// The same for a whole text, `bytes[from, end)`. Bytes behind it may be looked at, and have no
    /// say.
    pub fn scan_utf8(
        &mut self,
        bytes: &[u8],
        (from, end): (usize, usize),
        ids: &mut [u32],
    ) -> Outcome {
        let vocabulary = Vocabulary {
            terms: &mut self.terms,
            ascii: &mut self.ascii,
            pending: &mut self.pending,
            scratch: &mut self.scratch,
        };
        scan(
            &self.tables,
            &Utf8::new(bytes, end),
            vocabulary,
            (from, ids),
        )
    }

    /// The same for several whole texts, one after the other, with a free place behind the ids of each.
    /// Writes tokens and words of each; gives how many were scanned to their end, and what was found of
    /// the next one, which has no free place.
    pub fn scan_texts(
        &mut self,
        bytes: &[u8],
        places: impl Iterator<Item = (usize, usize)>,
        ids: &mut [u32],
        counts: &mut [[u32; 2]],
    ) -> (usize, Option<Outcome>) {
        let mut at = 0;
        let mut scanned = 0;
        for ((start, end), counts) in places.zip(counts) {
            if start > end || end > bytes.len() {
                break;
            }
            let found = self.scan_utf8(bytes, (start, end), &mut ids[at..]);
            if found.stop != Stop::End || at + found.tokens == ids.len() {
                return (scanned, Some(found));
            }
            at += found.tokens + 1;
            *counts = [found.tokens, found.words].map(|number| number as u32);
            scanned += 1;
        }
        (scanned, None)
    }

    /// The ids of terms, each but the last with a line feed behind it; false if there is no room.
    pub fn intern_lines(&mut self, lines: &[u8], ids: &mut [u32]) -> bool {
        let mut terms = lines.split(|&byte| byte == b'\n');
        for slot in ids {
            let Some(id) = terms.next().and_then(|term| self.terms.intern(term)) else {
                return false;
            };
            *slot = id;
        }
        terms.next().is_none()
    }
}

struct Vocabulary<'a> {
    terms: &'a mut Terms,
    ascii: &'a mut [u32; 128],
    pending: &'a mut Pending,
    scratch: &'a mut Vec<u8>,
}

#[inline(always)]
fn scan<T: Text>(
    tables: &Tables,
    text: &T,
    mut vocabulary: Vocabulary,
    (from, ids): (usize, &mut [u32]),
) -> Outcome {
    let length = text.length();
    let mut at = from;
    let mut tokens = 0;
    let mut words = 0;
    let stop = loop {
        if at >= length {
            break Stop::End;
        }
        let (mut class, mut next) = class_at(tables, text, at);
        if class >> 16 == SPACE {
            let mut start = next;
            loop {
                if start >= length {
                    break;
                }
                (class, next) = class_at(tables, text, start);
                if class >> 16 != SPACE {
                    break;
                }
                start = next;
            }
            if start >= length {
                if text.is_last() {
                    at = length;
                    break Stop::End;
                }
                break Stop::More;
            }
            if class >> 16 == COMPLEX {
                break Stop::Complex;
            }
            words += 1;
            at = start;
        }
        if tokens == ids.len() {
            break Stop::Full;
        }
        let kind = class >> 16;
        let is_taken = if kind == A_LETTER
            && let Some((end, key)) = letter_word(tables, text, at)
        {
            at = end;
            vocabulary.take(key, tokens, ids)
        } else if tables.alone >> kind & 1 == 1
            && next < length
            && class_at(tables, text, next).0 >> 16 != COMPLEX
        {
            at = next;
            if kind == CONTROL {
                continue;
            }
            vocabulary.take_unit(class as u16, tokens, ids)
        } else {
            let end = match token_end(tables, text, at) {
                TokenEnd::At(end) => end,
                TokenEnd::Complex => break Stop::Complex,
                TokenEnd::More => break Stop::More,
            };
            let start = std::mem::replace(&mut at, end);
            if kind == CONTROL {
                continue;
            }
            vocabulary.take_units((tables, text), (start, end), tokens, ids)
        };
        if !is_taken {
            break Stop::Refused;
        }
        tokens += 1;
    };
    let stop = if vocabulary.intern_pending(ids) {
        stop
    } else {
        Stop::Refused
    };
    Outcome {
        stop,
        reached: at,
        tokens,
        words,
    }
}

impl Vocabulary<'_> {
    /// Takes a token for a place in the ids, which is written by `intern_pending` at the latest. False
    /// where the vocabulary cannot grow, as below.
    #[inline(always)]
    fn take(&mut self, key: Key, place: usize, ids: &mut [u32]) -> bool {
        self.pending.push(key, place, self.terms, ids)
    }

    fn intern_pending(&mut self, ids: &mut [u32]) -> bool {
        self.pending.intern(self.terms, ids)
    }

    /// A term gets the next id, so those before it have to have theirs.
    fn take_now(&mut self, term: &[u8], place: usize, ids: &mut [u32]) -> bool {
        if !self.intern_pending(ids) {
            return false;
        }
        let id = self.terms.intern(term);
        ids[place] = id.unwrap_or(NO_ID);
        id.is_some()
    }

    #[inline(always)]
    fn take_unit(&mut self, folded: u16, place: usize, ids: &mut [u32]) -> bool {
        if folded >= 128 {
            let (utf8, length) = utf8_of(folded);
            return self.take(Key::short(utf8 as u128, length), place, ids);
        }
        if self.ascii[folded as usize] == NO_ID {
            let is_taken = self.take_now(&[folded as u8], place, ids);
            self.ascii[folded as usize] = ids[place];
            return is_taken;
        }
        ids[place] = self.ascii[folded as usize];
        true
    }

    /// The term that the units of text[start, end) fold to.
    #[inline(always)]
    fn take_units<T: Text>(
        &mut self,
        (tables, text): (&Tables, &T),
        (start, end): (usize, usize),
        place: usize,
        ids: &mut [u32],
    ) -> bool {
        let mut term = 0u128;
        let mut length = 0;
        let mut at = start;
        while at < end {
            let (class, next) = class_at(tables, text, at);
            let (utf8, bytes) = utf8_of(class as u16);
            if length + bytes > SHORT {
                let mut long = std::mem::take(self.scratch);
                long.clear();
                long.extend_from_slice(&term.to_le_bytes()[..length]);
                while at < end {
                    let (class, next) = class_at(tables, text, at);
                    let (utf8, bytes) = utf8_of(class as u16);
                    long.extend_from_slice(&utf8.to_le_bytes()[..bytes]);
                    at = next;
                }
                let is_taken = self.take_now(&long, place, ids);
                *self.scratch = long;
                return is_taken;
            }
            term |= (utf8 as u128) << (8 * length);
            length += bytes;
            at = next;
        }
        self.take(Key::short(term, length), place, ids)
    }
}

/// A unit as UTF-8, a little-endian number of so many bytes. No simple unit folds to a surrogate.
#[inline(always)]
fn utf8_of(unit: u16) -> (u32, usize) {
    let unit = unit as u32;
    if unit < 0x80 {
        (unit, 1)
    } else if unit < 0x800 {
        (0x80c0 | unit >> 6 | (unit & 0x3f) << 8, 2)
    } else {
        let tail = (unit >> 6 & 0x3f) << 8 | (unit & 0x3f) << 16;
        (0x80_80e0 | unit >> 12 | tail, 3)
    }
}

#[cfg(test)]
mod tests;
