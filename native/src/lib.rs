//! The native kernel of firstseen.
//!
//! Its folders stand for the layers whose work they do: `arrays/` for `native/` itself, `text/` for
//! `text/`, `store/` for `store/`, `input/` for `input/`, `ingest/` for `ingest/`. Every verb has a TypeScript twin with the
//! same answer, bit for bit, in the layer of the same name. `node/` is what JavaScript sees of them; the arguments are
//! declared in TypeScript, in the files that it names. They are validated there and trusted here,
//! except for the elements of arrays: a verb that meets one that does not fit says so by its
//! answer. Arrays are indexed with checks, so a mistake ends the process and writes nowhere else.
//! Nothing unwinds into JavaScript (`panic = "abort"`).

#![deny(clippy::undocumented_unsafe_blocks)]

mod arrays;
mod ingest;
mod input;
pub mod node;
#[cfg(test)]
mod numbers;
mod store;
mod text;
