//! Arrays in, arrays out. This part of the kernel knows nothing of ours: no file, no text, no index.
//! Its twin is `native/twin/`.

pub mod bigram_tables;
pub mod bigrams;
pub mod blocks;
pub mod gather;
mod halves;
pub mod hash;
pub mod huffman;
pub mod level;
mod partition;
#[cfg(target_arch = "x86_64")]
mod partition_avx2;
pub mod prefetch;
pub mod quad_blocks;
pub mod quad_huffman;
pub mod quad_level;
mod quarters;
pub mod restore_text;
mod scatter;
#[cfg(target_arch = "x86_64")]
mod scatter_avx2;
pub mod sort;
pub mod sort_terms;
#[cfg(target_arch = "x86_64")]
mod stream_avx2;
pub mod undo_quad_level;
pub mod vectors;
