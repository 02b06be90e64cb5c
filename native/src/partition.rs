//! Bits of a level as blocks, and the stable partition by them.
//!
//! A block: 16 u32; word 0 = ones in all blocks before, words 1..15 = 480 bits, lowest bit first.
//! `length` bits take floor(length / 480) + 1 blocks; position `length` has a place of its own.

pub const BLOCK_BITS: usize = 480;
pub const BLOCK_WORDS: usize = 16;

/// Writes the blocks of `length` bits; `word(start, count)` gives the bits [start, start + count),
/// count <= 32, lowest first and the rest zero. Returns the number of ones.
#[inline(always)]
pub fn write_blocks(
    length: usize,
    blocks: &mut [u32],
    mut word: impl FnMut(usize, usize) -> u32,
) -> usize {
    let mut ones = 0;
    let mut position = 0;
    let blocks = &mut blocks[..(length / BLOCK_BITS + 1) * BLOCK_WORDS];
    for block in blocks.chunks_exact_mut(BLOCK_WORDS) {
        block[0] = ones as u32;
        for slot in &mut block[1..] {
            let count = (length - position).min(32);
            let bits = if count == 0 { 0 } else { word(position, count) };
            *slot = bits;
            ones += bits.count_ones() as usize;
            position += count;
        }
    }
    ones
}

/// The place of the word with the bits [32 * index, 32 * index + 32).
#[inline(always)]
pub fn word_place(index: usize) -> usize {
    index / 15 * BLOCK_WORDS + 1 + index % 15
}

/// Copies the kept values to `next`, those with a zero bit to [0, ..), the others to
/// [ones_start, ..), both in their order. `masks(index)` gives bits and keep bits of the values
/// from 32 * index on; `next` has room for every kept value.
pub fn partition(
    values: &[u32],
    next: &mut [u32],
    ones_start: usize,
    masks: impl Fn(usize) -> (u32, u32),
) {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") {
            return unsafe { wide::partition_avx512(values, next, ones_start, masks) };
        }
    }
    partition_scalar(values, next, ones_start, masks);
}

/// Without branches that depend on the values: a value that is not kept goes to `nowhere`.
fn partition_scalar(
    values: &[u32],
    next: &mut [u32],
    ones_start: usize,
    masks: impl Fn(usize) -> (u32, u32),
) {
    let mut nowhere = 0u32;
    let nowhere: *mut u32 = &mut nowhere;
    let mut zero = next.as_mut_ptr();
    let mut one = zero.wrapping_add(ones_start);
    for (index, chunk) in values.chunks(32).enumerate() {
        let (mut bits, mut keep) = masks(index);
        for &value in chunk {
            let bit = (bits & 1) as usize;
            let kept = (keep & 1) as usize;
            let place = if bit == 1 { one } else { zero };
            let place = if kept == 1 { place } else { nowhere };
            unsafe { *place = value };
            one = one.wrapping_add(bit & kept);
            zero = zero.wrapping_add((bit ^ 1) & kept);
            bits >>= 1;
            keep >>= 1;
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::*;

    /// Sixteen values at a time, compressed in a register. (Compressing into memory is microcode on
    /// some processors, a masked store of the compressed register is not.)
    #[target_feature(enable = "avx512f,popcnt,bmi2")]
    pub unsafe fn partition_avx512(
        values: &[u32],
        next: &mut [u32],
        ones_start: usize,
        masks: impl Fn(usize) -> (u32, u32),
    ) {
        let mut zero = next.as_mut_ptr().cast::<i32>();
        let mut one = zero.wrapping_add(ones_start);
        let mut step = |vector: __m512i, bits: u16, keep: u16| unsafe {
            let (ones, zeros) = (bits & keep, !bits & keep);
            let (ones_count, zeros_count) = (ones.count_ones(), zeros.count_ones());
            let compressed = _mm512_maskz_compress_epi32(ones, vector);
            _mm512_mask_storeu_epi32(one, ((1u32 << ones_count) - 1) as u16, compressed);
            let compressed = _mm512_maskz_compress_epi32(zeros, vector);
            _mm512_mask_storeu_epi32(zero, ((1u32 << zeros_count) - 1) as u16, compressed);
            one = one.wrapping_add(ones_count as usize);
            zero = zero.wrapping_add(zeros_count as usize);
        };
        let chunks = values.chunks_exact(32);
        let rest = chunks.remainder();
        let full = chunks.len();
        for (index, chunk) in chunks.enumerate() {
            let (bits, keep) = masks(index);
            let start = chunk.as_ptr().cast::<i32>();
            unsafe {
                step(_mm512_loadu_epi32(start), bits as u16, keep as u16);
                step(
                    _mm512_loadu_epi32(start.add(16)),
                    (bits >> 16) as u16,
                    (keep >> 16) as u16,
                );
            }
        }
        if !rest.is_empty() {
            let (bits, keep) = masks(full);
            let present = ((1u64 << rest.len()) - 1) as u32;
            let keep = keep & present;
            let start = rest.as_ptr().cast::<i32>();
            unsafe {
                let vector = _mm512_maskz_loadu_epi32(present as u16, start);
                step(vector, bits as u16, keep as u16);
                let high = (present >> 16) as u16;
                let vector = _mm512_maskz_loadu_epi32(high, start.wrapping_add(16));
                step(vector, (bits >> 16) as u16, (keep >> 16) as u16);
            }
        }
    }
}
