//! Arrays in, arrays out. This part of the kernel knows nothing of ours: no file, no text, no index.
//! Its twin is `native/twin/`.

pub mod bigram_tables;
pub mod bigrams;
pub mod hash;
pub mod prefetch;
pub mod quad_blocks;
pub mod quad_huffman;
pub mod quad_level;
mod quarters;
pub mod renumber;
pub mod restore_text;
mod scatter;
pub mod sort_rows;
pub mod sort_terms;
#[cfg(target_arch = "x86_64")]
mod streams;
pub mod undo_quad_level;
pub mod vectors;
