//! The bits of a level as blocks of one cache line.
//!
//! A block: 16 u32; word 0 = ones in all blocks before, words 1..15 = 480 bits, lowest bit first.
//! `length` bits take floor(length / 480) + 1 blocks; position `length` has a place of its own.

pub const BLOCK_BITS: usize = 480;
pub const BLOCK_WORDS: usize = 16;

/// Writes the blocks of `length` bits; `word(start, count)` gives the bits [start, start + count),
/// count <= 32, lowest first and the rest zero. Returns the number of ones.
#[inline(always)]
pub fn write_blocks(
    length: usize,
    blocks: &mut [u32],
    mut word: impl FnMut(usize, usize) -> u32,
) -> usize {
    let mut ones = 0;
    let mut position = 0;
    let blocks = &mut blocks[..(length / BLOCK_BITS + 1) * BLOCK_WORDS];
    for block in blocks.chunks_exact_mut(BLOCK_WORDS) {
        block[0] = ones as u32;
        for slot in &mut block[1..] {
            let count = (length - position).min(32);
            let bits = if count == 0 { 0 } else { word(position, count) };
            *slot = bits;
            ones += bits.count_ones() as usize;
            position += count;
        }
    }
    ones
}

/// The place of the word with the bits [32 * index, 32 * index + 32).
#[inline(always)]
pub fn word_place(index: usize) -> usize {
    index / 15 * BLOCK_WORDS + 1 + index % 15
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{HOSTILE_LENGTHS, some_numbers};

    #[test]
    fn blocks_hold_counts_and_bits() {
        for length in HOSTILE_LENGTHS {
            let bits = some_numbers(length, 2, length as u32);
            let mut blocks = vec![9; (length / BLOCK_BITS + 1) * BLOCK_WORDS + 1];
            let ones = write_blocks(length, &mut blocks, |start, count| {
                let word = bits[start..start + count].iter().rev();
                word.fold(0, |word, bit| word << 1 | bit)
            });
            assert_eq!(ones, bits.iter().sum::<u32>() as usize);
            assert_eq!(
                blocks.pop(),
                Some(9),
                "nothing is written behind the blocks"
            );
            for (i, &bit) in bits.iter().enumerate() {
                assert_eq!(blocks[word_place(i / 32)] >> (i % 32) & 1, bit);
            }
            for (i, block) in blocks.chunks(BLOCK_WORDS).enumerate() {
                let before = &bits[..i * BLOCK_BITS];
                assert_eq!(block[0], before.iter().sum::<u32>());
            }
        }
    }
}
