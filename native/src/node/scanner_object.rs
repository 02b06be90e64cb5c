//! A scanner as a JavaScript object of functions that share it, as `native/checked-scanner.ts`
//! declares them.
//!
//! Functions with a closure, not a class: a call of a method looks up what `this` wraps, and its
//! type, which costs 280 ns, as much as scanning a record of 15 tokens. For the same reason a call
//! has its numbers in one array that goes both ways, not in an object.

use std::cell::RefCell;
use std::rc::Rc;

use napi::JsString;
use napi::bindgen_prelude::{
    Env, FunctionCallContext, JsObjectValue, Object, Result, ToNapiValue, Uint8ArraySlice,
    Uint32ArraySlice,
};

use crate::node::outputs::{output, output_bytes};
use crate::node::strings::{write_utf8, write_utf16};
use crate::text::scan::{Outcome, Scanner, Stop};

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
    add(env, &mut object, &shared, "scanUtf8", scan_utf8)?;
    add(env, &mut object, &shared, "scanTexts", scan_texts)?;
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

/// The numbers of a call, in the order of `scanCall` in `native/checked-scanner.ts`.
struct Call {
    /// Units of the window or of the lines; of bytes the end of the text; of several texts their end.
    length: usize,
    /// Whether the text ends with the window.
    last: bool,
    /// Place in `ids` of the first id.
    at: usize,
    /// Terms among the lines; of several texts, words of the place of each.
    terms: usize,
    /// Place in the window where the scan goes on; of several texts the first.
    from: usize,
}

const CALL_WORDS: usize = 9;

impl Call {
    fn read(&[length, last, at, terms, from, ..]: &[u32; CALL_WORDS]) -> Self {
        Self {
            length: length as usize,
            last: last != 0,
            at: at as usize,
            terms: terms as usize,
            from: from as usize,
        }
    }
}

/// Stop, place reached, ids written and words; `before` ids were written before the scan.
fn answer(words: &mut [u32; CALL_WORDS], before: usize, found: Outcome) {
    let tokens = before + found.tokens;
    let found = [found.stop as usize, found.reached, tokens, found.words];
    words[5..].copy_from_slice(&found.map(|number| number as u32));
}

/// (window, ids, call): takes a window and scans it from its start.
fn scan(shared: &mut Shared, given: &FunctionCallContext) -> Result<()> {
    let window: JsString = given.get(0)?;
    let mut ids: Uint32ArraySlice = given.get(1)?;
    let mut call: Uint32ArraySlice = given.get(2)?;
    let words = call_words(&mut call);
    let Call {
        length, last, at, ..
    } = Call::read(words);
    shared.scanner.load(length, last, |units| {
        write_utf16(given.env, &window, units);
    });
    let found = shared.scanner.scan(0, &mut output(&mut ids)[at..]);
    answer(words, 0, found);
    Ok(())
}

/// (bytes, ids, call): scans bytes[from, length), which are a whole text or its end.
fn scan_utf8(shared: &mut Shared, given: &FunctionCallContext) -> Result<()> {
    let bytes: Uint8ArraySlice = given.get(0)?;
    let mut ids: Uint32ArraySlice = given.get(1)?;
    let mut call: Uint32ArraySlice = given.get(2)?;
    let words = call_words(&mut call);
    let Call {
        length, at, from, ..
    } = Call::read(words);
    let ids = &mut output(&mut ids)[at..];
    let found = shared.scanner.scan_utf8(&bytes, (from, length), ids);
    answer(words, 0, found);
    Ok(())
}

/// (bytes, places, ids, counts, call): scans texts [from, length), of which two words of `terms` say
/// where each lies. Gives how many were scanned to their end; the outcome is that of the next one.
fn scan_texts(shared: &mut Shared, given: &FunctionCallContext) -> Result<u32> {
    let bytes: Uint8ArraySlice = given.get(0)?;
    let places: Uint32ArraySlice = given.get(1)?;
    let mut ids: Uint32ArraySlice = given.get(2)?;
    let mut counts: Uint32ArraySlice = given.get(3)?;
    let mut call: Uint32ArraySlice = given.get(4)?;
    let words = call_words(&mut call);
    let Call {
        length,
        at,
        terms: stride,
        from,
        ..
    } = Call::read(words);
    let places = places[stride * from..stride * length].chunks_exact(stride);
    let places = places.map(|words| (words[0] as usize, words[1] as usize));
    let ids = &mut output(&mut ids)[at..];
    let counts = output(&mut counts).as_chunks_mut().0;
    let (scanned, next) = shared.scanner.scan_texts(&bytes, places, ids, counts);
    if let Some(found) = next {
        answer(words, 0, found);
    }
    Ok(scanned as u32)
}

/// (lines, ids, call): takes the lines as terms, then goes on in the window.
fn resume(shared: &mut Shared, given: &FunctionCallContext) -> Result<()> {
    let Shared { scanner, utf8 } = shared;
    let mut ids: Uint32ArraySlice = given.get(1)?;
    let mut call: Uint32ArraySlice = given.get(2)?;
    let words = call_words(&mut call);
    let Call {
        length,
        at,
        terms,
        from,
        ..
    } = Call::read(words);
    let (known, ids) = output(&mut ids)[at..].split_at_mut(terms);
    if terms > 0 {
        let lines: JsString = given.get(0)?;
        let most = 3 * length + 1;
        if utf8.len() < most {
            *utf8 = vec![0; most.next_power_of_two()];
        }
        let length = write_utf8(given.env, &lines, &mut utf8[..most]);
        if !scanner.intern_lines(&utf8[..length], known) {
            words[5] = Stop::Refused as u32;
            return Ok(());
        }
    }
    answer(words, terms, scanner.scan(from, ids));
    Ok(())
}

fn call_words<'a>(call: &'a mut Uint32ArraySlice) -> &'a mut [u32; CALL_WORDS] {
    let words = output(call).first_chunk_mut();
    words.expect("an array of all the numbers of a call")
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
    output_bytes(&mut bytes).copy_from_slice(shared.scanner.terms().bytes());
    output(&mut starts).copy_from_slice(shared.scanner.terms().starts());
    shared.scanner.clear();
    Ok(())
}
