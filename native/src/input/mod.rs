//! Lines of JSON. This part of the kernel knows what `input/lines/decode-record.ts` takes, its twin.

pub mod json_lines;
pub mod json_text;
