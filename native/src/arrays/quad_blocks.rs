//! The digits 0..3 of a level as blocks of one cache line.
//!
//! A block: 16 u32 = 224 digits. Words 0 and 1 are one u64 with, from the low bit on, 21 bits each:
//! digits 1, digits 2 and digits 3 before the block in its superblock. Words 2..9: low bits of the
//! digits, words 9..16: high bits, lowest first. A superblock: 8192 blocks; its entry of 4 u32 says
//! for each v where the level sorted by digit has the digits v of this superblock. `length` digits
//! take floor(length / 224) + 1 blocks; position `length` has a place of its own.

pub const BLOCK_DIGITS: usize = 224;
pub const BLOCK_WORDS: usize = 16;
pub const SUPERBLOCK_BLOCKS: usize = 8192;
const PLANE_WORDS: usize = BLOCK_DIGITS / 32;

/// Memory for the blocks and superblocks of a level; both have room for its length.
pub struct QuadBlocks<'a> {
    pub blocks: &'a mut [u32],
    pub superblocks: &'a mut [u32],
}

impl QuadBlocks<'_> {
    pub fn reborrow(&mut self) -> QuadBlocks<'_> {
        QuadBlocks {
            blocks: self.blocks,
            superblocks: self.superblocks,
        }
    }
}

/// Writes the blocks of `length` digits; `word(start, count)` gives the low and the high bits of the
/// digits [start, start + count), count <= 32, lowest first and the rest zero. Returns how often each
/// digit occurs.
#[inline(always)]
pub fn write_quad_blocks(
    length: usize,
    level: QuadBlocks,
    mut word: impl FnMut(usize, usize) -> (u32, u32),
) -> [u32; 4] {
    let count = length / BLOCK_DIGITS + 1;
    let blocks = level.blocks[..count * BLOCK_WORDS].as_chunks_mut::<BLOCK_WORDS>();
    let entries = (count - 1) / SUPERBLOCK_BLOCKS + 1;
    let superblocks = level.superblocks[..entries * 4].as_chunks_mut::<4>().0;
    let mut totals = [0u32; 4];
    let mut position = 0;
    let of_superblock = blocks.0.chunks_mut(SUPERBLOCK_BLOCKS);
    for (blocks, entry) in of_superblock.zip(superblocks.iter_mut()) {
        *entry = totals;
        let mut counts = [0u32; 3];
        for block in blocks {
            [block[0], block[1]] = pack_counts(counts);
            for plane in 0..PLANE_WORDS {
                let taken = (length - position).min(32);
                let (low, high) = if taken == 0 {
                    (0, 0)
                } else {
                    word(position, taken)
                };
                block[2 + plane] = low;
                block[2 + PLANE_WORDS + plane] = high;
                counts[0] += (low & !high).count_ones();
                counts[1] += (high & !low).count_ones();
                counts[2] += (low & high).count_ones();
                position += taken;
            }
        }
        for (total, count) in totals[1..].iter_mut().zip(counts) {
            *total += count;
        }
        totals[0] = position as u32 - totals[1] - totals[2] - totals[3];
    }
    add_starts(superblocks, totals);
    totals
}

fn pack_counts([one, two, three]: [u32; 3]) -> [u32; 2] {
    let packed = u64::from(one) | u64::from(two) << 21 | u64::from(three) << 42;
    [packed as u32, (packed >> 32) as u32]
}

fn add_starts(superblocks: &mut [[u32; 4]], totals: [u32; 4]) {
    let starts = starts_of(totals);
    for entry in superblocks {
        for (place, start) in entry.iter_mut().zip(starts) {
            *place += start;
        }
    }
}

/// For each digit, how many smaller ones there are.
pub fn starts_of(totals: [u32; 4]) -> [u32; 4] {
    let [zeros, ones, twos, _] = totals;
    [0, zeros, zeros + ones, zeros + ones + twos]
}

/// The low and the high bits of the digits [32 * index, 32 * index + 32).
#[inline(always)]
pub fn planes_at(blocks: &[u32], index: usize) -> (u32, u32) {
    let place = index / PLANE_WORDS * BLOCK_WORDS + 2 + index % PLANE_WORDS;
    (blocks[place], blocks[place + PLANE_WORDS])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{QUAD_LENGTHS, some_numbers};

    /// Bits of a digit, for `write_quad_blocks`.
    fn planes(digits: &[u32]) -> (u32, u32) {
        let plane = |bit: u32| {
            let bits = digits.iter().rev().map(|digit| digit >> bit & 1);
            bits.fold(0, |word, bit| word << 1 | bit)
        };
        (plane(0), plane(1))
    }

    fn check(length: usize) {
        let digits = some_numbers(length, 4, length as u32);
        let count = length / BLOCK_DIGITS + 1;
        let entries = (count - 1) / SUPERBLOCK_BLOCKS + 1;
        let mut blocks = vec![9; count * BLOCK_WORDS + 1];
        let mut superblocks = vec![9; entries * 4 + 1];
        let level = QuadBlocks {
            blocks: &mut blocks,
            superblocks: &mut superblocks,
        };
        let totals = write_quad_blocks(length, level, |start, count| {
            planes(&digits[start..start + count])
        });
        assert_eq!(
            blocks.pop(),
            Some(9),
            "nothing is written behind the blocks"
        );
        assert_eq!(superblocks.pop(), Some(9), "nor behind the superblocks");

        let mut before = [0u32; 4];
        for (i, block) in blocks.chunks(BLOCK_WORDS).enumerate() {
            let entry = &superblocks[i / SUPERBLOCK_BLOCKS * 4..][..4];
            let packed = u64::from(block[0]) | u64::from(block[1]) << 32;
            let of = |v: usize| (packed >> (21 * (v - 1)) & 0x1f_ffff) as u32;
            let zeros = (i % SUPERBLOCK_BLOCKS * BLOCK_DIGITS) as u32 - of(1) - of(2) - of(3);
            let starts = starts_of(totals);
            for (v, count) in [zeros, of(1), of(2), of(3)].into_iter().enumerate() {
                assert_eq!(
                    entry[v] + count,
                    starts[v] + before[v],
                    "{length}: {i}, {v}"
                );
            }
            let end = length.min((i + 1) * BLOCK_DIGITS);
            for &digit in &digits[i * BLOCK_DIGITS..end] {
                before[digit as usize] += 1;
            }
        }
        assert_eq!(before, totals);
        for (index, word) in digits.chunks(32).enumerate() {
            assert_eq!(planes_at(&blocks, index), planes(word));
        }
        let bits: u32 = blocks
            .chunks(16)
            .flat_map(|b| &b[2..])
            .map(|w| w.count_ones())
            .sum();
        assert_eq!(
            bits,
            totals[1] + totals[2] + 2 * totals[3],
            "zeros behind the last digit"
        );
    }

    #[test]
    fn blocks_hold_counts_and_digits() {
        QUAD_LENGTHS.into_iter().for_each(check);
    }

    #[test]
    fn a_superblock_counts_anew() {
        let digits = SUPERBLOCK_BLOCKS * BLOCK_DIGITS;
        for length in [digits - 1, digits, digits + 1, 2 * digits + 300] {
            check(length);
        }
    }
}
