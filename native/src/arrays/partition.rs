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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{HOSTILE_LENGTHS, some_numbers};

    /// What is behind the values in `next` is left as it was.
    fn check(name: &str, run: impl Fn(&[u32], Halves, &dyn Fn(usize) -> (u32, u32))) {
        for length in HOSTILE_LENGTHS {
            for keep_all in [false, true] {
                let values = some_numbers(length, u32::MAX, 1);
                let masks: Vec<(u32, u32)> = some_numbers(length.div_ceil(32), u32::MAX, 2)
                    .iter()
                    .map(|&bits| {
                        (
                            bits,
                            if keep_all {
                                u32::MAX
                            } else {
                                bits.reverse_bits()
                            },
                        )
                    })
                    .collect();
                let bit = |i: usize| masks[i / 32].0 >> (i % 32) & 1;
                let mut kept: Vec<usize> = (0..length)
                    .filter(|&i| masks[i / 32].1 >> (i % 32) & 1 == 1)
                    .collect();
                kept.sort_by_key(|&i| bit(i));
                let zeros = kept.iter().filter(|&&i| bit(i) == 0).count();
                let mut next = vec![7; length + 8];
                let halves = Halves {
                    next: &mut next,
                    zeros,
                    kept: kept.len(),
                };
                run(&values, halves, &|index| masks[index]);
                let expected: Vec<u32> = kept.iter().map(|&i| values[i]).collect();
                assert_eq!(next[..kept.len()], expected, "{name}: {length}");
                assert_eq!(next[length..], [7; 8], "{name}: {length}");
            }
        }
    }

    #[test]
    fn kept_values_go_to_their_halves_in_order() {
        check("portable", |values, halves, masks| {
            partition_portable(values, halves, masks)
        });
        check("as chosen", |values, halves, masks| {
            partition(values, halves, masks)
        });
    }
}
