//! The stable partition of a level's values by their bits.

use crate::arrays::halves::Halves;

/// Copies the kept values, in their order. `masks(index)` gives bits and keep bits of the values
/// from 32 * index on; `zeros` and `kept` of the halves are the numbers of what they keep.
pub fn partition(values: &[u32], halves: Halves, masks: impl Fn(usize) -> (u32, u32)) {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_avx2() {
        // SAFETY: the processor has the instructions that the function is compiled for.
        return unsafe { crate::arrays::partition_avx2::partition_avx2(values, halves, masks) };
    }
    partition_portable(values, halves, masks);
}

/// Without branches that depend on the values. A value that is not kept is written as well, where
/// the next one will be: where nothing is kept behind it, that is behind both halves, where `next`
/// has room since fewer values are kept than there are.
fn partition_portable(values: &[u32], halves: Halves, masks: impl Fn(usize) -> (u32, u32)) {
    let next = &mut halves.next[..values.len()];
    let mut zero = 0;
    let mut one = halves.zeros;
    for (index, chunk) in values.chunks(32).enumerate() {
        let (mut bits, mut keep) = masks(index);
        for &value in chunk {
            let kept = (keep & 1) as usize;
            let kept_one = bits as usize & kept;
            let kept_zero = kept_one ^ kept;
            let place = if kept_zero == 1 { zero } else { one };
            next[place] = value;
            one += kept_one;
            zero += kept_zero;
            bits >>= 1;
            keep >>= 1;
        }
    }
}
