//! Where an index file has a level of digits, as `store/segment/quad-level.ts` declares it.

use napi_derive::napi;

/// First words of the blocks and of the superblocks.
#[napi(object, object_to_js = false)]
#[derive(Clone, Copy)]
pub struct LevelPlace {
    pub blocks: i64,
    pub superblocks: i64,
}
