//! One level of a plain wavelet matrix of arity 4.

use crate::arrays::quad_blocks::QuadBlocks;
use crate::arrays::quarters::{Masks, Quarters};
use crate::arrays::scatter::{Outputs, scatter};

/// Words whose masks are made together; more were slower.
const AHEAD: usize = 16;

pub struct Values<'a> {
    pub values: &'a [u32],
    /// The digit of a value is (value >> shift) & 3.
    pub shift: u32,
    /// How often each value occurs, where that is known; otherwise one more pass counts digits.
    pub counts: Option<&'a [u32]>,
}

/// False where the counts are not those of the values.
pub fn build_quad_level(given: Values, next: &mut [u32], level: QuadBlocks) -> bool {
    let Values { values, shift, .. } = given;
    let kept = count_digits(&given);
    let Some(quarters) = Quarters::new(next, values.len(), kept) else {
        return false;
    };
    let mut outputs = Outputs { level, quarters };
    let found = scatter_level(values, shift, &mut outputs);
    outputs.quarters.are(found)
}

fn count_digits(given: &Values) -> [u64; 4] {
    if let Some(counts) = given.counts {
        let mut digits = [0; 4];
        for (value, &count) in counts.iter().enumerate() {
            digits[value >> given.shift & 3] += u64::from(count);
        }
        return digits;
    }
    let (mut low, mut high, mut both) = (0u32, 0u32, 0u32);
    for value in given.values {
        let digit = value >> given.shift;
        low += digit & 1;
        high += digit >> 1 & 1;
        both += digit & (digit >> 1) & 1;
    }
    let zeros = given.values.len() as u32 - (low + high - both);
    [zeros, low - both, high - both, both].map(u64::from)
}

fn scatter_level(values: &[u32], shift: u32, outputs: &mut Outputs) -> [u32; 4] {
    #[cfg(target_arch = "x86_64")]
    {
        use crate::arrays::vectors::{has_avx2, has_avx512};
        if has_avx512() {
            // SAFETY: the processor has the instructions that the function is compiled for.
            return unsafe { x86::scatter_level_avx512(values, shift, outputs) };
        }
        if has_avx2() {
            // SAFETY: as above.
            return unsafe { x86::scatter_level_avx2(values, shift, outputs) };
        }
    }
    scatter::<AHEAD>(values, outputs, |values| masks_of(values, shift))
}

/// All values are kept.
#[inline(always)]
fn masks_of(values: &[u32], shift: u32) -> Masks {
    let mut planes = (0, 0);
    let mut keep = 0;
    for (index, value) in values.iter().enumerate() {
        let digit = value >> shift;
        planes.0 |= (digit & 1) << index;
        planes.1 |= (digit >> 1 & 1) << index;
        keep |= 1 << index;
    }
    (planes.0, planes.1, keep)
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{AHEAD, Outputs, masks_of};
    use crate::arrays::scatter::x86::{scatter_avx2, scatter_avx512};
    use crate::arrays::vectors::{load_eight, load_sixteen_numbers};

    #[target_feature(enable = "avx512f,avx2,popcnt")]
    pub fn scatter_level_avx512(values: &[u32], shift: u32, outputs: &mut Outputs) -> [u32; 4] {
        let low_bit = _mm512_set1_epi32((1u32 << shift) as i32);
        let high_bit = _mm512_add_epi32(low_bit, low_bit); // none at shift 31
        scatter_avx512::<AHEAD>(values, outputs, |values| {
            if values.len() < 32 {
                return masks_of(values, shift);
            }
            let (mut low, mut high) = (0, 0);
            for (lane, sixteen) in values.as_chunks().0.iter().enumerate() {
                let vector = load_sixteen_numbers(sixteen);
                let bits = |bit| u32::from(_mm512_test_epi32_mask(vector, bit));
                low |= bits(low_bit) << (lane * 16);
                high |= bits(high_bit) << (lane * 16);
            }
            (low, high, u32::MAX)
        })
    }

    #[target_feature(enable = "avx2,popcnt")]
    pub fn scatter_level_avx2(values: &[u32], shift: u32, outputs: &mut Outputs) -> [u32; 4] {
        // The bits become signs; a shift of 32 leaves none, as at shift 31 there is no high bit.
        let low_to_sign = _mm_cvtsi32_si128(31 - shift as i32);
        let high_to_sign = _mm_cvtsi32_si128(if shift < 31 { 30 - shift as i32 } else { 32 });
        scatter_avx2::<AHEAD>(values, outputs, |values| {
            if values.len() < 32 {
                return masks_of(values, shift);
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
            (low, high, u32::MAX)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrays::quad_blocks::planes_at;
    use crate::numbers::{QUAD_LENGTHS, some_numbers};

    fn check(length: usize, shift: u32, bound: u32, with_counts: bool) {
        let values = some_numbers(length, bound, length as u32 + shift);
        let digit = |value: &u32| value >> shift & 3;
        let mut next = vec![0; length];
        let mut blocks = vec![0; (length / 224 + 1) * 16];
        let level = QuadBlocks {
            blocks: &mut blocks,
            superblocks: &mut [0; 4],
        };
        let mut counts = vec![0; if with_counts { bound as usize } else { 0 }];
        for &value in values.iter().filter(|_| with_counts) {
            counts[value as usize] += 1;
        }
        let given = Values {
            values: &values,
            shift,
            counts: with_counts.then_some(&counts),
        };
        assert!(build_quad_level(given, &mut next, level));
        for (index, chunk) in values.chunks(32).enumerate() {
            let (low, high, _) = masks_of(chunk, shift);
            assert_eq!(planes_at(&blocks, index), (low, high));
            for (i, value) in chunk.iter().enumerate() {
                assert_eq!((low >> i & 1) + 2 * (high >> i & 1), digit(value));
            }
        }
        let mut expected = values.clone();
        expected.sort_by_key(digit);
        assert_eq!(next, expected);
    }

    #[test]
    fn a_level_holds_the_digits_and_sorts_by_them() {
        for length in QUAD_LENGTHS {
            for shift in [0, 13, 30, 31] {
                check(length, shift, u32::MAX, false);
                check(length, shift, 40_000, true);
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_level_is_the_same_with_avx2() {
        if !crate::arrays::vectors::has_avx2() {
            return;
        }
        for length in QUAD_LENGTHS {
            for shift in [0, 13, 30, 31] {
                let values = some_numbers(length, u32::MAX, length as u32 + shift);
                let build = |avx2: bool| {
                    let (mut next, mut blocks) =
                        (vec![0; length], vec![0; (length / 224 + 1) * 16]);
                    let level = QuadBlocks {
                        blocks: &mut blocks,
                        superblocks: &mut [0; 4],
                    };
                    let kept = count_digits(&Values {
                        values: &values,
                        shift,
                        counts: None,
                    });
                    let quarters = Quarters::new(&mut next, length, kept).unwrap();
                    let mut outputs = Outputs { level, quarters };
                    let found = if avx2 {
                        // SAFETY: the processor has the instructions, as was asked above.
                        unsafe { x86::scatter_level_avx2(&values, shift, &mut outputs) }
                    } else {
                        scatter_level(&values, shift, &mut outputs)
                    };
                    (found, next, blocks)
                };
                assert_eq!(build(true), build(false));
            }
        }
    }

    #[test]
    fn counts_of_other_values_are_refused() {
        for counts in [[0, 2, 1, 0], [1, 1, 1, 1], [u32::MAX; 4], [0; 4]] {
            let level = QuadBlocks {
                blocks: &mut [0; 16],
                superblocks: &mut [0; 4],
            };
            let given = Values {
                values: &[1, 2, 2],
                shift: 0,
                counts: Some(&counts),
            };
            assert!(!build_quad_level(given, &mut [0; 3], level));
        }
    }
}
