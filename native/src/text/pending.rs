//! Tokens whose terms are looked up later, many at once. A look-up of a rare term waits for the memory;
//! meanwhile the scan goes on, and the look-ups of several terms wait together.

use crate::text::terms::{Key, Terms};

/// More were no faster.
const MOST: usize = 32;

#[derive(Clone, Copy)]
struct Token {
    key: Key,
    hash: u64,
    /// Its place among the ids.
    place: usize,
}

pub struct Pending {
    tokens: [Token; MOST],
    count: usize,
}

impl Pending {
    pub fn new() -> Self {
        let none = Token {
            key: Key::short(0, 0),
            hash: 0,
            place: 0,
        };
        Self {
            tokens: [none; MOST],
            count: 0,
        }
    }

    /// Takes a token, for the place behind those of all tokens before it. False where the vocabulary
    /// cannot grow.
    #[inline(always)]
    pub fn push(&mut self, key: Key, place: usize, terms: &mut Terms, ids: &mut [u32]) -> bool {
        if self.count == MOST && !self.intern(terms, ids) {
            return false;
        }
        let hash = key.hash();
        terms.expect(hash);
        self.tokens[self.count] = Token { key, hash, place };
        self.count += 1;
        true
    }

    /// Writes the ids of all tokens taken. False where the vocabulary cannot grow.
    pub fn intern(&mut self, terms: &mut Terms, ids: &mut [u32]) -> bool {
        let count = std::mem::take(&mut self.count);
        for token in &self.tokens[..count] {
            let Some(id) = terms.intern_hashed(token.key, token.hash) else {
                return false;
            };
            ids[token.place] = id;
        }
        true
    }
}
