//! One level of a plain wavelet matrix.

use crate::arrays::blocks::{word_place, write_blocks};
use crate::arrays::halves::Halves;
use crate::arrays::partition::partition;

/// Returns the number of zeros.
pub fn build_level(values: &[u32], shift: u32, next: &mut [u32], blocks: &mut [u32]) -> usize {
    let ones = write_level(values, shift, blocks);
    let kept = values.len();
    let zeros = kept - ones;
    partition(values, Halves { next, zeros, kept }, |index| {
        (blocks[word_place(index)], u32::MAX)
    });
    zeros
}

fn write_level(values: &[u32], shift: u32, blocks: &mut [u32]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_avx2() {
        // SAFETY: the processor has the instructions that the function is compiled for.
        return unsafe { x86::write_level_avx2(values, shift, blocks) };
    }
    write_blocks(values.len(), blocks, |start, count| {
        bits_of(&values[start..start + count], shift)
    })
}

#[inline(always)]
fn bits_of(values: &[u32], shift: u32) -> u32 {
    let mut bits = 0;
    for (index, value) in values.iter().enumerate() {
        bits |= (value >> shift & 1) << index;
    }
    bits
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{bits_of, write_blocks};
    use crate::arrays::vectors::load_eight;

    #[target_feature(enable = "avx2,popcnt")]
    pub fn write_level_avx2(values: &[u32], shift: u32, blocks: &mut [u32]) -> usize {
        let to_sign = _mm_cvtsi32_si128(31 - shift as i32);
        write_blocks(values.len(), blocks, |start, count| {
            let values = &values[start..start + count];
            if count < 32 {
                return bits_of(values, shift);
            }
            let mut bits = 0;
            for (lane, eight) in values.as_chunks().0.iter().enumerate() {
                let signs = _mm256_castsi256_ps(_mm256_sll_epi32(load_eight(eight), to_sign));
                bits |= (_mm256_movemask_ps(signs) as u32) << (lane * 8);
            }
            bits
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{HOSTILE_LENGTHS, some_numbers};

    #[test]
    fn a_level_holds_the_bits_and_sorts_by_them() {
        for length in HOSTILE_LENGTHS {
            for shift in [0, 13, 31] {
                let values = some_numbers(length, u32::MAX, length as u32 + shift);
                let bit = |value: &u32| value >> shift & 1;
                let mut next = vec![0; length];
                let mut blocks = vec![0; (length / 480 + 1) * 16];
                let zeros = build_level(&values, shift, &mut next, &mut blocks);
                assert_eq!(zeros, values.iter().filter(|value| bit(value) == 0).count());
                let mut expected = values.clone();
                expected.sort_by_key(bit);
                assert_eq!(next, expected);

                let mut portable = vec![0; blocks.len()];
                let ones = write_blocks(length, &mut portable, |start, count| {
                    bits_of(&values[start..start + count], shift)
                });
                assert_eq!((ones, portable), (length - zeros, blocks));
            }
        }
    }
}
