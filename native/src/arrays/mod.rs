//! Arrays in, arrays out. This part of the kernel knows nothing of ours: no file, no text, no index.
//! Its twin is `native/twin/`.

pub mod blocks;
mod halves;
pub mod huffman;
pub mod level;
mod partition;
#[cfg(target_arch = "x86_64")]
mod partition_avx2;
pub mod prefetch;
pub mod sort_rows;
pub mod vectors;
