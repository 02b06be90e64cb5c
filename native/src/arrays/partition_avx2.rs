//! The partition with AVX2: the values of each half are compressed in a register.

use crate::arrays::halves::Halves;
use crate::arrays::streams::Stream;
use crate::arrays::vectors::load_eight;

/// Eight values at a time.
#[target_feature(enable = "avx2,popcnt")]
pub fn partition_avx2(values: &[u32], halves: Halves, masks: impl Fn(usize) -> (u32, u32)) {
    let (zeros, ones) = halves.split();
    let mut zero = Stream::new(zeros);
    let mut one = Stream::new(ones);
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
