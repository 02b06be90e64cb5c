//! Reproducible numbers for the tests.

/// `length` numbers below `bound`, by a linear congruence's high bits.
pub fn some_numbers(length: usize, bound: u32, seed: u32) -> Vec<u32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((u64::from(state) * u64::from(bound)) >> 32) as u32
    };
    (0..length).map(|_| next()).collect()
}

/// Lengths around the ends of words and blocks of digits.
pub const QUAD_LENGTHS: [usize; 13] = [0, 1, 7, 8, 9, 31, 32, 33, 223, 224, 225, 448, 1500];
