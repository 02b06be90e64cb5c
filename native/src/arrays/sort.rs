//! Suffix sorting by libsais.

use libsais_sys::libsais::libsais_int;

/// False where an id is not below `alphabet`. Both are below 2^31; `sa` holds at least `ids.len()` entries; what it has more is libsais' working space.
pub fn suffix_sort(ids: &mut [u32], alphabet: u32, sa: &mut [u32]) -> bool {
    if ids.is_empty() {
        return true;
    }
    let largest = ids.iter().fold(0, |largest, &id| largest.max(id));
    if largest >= alphabet {
        return false;
    }
    let extra = (sa.len() - ids.len()).min(i32::MAX as usize - ids.len());
    // SAFETY: the lengths are those of the arrays, which are apart, each exclusively borrowed; ids
    // are in [0, alphabet), as libsais trusts; both, and all positions, fit its i32. It changes `ids` and restores them.
    let code = unsafe {
        libsais_int(
            ids.as_mut_ptr().cast(),
            sa.as_mut_ptr().cast(),
            ids.len() as i32,
            alphabet as i32,
            extra as i32,
        )
    };
    code == 0
}
