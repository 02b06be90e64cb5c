//! Maps a file as an ArrayBuffer that is unmapped when JavaScript has collected it.
//!
//! The pages are read-only: writing through the buffer ends the process, as does reading a page
//! that somebody cut off the file meanwhile. Segments are immutable, so neither happens.

use std::fs::File;

use memmap2::MmapOptions;
use napi::bindgen_prelude::{ArrayBuffer, Env, Error, Result, Status};

pub fn map_file<'env>(env: &Env, path: &str, large_pages: bool) -> Result<ArrayBuffer<'env>> {
    let failed = |error: std::io::Error| Error::new(Status::GenericFailure, error.to_string());
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len() as usize;
    if length == 0 {
        return ArrayBuffer::copy_from(env, []); // an empty range cannot be mapped
    }
    let map = MmapOptions::new()
        .len(length)
        .map_raw_read_only(&file)
        .map_err(failed)?;
    #[cfg(target_os = "linux")]
    if large_pages {
        let _ = map.advise(memmap2::Advice::HugePage); // only faster: not every file system has them
    }
    #[cfg(not(target_os = "linux"))]
    let _ = large_pages;
    let start = map.as_mut_ptr();
    // SAFETY: the mapping is `length` bytes from `start` on; the buffer owns it from here, and it is
    // unmapped once, by the finalizer, when nothing reaches the buffer any more.
    unsafe { ArrayBuffer::from_external(env, start, length, map, |_, map| drop(map)) }
}
