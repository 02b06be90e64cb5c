//! One level of a Huffman-shaped wavelet matrix.
//!
//! What a level needs of a symbol is two bits, its bit and whether its code goes on; a table of a
//! byte a symbol, made for each level, holds them in the two highest bits, where the byte-wise
//! move-mask of SSE2 finds them. The table of 100,000 symbols fits the second-level cache, and the
//! common symbols the first.

use crate::blocks::{word_place, write_blocks};
use crate::partition::{Halves, partition};

/// Zeros of the level and symbols kept; nothing where a symbol has no bit at this level.
pub fn build_level(
    symbols: &[u32],
    codes: &[u32],
    lengths: &[u8],
    level: u32,
    next: &mut [u32],
    blocks: &mut [u32],
) -> Option<(usize, usize)> {
    let largest = symbols
        .iter()
        .fold(0, |largest, &symbol| largest.max(symbol));
    if largest as usize >= codes.len() && !symbols.is_empty() {
        return None;
    }
    let traits = traits_of(codes, lengths, level);
    let mut keeps = vec![0u32; symbols.len().div_ceil(32)];
    let mut kept = 0;
    let mut kept_ones = 0;
    let mut present = true;
    let ones = write_blocks(symbols.len(), blocks, |start, count| {
        let (bits, keep, all) = unsafe { look_up(&symbols[start..start + count], &traits) };
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
fn traits_of(codes: &[u32], lengths: &[u8], level: u32) -> Vec<u8> {
    codes
        .iter()
        .zip(lengths)
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

/// Bits, keep bits, and whether all symbols have a bit. Every symbol is below `traits.len()`.
#[inline(always)]
unsafe fn look_up(symbols: &[u32], traits: &[u8]) -> (u32, u32, bool) {
    let mut found = [0u8; 32];
    for (place, &symbol) in found.iter_mut().zip(symbols) {
        *place = unsafe { *traits.get_unchecked(symbol as usize) };
    }
    let present = (1u64 << symbols.len()) as u32;
    let (bits, keep, has) = move_masks(&found);
    (bits, keep, has == present.wrapping_sub(1))
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn move_masks(bytes: &[u8; 32]) -> (u32, u32, u32) {
    use std::arch::x86_64::*;
    unsafe {
        let mut low = _mm_loadu_si128(bytes.as_ptr().cast());
        let mut high = _mm_loadu_si128(bytes.as_ptr().add(16).cast());
        let mut masks = [0u32; 3];
        for mask in &mut masks {
            *mask = _mm_movemask_epi8(low) as u32 | (_mm_movemask_epi8(high) as u32) << 16;
            low = _mm_add_epi8(low, low);
            high = _mm_add_epi8(high, high);
        }
        (masks[0], masks[1], masks[2])
    }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn move_masks(bytes: &[u8; 32]) -> (u32, u32, u32) {
    let mut masks = (0, 0, 0);
    for (index, &byte) in bytes.iter().enumerate() {
        let byte = byte as u32;
        masks.0 |= (byte >> 7) << index;
        masks.1 |= (byte >> 6 & 1) << index;
        masks.2 |= (byte >> 5 & 1) << index;
    }
    masks
}
