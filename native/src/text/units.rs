//! How many model tokens a text has, unit by unit: twin of `text/encoder/unit-counter.ts`.
//!
//! Where units end comes from the tables of `text/encoder/unit-cuts.ts`, as they are. The walk stops
//! at a unit that it has not seen; TypeScript counts its tokens and lets the walk go on. A unit of
//! up to 15 characters of Latin-1, by far the most common one, is 16 bytes with its number: one
//! cache line tells whether it was seen.

use std::collections::HashMap;

/// Characters of a unit whose bytes are its key.
const SHORT: usize = 15;
/// Longer units hardly come again.
const LONG: usize = 64;
const MAX_SHORT: usize = 1 << 19;
const MAX_LONG: usize = 1 << 15;

/// Why a walk stopped; `native/unit-walker.ts` has the same numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// At the end of the text.
    End = 0,
    /// Before a unit with which there would be more tokens than wanted.
    Full = 1,
    /// Before a unit that was not seen.
    Unknown = 2,
}

pub struct Outcome {
    pub stop: Stop,
    /// Tokens of the units before `start`.
    pub tokens: u32,
    /// The unit at which the walk stopped; both are the end of the text at its end.
    pub start: usize,
    pub end: usize,
}

pub struct UnitCounter {
    classes: Box<[u8; 0x10000]>,
    /// At left << 8 | right: 1 where a unit may end between two characters of these classes.
    allowed: Box<[u8; 0x10000]>,
    text: Vec<u16>,
    length: usize,
    at: usize,
    tokens: u32,
    most: u32,
    /// Keys with their number of tokens + 1 in the last byte; 0: free.
    slots: Vec<u128>,
    size: usize,
    long: HashMap<Box<[u16]>, u32>,
}

impl UnitCounter {
    /// The tables are as long as they can be.
    pub fn new(classes: &[u8], allowed: &[u8]) -> Self {
        Self {
            classes: classes.to_vec().into_boxed_slice().try_into().unwrap(),
            allowed: allowed.to_vec().into_boxed_slice().try_into().unwrap(),
            text: Vec::new(),
            length: 0,
            at: 0,
            tokens: 0,
            most: 0,
            slots: vec![0; 1 << 12],
            size: 0,
            long: HashMap::new(),
        }
    }

    /// `write` puts `length` units into what it is given, which has room for one more.
    pub fn load(&mut self, length: usize, most: u32, write: impl FnOnce(&mut [u16])) {
        if self.text.len() <= length {
            self.text = vec![0; (length + 1).next_power_of_two()];
        }
        write(&mut self.text[..=length]);
        self.length = length;
        self.at = 0;
        self.tokens = 0;
        self.most = most;
    }

    /// Walks on from where the last walk of this text stopped.
    pub fn walk(&mut self) -> Outcome {
        let text = &self.text[..self.length];
        while self.at < text.len() {
            let end = self.unit_end(self.at);
            let unit = &text[self.at..end];
            let known = match short_key(unit) {
                Some(key) => self.find_short(key),
                None => self.long.get(unit).copied(),
            };
            let stop = match known {
                None => Stop::Unknown,
                Some(count) if count > self.most - self.tokens => Stop::Full,
                Some(count) => {
                    self.tokens += count;
                    self.at = end;
                    continue;
                }
            };
            return self.outcome(stop, end);
        }
        self.outcome(Stop::End, self.length)
    }

    /// Takes the number of tokens of the unit at which the walk stopped, and walks on.
    pub fn learn(&mut self, count: u32) -> Outcome {
        let end = self.unit_end(self.at);
        self.keep(end, count);
        if count > self.most - self.tokens {
            return self.outcome(Stop::Full, end);
        }
        self.tokens += count;
        self.at = end;
        self.walk()
    }

    fn outcome(&self, stop: Stop, end: usize) -> Outcome {
        Outcome {
            stop,
            tokens: self.tokens,
            start: self.at,
            end,
        }
    }

    #[inline(always)]
    fn unit_end(&self, start: usize) -> usize {
        let text = &self.text[..self.length];
        let Some(&first) = text.get(start) else {
            return start;
        };
        let mut row = (self.classes[first as usize] as usize) << 8;
        for (i, &unit) in text[start + 1..].iter().enumerate() {
            let right = self.classes[unit as usize] as usize;
            if self.allowed[(row | right) & 0xffff] == 1 {
                return start + 1 + i;
            }
            row = right << 8;
        }
        text.len()
    }

    fn keep(&mut self, end: usize, count: u32) {
        let unit = &self.text[self.at..end];
        match short_key(unit) {
            Some(key) if count < 0xff => self.add_short(key, count),
            None if unit.len() <= LONG => {
                if self.long.len() == MAX_LONG {
                    self.long.clear();
                }
                self.long.insert(unit.into(), count);
            }
            _ => {}
        }
    }

    #[inline(always)]
    fn find_short(&self, key: u128) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut at = hash(key) & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            if slot << 8 >> 8 == key {
                return Some((slot >> 120) as u32 - 1);
            }
            at = (at + 1) & mask;
        }
    }

    /// At the bound all are forgotten.
    fn add_short(&mut self, key: u128, count: u32) {
        if self.size == MAX_SHORT {
            self.slots.fill(0);
            self.size = 0;
        }
        if self.size * 2 >= self.slots.len() {
            let bigger = vec![0; self.slots.len() * 2];
            let old = std::mem::replace(&mut self.slots, bigger);
            for slot in old.into_iter().filter(|&slot| slot != 0) {
                place(&mut self.slots, slot);
            }
        }
        place(&mut self.slots, key | (count as u128 + 1) << 120);
        self.size += 1;
    }
}

/// The bytes of a unit, the first one lowest; none of them is 0, so its length shows.
#[inline(always)]
fn short_key(unit: &[u16]) -> Option<u128> {
    if unit.len() > SHORT {
        return None;
    }
    let mut halves = [0u64; 2];
    for (i, &character) in unit.iter().enumerate() {
        if character.wrapping_sub(1) >= 0xff {
            return None;
        }
        halves[i >> 3 & 1] |= (character as u64) << (8 * (i & 7));
    }
    Some(halves[0] as u128 | (halves[1] as u128) << 64)
}

fn place(slots: &mut [u128], slot: u128) {
    let mask = slots.len() - 1;
    let mut at = hash(slot << 8 >> 8) & mask;
    while slots[at] != 0 {
        at = (at + 1) & mask;
    }
    slots[at] = slot;
}

#[inline(always)]
fn hash(key: u128) -> usize {
    let mixed = (key as u64 ^ ((key >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_mul(0xff51_afd7_ed55_8ccd);
    (mixed ^ mixed >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Units end at spaces; a unit has as many tokens as characters.
    fn counter() -> UnitCounter {
        let mut classes = vec![0; 0x10000];
        classes[usize::from(b' ')] = 1;
        let mut allowed = vec![0; 0x10000];
        allowed[1] = 1; // between another character and a space
        UnitCounter::new(&classes, &allowed)
    }

    fn load(counter: &mut UnitCounter, text: &str, most: u32) {
        let units: Vec<u16> = text.encode_utf16().collect();
        counter.load(units.len(), most, |place| {
            place[..units.len()].copy_from_slice(&units);
        });
    }

    /// Tokens, where the walk ended, and how many units had to be learnt.
    fn walk(counter: &mut UnitCounter, text: &str, most: u32) -> (u32, usize, usize) {
        load(counter, text, most);
        let mut found = counter.walk();
        let mut learnt = 0;
        while found.stop == Stop::Unknown {
            learnt += 1;
            found = counter.learn((found.end - found.start) as u32);
        }
        (found.tokens, found.start, learnt)
    }

    #[test]
    fn a_unit_is_asked_for_once() {
        let mut counter = counter();
        let long = " x".repeat(20) + " ü語 " + &"y".repeat(40);
        let length = long.encode_utf16().count();
        assert_eq!(walk(&mut counter, &long, 1000), (length as u32, length, 3));
        assert_eq!(walk(&mut counter, &long, 1000), (length as u32, length, 0));
    }

    #[test]
    fn a_walk_ends_before_the_unit_that_does_not_fit() {
        let mut counter = counter();
        assert_eq!(walk(&mut counter, "ab cd ef", 5), (5, 5, 3));
        assert_eq!(walk(&mut counter, "ab cd ef", 4), (2, 2, 0));
        assert_eq!(walk(&mut counter, "", 0), (0, 0, 0));
    }

    #[test]
    fn many_short_units_are_kept() {
        let mut counter = counter();
        let text: String = (0..5000).map(|i| format!(" {i}")).collect();
        let tokens = text.len() as u32;
        assert_eq!(
            walk(&mut counter, &text, u32::MAX),
            (tokens, text.len(), 5000)
        );
        assert_eq!(walk(&mut counter, &text, u32::MAX), (tokens, text.len(), 0));
    }
}
