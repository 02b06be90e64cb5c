//! One level of a Huffman-shaped wavelet matrix.
//!
//! What a level needs of a symbol is two bits, its bit and whether its code goes on; a table of a
//! byte a symbol, made for each level, holds them in the two highest bits, where the byte-wise
//! move-mask of SSE2 finds them. The table of 100,000 symbols fits the second-level cache, and the
//! common symbols the first.

use crate::arrays::blocks::{word_place, write_blocks};
use crate::arrays::halves::Halves;
use crate::arrays::partition::partition;

/// The codes of all symbols, and the level that is built.
pub struct Codes<'a> {
    pub codes: &'a [u32],
    /// Bits of each code.
    pub lengths: &'a [u8],
    pub level: u32,
}

/// Zeros of the level and symbols kept; nothing where a symbol has no bit at this level.
pub fn build_level(
    symbols: &[u32],
    codes: Codes,
    next: &mut [u32],
    blocks: &mut [u32],
) -> Option<(usize, usize)> {
    let traits = traits_of(codes);
    let mut keeps = vec![0u32; symbols.len().div_ceil(32)];
    let mut kept = 0;
    let mut kept_ones = 0;
    let mut present = true;
    let ones = write_blocks(symbols.len(), blocks, |start, count| {
        let (bits, keep, all) = look_up(&symbols[start..start + count], &traits);
        present &= all;
        keeps[start / 32] = keep;
        kept += keep.count_ones() as usize;
        kept_ones += (keep & bits).count_ones() as usize;
        bits
    });
    if !present {
        return None;
    }
    let zeros = kept - kept_ones;
    partition(symbols, Halves { next, zeros, kept }, |index| {
        (blocks[word_place(index)], keeps[index])
    });
    Some((symbols.len() - ones, kept))
}

/// Of each symbol: 0x80 its bit at `level`, 0x40 its code goes on, 0x20 it has a bit at all.
fn traits_of(given: Codes) -> Vec<u8> {
    let level = given.level;
    given
        .codes
        .iter()
        .zip(given.lengths)
        .map(|(&code, &length)| {
            let length = length as u32;
            if length <= level {
                return 0;
            }
            let bit = (code >> (length - 1 - level) & 1) as u8;
            let on = (length > level + 1) as u8;
            bit << 7 | on << 6 | 0x20
        })
        .collect()
}

/// Bits, keep bits, and whether all symbols have a bit; one without a code has none.
#[inline(always)]
fn look_up(symbols: &[u32], traits: &[u8]) -> (u32, u32, bool) {
    let mut found = [[0u8; 16]; 2];
    for (place, &symbol) in found.as_flattened_mut().iter_mut().zip(symbols) {
        *place = traits.get(symbol as usize).copied().unwrap_or(0);
    }
    let present = (1u64 << symbols.len()) as u32;
    let [bits, keep, has] = move_masks(&found);
    (bits, keep, has == present.wrapping_sub(1))
}

/// The highest bits of the bytes, the second highest ones, and the third.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn move_masks(bytes: &[[u8; 16]; 2]) -> [u32; 3] {
    // SAFETY: every processor of this architecture has SSE2.
    unsafe { move_masks_sse2(bytes) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn move_masks_sse2([low, high]: &[[u8; 16]; 2]) -> [u32; 3] {
    use crate::arrays::vectors::load_sixteen;
    use std::arch::x86_64::{_mm_add_epi8, _mm_movemask_epi8};
    let mut low = load_sixteen(low);
    let mut high = load_sixteen(high);
    let mut masks = [0; 3];
    for mask in &mut masks {
        *mask = _mm_movemask_epi8(low) as u32 | (_mm_movemask_epi8(high) as u32) << 16;
        low = _mm_add_epi8(low, low);
        high = _mm_add_epi8(high, high);
    }
    masks
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn move_masks(bytes: &[[u8; 16]; 2]) -> [u32; 3] {
    let mut masks = [0; 3];
    for (index, &byte) in bytes.as_flattened().iter().enumerate() {
        for (i, mask) in masks.iter_mut().enumerate() {
            *mask |= (byte as u32 >> (7 - i) & 1) << index;
        }
    }
    masks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{HOSTILE_LENGTHS, some_numbers};

    // 0, 10, 110, 111
    const CODES: [u32; 4] = [0, 2, 6, 7];
    const LENGTHS: [u8; 4] = [1, 2, 3, 3];

    fn codes(level: u32) -> Codes<'static> {
        Codes {
            codes: &CODES,
            lengths: &LENGTHS,
            level,
        }
    }

    fn bit_of(symbol: u32, level: u32) -> u32 {
        CODES[symbol as usize] >> (u32::from(LENGTHS[symbol as usize]) - 1 - level) & 1
    }

    #[test]
    fn a_level_sorts_by_its_bit_and_drops_what_ends() {
        for length in HOSTILE_LENGTHS {
            for level in 0..3 {
                let mut symbols = some_numbers(length, 4, length as u32);
                symbols.retain(|&symbol| u32::from(LENGTHS[symbol as usize]) > level);
                let mut next = vec![9; symbols.len()];
                let mut blocks = vec![0; (symbols.len() / 480 + 1) * 16];
                let built = build_level(&symbols, codes(level), &mut next, &mut blocks);

                let bit = |symbol: &u32| bit_of(*symbol, level);
                let goes_on = |symbol: &u32| u32::from(LENGTHS[*symbol as usize]) > level + 1;
                let mut expected: Vec<u32> = symbols.iter().copied().filter(goes_on).collect();
                expected.sort_by_key(bit);
                let zeros = symbols.iter().filter(|symbol| bit(symbol) == 0).count();
                assert_eq!(built, Some((zeros, expected.len())));
                assert_eq!(next[..expected.len()], expected);
                for (i, symbol) in symbols.iter().enumerate() {
                    assert_eq!(blocks[word_place(i / 32)] >> (i % 32) & 1, bit(symbol));
                }
            }
        }
    }

    #[test]
    fn a_symbol_without_a_bit_is_refused() {
        for symbols in [[1, 0, 1], [1, 4, 1], [1, u32::MAX, 1]] {
            assert_eq!(
                build_level(&symbols, codes(1), &mut [0; 3], &mut [0; 16]),
                None
            );
        }
    }

    #[test]
    fn masks_are_the_three_highest_bits() {
        let bytes: Vec<u8> = some_numbers(32, 256, 5).iter().map(|&n| n as u8).collect();
        let masks = move_masks(bytes.as_chunks().0.try_into().unwrap());
        for (i, byte) in bytes.iter().enumerate() {
            let bits = masks.map(|mask| (mask >> i & 1) as u8);
            assert_eq!(bits, [byte >> 7, byte >> 6 & 1, byte >> 5 & 1]);
        }
    }
}
