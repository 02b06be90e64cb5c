//! Whether the loops over levels may use AVX2, decided when they run. (AVX-512 was no faster.)

use std::sync::atomic::{AtomicBool, Ordering};

static ALLOWED: AtomicBool = AtomicBool::new(true);

/// For tests, which hold the loops against each other.
pub fn allow_vectors(allowed: bool) {
    ALLOWED.store(allowed, Ordering::Relaxed);
}

#[cfg(target_arch = "x86_64")]
pub fn has_avx2() -> bool {
    ALLOWED.load(Ordering::Relaxed)
        && is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("popcnt")
}

#[cfg(target_arch = "x86_64")]
pub fn has_popcnt() -> bool {
    ALLOWED.load(Ordering::Relaxed) && is_x86_feature_detected!("popcnt")
}
