//! A hash table of bigrams and their rows, and a blocked Bloom filter of bigrams. The layouts are in
//! `native/bigram-table.ts` and `native/bigram-filter.ts`.

use crate::arrays::hash::{bigram_hash, final_mix, part_of};

/// Puts the entries, of four words each, into the slots, in their order. There are more slots than
/// entries.
pub fn fill_table(found: &[u32], slots: &mut [u32]) {
    slots.fill(0);
    let slots = slots.as_chunks_mut::<4>().0;
    for entry in found.as_chunks::<4>().0 {
        let mut slot = part_of(bigram_hash(entry[0], entry[1]), slots.len() / 4) * 4;
        while slots[slot] != [0; 4] {
            slot = if slot + 1 == slots.len() { 0 } else { slot + 1 };
        }
        slots[slot] = *entry;
    }
}

/// Adds the keys to a filter of whole blocks of 16 words.
pub fn fill_filter(keys: &[u32], filter: &mut [u32]) {
    filter.fill(0);
    let blocks = filter.as_chunks_mut::<16>().0;
    for &key in keys {
        let place = part_of(key, blocks.len());
        let bits = final_mix(key ^ 0x9e37_79b9);
        for bit in [bits & 511, bits >> 9 & 511, bits >> 18 & 511] {
            blocks[place][(bit / 32) as usize] |= 1 << (bit % 32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;

    #[test]
    fn every_entry_is_found_from_its_home() {
        for count in [0, 1, 2, 3, 50, 1000] {
            let found = some_numbers(4 * count, 1 << 30, count as u32);
            let length = (count * 3).div_ceil(8).max(1) * 4;
            let mut table = vec![7; length * 4];
            fill_table(&found, &mut table);
            let slots = table.as_chunks::<4>().0;
            let entries = found.as_chunks::<4>().0;
            assert_eq!(slots.iter().filter(|slot| **slot != [0; 4]).count(), count);
            for entry in entries {
                let home = part_of(bigram_hash(entry[0], entry[1]), length / 4) * 4;
                let mut probed = (0..length).map(|i| slots[(home + i) % length]);
                let met = probed.find(|slot| slot == entry || *slot == [0; 4]);
                assert_eq!(met, Some(*entry));
            }
        }
    }

    #[test]
    fn a_filter_has_three_bits_of_each_key() {
        let keys = some_numbers(1000, u32::MAX, 3);
        let mut filter = vec![7; 16 * 16];
        fill_filter(&keys, &mut filter);
        let bits: u32 = filter.iter().map(|word| word.count_ones()).sum();
        assert!(bits > 2000 && bits <= 3000, "{bits}");
        fill_filter(&keys[..1], &mut filter);
        let bits: u32 = filter.iter().map(|word| word.count_ones()).sum();
        assert!((1..=3).contains(&bits));
    }
}
