//! Tokens of texts. This part of the kernel knows the tables of `text/simple-units.ts` and of
//! `text/encoder/unit-cuts.ts`, which TypeScript makes; its twins are in `text/`.

mod letters;
mod pending;
pub mod plain_phrase;
pub mod scan;
pub mod tables;
pub mod terms;
pub mod units;
mod window;
