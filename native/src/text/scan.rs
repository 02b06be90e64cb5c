//! The analyzer's fast path: token ids of a text of simple units, twin of `text/analyze-into.ts`.
//!
//! What a unit is comes from the tables of `text/simple-units.ts`, as they are. The scan goes over
//! a window of the text and stops where a unit that is not simple could have a say in a token;
//! TypeScript analyses that stretch and lets the scan go on behind it. A word of up to 15 ASCII
//! letters, by far the most common token, takes some vector instructions and a look-up; all other
//! tokens are scanned unit by unit. Nothing here depends on the tables being right, but the answer.

use crate::text::letters::letters_at;
use crate::text::tables::{A_LETTER, COMPLEX, CONTROL, END, SPACE, Tables};
use crate::text::terms::{Key, SHORT, Terms};

/// Units behind the window that may be read: what `letters_at` takes.
const PADDING: usize = 16;
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

/// A part of the text, and whether the text ends with it.
struct Window {
    /// Longer than the window by PADDING at least; those are zeros.
    units: Vec<u16>,
    length: usize,
    last: bool,
}

impl Window {
    /// The unit at `at`, which is at most `length`.
    #[inline(always)]
    fn unit(&self, at: usize) -> u16 {
        self.units[at]
    }
}

enum TokenEnd {
    At(usize),
    Stop(Stop),
}

pub struct Scanner {
    tables: Tables,
    window: Window,
    terms: Terms,
    /// Ids of terms of one ASCII unit, NO_ID where there is none yet.
    ascii: [u32; 128],
    scratch: Vec<u8>,
}

impl Scanner {
    pub fn new(tables: Tables) -> Self {
        Self {
            tables,
            window: Window {
                units: Vec::new(),
                length: 0,
                last: true,
            },
            terms: Terms::new(),
            ascii: [NO_ID; 128],
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
        let units = &mut self.window.units;
        if units.len() < length + PADDING {
            *units = vec![0; (length + PADDING).next_power_of_two()];
        }
        write(&mut units[..=length]);
        units[length..length + PADDING].fill(0);
        self.window.length = length;
        self.window.last = last;
    }

    /// Appends to `ids`, from its start, the ids of tokens from `from` <= length on.
    pub fn scan(&mut self, from: usize, ids: &mut [u32]) -> Outcome {
        let Self {
            tables,
            window,
            terms,
            ascii,
            scratch,
        } = self;
        let length = window.length;
        let mut at = from;
        let mut tokens = 0;
        let mut words = 0;
        let stop = loop {
            if at >= length {
                break Stop::End;
            }
            let mut class = tables.class(window.unit(at));
            if class >> 16 == SPACE {
                let mut next = at + 1;
                while next < length && tables.class(window.unit(next)) >> 16 == SPACE {
                    next += 1;
                }
                if next == length {
                    if window.last {
                        at = length;
                        break Stop::End;
                    }
                    break Stop::More;
                }
                class = tables.class(window.unit(next));
                if class >> 16 == COMPLEX {
                    break Stop::Complex;
                }
                words += 1;
                at = next;
            }
            let Some(slot) = ids.get_mut(tokens) else {
                break Stop::Full;
            };
            let kind = class >> 16;
            let id = if kind == A_LETTER
                && let Some((end, key)) = letter_word(tables, window, at)
            {
                at = end;
                terms.intern_short(key)
            } else if tables.alone >> kind & 1 == 1
                && at + 1 < length
                && tables.class(window.unit(at + 1)) >> 16 != COMPLEX
            {
                at += 1;
                if kind == CONTROL {
                    continue;
                }
                intern_unit(terms, ascii, class as u16)
            } else {
                let end = match token_end(tables, window, at) {
                    TokenEnd::At(end) => end,
                    TokenEnd::Stop(stop) => break stop,
                };
                let start = std::mem::replace(&mut at, end);
                if kind == CONTROL {
                    continue;
                }
                intern_units(tables, &window.units[start..end], terms, scratch)
            };
            let Some(id) = id else {
                break Stop::Refused;
            };
            *slot = id;
            tokens += 1;
        };
        Outcome {
            stop,
            reached: at,
            tokens,
            words,
        }
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

/// The end and the key of the token at `at`, if it is plainly a word of 1 to 15 ASCII letters.
#[inline(always)]
fn letter_word(tables: &Tables, window: &Window, at: usize) -> Option<(usize, Key)> {
    let sixteen = window.units[at..].first_chunk()?;
    let (run, letters) = letters_at(sixteen, tables.case);
    let end = at + run;
    if run.wrapping_sub(1) >= SHORT || end + 1 >= window.length || !tables.plain_letters {
        return None;
    }
    let next = tables.class(window.unit(end)) >> 16;
    if tables.ends_letter >> next & 1 == 0 {
        let after = tables.class(window.unit(end + 1)) >> 16;
        let landing = tables.landing(A_LETTER, next);
        if next == COMPLEX
            || after == COMPLEX
            || landing >> after & 1 == 1
            || tables.joins_on(A_LETTER, next)
        {
            return None;
        }
    }
    Some((end, Key::short(letters, run)))
}

/// Where the token that starts at `start` ends.
fn token_end(tables: &Tables, window: &Window, start: usize) -> TokenEnd {
    let length = window.length;
    let kind_at = |at: usize| {
        if at < length {
            tables.class(window.unit(at)) >> 16
        } else {
            END
        }
    };
    let mut at = start + 1;
    let mut kind = kind_at(start);
    if kind == COMPLEX {
        return TokenEnd::Stop(Stop::Complex);
    }
    loop {
        if at + 1 >= length && !window.last {
            return TokenEnd::Stop(Stop::More);
        }
        let next = kind_at(at);
        if next == COMPLEX {
            return TokenEnd::Stop(Stop::Complex);
        }
        let landing = tables.landing(kind, next);
        if landing != 0 {
            let after = kind_at(at + 1);
            if after == COMPLEX {
                return TokenEnd::Stop(Stop::Complex);
            }
            if landing >> after & 1 == 1 {
                at += 2;
                kind = after;
                continue;
            }
        }
        if next == END || !tables.joins_on(kind, next) {
            return TokenEnd::At(at);
        }
        kind = next;
        at += 1;
    }
}

#[inline(always)]
fn intern_unit(terms: &mut Terms, ascii: &mut [u32; 128], folded: u16) -> Option<u32> {
    if folded >= 128 {
        let (utf8, length) = utf8_of(folded);
        return terms.intern_short(Key::short(utf8 as u128, length));
    }
    let id = &mut ascii[folded as usize];
    if *id == NO_ID {
        *id = terms.intern(&[folded as u8])?;
    }
    Some(*id)
}

/// The id of the term that the units fold to.
#[inline(always)]
fn intern_units(
    tables: &Tables,
    units: &[u16],
    terms: &mut Terms,
    scratch: &mut Vec<u8>,
) -> Option<u32> {
    let mut term = 0u128;
    let mut length = 0;
    for (i, &unit) in units.iter().enumerate() {
        let (utf8, bytes) = utf8_of(tables.class(unit) as u16);
        if length + bytes > SHORT {
            scratch.clear();
            scratch.extend_from_slice(&term.to_le_bytes()[..length]);
            for &unit in &units[i..] {
                let (utf8, bytes) = utf8_of(tables.class(unit) as u16);
                scratch.extend_from_slice(&utf8.to_le_bytes()[..bytes]);
            }
            return terms.intern(scratch);
        }
        term |= (utf8 as u128) << (8 * length);
        length += bytes;
    }
    terms.intern_short(Key::short(term, length))
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
