//! A string of JavaScript as units or bytes in memory of ours, without an allocation for each.

use napi::bindgen_prelude::{Env, JsValue};
use napi::{JsString, sys};

/// Writes the units of the string, as many as fit before the last place, and a zero behind them.
/// Gives their number.
pub fn write_utf16(env: &Env, string: &JsString, units: &mut [u16]) -> usize {
    let mut written = 0;
    let (start, room) = (units.as_mut_ptr(), units.len());
    // SAFETY: the string is one of this environment, since this call has been given it; Node writes
    // `room` units at most, the zero among them. Where it refuses, nothing is written.
    unsafe { sys::napi_get_value_string_utf16(env.raw(), string.raw(), start, room, &mut written) };
    written
}

/// The same as UTF-8: whole characters only, lone surrogates being the replacement character.
pub fn write_utf8(env: &Env, string: &JsString, bytes: &mut [u8]) -> usize {
    let mut written = 0;
    let (start, room) = (bytes.as_mut_ptr().cast(), bytes.len());
    // SAFETY: as above, for bytes.
    unsafe { sys::napi_get_value_string_utf8(env.raw(), string.raw(), start, room, &mut written) };
    written
}
