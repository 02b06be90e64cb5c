//! The border to Node: objects, strings and mapped files. All that calls Node's C interface is here.

mod joint_object;
mod lines_object;
mod map;
mod outputs;
mod query_verb;
pub mod restore_verbs;
mod scanner_object;
mod search_memory;
mod search_object;
mod strings;
pub mod table_verbs;
pub mod verbs;
mod walker_object;
