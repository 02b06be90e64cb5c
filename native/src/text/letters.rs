//! Runs of ASCII letters, sixteen UTF-16 units at a time.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// How many of the 16 units are ASCII letters before the first that is not, and those
/// letters, each with the bits of `case` set, as a little-endian number with zeros beyond.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub fn letters_at(units: &[u16; 16], case: u8) -> (usize, u128) {
    // SAFETY: every processor of this architecture has SSE2.
    unsafe { letters_sse2(units, case) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn letters_sse2(units: &[u16; 16], case: u8) -> (usize, u128) {
    let (low, high) = load_units(units);
    // Units above 0xff become 0xff or 0: neither is a letter.
    letters_of(_mm_packus_epi16(low, high), case)
}

/// The same for 16 bytes of UTF-8.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub fn letters_in(bytes: &[u8; 16], case: u8) -> (usize, u128) {
    // SAFETY: every processor of this architecture has SSE2. The 16 bytes that are read are the
    // array's; the load takes any alignment.
    unsafe { letters_of(_mm_loadu_si128(bytes.as_ptr().cast()), case) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn letters_of(bytes: __m128i, case: u8) -> (usize, u128) {
    let lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    let from_a = _mm_sub_epi8(lower, _mm_set1_epi8(b'a' as i8));
    let is_letter = _mm_cmpeq_epi8(_mm_min_epu8(from_a, _mm_set1_epi8(25)), from_a);
    let run = (!_mm_movemask_epi8(is_letter)).trailing_zeros() as usize;
    let cased = _mm_or_si128(bytes, _mm_set1_epi8(case as i8));
    let halves = [cased, _mm_srli_si128::<8>(cased)].map(|half| _mm_cvtsi128_si64(half) as u64);
    let term = halves[0] as u128 | (halves[1] as u128) << 64;
    (run, term & KEEP[run])
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn load_units(units: &[u16; 16]) -> (__m128i, __m128i) {
    // SAFETY: the 32 bytes that are read are the array's; the loads take any alignment.
    unsafe {
        let start = units.as_ptr();
        (
            _mm_loadu_si128(start.cast()),
            _mm_loadu_si128(start.add(8).cast()),
        )
    }
}

/// The lowest bytes of a term, as many as the index says.
#[cfg(target_arch = "x86_64")]
static KEEP: [u128; 17] = {
    let mut keep = [u128::MAX; 17];
    let mut run = 0;
    while run < 16 {
        keep[run] = (1 << (8 * run)) - 1;
        run += 1;
    }
    keep
};

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub fn letters_at(units: &[u16; 16], case: u8) -> (usize, u128) {
    letters_of(units.iter().copied(), case)
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub fn letters_in(bytes: &[u8; 16], case: u8) -> (usize, u128) {
    letters_of(bytes.iter().map(|&byte| byte.into()), case)
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn letters_of(units: impl Iterator<Item = u16>, case: u8) -> (usize, u128) {
    let mut term = 0;
    for (run, unit) in units.enumerate() {
        if (unit | 0x20).wrapping_sub(b'a' as u16) >= 26 {
            return (run, term);
        }
        term |= ((unit as u8 | case) as u128) << (8 * run);
    }
    (16, term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_letters_ends_at_the_first_other_unit() {
        let others = ['@', '[', '`', '{', ' ', '\0', 'é', 'š', 'ａ'].map(|other| other as u16);
        for run in 0..=16 {
            for (i, &other) in others.iter().enumerate() {
                for case in [0, 0x20] {
                    let letter = |place: usize| b"aZzAmQ"[(place + i) % 6];
                    let mut units = [other; 16];
                    let mut term = [0; 16];
                    for place in 0..run {
                        units[place] = letter(place).into();
                        term[place] = letter(place) | case;
                    }
                    let expected = (run, u128::from_le_bytes(term));
                    assert_eq!(letters_at(&units, case), expected, "{run} and {other}");
                    let bytes = units.map(|unit| unit.min(0xff) as u8);
                    assert_eq!(letters_in(&bytes, case), expected, "{run} and {other}");
                }
            }
        }
    }
}
