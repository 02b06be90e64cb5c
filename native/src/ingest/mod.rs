//! Records that are taken live. This part of the kernel knows what `ingest/decode-step.ts` takes, its twin.

pub mod step_line;
