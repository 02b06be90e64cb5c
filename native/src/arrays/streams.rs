//! Values appended to an array, those of eight or sixteen at a time that a mask names.

use std::arch::x86_64::*;

use crate::arrays::vectors::{load_eight, store_eight, store_sixteen};

/// A store writes eight lanes, some of them beyond what is appended: the next store overwrites
/// those, and where they would leave the array, lanes go one by one.
pub struct Stream<'a> {
    /// What is left of the array. Values for which it has no room are dropped.
    free: &'a mut [u32],
}

impl<'a> Stream<'a> {
    pub fn new(free: &'a mut [u32]) -> Self {
        Self { free }
    }

    #[inline]
    #[target_feature(enable = "avx2,popcnt")]
    pub fn take(&mut self, vector: __m256i, wanted: u8) {
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
            let (taken, free) = free.split_at_mut(count.min(free.len()));
            taken.copy_from_slice(&lanes[..taken.len()]);
            self.free = free;
        }
    }
}

/// The same with sixteen lanes.
pub struct WideStream<'a> {
    free: &'a mut [u32],
}

impl<'a> WideStream<'a> {
    pub fn new(free: &'a mut [u32]) -> Self {
        Self { free }
    }

    #[inline]
    #[target_feature(enable = "avx512f,popcnt")]
    pub fn take(&mut self, vector: __m512i, wanted: u16) {
        let compressed = _mm512_maskz_compress_epi32(wanted, vector);
        let count = wanted.count_ones() as usize;
        let free = std::mem::take(&mut self.free);
        if let Some(sixteen) = free.first_chunk_mut() {
            store_sixteen(sixteen, compressed);
            self.free = &mut free[count..];
        } else {
            let mut lanes = [0; 16];
            store_sixteen(&mut lanes, compressed);
            let (taken, free) = free.split_at_mut(count.min(free.len()));
            taken.copy_from_slice(&lanes[..taken.len()]);
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
