//! Where tokens end: plain words by some vector instructions, all others unit by unit.

use crate::text::tables::{A_LETTER, COMPLEX, END, Tables};
use crate::text::terms::{Key, SHORT};
use crate::text::window::Text;

pub enum TokenEnd {
    At(usize),
    /// A unit that is not simple has a say in the token.
    Complex,
    /// The token may reach beyond the window.
    More,
}

/// The class of the unit at `at`, which is below the length, and where the next one is.
#[inline(always)]
pub fn class_at<T: Text>(tables: &Tables, text: &T, at: usize) -> (u32, usize) {
    let (unit, next) = text.unit(at);
    (tables.class(unit), next)
}

/// The end and the key of the token at `at`, if it is plainly a word of 1 to 15 ASCII letters.
#[inline(always)]
pub fn letter_word<T: Text>(tables: &Tables, text: &T, at: usize) -> Option<(usize, Key)> {
    let (run, letters) = text.letters(at, tables.case)?;
    let end = at + run;
    if run.wrapping_sub(1) >= SHORT || end >= text.length() || !tables.plain_letters {
        return None;
    }
    let (next, behind) = class_at(tables, text, end);
    if behind >= text.length() {
        return None;
    }
    let next = next >> 16;
    if tables.ends_letter >> next & 1 == 0 {
        let after = class_at(tables, text, behind).0 >> 16;
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
pub fn token_end<T: Text>(tables: &Tables, text: &T, start: usize) -> TokenEnd {
    let length = text.length();
    let kind_at = |at: usize| {
        if at < length {
            let (class, next) = class_at(tables, text, at);
            (class >> 16, next)
        } else {
            (END, at + 1)
        }
    };
    let (mut kind, mut at) = kind_at(start);
    if kind == COMPLEX {
        return TokenEnd::Complex;
    }
    loop {
        let (next, behind) = kind_at(at);
        if behind >= length && !text.is_last() {
            return TokenEnd::More;
        }
        if next == COMPLEX {
            return TokenEnd::Complex;
        }
        let landing = tables.landing(kind, next);
        if landing != 0 {
            let (after, landed) = kind_at(behind);
            if after == COMPLEX {
                return TokenEnd::Complex;
            }
            if landing >> after & 1 == 1 {
                at = landed;
                kind = after;
                continue;
            }
        }
        if next == END || !tables.joins_on(kind, next) {
            return TokenEnd::At(at);
        }
        kind = next;
        at = behind;
    }
}
