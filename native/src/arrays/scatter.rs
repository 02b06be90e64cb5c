//! Writes the blocks of a level and, on the same way, its values by their digits.

use crate::arrays::quad_blocks::{QuadBlocks, write_quad_blocks};
use crate::arrays::quarters::{Masks, Quarters, by_digit};

/// The memory of the level that is built and of the next one.
pub struct Outputs<'a> {
    pub level: QuadBlocks<'a>,
    pub quarters: Quarters<'a>,
}

/// `masks` gives those of up to 32 values, zeros behind them; `take` gets 32 values, of which some
/// are padding if they are the last ones, and their masks. Returns how many values of each digit are
/// to be kept.
#[inline(always)]
pub fn scatter_with<const AHEAD: usize>(
    values: &[u32],
    level: QuadBlocks,
    mut masks: impl FnMut(&[u32]) -> Masks,
    mut take: impl FnMut(&[u32; 32], [u32; 4]),
) -> [u32; 4] {
    let mut kept = [0; 4];
    let mut pending = [[0; 4]; AHEAD];
    let mut taken = 0;
    write_quad_blocks(values.len(), level, |start, count| {
        let found = masks(&values[start..start + count]);
        let wanted = by_digit(found);
        for (kept, wanted) in kept.iter_mut().zip(wanted) {
            *kept += wanted.count_ones();
        }
        let place = start / 32 % AHEAD;
        pending[place] = wanted;
        if place == AHEAD - 1 || start + count == values.len() {
            take_words(&values[taken..start + count], &pending, &mut take);
            taken = start + count;
        }
        (found.0, found.1)
    });
    kept
}

#[inline(always)]
fn take_words(values: &[u32], wanted: &[[u32; 4]], take: &mut impl FnMut(&[u32; 32], [u32; 4])) {
    let (whole, rest) = values.as_chunks();
    for (values, wanted) in whole.iter().zip(wanted) {
        take(values, *wanted);
    }
    if !rest.is_empty() {
        let mut copy = [0; 32];
        copy[..rest.len()].copy_from_slice(rest);
        take(&copy, wanted[whole.len()]);
    }
}

/// Writes the blocks and copies the kept values, in their order. Values are taken when the masks of
/// AHEAD words are made, so that the masks do not wait for the places of the values. Returns how many values of each
/// digit are to be kept; where the quarters differ, what was copied is undefined.
pub fn scatter<const AHEAD: usize>(
    values: &[u32],
    outputs: &mut Outputs,
    masks: impl FnMut(&[u32]) -> Masks,
) -> [u32; 4] {
    let (next, mut places) = outputs.quarters.whole();
    scatter_with::<AHEAD>(values, outputs.level.reborrow(), masks, |values, wanted| {
        for (digit, mut wanted) in wanted.into_iter().enumerate() {
            while wanted != 0 {
                if let Some(place) = next.get_mut(places[digit] as usize) {
                    *place = values[wanted.trailing_zeros() as usize];
                }
                places[digit] += 1;
                wanted &= wanted - 1;
            }
        }
    })
}

#[cfg(target_arch = "x86_64")]
pub mod x86 {
    use super::{Masks, Outputs, scatter_with};
    use crate::arrays::streams::{Stream, WideStream};
    use crate::arrays::vectors::{load_eight, load_sixteen_numbers};

    /// As `scatter`: the values of each quarter are compressed in a register, eight at a time.
    #[target_feature(enable = "avx2,popcnt")]
    pub fn scatter_avx2<const AHEAD: usize>(
        values: &[u32],
        outputs: &mut Outputs,
        masks: impl FnMut(&[u32]) -> Masks,
    ) -> [u32; 4] {
        let mut streams = outputs.quarters.split().map(Stream::new);
        let level = outputs.level.reborrow();
        scatter_with::<AHEAD>(values, level, masks, |values, mut wanted| {
            for eight in values.as_chunks().0 {
                let vector = load_eight(eight);
                for (stream, wanted) in streams.iter_mut().zip(&mut wanted) {
                    stream.take(vector, *wanted as u8);
                    *wanted >>= 8;
                }
            }
        })
    }

    /// The same, sixteen at a time.
    #[target_feature(enable = "avx512f,avx2,popcnt")]
    pub fn scatter_avx512<const AHEAD: usize>(
        values: &[u32],
        outputs: &mut Outputs,
        masks: impl FnMut(&[u32]) -> Masks,
    ) -> [u32; 4] {
        let mut streams = outputs.quarters.split().map(WideStream::new);
        let level = outputs.level.reborrow();
        scatter_with::<AHEAD>(values, level, masks, |values, mut wanted| {
            for sixteen in values.as_chunks().0 {
                let vector = load_sixteen_numbers(sixteen);
                for (stream, wanted) in streams.iter_mut().zip(&mut wanted) {
                    stream.take(vector, *wanted as u16);
                    *wanted >>= 16;
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{QUAD_LENGTHS, some_numbers};

    /// Digits are the two lowest bits of the values, and the third says whether they are kept.
    fn masks(values: &[u32]) -> Masks {
        let plane = |bit: u32| {
            let bits = values.iter().rev().map(|value| value >> bit & 1);
            bits.fold(0, |word, bit| word << 1 | bit)
        };
        (plane(0), plane(1), plane(2))
    }

    /// What is behind the values in `next` is left as it was; quarters that differ are no panic.
    fn check(name: &str, run: impl Fn(&[u32], &mut Outputs) -> [u32; 4]) {
        for length in QUAD_LENGTHS {
            for (keep_all, wrong) in [(false, 0), (true, 0), (true, 1)] {
                let mut values = some_numbers(length, u32::MAX, 1);
                if keep_all {
                    values.iter_mut().for_each(|value| *value |= 4);
                }
                let mut kept: Vec<u32> = values.iter().copied().filter(|v| v & 4 > 0).collect();
                kept.sort_by_key(|value| value & 3);
                let of = |digit| kept.iter().filter(|&&v| v & 3 == digit).count() as u32;
                let mut planned = [of(0), of(1), of(2), of(3)].map(u64::from);
                let counts = planned.map(|count| count as u32);
                if wrong > 0 && planned[2] > 0 {
                    planned[2] -= 1;
                    planned[1] += 1;
                }
                let mut next = vec![7; length + 20];
                let mut outputs = Outputs {
                    level: QuadBlocks {
                        blocks: &mut vec![0; (length / 224 + 1) * 16],
                        superblocks: &mut [0; 4],
                    },
                    quarters: Quarters::new(&mut next, length, planned).unwrap(),
                };
                assert_eq!(run(&values, &mut outputs), counts, "{name}: {length}");
                if planned == counts.map(u64::from) {
                    assert_eq!(next[..kept.len()], kept, "{name}: {length}");
                }
                assert_eq!(next[length..], [7; 20], "{name}: {length}");
            }
        }
    }

    #[test]
    fn kept_values_go_to_their_quarters_in_order() {
        check("portable", |values, outputs| {
            scatter::<3>(values, outputs, masks)
        });
        #[cfg(target_arch = "x86_64")]
        {
            use crate::arrays::vectors::{has_avx2, has_avx512};
            if has_avx2() {
                // SAFETY: the processor has the instructions that the function is compiled for.
                check("AVX2", |values, outputs| unsafe {
                    x86::scatter_avx2::<3>(values, outputs, masks)
                });
            }
            if has_avx512() {
                // SAFETY: as above.
                check("AVX-512", |values, outputs| unsafe {
                    x86::scatter_avx512::<3>(values, outputs, masks)
                });
            }
        }
    }

    #[test]
    fn more_values_than_there_are_do_not_fit() {
        assert!(Quarters::new(&mut [0; 9], 4, [1, 1, 1, 1]).is_some());
        assert!(Quarters::new(&mut [0; 9], 4, [1, 1, 1, 2]).is_none());
    }
}
