//! Runs of ASCII letters, sixteen UTF-16 units at a time.

/// How many of the 16 units at `units` are ASCII letters before the first that is not, and those
/// letters, each with the bits of `case` set, as a little-endian number with zeros beyond.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub unsafe fn letters_at(units: *const u16, case: u8) -> (usize, u128) {
    use std::arch::x86_64::*;
    unsafe {
        let low = _mm_loadu_si128(units.cast());
        let high = _mm_loadu_si128(units.add(8).cast());
        // Units above 0xff become 0xff or 0: neither is a letter.
        let bytes = _mm_packus_epi16(low, high);
        let lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        let from_a = _mm_sub_epi8(lower, _mm_set1_epi8(b'a' as i8));
        let is_letter = _mm_cmpeq_epi8(_mm_min_epu8(from_a, _mm_set1_epi8(25)), from_a);
        let run = (!_mm_movemask_epi8(is_letter)).trailing_zeros() as usize;
        let cased = _mm_or_si128(bytes, _mm_set1_epi8(case as i8));
        let kept = _mm_loadu_si128(KEEP.as_ptr().add(16 - run).cast());
        let mut term = [0u128; 1];
        _mm_storeu_si128(term.as_mut_ptr().cast(), _mm_and_si128(cased, kept));
        (run, term[0])
    }
}

#[cfg(target_arch = "x86_64")]
static KEEP: [u8; 32] = {
    let mut keep = [0; 32];
    let mut i = 0;
    while i < 16 {
        keep[i] = 0xff;
        i += 1;
    }
    keep
};

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub unsafe fn letters_at(units: *const u16, case: u8) -> (usize, u128) {
    let mut term = 0;
    for run in 0..16 {
        let unit = unsafe { *units.add(run) };
        if (unit | 0x20).wrapping_sub(b'a' as u16) >= 26 {
            return (run, term);
        }
        term |= ((unit as u8 | case) as u128) << (8 * run);
    }
    (16, term)
}
