//! One level of a plain wavelet matrix.

use crate::partition::{partition, word_place, write_blocks};

/// Returns the number of zeros.
pub fn build_level(values: &[u32], shift: u32, next: &mut [u32], blocks: &mut [u32]) -> usize {
    let ones = write_level(values, shift, blocks);
    let zeros = values.len() - ones;
    partition(values, next, zeros, |index| {
        (blocks[word_place(index)], u32::MAX)
    });
    zeros
}

fn write_level(values: &[u32], shift: u32, blocks: &mut [u32]) -> usize {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") {
            return unsafe { write_level_avx512(values, shift, blocks) };
        }
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
#[target_feature(enable = "avx512f,popcnt")]
unsafe fn write_level_avx512(values: &[u32], shift: u32, blocks: &mut [u32]) -> usize {
    use std::arch::x86_64::*;
    let wanted = _mm512_set1_epi32((1u32 << shift) as i32);
    write_blocks(values.len(), blocks, |start, count| {
        let values = &values[start..start + count];
        if count < 32 {
            return bits_of(values, shift);
        }
        let start = values.as_ptr().cast::<i32>();
        unsafe {
            let low = _mm512_test_epi32_mask(_mm512_loadu_epi32(start), wanted);
            let high = _mm512_test_epi32_mask(_mm512_loadu_epi32(start.add(16)), wanted);
            low as u32 | (high as u32) << 16
        }
    })
}
