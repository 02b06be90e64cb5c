//! Whether loops may use AVX2, AVX-512 or count bits in hardware, decided when they run, and how
//! numbers come into a register and out of it. (AVX-512 was no faster for partitions by one bit.)

use std::sync::atomic::{AtomicBool, Ordering};

static ALLOWED: AtomicBool = AtomicBool::new(true);

/// For tests, which hold the loops against each other.
pub fn allow_vectors(allowed: bool) {
    ALLOWED.store(allowed, Ordering::Relaxed);
}

#[cfg(target_arch = "x86_64")]
pub use x86::*;

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;
    use std::sync::atomic::Ordering;

    pub fn has_avx2() -> bool {
        super::ALLOWED.load(Ordering::Relaxed)
            && is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("popcnt")
    }

    pub fn has_avx512() -> bool {
        has_avx2() && is_x86_feature_detected!("avx512f")
    }

    pub fn has_popcnt() -> bool {
        super::ALLOWED.load(Ordering::Relaxed) && is_x86_feature_detected!("popcnt")
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub fn load_eight(numbers: &[u32; 8]) -> __m256i {
        // SAFETY: the 32 bytes that are read are the array's; the load takes any alignment.
        unsafe { _mm256_loadu_si256(numbers.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub fn store_eight(numbers: &mut [u32; 8], vector: __m256i) {
        // SAFETY: the 32 bytes that are written are the array's; the store takes any alignment.
        unsafe { _mm256_storeu_si256(numbers.as_mut_ptr().cast(), vector) }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    pub fn load_sixteen_numbers(numbers: &[u32; 16]) -> __m512i {
        // SAFETY: the 64 bytes that are read are the array's; the load takes any alignment.
        unsafe { _mm512_loadu_si512(numbers.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    pub fn store_sixteen(numbers: &mut [u32; 16], vector: __m512i) {
        // SAFETY: the 64 bytes that are written are the array's; the store takes any alignment.
        unsafe { _mm512_storeu_si512(numbers.as_mut_ptr().cast(), vector) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub fn load_bytes(bytes: &[u8; 32]) -> __m256i {
        // SAFETY: the 32 bytes that are read are the array's; the load takes any alignment.
        unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
    }
}
