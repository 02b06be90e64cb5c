//! One level of a Huffman-shaped wavelet matrix of arity 4.
//!
//! What a level needs of a symbol is its digit and whether its code goes on; a table of a byte a
//! symbol, made for each level, holds them in the three highest bits, where the byte-wise move-mask
//! finds them. The table of 100,000 symbols fits the second-level cache, and the common symbols
//! the first.

use crate::arrays::quad_blocks::QuadBlocks;
use crate::arrays::quarters::{Masks, Quarters};
use crate::arrays::scatter::{Outputs, scatter};

/// Words whose masks are made together: a look-up is slower than taking a value, and fewer words were
/// slower.
const AHEAD: usize = 2048;

/// The codes of all symbols, and the level that is built.
pub struct QuadCodes<'a> {
    /// The digits of each code, two bits a digit, the first one highest.
    pub codes: &'a [u32],
    /// Digits of each code.
    pub lengths: &'a [u8],
    /// How often each symbol occurs, where that is known; otherwise one more pass counts digits.
    pub counts: Option<&'a [u32]>,
    pub level: u32,
}

/// Symbols kept; nothing where a symbol has no digit at this level, or the counts are others.
pub fn build_quad_level(
    symbols: &[u32],
    codes: QuadCodes,
    next: &mut [u32],
    level: QuadBlocks,
) -> Option<usize> {
    let traits = traits_of(&codes);
    let kept = count_kept(symbols, &traits, codes.counts);
    let quarters = Quarters::new(next, symbols.len(), kept)?;
    let mut outputs = Outputs { level, quarters };
    let found = scatter_level(symbols, &traits, &mut outputs)?;
    let fits = outputs.quarters.are(found);
    fits.then(|| found.iter().sum::<u32>() as usize)
}

fn count_kept(symbols: &[u32], traits: &[u8], counts: Option<&[u32]>) -> [u64; 4] {
    // Four tables, as the same trait often follows itself.
    let mut by_trait = [[0u64; 256]; 4];
    if let Some(counts) = counts {
        for (&found, &count) in traits.iter().zip(counts) {
            by_trait[0][found as usize] += u64::from(count);
        }
    } else {
        for symbols in symbols.chunks(4) {
            for (by_trait, &symbol) in by_trait.iter_mut().zip(symbols) {
                by_trait[trait_of(traits, symbol) as usize] += 1;
            }
        }
    }
    [0x30, 0xb0, 0x70, 0xf0].map(|kept| by_trait.iter().map(|table| table[kept]).sum())
}

/// Of each symbol: 0x80 and 0x40 the low and the high bit of its digit at `level`, 0x20 its code
/// goes on, 0x10 it has a digit at all.
fn traits_of(given: &QuadCodes) -> Vec<u8> {
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

/// A symbol without a code has none.
#[inline(always)]
fn trait_of(traits: &[u8], symbol: u32) -> u8 {
    traits.get(symbol as usize).copied().unwrap_or(0)
}

/// How many symbols of each digit are kept; nothing where one has no digit.
fn scatter_level(symbols: &[u32], traits: &[u8], outputs: &mut Outputs) -> Option<[u32; 4]> {
    let mut present = true;
    let kept = scatter_present(symbols, traits, outputs, &mut present);
    present.then_some(kept)
}

fn scatter_present(
    symbols: &[u32],
    traits: &[u8],
    outputs: &mut Outputs,
    present: &mut bool,
) -> [u32; 4] {
    #[cfg(target_arch = "x86_64")]
    {
        use crate::arrays::vectors::{has_avx2, has_avx512};
        if has_avx512() {
            // SAFETY: the processor has the instructions that the function is compiled for.
            return unsafe { x86::scatter_level_avx512(symbols, traits, outputs, present) };
        }
        if has_avx2() {
            // SAFETY: as above.
            return unsafe { x86::scatter_level_avx2(symbols, traits, outputs, present) };
        }
    }
    scatter::<AHEAD>(symbols, outputs, |symbols| {
        look_up(symbols, traits, present, move_masks)
    })
}

/// Clears `present` where a symbol has no digit.
#[inline(always)]
fn look_up(
    symbols: &[u32],
    traits: &[u8],
    present: &mut bool,
    masks: impl Fn(&[u8; 32]) -> [u32; 4],
) -> Masks {
    let mut found = [0u8; 32];
    for (place, &symbol) in found.iter_mut().zip(symbols) {
        *place = trait_of(traits, symbol);
    }
    let [low, high, keep, has] = masks(&found);
    *present &= has == u32::MAX >> (32 - symbols.len());
    (low, high, keep)
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{_mm256_add_epi8, _mm256_movemask_epi8};

    use super::{AHEAD, Masks, Outputs, look_up};
    use crate::arrays::scatter::x86::{scatter_avx2, scatter_avx512};
    use crate::arrays::vectors::load_bytes;

    #[target_feature(enable = "avx512f,avx2,popcnt")]
    pub fn scatter_level_avx512(
        symbols: &[u32],
        traits: &[u8],
        outputs: &mut Outputs,
        present: &mut bool,
    ) -> [u32; 4] {
        scatter_avx512::<AHEAD>(symbols, outputs, |symbols| {
            look_up_avx2(symbols, traits, present)
        })
    }

    #[target_feature(enable = "avx2,popcnt")]
    pub fn scatter_level_avx2(
        symbols: &[u32],
        traits: &[u8],
        outputs: &mut Outputs,
        present: &mut bool,
    ) -> [u32; 4] {
        scatter_avx2::<AHEAD>(symbols, outputs, |symbols| {
            look_up(symbols, traits, present, |bytes| move_masks_avx2(bytes))
        })
    }

    #[inline(never)]
    #[target_feature(enable = "avx2,popcnt")]
    fn look_up_avx2(symbols: &[u32], traits: &[u8], present: &mut bool) -> Masks {
        look_up(symbols, traits, present, |bytes| move_masks_avx2(bytes))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn move_masks_avx2(bytes: &[u8; 32]) -> [u32; 4] {
        let mut vector = load_bytes(bytes);
        let mut masks = [0; 4];
        for mask in &mut masks {
            *mask = _mm256_movemask_epi8(vector) as u32;
            vector = _mm256_add_epi8(vector, vector);
        }
        masks
    }
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
    use crate::arrays::quad_blocks::planes_at;
    use crate::numbers::{QUAD_LENGTHS, some_numbers};

    // 0, 1, 2, 30, 31, 33
    const CODES: [u32; 6] = [0, 1, 2, 12, 13, 15];
    const LENGTHS: [u8; 6] = [1, 1, 1, 2, 2, 2];

    fn codes(level: u32) -> QuadCodes<'static> {
        QuadCodes {
            codes: &CODES,
            lengths: &LENGTHS,
            counts: None,
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
                let mut counts = [0; 6];
                symbols
                    .iter()
                    .for_each(|&symbol| counts[symbol as usize] += 1);
                let mut codes = codes(level);
                codes.counts = (length % 2 == 0).then_some(&counts);
                let built = build_quad_level(&symbols, codes, &mut next, given);

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

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_level_is_the_same_with_avx2() {
        if !crate::arrays::vectors::has_avx2() {
            return;
        }
        let traits = traits_of(&codes(0));
        for length in QUAD_LENGTHS {
            let symbols = some_numbers(length, 6, 3);
            let build = |avx2: bool| {
                let (mut next, mut blocks) = (vec![0; length], vec![0; (length / 224 + 1) * 16]);
                let level = QuadBlocks {
                    blocks: &mut blocks,
                    superblocks: &mut [0; 4],
                };
                let kept = count_kept(&symbols, &traits, None);
                let quarters = Quarters::new(&mut next, length, kept).unwrap();
                let mut outputs = Outputs { level, quarters };
                let mut present = true;
                let found = if avx2 {
                    // SAFETY: the processor has the instructions, as was asked above.
                    unsafe {
                        x86::scatter_level_avx2(&symbols, &traits, &mut outputs, &mut present)
                    }
                } else {
                    scatter_present(&symbols, &traits, &mut outputs, &mut present)
                };
                next.truncate(found.iter().sum::<u32>() as usize);
                (found, next, blocks, present)
            };
            assert_eq!(build(true), build(false));
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
