//! A level of a wavelet matrix of arity 4, backwards: from the values sorted by digit, and the
//! digits, to the values in their own order.

use crate::arrays::quad_blocks::{planes_at, starts_of};

const WORD: usize = 32;

/// `sorted` holds at least as many values as `values` has room for.
pub fn undo_quad_level(sorted: &[u32], blocks: &[u32], values: &mut [u32]) {
    // The next value of each digit: one stream each, so all reads are in order.
    let mut places = starts_of(count_digits(blocks, values.len())).map(|start| start as usize);
    let sorted = &sorted[..values.len()];
    for (index, values) in values.chunks_mut(WORD).enumerate() {
        let (low, high) = planes_at(blocks, index);
        for (i, value) in values.iter_mut().enumerate() {
            let digit = (low >> i & 1 | (high >> i & 1) << 1) as usize;
            let place = &mut places[digit];
            *value = sorted[*place];
            *place += 1;
        }
    }
}

/// How often each digit occurs among the first `length`.
fn count_digits(blocks: &[u32], length: usize) -> [u32; 4] {
    let mut counts = [0; 4];
    for index in 0..length.div_ceil(WORD) {
        let (low, high) = planes_at(blocks, index);
        let taken = (length - index * WORD).min(WORD) as u32;
        let mask = u32::MAX >> (WORD as u32 - taken);
        for (count, digits) in counts[1..]
            .iter_mut()
            .zip([low & !high, high & !low, low & high])
        {
            *count += (digits & mask).count_ones();
        }
    }
    counts[0] = length as u32 - counts[1] - counts[2] - counts[3];
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrays::quad_blocks::{BLOCK_DIGITS, BLOCK_WORDS, QuadBlocks};
    use crate::arrays::quad_level::{Values, build_quad_level};
    use crate::numbers::{QUAD_LENGTHS, some_numbers};

    #[test]
    fn a_level_undone_gives_the_values_it_was_built_from() {
        for length in QUAD_LENGTHS {
            for bound in [1, 3, 4, 100] {
                let values = some_numbers(length, bound, length as u32);
                let mut sorted = vec![0; length + 1];
                let mut blocks = vec![0; (length / BLOCK_DIGITS + 1) * BLOCK_WORDS];
                let mut superblocks = [0; 4];
                let level = QuadBlocks {
                    blocks: &mut blocks,
                    superblocks: &mut superblocks,
                };
                let given = Values {
                    values: &values,
                    shift: 0,
                    counts: None,
                };
                assert!(build_quad_level(given, &mut sorted[..length], level));
                let mut undone = vec![7; length];
                undo_quad_level(&sorted, &blocks, &mut undone);
                assert_eq!(undone, values);
            }
        }
    }
}
