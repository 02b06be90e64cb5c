//! The scatter with AVX2: the values of each quarter are compressed in a register.

use crate::arrays::quarters::{Masks, Quarters, by_digit};
use crate::arrays::stream_avx2::Stream;
use crate::arrays::vectors::load_eight;

/// Eight values at a time.
#[target_feature(enable = "avx2,popcnt")]
pub fn scatter_avx2(values: &[u32], quarters: Quarters, masks: impl Fn(usize) -> Masks) {
    let mut streams = quarters.split().map(Stream::new);
    for (index, chunk) in values.chunks(32).enumerate() {
        let mut copy = [0u32; 32];
        let (low, high, mut keep) = masks(index);
        let whole = <&[u32; 32]>::try_from(chunk).unwrap_or_else(|_| {
            keep &= (1 << chunk.len()) - 1;
            copy[..chunk.len()].copy_from_slice(chunk);
            &copy
        });
        take_32(&mut streams, whole, (low, high, keep));
    }
}

#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn take_32(streams: &mut [Stream; 4], values: &[u32; 32], masks: Masks) {
    let mut wanted = by_digit(masks);
    for eight in values.as_chunks().0 {
        let vector = load_eight(eight);
        for (stream, wanted) in streams.iter_mut().zip(&mut wanted) {
            stream.take(vector, *wanted as u8);
            *wanted >>= 8;
        }
    }
}
