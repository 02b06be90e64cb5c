//! One level of a plain wavelet matrix of arity 4.

use crate::arrays::quad_blocks::{QuadBlocks, planes_at, write_quad_blocks};
use crate::arrays::quarters::Quarters;
use crate::arrays::scatter::scatter;

/// The digit of a value is (value >> shift) & 3.
pub fn build_quad_level(values: &[u32], shift: u32, next: &mut [u32], mut level: QuadBlocks) {
    let kept = write_level(values, shift, level.reborrow());
    let blocks = &*level.blocks;
    scatter(values, Quarters { next, kept }, |index| {
        let (low, high) = planes_at(blocks, index);
        (low, high, u32::MAX)
    });
}

fn write_level(values: &[u32], shift: u32, level: QuadBlocks) -> [u32; 4] {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_avx2() {
        // SAFETY: the processor has the instructions that the function is compiled for.
        return unsafe { x86::write_level_avx2(values, shift, level) };
    }
    write_quad_blocks(values.len(), level, |start, count| {
        planes_of(&values[start..start + count], shift)
    })
}

#[inline(always)]
fn planes_of(values: &[u32], shift: u32) -> (u32, u32) {
    let mut planes = (0, 0);
    for (index, value) in values.iter().enumerate() {
        let digit = value >> shift;
        planes.0 |= (digit & 1) << index;
        planes.1 |= (digit >> 1 & 1) << index;
    }
    planes
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{QuadBlocks, planes_of, write_quad_blocks};
    use crate::arrays::vectors::load_eight;

    #[target_feature(enable = "avx2,popcnt")]
    pub fn write_level_avx2(values: &[u32], shift: u32, level: QuadBlocks) -> [u32; 4] {
        // The high bit of a digit becomes the sign; at shift 31 there is none.
        let to_sign = |bit: u32| _mm_cvtsi32_si128(31 - bit as i32);
        let (low_to_sign, high_to_sign) = (to_sign(shift), to_sign((shift + 1).min(31)));
        let has_high = if shift < 31 { u32::MAX } else { 0 };
        write_quad_blocks(values.len(), level, |start, count| {
            let values = &values[start..start + count];
            if count < 32 {
                return planes_of(values, shift);
            }
            let (mut low, mut high) = (0, 0);
            for (lane, eight) in values.as_chunks().0.iter().enumerate() {
                let vector = load_eight(eight);
                let signs = |by| {
                    let signs = _mm256_castsi256_ps(_mm256_sll_epi32(vector, by));
                    _mm256_movemask_ps(signs) as u32
                };
                low |= signs(low_to_sign) << (lane * 8);
                high |= signs(high_to_sign) << (lane * 8);
            }
            (low, high & has_high)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{QUAD_LENGTHS, some_numbers};

    #[test]
    fn a_level_holds_the_digits_and_sorts_by_them() {
        for length in QUAD_LENGTHS {
            for shift in [0, 13, 30, 31] {
                let values = some_numbers(length, u32::MAX, length as u32 + shift);
                let digit = |value: &u32| value >> shift & 3;
                let mut next = vec![0; length];
                let mut blocks = vec![0; (length / 224 + 1) * 16];
                let mut portable = blocks.clone();
                let mut superblocks = [0; 4];
                let level = QuadBlocks {
                    blocks: &mut blocks,
                    superblocks: &mut superblocks,
                };
                build_quad_level(&values, shift, &mut next, level);
                let mut expected = values.clone();
                expected.sort_by_key(digit);
                assert_eq!(next, expected);

                let level = QuadBlocks {
                    blocks: &mut portable,
                    superblocks: &mut [0; 4],
                };
                let kept = write_quad_blocks(length, level, |start, count| {
                    planes_of(&values[start..start + count], shift)
                });
                assert_eq!(portable, blocks);
                assert_eq!(superblocks, crate::arrays::quad_blocks::starts_of(kept));
            }
        }
    }
}
