//! Searches in a mapped index file. This part of the kernel knows the file format: how pages are
//! checked, and how dictionary, symbols, BWT and ranks are laid out (FORMAT.md). Its twins are in
//! `store/`: dictionary.ts, bwt.ts, rank-wavelet.ts and record-symbols.ts, which take the same places.

mod bigrams;
mod code_walk;
pub mod copy_ids;
pub mod dictionary;
pub mod find_edges;
pub mod find_records;
pub mod find_rows;
pub mod find_starts;
pub mod find_texts;
pub mod formula;
pub mod level_place;
pub mod pages;
pub mod places;
pub mod search;
#[cfg(test)]
mod small_file;
mod splits;
pub mod terms;
mod together;
pub mod walk_symbols;
