//! Suffix sorting by libsais.

use libsais_sys::libsais::libsais_int;

/// `sa` holds at least `ids.len()` entries; what it has more is libsais' working space.
pub fn suffix_sort(ids: &mut [i32], alphabet: i32, sa: &mut [i32]) -> bool {
    // Negative ids are u32 too large for the alphabet as well.
    let largest = ids.iter().fold(0u32, |largest, &id| largest.max(id as u32));
    if largest >= alphabet as u32 {
        return ids.is_empty();
    }
    let extra = (sa.len() - ids.len()).min(i32::MAX as usize - ids.len());
    let code = unsafe {
        libsais_int(
            ids.as_mut_ptr(),
            sa.as_mut_ptr(),
            ids.len() as i32,
            alphabet,
            extra as i32,
        )
    };
    code == 0
}
