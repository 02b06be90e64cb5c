//! Hashes of 32 bits. Twins: `native/final-mix.ts`, `native/bigram-table.ts` and
//! `native/bigram-filter.ts`.

/// MurmurHash3's final mix: every bit of the hash reaches the low ones.
pub fn final_mix(hash: u32) -> u32 {
    let mut h = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    h = (h ^ h >> 13).wrapping_mul(0xc2b2_ae35);
    h ^ h >> 16
}

/// Of two symbols.
pub fn bigram_hash(a: u32, b: u32) -> u32 {
    let second = b.wrapping_mul(0x85eb_ca6b).rotate_left(16);
    final_mix(a.wrapping_mul(0x9e37_79b1) ^ second)
}

/// Of the hashes of two terms.
pub fn bigram_key(a: u32, b: u32) -> u32 {
    final_mix(a.wrapping_mul(5).wrapping_add(b.rotate_left(13)))
}

/// The part of [0, parts) that a hash falls in, all of them as large.
pub fn part_of(hash: u32, parts: usize) -> usize {
    ((u64::from(hash) * parts as u64) >> 32) as usize
}
