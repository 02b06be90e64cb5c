//! The stable partition of a level's values by their bits.

#[cfg(target_arch = "x86_64")]
use crate::{partition_x86::partition_avx2, vectors::has_avx2};

/// Where the values go.
pub struct Halves<'a> {
    pub next: &'a mut [u32],
    /// Values with a zero bit go to [0, zeros), the others to [zeros, kept).
    pub zeros: usize,
    pub kept: usize,
}

/// Copies the kept values, in their order. `masks(index)` gives bits and keep bits of the values
/// from 32 * index on; `zeros` and `kept` are the numbers of what they keep.
pub fn partition(values: &[u32], halves: Halves, masks: impl Fn(usize) -> (u32, u32)) {
    assert!(halves.zeros <= halves.kept && halves.kept <= halves.next.len());
    #[cfg(target_arch = "x86_64")]
    if has_avx2() {
        return unsafe { partition_avx2(values, halves, masks) };
    }
    partition_portable(values, halves, masks);
}

/// Without branches that depend on the values: a value that is not kept goes to `nowhere`.
fn partition_portable(values: &[u32], halves: Halves, masks: impl Fn(usize) -> (u32, u32)) {
    let mut nowhere = 0u32;
    let nowhere: *mut u32 = &mut nowhere;
    let mut zero = halves.next.as_mut_ptr();
    let mut one = zero.wrapping_add(halves.zeros);
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
