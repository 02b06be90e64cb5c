//! One level of a Huffman-shaped wavelet matrix of arity 4.
//!
//! What a level needs of a symbol is its digit and whether its code goes on; a table of a byte a
//! symbol, made for each level, holds them in the three highest bits, where the byte-wise move-mask
//! finds them. The table of 100,000 symbols fits the second-level cache, and the common symbols
//! the first.

use crate::arrays::quad_blocks::{QuadBlocks, planes_at, write_quad_blocks};
use crate::arrays::quarters::{Quarters, by_digit};
use crate::arrays::scatter::scatter;

/// The codes of all symbols, and the level that is built.
pub struct QuadCodes<'a> {
    /// The digits of each code, two bits a digit, the first one highest.
    pub codes: &'a [u32],
    /// Digits of each code.
    pub lengths: &'a [u8],
    pub level: u32,
}

/// Symbols kept; nothing where a symbol has no digit at this level.
pub fn build_quad_level(
    symbols: &[u32],
    codes: QuadCodes,
    next: &mut [u32],
    mut level: QuadBlocks,
) -> Option<usize> {
    let traits = traits_of(codes);
    let mut keeps = vec![0u32; symbols.len().div_ceil(32)];
    let kept = write_level(symbols, &traits, &mut keeps, level.reborrow())?;
    let blocks = &*level.blocks;
    scatter(symbols, Quarters { next, kept }, |index| {
        let (low, high) = planes_at(blocks, index);
        (low, high, keeps[index])
    });
    Some(kept.iter().sum::<u32>() as usize)
}

/// Of each symbol: 0x80 and 0x40 the low and the high bit of its digit at `level`, 0x20 its code
/// goes on, 0x10 it has a digit at all.
fn traits_of(given: QuadCodes) -> Vec<u8> {
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
            let digit = (code >> (2 * (length - 1 - level)) & 3) as u8;
            let on = (length > level + 1) as u8;
            (digit & 1) << 7 | (digit >> 1) << 6 | on << 5 | 0x10
        })
        .collect()
}

/// How many symbols of each digit are kept.
fn write_level(
    symbols: &[u32],
    traits: &[u8],
    keeps: &mut [u32],
    level: QuadBlocks,
) -> Option<[u32; 4]> {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_avx2() {
        // SAFETY: the processor has the instructions that the function is compiled for.
        return unsafe { write_level_avx2(symbols, traits, keeps, level) };
    }
    write_level_with(symbols, traits, keeps, level, move_masks)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,popcnt")]
fn write_level_avx2(
    symbols: &[u32],
    traits: &[u8],
    keeps: &mut [u32],
    level: QuadBlocks,
) -> Option<[u32; 4]> {
    use crate::arrays::vectors::load_bytes;
    use std::arch::x86_64::{_mm256_add_epi8, _mm256_movemask_epi8};
    write_level_with(symbols, traits, keeps, level, |bytes| {
        let mut vector = load_bytes(bytes);
        let mut masks = [0; 4];
        for mask in &mut masks {
            *mask = _mm256_movemask_epi8(vector) as u32;
            vector = _mm256_add_epi8(vector, vector);
        }
        masks
    })
}

#[inline(always)]
fn write_level_with(
    symbols: &[u32],
    traits: &[u8],
    keeps: &mut [u32],
    level: QuadBlocks,
    masks: impl Fn(&[u8; 32]) -> [u32; 4],
) -> Option<[u32; 4]> {
    let mut kept = [0u32; 4];
    let mut present = true;
    write_quad_blocks(symbols.len(), level, |start, count| {
        let mut found = [0u8; 32];
        for (place, &symbol) in found.iter_mut().zip(&symbols[start..start + count]) {
            *place = traits.get(symbol as usize).copied().unwrap_or(0);
        }
        let [low, high, keep, has] = masks(&found);
        present &= has == (u32::MAX >> (32 - count));
        keeps[start / 32] = keep;
        for (kept, wanted) in kept.iter_mut().zip(by_digit((low, high, keep))) {
            *kept += wanted.count_ones();
        }
        (low, high)
    });
    present.then_some(kept)
}

/// The highest bits of the bytes, and the three below them.
#[inline(always)]
fn move_masks(bytes: &[u8; 32]) -> [u32; 4] {
    let mut masks = [0; 4];
    for (index, &byte) in bytes.iter().enumerate() {
        for (i, mask) in masks.iter_mut().enumerate() {
            *mask |= (byte as u32 >> (7 - i) & 1) << index;
        }
    }
    masks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{QUAD_LENGTHS, some_numbers};

    // 0, 1, 2, 30, 31, 33
    const CODES: [u32; 6] = [0, 1, 2, 12, 13, 15];
    const LENGTHS: [u8; 6] = [1, 1, 1, 2, 2, 2];

    fn codes(level: u32) -> QuadCodes<'static> {
        QuadCodes {
            codes: &CODES,
            lengths: &LENGTHS,
            level,
        }
    }

    fn digit_of(symbol: u32, level: u32) -> u32 {
        CODES[symbol as usize] >> (2 * (u32::from(LENGTHS[symbol as usize]) - 1 - level)) & 3
    }

    #[test]
    fn a_level_sorts_by_its_digit_and_drops_what_ends() {
        for length in QUAD_LENGTHS {
            for level in 0..2 {
                let mut symbols = some_numbers(length, 6, length as u32);
                symbols.retain(|&symbol| u32::from(LENGTHS[symbol as usize]) > level);
                let mut next = vec![9; symbols.len()];
                let mut blocks = vec![0; (symbols.len() / 224 + 1) * 16];
                let mut superblocks = [0; 4];
                let given = QuadBlocks {
                    blocks: &mut blocks,
                    superblocks: &mut superblocks,
                };
                let built = build_quad_level(&symbols, codes(level), &mut next, given);

                let digit = |symbol: &u32| digit_of(*symbol, level);
                let goes_on = |symbol: &u32| u32::from(LENGTHS[*symbol as usize]) > level + 1;
                let mut expected: Vec<u32> = symbols.iter().copied().filter(goes_on).collect();
                expected.sort_by_key(digit);
                assert_eq!(built, Some(expected.len()));
                assert_eq!(next[..expected.len()], expected);
                for (i, symbol) in symbols.iter().enumerate() {
                    let (low, high) = planes_at(&blocks, i / 32);
                    let found = (low >> (i % 32) & 1) | (high >> (i % 32) & 1) << 1;
                    assert_eq!(found, digit(symbol));
                }
                for (v, &start) in superblocks.iter().enumerate() {
                    let smaller = symbols.iter().filter(|symbol| digit(symbol) < v as u32);
                    assert_eq!(start as usize, smaller.count());
                }
            }
        }
    }

    #[test]
    fn a_symbol_without_a_digit_is_refused() {
        for symbols in [[3, 0, 3], [3, 6, 3], [3, u32::MAX, 3]] {
            let level = QuadBlocks {
                blocks: &mut [0; 16],
                superblocks: &mut [0; 4],
            };
            assert_eq!(
                build_quad_level(&symbols, codes(1), &mut [0; 3], level),
                None
            );
        }
    }

    #[test]
    fn masks_are_the_four_highest_bits() {
        let bytes: Vec<u8> = some_numbers(32, 256, 5).iter().map(|&n| n as u8).collect();
        let masks = move_masks(bytes.as_slice().try_into().unwrap());
        for (i, byte) in bytes.iter().enumerate() {
            let bits = masks.map(|mask| (mask >> i & 1) as u8);
            assert_eq!(
                bits,
                [byte >> 7, byte >> 6 & 1, byte >> 5 & 1, byte >> 4 & 1]
            );
        }
    }
}
