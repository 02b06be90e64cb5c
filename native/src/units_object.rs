//! A unit counter as a JavaScript object of functions that share it, as in `scanner_object.rs`.

use napi::bindgen_prelude::{
    Env, FunctionCallContext, JsValue, Object, Result, Uint32ArraySlice,
};
use napi::{JsString, sys};

use crate::scanner_object::add;
use crate::units::{Outcome, UnitCounter};
use std::cell::RefCell;
use std::rc::Rc;

pub fn units_object(env: &Env, counter: UnitCounter) -> Result<Object<'_>> {
    let shared = Rc::new(RefCell::new(counter));
    let mut object = Object::new(env)?;
    add(env, &mut object, &shared, "walk", walk)?;
    add(env, &mut object, &shared, "learn", learn)?;
    Ok(object)
}

/// (text, its length, most, outcome): takes a text and walks it from its start.
fn walk(counter: &mut UnitCounter, given: &FunctionCallContext) -> Result<()> {
    let text: JsString = given.get(0)?;
    let length = given.get::<u32>(1)? as usize;
    counter.load(length, given.get(2)?, |units| {
        let mut written = 0;
        let (env, text) = (given.env.raw(), text.raw());
        // `load` has made room for the units and the terminator.
        unsafe { sys::napi_get_value_string_utf16(env, text, units, length + 1, &mut written) };
    });
    let found = counter.walk();
    put(given.get(3)?, found);
    Ok(())
}

/// (count, outcome): takes the tokens of the unit at which the walk stopped, and walks on.
fn learn(counter: &mut UnitCounter, given: &FunctionCallContext) -> Result<()> {
    let found = counter.learn(given.get(0)?);
    put(given.get(1)?, found);
    Ok(())
}

/// `outcome` becomes stop, tokens, start, end.
fn put(mut outcome: Uint32ArraySlice, found: Outcome) {
    let numbers = [
        found.stop as u32,
        found.tokens,
        found.start as u32,
        found.end as u32,
    ];
    // JavaScript does not run before the verb returns, so this memory stays.
    unsafe { outcome.as_mut() }.copy_from_slice(&numbers);
}
