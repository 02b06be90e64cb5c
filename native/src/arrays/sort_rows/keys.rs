//! Sorts the suffixes of a bin by their keys: each key becomes one number with its place in the low
//! bits, so that numbers move, not suffixes, and equal keys stay in order.
//!
//! Digits are as long as the keys are many, so most groups have one key or two. What they leave is
//! inserted at the end, in one go.

use crate::arrays::sort_rows::suffixes::Suffix;

const MAX_DIGIT_BITS: u32 = 12;
/// Groups up to this length are left to the insertion.
const SMALL_GROUP: usize = 24;
/// Groups up to this length are not worth a table.
const COMPARED_GROUP: usize = 200;

pub struct KeySorter {
    keys: Vec<u64>,
    spare: Vec<u64>,
}

impl KeySorter {
    /// For bins up to that length.
    pub fn new(largest: usize) -> Self {
        Self {
            keys: vec![0; largest],
            spare: vec![0; largest],
        }
    }

    #[inline(never)]
    pub fn sort(&mut self, bin: &[Suffix], mask: u64) -> SortedKeys<'_> {
        let keys = &mut self.keys[..bin.len()];
        let spare = &mut self.spare[..bin.len()];
        let digit = Digit::first(bin.len());
        let mut places = [0; 1 << MAX_DIGIT_BITS];
        let places = &mut places[..1 << digit.bits];
        digit.count(bin.iter().map(|suffix| suffix.key), places);
        for (place, suffix) in (0..).zip(bin) {
            let to = &mut places[digit.of(suffix.key)];
            keys[*to as usize] = suffix.key & !mask | place;
            *to += 1;
        }
        digit.sort_groups(keys, spare, places);
        insert(keys);
        SortedKeys { keys, spare, mask }
    }
}

/// The keys of a bin in order.
pub struct SortedKeys<'a> {
    pub keys: &'a mut [u64],
    /// Room for as many.
    pub spare: &'a mut [u64],
    /// The bits of a key that are the place of its suffix in the bin.
    pub mask: u64,
}

impl SortedKeys<'_> {
    #[inline(always)]
    pub fn place(&self, row: usize) -> usize {
        (self.keys[row] & self.mask) as usize
    }

    /// Neighbours in order.
    #[inline(always)]
    pub fn are_equal(&self, row: usize, other: usize) -> bool {
        (self.keys[row] ^ self.keys[other]) & !self.mask == 0
    }
}

/// `spare` has room for as many.
pub fn sort_keys(keys: &mut [u64], spare: &mut [u64]) {
    sort_large(keys, spare, 0);
    insert(keys);
}

/// Bits [used, used + bits) of keys, from the highest on.
#[derive(Clone, Copy)]
struct Digit {
    used: u32,
    bits: u32,
}

impl Digit {
    fn first(keys: usize) -> Self {
        let bits = keys.max(2).ilog2().min(MAX_DIGIT_BITS);
        Self { used: 0, bits }
    }

    #[inline(always)]
    fn of(self, key: u64) -> usize {
        (key << self.used >> (64 - self.bits)) as usize
    }

    /// places[d] becomes how many keys have a digit below d.
    fn count(self, keys: impl Iterator<Item = u64>, places: &mut [u32]) {
        for key in keys {
            places[self.of(key)] += 1;
        }
        let mut sum = 0;
        for place in places {
            sum += std::mem::replace(place, sum);
        }
    }

    /// Sorts groups of one digit by the bits behind, unless they are small.
    fn sort_groups(self, keys: &mut [u64], spare: &mut [u64], group_ends: &[u32]) {
        let mut start = 0;
        for &end in group_ends {
            let end = end as usize;
            if end - start > SMALL_GROUP {
                sort_large(&mut keys[start..end], spare, self.used + self.bits);
            }
            start = end;
        }
    }
}

/// Leaves groups that are small in any order.
fn sort_large(keys: &mut [u64], spare: &mut [u64], used: u32) {
    if keys.len() <= SMALL_GROUP {
        return;
    }
    let Digit { bits, .. } = Digit::first(keys.len());
    if keys.len() <= COMPARED_GROUP || used + bits > 64 {
        keys.sort_unstable();
        return;
    }
    let digit = Digit { used, bits };
    let mut places = [0; 1 << MAX_DIGIT_BITS];
    let places = &mut places[..1 << bits];
    digit.count(keys.iter().copied(), places);
    let spare = &mut spare[..keys.len()];
    for &key in &*keys {
        let place = &mut places[digit.of(key)];
        spare[*place as usize] = key;
        *place += 1;
    }
    keys.copy_from_slice(spare);
    digit.sort_groups(keys, spare, places);
}

#[inline(always)]
fn insert(keys: &mut [u64]) {
    for end in 1..keys.len() {
        let key = keys[end];
        let mut at = end;
        while at > 0 && keys[at - 1] > key {
            keys[at] = keys[at - 1];
            at -= 1;
        }
        keys[at] = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;

    #[test]
    fn keys_are_in_order_with_their_places() {
        for length in [1, 2, 24, 25, 199, 201, 5000] {
            for bound in [1, 3, 1000, u32::MAX] {
                let numbers = some_numbers(length, bound, bound);
                for shift in [20, 32, 63] {
                    let bin: Vec<Suffix> = numbers
                        .iter()
                        .map(|&number| Suffix {
                            key: u64::from(number) << shift,
                            start: 0,
                            record: 0,
                        })
                        .collect();
                    let mask = (1 << 13) - 1;
                    let places = 0..length as u64;
                    let mut expected: Vec<u64> = places
                        .zip(&bin)
                        .map(|(place, suffix)| suffix.key & !mask | place)
                        .collect();
                    expected.sort_unstable();
                    let mut sorter = KeySorter::new(length);
                    assert_eq!(sorter.sort(&bin, mask).keys, expected);
                    let mut keys: Vec<u64> = bin.iter().map(|suffix| suffix.key).collect();
                    sort_keys(&mut keys, &mut vec![0; length]);
                    assert!(keys.is_sorted());
                }
            }
        }
    }
}
