//! A reader of JSON lines as a JavaScript object, as `input/lines/plain-lines.ts` declares it; made
//! like `scanner_object.rs`.

use std::cell::RefCell;
use std::rc::Rc;

use napi::bindgen_prelude::{
    Env, FunctionCallContext, Object, Result, Uint8ArraySlice, Uint32ArraySlice,
};

use crate::input::json_lines::LineReader;
use crate::node::outputs::{output, output_bytes};
use crate::node::scanner_object::add;

pub fn lines_object(env: &Env, reader: LineReader) -> Result<Object<'_>> {
    let shared = Rc::new(RefCell::new(reader));
    let mut object = Object::new(env)?;
    add(env, &mut object, &shared, "read", read)?;
    Ok(object)
}

/// (bytes, texts, entries): gives the number of entries written.
fn read(reader: &mut LineReader, given: &FunctionCallContext) -> Result<u32> {
    let bytes: Uint8ArraySlice = given.get(0)?;
    let mut texts: Uint8ArraySlice = given.get(1)?;
    let mut entries: Uint32ArraySlice = given.get(2)?;
    let lines = reader.read(&bytes, output_bytes(&mut texts), output(&mut entries));
    Ok(lines as u32)
}
