//! The partition with AVX2: the values of each half are compressed in a register.

use std::arch::x86_64::*;

use crate::partition::Halves;

/// Eight values at a time. A store writes eight lanes, some of them beyond what is kept: the next
/// store of that half overwrites those, and where they would leave the half, lanes go one by one.
#[target_feature(enable = "avx2,popcnt")]
pub unsafe fn partition_avx2(values: &[u32], halves: Halves, masks: impl Fn(usize) -> (u32, u32)) {
    let start = halves.next.as_mut_ptr();
    let mut zero = Half {
        next: start,
        end: start.wrapping_add(halves.zeros),
    };
    let mut one = Half {
        next: zero.end,
        end: start.wrapping_add(halves.kept),
    };
    for (index, chunk) in values.chunks(32).enumerate() {
        let (mut bits, mut keep) = masks(index);
        if chunk.len() < 32 {
            keep &= (1 << chunk.len()) - 1;
        }
        let mut copy = [0u32; 32];
        let from = if chunk.len() == 32 {
            chunk.as_ptr()
        } else {
            copy[..chunk.len()].copy_from_slice(chunk);
            copy.as_ptr()
        };
        for lane in 0..4 {
            unsafe {
                let vector = _mm256_loadu_si256(from.add(lane * 8).cast());
                zero.take(vector, !bits & keep & 0xff);
                one.take(vector, bits & keep & 0xff);
            }
            bits >>= 8;
            keep >>= 8;
        }
    }
}

struct Half {
    next: *mut u32,
    end: *mut u32,
}

impl Half {
    #[inline]
    #[target_feature(enable = "avx2,popcnt")]
    unsafe fn take(&mut self, vector: __m256i, wanted: u32) {
        unsafe {
            let order = _mm256_loadu_si256(COMPRESS[wanted as usize].as_ptr().cast());
            let compressed = _mm256_permutevar8x32_epi32(vector, order);
            let count = wanted.count_ones() as usize;
            if (self.end as usize) - (self.next as usize) >= 32 {
                _mm256_storeu_si256(self.next.cast(), compressed);
            } else {
                let mut lanes = [0u32; 8];
                _mm256_storeu_si256(lanes.as_mut_ptr().cast(), compressed);
                for (index, lane) in lanes[..count].iter().enumerate() {
                    *self.next.add(index) = *lane;
                }
            }
            self.next = self.next.wrapping_add(count);
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
