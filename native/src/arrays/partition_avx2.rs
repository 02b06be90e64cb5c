//! The partition with AVX2: the values of each half are compressed in a register.

use std::arch::x86_64::*;

use crate::arrays::halves::Halves;
use crate::arrays::vectors::{load_eight, store_eight};

/// Eight values at a time. A store writes eight lanes, some of them beyond what is kept: the next
/// store of that half overwrites those, and where they would leave the half, lanes go one by one.
#[target_feature(enable = "avx2,popcnt")]
pub fn partition_avx2(values: &[u32], halves: Halves, masks: impl Fn(usize) -> (u32, u32)) {
    let (zeros, ones) = halves.split();
    let mut zero = Half { free: zeros };
    let mut one = Half { free: ones };
    for (index, chunk) in values.chunks(32).enumerate() {
        let (mut bits, mut keep) = masks(index);
        let mut copy = [0u32; 32];
        let whole = <&[u32; 32]>::try_from(chunk).unwrap_or_else(|_| {
            keep &= (1 << chunk.len()) - 1;
            copy[..chunk.len()].copy_from_slice(chunk);
            &copy
        });
        for eight in whole.as_chunks().0 {
            let vector = load_eight(eight);
            zero.take(vector, (!bits & keep) as u8);
            one.take(vector, (bits & keep) as u8);
            bits >>= 8;
            keep >>= 8;
        }
    }
}

struct Half<'a> {
    free: &'a mut [u32],
}

impl Half<'_> {
    #[inline]
    #[target_feature(enable = "avx2,popcnt")]
    fn take(&mut self, vector: __m256i, wanted: u8) {
        let order = load_eight(&COMPRESS[wanted as usize]);
        let compressed = _mm256_permutevar8x32_epi32(vector, order);
        let count = wanted.count_ones() as usize;
        let free = std::mem::take(&mut self.free);
        if let Some(eight) = free.first_chunk_mut() {
            store_eight(eight, compressed);
            self.free = &mut free[count..];
        } else {
            let mut lanes = [0; 8];
            store_eight(&mut lanes, compressed);
            let (taken, free) = free.split_at_mut(count);
            taken.copy_from_slice(&lanes[..count]);
            self.free = free;
        }
    }
}

/// The lanes of each mask, lowest first.
static COMPRESS: [[u32; 8]; 256] = {
    let mut table = [[0; 8]; 256];
    let mut mask = 0;
    while mask < 256 {
        let mut lane = 0;
        let mut count = 0;
        while lane < 8 {
            if mask >> lane & 1 == 1 {
                table[mask][count] = lane;
                count += 1;
            }
            lane += 1;
        }
        mask += 1;
    }
    table
};
