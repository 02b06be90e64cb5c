//! Arrays of JavaScript that a verb writes to.

use napi::bindgen_prelude::{
    Float64Array, Uint8Array, Uint8ArraySlice, Uint32Array, Uint32ArraySlice,
};

/// The memory of an array that only this call uses while it lasts.
pub fn output<'a>(array: &'a mut Uint32ArraySlice) -> &'a mut [u32] {
    // SAFETY: JavaScript does not run before the verb returns, and no other thread has the memory:
    // the callers' arrays are not shared. That the arrays of one call are apart was checked in
    // TypeScript (`native/array-verbs.ts`) or is so because their owner made each alone.
    unsafe { array.as_mut() }
}

/// The same for bytes.
pub fn output_bytes<'a>(array: &'a mut Uint8ArraySlice) -> &'a mut [u8] {
    // SAFETY: as above.
    unsafe { array.as_mut() }
}

/// The same for an array that is kept from call to call.
pub fn output_of(array: &mut Uint32Array) -> &mut [u32] {
    // SAFETY: as above; JavaScript reads it between two calls.
    unsafe { array.as_mut() }
}

/// The same for bytes that are kept.
pub fn bytes_of(array: &mut Uint8Array) -> &mut [u8] {
    // SAFETY: as above.
    unsafe { array.as_mut() }
}

/// The same for numbers that are kept.
pub fn numbers_of(array: &mut Float64Array) -> &mut [f64] {
    // SAFETY: as above.
    unsafe { array.as_mut() }
}
