//! A vocabulary under construction: terms get ids 0, 1, 2, ... in order of first occurrence.
//!
//! Open addressing (linear probing, at most half full). A term of up to 15 bytes of UTF-8 lies in
//! its slot, so that finding it again touches one place; a longer one is there by its hash and
//! length, and its bytes are compared in the pool. `text/term-interner.ts` is the twin.

use crate::arrays::prefetch::prefetch;

/// Bytes of a term that its slot can hold.
pub const SHORT: usize = 15;

const INITIAL_SLOTS: usize = 1 << 11;
/// Not the beginning of any UTF-8, so that no term makes a factor zero.
const SEEDS: [u64; 2] = [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53];
const LONG: u64 = 0x80 << 56;

/// What a slot is compared by: of a short term its bytes and, in the highest byte, 1 + length; of
/// a long one its hash and length. Never zero in the second half.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key(u64, u64);

impl Key {
    /// `term`, as a little-endian number, has `length` <= SHORT bytes and zeros beyond.
    #[inline(always)]
    pub fn short(term: u128, length: usize) -> Self {
        Self(term as u64, (term >> 64) as u64 | (length as u64 + 1) << 56)
    }

    #[inline(always)]
    pub fn hash(self) -> u64 {
        mix(self.0 ^ SEEDS[0], self.1 ^ SEEDS[1])
    }
}

#[inline(always)]
fn mix(one: u64, other: u64) -> u64 {
    let product = one as u128 * other as u128;
    product as u64 ^ (product >> 64) as u64
}

fn long_key(term: &[u8]) -> Key {
    let mut hash = term.len() as u64;
    for piece in term.chunks(8) {
        let mut bytes = [0; 8];
        bytes[..piece.len()].copy_from_slice(piece);
        hash = mix(hash ^ SEEDS[1], u64::from_le_bytes(bytes) ^ SEEDS[0]).rotate_left(23);
    }
    Key(hash, LONG | term.len() as u64)
}

#[derive(Clone, Copy)]
struct Slot {
    key: Key,
    id: u32,
}

const FREE: Slot = Slot {
    key: Key(0, 0),
    id: 0,
};

pub struct Terms {
    slots: Vec<Slot>,
    /// The UTF-8 of term i is bytes[starts[i], starts[i + 1]).
    bytes: Vec<u8>,
    starts: Vec<u32>,
    /// Of all terms, as UTF-16.
    units: u32,
}

impl Terms {
    pub fn new() -> Self {
        Self {
            slots: vec![FREE; INITIAL_SLOTS],
            bytes: Vec::new(),
            starts: vec![0],
            units: 0,
        }
    }

    pub fn size(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    pub fn units(&self) -> u32 {
        self.units
    }

    /// The id of a term, which gets the next one if it is new; nothing once the pool is full.
    pub fn intern(&mut self, term: &[u8]) -> Option<u32> {
        if term.len() > SHORT {
            return self.intern_long(term);
        }
        let mut bytes = [0; 16];
        bytes[..term.len()].copy_from_slice(term);
        let key = Key::short(u128::from_le_bytes(bytes), term.len());
        self.intern_hashed(key, key.hash())
    }

    /// Asks for the place in memory where a short term of this hash is, or will be.
    #[inline(always)]
    pub fn expect(&self, hash: u64) {
        let place = hash as usize & (self.slots.len() - 1);
        prefetch(&self.slots, place);
        // Of a slot in two lines of the cache.
        prefetch(&self.slots, place + 1);
    }

    /// As `intern`, for a short term of this key and hash.
    #[inline(always)]
    pub fn intern_hashed(&mut self, key: Key, hash: u64) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let slot = &self.slots[place];
            if slot.key == key {
                return Some(slot.id);
            }
            if slot.key.1 == 0 {
                return self.append_short(key, place);
            }
            place = (place + 1) & mask;
        }
    }

    fn intern_long(&mut self, term: &[u8]) -> Option<u32> {
        let key = long_key(term);
        let mask = self.slots.len() - 1;
        let mut place = key.hash() as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot.key.1 == 0 {
                return self.append(key, place, term);
            }
            if slot.key == key && self.term(slot.id) == term {
                return Some(slot.id);
            }
            place = (place + 1) & mask;
        }
    }

    fn term(&self, id: u32) -> &[u8] {
        let id = id as usize;
        &self.bytes[self.starts[id] as usize..self.starts[id + 1] as usize]
    }

    #[cold]
    fn append_short(&mut self, key: Key, place: usize) -> Option<u32> {
        let term = (key.0 as u128 | (key.1 as u128) << 64).to_le_bytes();
        self.append(key, place, &term[..term[SHORT] as usize - 1])
    }

    fn append(&mut self, key: Key, place: usize, term: &[u8]) -> Option<u32> {
        let id = self.size();
        let end = u32::try_from(self.bytes.len() + term.len()).ok()?;
        if id >= i32::MAX as usize {
            return None;
        }
        self.bytes.extend_from_slice(term);
        // A unit for each code point, which no continuation byte starts; two where it has 4 bytes.
        let units = |&byte: &u8| (byte & 0xc0 != 0x80) as u32 + (byte >= 0xf0) as u32;
        self.units += term.iter().map(units).sum::<u32>();
        self.starts.push(end);
        self.slots[place] = Slot { key, id: id as u32 };
        if 2 * self.size() > self.slots.len() {
            self.grow();
        }
        Some(id as u32)
    }

    fn grow(&mut self) {
        let mut slots = vec![FREE; 2 * self.slots.len()];
        let mask = slots.len() - 1;
        for slot in self.slots.iter().filter(|slot| slot.key.1 != 0) {
            let mut place = slot.key.hash() as usize & mask;
            while slots[place].key.1 != 0 {
                place = (place + 1) & mask;
            }
            slots[place] = *slot;
        }
        self.slots = slots;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;
    use std::collections::HashMap;

    #[test]
    fn terms_get_ids_in_order_of_first_occurrence() {
        let mut terms = Terms::new();
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut pool = String::new();
        // Some 3,000 distinct ones of 1 to 31 bytes, so that the table grows.
        for (i, number) in some_numbers(20_000, 3000, 8).into_iter().enumerate() {
            let term = format!("{number}{}", "é😀".repeat(number as usize % 5));
            let next = known.len() as u32;
            let id = *known.entry(term.clone()).or_insert_with(|| {
                pool.push_str(&term);
                next
            });
            assert_eq!(terms.intern(term.as_bytes()), Some(id), "term {i}");
        }
        assert_eq!(terms.size(), known.len());
        assert_eq!(terms.bytes(), pool.as_bytes());
        assert_eq!(terms.units() as usize, pool.encode_utf16().count());
        for (term, id) in known {
            let [start, end] = [id, id + 1].map(|i| terms.starts()[i as usize] as usize);
            assert_eq!(&pool[start..end], term);
        }
    }

    #[test]
    fn terms_of_each_length_differ_in_their_last_byte_only() {
        let mut terms = Terms::new();
        for length in 1..40 {
            for last in [b'x', b'y'] {
                let mut term = vec![b'a'; length];
                term[length - 1] = last;
                let id = terms.size() as u32;
                assert_eq!(terms.intern(&term), Some(id));
                assert_eq!(terms.intern(&term), Some(id));
            }
        }
    }
}
