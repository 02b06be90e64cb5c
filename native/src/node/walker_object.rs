//! A unit counter as a JavaScript object of functions that share it, as `native/unit-walker.ts`
//! declares them; made like `scanner_object.rs`, for the same reason.

use std::cell::RefCell;
use std::rc::Rc;

use napi::JsString;
use napi::bindgen_prelude::{Env, FunctionCallContext, Object, Result, Uint32ArraySlice};

use crate::node::outputs::output;
use crate::node::scanner_object::add;
use crate::node::strings::write_utf16;
use crate::text::units::{Outcome, UnitCounter};

pub fn walker_object(env: &Env, counter: UnitCounter) -> Result<Object<'_>> {
    let shared = Rc::new(RefCell::new(counter));
    let mut object = Object::new(env)?;
    add(env, &mut object, &shared, "walk", walk)?;
    add(env, &mut object, &shared, "learn", learn)?;
    Ok(object)
}

/// (text, its length, call): takes a text and walks it from its start; call[0] is the most tokens.
fn walk(counter: &mut UnitCounter, given: &FunctionCallContext) -> Result<()> {
    let text: JsString = given.get(0)?;
    let length = given.get::<u32>(1)? as usize;
    let mut call: Uint32ArraySlice = given.get(2)?;
    let words = output(&mut call);
    counter.load(length, words[0], |units| {
        write_utf16(given.env, &text, units);
    });
    answer(words, counter.walk());
    Ok(())
}

/// (count, call): takes the tokens of the unit at which the walk stopped, and walks on.
fn learn(counter: &mut UnitCounter, given: &FunctionCallContext) -> Result<()> {
    let mut call: Uint32ArraySlice = given.get(1)?;
    let found = counter.learn(given.get(0)?);
    answer(output(&mut call), found);
    Ok(())
}

/// Behind the first word: stop, tokens, start, end, in the order of `walkCall`.
fn answer(words: &mut [u32], found: Outcome) {
    let numbers = [
        found.stop as u32,
        found.tokens,
        found.start as u32,
        found.end as u32,
    ];
    words[1..].copy_from_slice(&numbers);
}
