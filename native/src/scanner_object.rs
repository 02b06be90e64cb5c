//! A scanner as a JavaScript object of functions that share it.
//!
//! Functions with a closure, not a class: a call of a method looks up what `this` wraps, and its
//! type, which costs 280 ns, as much as scanning a record of 15 tokens.

use std::cell::RefCell;
use std::rc::Rc;

use napi::bindgen_prelude::{
    Env, FunctionCallContext, JsObjectValue, JsValue, Object, Result, ToNapiValue, Uint8ArraySlice,
    Uint32ArraySlice,
};
use napi::{JsString, sys};

use crate::scan::{Outcome, Scanner, Stop};

struct Shared {
    scanner: Scanner,
    utf8: Vec<u8>,
}

pub fn scanner_object(env: &Env, scanner: Scanner) -> Result<Object<'_>> {
    let utf8 = Vec::new();
    let shared = Rc::new(RefCell::new(Shared { scanner, utf8 }));
    let mut object = Object::new(env)?;
    add(env, &mut object, &shared, "scan", scan)?;
    add(env, &mut object, &shared, "resume", resume)?;
    add(env, &mut object, &shared, "counts", counts)?;
    add(env, &mut object, &shared, "takeTerms", take_terms)?;
    Ok(object)
}

pub fn add<S: 'static, R: ToNapiValue>(
    env: &Env,
    object: &mut Object,
    shared: &Rc<RefCell<S>>,
    name: &str,
    verb: impl 'static + Fn(&mut S, &FunctionCallContext) -> Result<R>,
) -> Result<()> {
    let shared = shared.clone();
    // No verb calls JavaScript, so none runs while another one does.
    let function = env.create_function_from_closure::<(), R, _>(name, move |given| {
        verb(&mut shared.borrow_mut(), &given)
    })?;
    object.set_named_property(name, function)
}

/// (window, its length, last, ids, at, outcome): takes a window, with which the text ends or does
/// not, and scans it from its start. Ids go to `ids` from `at` on.
fn scan(shared: &mut Shared, given: &FunctionCallContext) -> Result<()> {
    let window: JsString = given.get(0)?;
    let length = given.get::<u32>(1)? as usize;
    shared.scanner.load(length, given.get(2)?, |units| {
        let mut written = 0;
        let (env, window) = (given.env.raw(), window.raw());
        unsafe { sys::napi_get_value_string_utf16(env, window, units, length + 1, &mut written) };
    });
    let (mut ids, at, mut outcome) = out(given, 3)?;
    let (ids, outcome) = unsafe { (ids.as_mut(), outcome.as_mut()) };
    put(outcome, 0, shared.scanner.scan(0, &mut ids[at..]));
    Ok(())
}

/// (lines, their length, count, from, ids, at, outcome): takes the lines as `count` terms, then
/// goes on in the window.
fn resume(shared: &mut Shared, given: &FunctionCallContext) -> Result<()> {
    let Shared { scanner, utf8 } = shared;
    let count = given.get::<u32>(2)? as usize;
    let from = given.get::<u32>(3)? as usize;
    let (mut ids, at, mut outcome) = out(given, 4)?;
    let (ids, outcome) = unsafe { (ids.as_mut(), outcome.as_mut()) };
    let (terms, ids) = ids[at..].split_at_mut(count);
    if count > 0 {
        let lines: JsString = given.get(0)?;
        let most = 3 * given.get::<u32>(1)? as usize + 1;
        if utf8.len() < most {
            *utf8 = vec![0; most.next_power_of_two()];
        }
        let (env, start) = (given.env.raw(), utf8.as_mut_ptr().cast());
        let mut length = 0;
        unsafe { sys::napi_get_value_string_utf8(env, lines.raw(), start, most, &mut length) };
        if !scanner.intern_lines(&utf8[..length], terms) {
            outcome[0] = Stop::Refused as u32;
            return Ok(());
        }
    }
    put(outcome, count, scanner.scan(from, ids));
    Ok(())
}

/// The arguments from `first` on: ids, the place in them, and outcome. JavaScript does not run
/// before a verb returns, so their memory stays.
fn out<'a>(
    given: &'a FunctionCallContext,
    first: usize,
) -> Result<(Uint32ArraySlice<'a>, usize, Uint32ArraySlice<'a>)> {
    let at = given.get::<u32>(first + 1)? as usize;
    Ok((given.get(first)?, at, given.get(first + 2)?))
}

/// `outcome` becomes stop, place reached, ids written, words.
fn put(outcome: &mut [u32], written: usize, found: Outcome) {
    let tokens = written + found.tokens;
    let found = [found.stop as usize, found.reached, tokens, found.words];
    outcome.copy_from_slice(&found.map(|number| number as u32));
}

/// Terms, their bytes as UTF-8, their units as UTF-16.
fn counts(shared: &mut Shared, _: &FunctionCallContext) -> Result<Vec<u32>> {
    let terms = shared.scanner.terms();
    Ok(vec![
        terms.size() as u32,
        terms.bytes().len() as u32,
        terms.units(),
    ])
}

/// (bytes, starts): copies the terms' UTF-8 and where each starts, and forgets them.
fn take_terms(shared: &mut Shared, given: &FunctionCallContext) -> Result<()> {
    let mut bytes: Uint8ArraySlice = given.get(0)?;
    let mut starts: Uint32ArraySlice = given.get(1)?;
    let (bytes, starts) = unsafe { (bytes.as_mut(), starts.as_mut()) };
    bytes.copy_from_slice(shared.scanner.terms().bytes());
    starts.copy_from_slice(shared.scanner.terms().starts());
    shared.scanner.clear();
    Ok(())
}
