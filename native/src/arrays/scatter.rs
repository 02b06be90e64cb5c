//! The stable partition of a level's values by their digits.

use crate::arrays::quad_blocks::starts_of;
use crate::arrays::quarters::{Masks, Quarters};

/// Copies the kept values, in their order. `masks(index)` gives the masks of the values from
/// 32 * index on; the counts of the quarters are those of the kept values by digit.
pub fn scatter(values: &[u32], quarters: Quarters, masks: impl Fn(usize) -> Masks) {
    #[cfg(target_arch = "x86_64")]
    if crate::arrays::vectors::has_avx2() {
        // SAFETY: the processor has the instructions that the function is compiled for.
        return unsafe { crate::arrays::scatter_avx2::scatter_avx2(values, quarters, masks) };
    }
    scatter_portable(values, quarters, masks);
}

/// Without branches that depend on the values. A value that is not kept is written as well, where
/// the next digit 3 will be: where nothing is kept behind it, that is behind all quarters, where
/// `next` has room since fewer values are kept than there are.
fn scatter_portable(values: &[u32], quarters: Quarters, masks: impl Fn(usize) -> Masks) {
    let next = &mut quarters.next[..values.len()];
    let mut places = starts_of(quarters.kept);
    for (index, chunk) in values.chunks(32).enumerate() {
        let (mut low, mut high, mut keep) = masks(index);
        for &value in chunk {
            let kept = keep & 1;
            let digit = (low & 1) | (high & 1) << 1 | (3 * (kept ^ 1));
            let place = &mut places[digit as usize];
            next[*place as usize] = value;
            *place += kept;
            low >>= 1;
            high >>= 1;
            keep >>= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{QUAD_LENGTHS, some_numbers};

    /// What is behind the values in `next` is left as it was.
    fn check(name: &str, run: impl Fn(&[u32], Quarters, &dyn Fn(usize) -> Masks)) {
        for length in QUAD_LENGTHS {
            for keep_all in [false, true] {
                let values = some_numbers(length, u32::MAX, 1);
                let words = |seed| some_numbers(length.div_ceil(32), u32::MAX, seed);
                let (low, high, some) = (words(2), words(3), words(4));
                let masks = |i: usize| (low[i], high[i], if keep_all { u32::MAX } else { some[i] });
                let bit = |word: u32, i: usize| word >> (i % 32) & 1;
                let digit = |i: usize| bit(low[i / 32], i) + 2 * bit(high[i / 32], i);
                let mut kept: Vec<usize> = (0..length)
                    .filter(|&i| bit(masks(i / 32).2, i) == 1)
                    .collect();
                kept.sort_by_key(|&i| digit(i));
                let of = |v| kept.iter().filter(|&&i| digit(i) == v).count() as u32;
                let mut next = vec![7; length + 8];
                let quarters = Quarters {
                    next: &mut next,
                    kept: [of(0), of(1), of(2), of(3)],
                };
                run(&values, quarters, &masks);
                let expected: Vec<u32> = kept.iter().map(|&i| values[i]).collect();
                assert_eq!(next[..kept.len()], expected, "{name}: {length}");
                assert_eq!(next[length..], [7; 8], "{name}: {length}");
            }
        }
    }

    #[test]
    fn kept_values_go_to_their_quarters_in_order() {
        check("portable", |values, quarters, masks| {
            scatter_portable(values, quarters, masks)
        });
        check("as chosen", |values, quarters, masks| {
            scatter(values, quarters, masks)
        });
    }
}
