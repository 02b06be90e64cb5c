//! A line with the records of a step -> the lines that the indexer reads, where it is plainly one.
//!
//! A line is taken only where `ingest/decode-step.ts` gives the same lines: an object of `run`, `step` and
//! then `records`, each once and without an escape in a key, and records of `id` and `text`. All other
//! lines are left to it, those that are wrong among them.

use crate::input::json_text::{CHUNK, JsonText};

/// Bytes of a record's line that neither its id nor its text has, at most.
const FRAME: usize = 64;
/// Digits of a number that a double has exactly.
const MAX_DIGITS: usize = 15;

/// What stands in a line: a place among its bytes, and what was written.
#[derive(Debug, PartialEq)]
pub struct StepLine {
    pub run: (usize, usize),
    pub step: u64,
    pub records: usize,
    pub written: usize,
}

/// Writes the lines of the records to `lines`. None: the line is left, or a record's line would have more
/// than `max_record` bytes, or there is no room.
pub fn read_step_line(bytes: &[u8], lines: &mut [u8], max_record: usize) -> Option<StepLine> {
    let mut json = JsonText::new(bytes);
    let mut run = None;
    let mut step = None;
    let mut taken = None;
    open(&mut json, b'{')?;
    loop {
        match take_key(&mut json)? {
            b"run" if run.is_none() => {
                let start = json.place();
                json.take_plain_string()?;
                run = Some((start + 1, json.place() - 1));
            }
            b"step" if step.is_none() => step = Some(take_whole_number(&mut json)?),
            b"records" if taken.is_none() => {
                let room = Room {
                    bytes,
                    max_record,
                    step: step?,
                };
                taken = Some(room.write_records(&mut json, lines)?);
            }
            _ => return None,
        }
        if closes(&mut json, b'}')? {
            break;
        }
    }
    json.skip_space();
    let (records, written) = taken.filter(|_| json.place() == bytes.len())?;
    Some(StepLine {
        run: run?,
        step: step?,
        records,
        written,
    })
}

/// How the records of a line are written.
struct Room<'a> {
    bytes: &'a [u8],
    max_record: usize,
    step: u64,
}

impl Room<'_> {
    /// How many records, and how many bytes were written.
    fn write_records(&self, json: &mut JsonText, lines: &mut [u8]) -> Option<(usize, usize)> {
        let mut written = 0;
        let mut records = 0;
        open(json, b'[')?;
        json.skip_space();
        if json.take(b']').is_some() {
            return Some((0, 0));
        }
        loop {
            json.skip_space();
            written += self.write_record(json, &mut lines[written..])?;
            records += 1;
            if closes(json, b']')? {
                return Some((records, written));
            }
        }
    }

    fn write_record(&self, json: &mut JsonText, line: &mut [u8]) -> Option<usize> {
        let start = json.place();
        let (id, text) = find_fields(json)?;
        // Nothing that is written is longer than what was read.
        if line.len() < json.place() - start + FRAME + CHUNK {
            return None;
        }
        let mut out = Line {
            bytes: line,
            length: 0,
        };
        out.push(b"{\"step\":");
        out.push(self.step.to_string().as_bytes());
        match id.map(|(start, end)| &self.bytes[start..end]) {
            None | Some(b"null") => {}
            Some(id) if id[0] == b'"' => {
                out.push(b",\"id\":");
                out.push_string(id)?;
            }
            Some(digits) => {
                out.push(b",\"id\":\"");
                out.push(digits);
                out.push(b"\"");
            }
        }
        out.push(b",\"text\":");
        out.push_string(&self.bytes[text.0..text.1])?;
        out.push(b"}\n");
        (out.length <= self.max_record).then_some(out.length)
    }
}

type Place = (usize, usize);

/// Where the values of id and text lie, the object being taken whole.
fn find_fields(json: &mut JsonText) -> Option<(Option<Place>, Place)> {
    let mut id = None;
    let mut text = None;
    open(json, b'{')?;
    loop {
        let key = take_key(json)?;
        let start = json.place();
        match key {
            b"text" if text.is_none() && json.peek() == Some(b'"') => {
                json.skip_value()?;
                text = Some((start, json.place()));
            }
            b"id" if id.is_none() => {
                match json.peek()? {
                    b'"' | b'n' => json.skip_value()?,
                    _ => take_whole_number(json).map(|_| ())?,
                }
                id = Some((start, json.place()));
            }
            _ => return None,
        }
        if closes(json, b'}')? {
            return Some((id, text?));
        }
    }
}

/// Goes behind a bracket that has to be there.
fn open(json: &mut JsonText, bracket: u8) -> Option<()> {
    json.skip_space();
    json.take(bracket)
}

/// Goes behind a comma, or the bracket: whether it was that.
fn closes(json: &mut JsonText, bracket: u8) -> Option<bool> {
    json.skip_space();
    if json.take(bracket).is_some() {
        return Some(true);
    }
    json.take(b',').map(|()| false)
}

/// A key without an escape; goes to its value.
fn take_key<'a>(json: &mut JsonText<'a>) -> Option<&'a [u8]> {
    json.skip_space();
    let key = json.take_plain_string()?;
    json.skip_space();
    json.take(b':')?;
    json.skip_space();
    Some(key)
}

/// A number of digits alone, as JavaScript writes it.
fn take_whole_number(json: &mut JsonText) -> Option<u64> {
    let mut number = 0;
    let mut digits = 0;
    while let Some(digit @ b'0'..=b'9') = json.peek() {
        if digits == MAX_DIGITS || (number == 0 && digits > 0) {
            return None;
        }
        json.take(digit)?;
        number = number * 10 + u64::from(digit - b'0');
        digits += 1;
    }
    let ends = matches!(json.peek(), Some(b',' | b'}' | b' ' | b'\t' | b'\r'));
    (digits > 0 && ends).then_some(number)
}

/// A line that grows. There is room for all that comes.
struct Line<'a> {
    bytes: &'a mut [u8],
    length: usize,
}

impl Line<'_> {
    fn push(&mut self, part: &[u8]) {
        self.bytes[self.length..self.length + part.len()].copy_from_slice(part);
        self.length += part.len();
    }

    /// A string as JSON.stringify writes it, quotation marks with it.
    fn push_string(&mut self, string: &[u8]) -> Option<()> {
        let mut json = JsonText::new(string);
        json.take(b'"')?;
        self.push(b"\"");
        loop {
            self.length += json.copy_plain(&mut self.bytes[self.length..]);
            match json.peek()? {
                b'"' => break,
                b'\\' => self.push_escaped(json.take_escape()?),
                _ => return None,
            }
        }
        self.push(b"\"");
        Some(())
    }

    fn push_escaped(&mut self, character: char) {
        match character {
            '"' => self.push(b"\\\""),
            '\\' => self.push(b"\\\\"),
            '\u{8}' => self.push(b"\\b"),
            '\t' => self.push(b"\\t"),
            '\n' => self.push(b"\\n"),
            '\u{c}' => self.push(b"\\f"),
            '\r' => self.push(b"\\r"),
            '\0'..='\u{1f}' => self.push(format!("\\u{:04x}", character as u32).as_bytes()),
            _ => self.push(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, max_record: usize) -> Option<(StepLine, String)> {
        let mut lines = vec![0; 2 * line.len() + 200];
        let read = read_step_line(line.as_bytes(), &mut lines, max_record)?;
        let written = String::from_utf8(lines[..read.written].into()).unwrap();
        Some((read, written))
    }

    #[test]
    fn records_are_written_as_the_indexer_reads_them() {
        let line = concat!(
            r#" {"run" : "r é","step":12 ,"records":[ {"id":"a","text":"x \"y\"\n\u00e9\/"} , "#,
            r#"{"text":"","id":null},{ "text":"\u0007\u000a\ud83d\ude00","id":70}]} "#,
        );
        let expected = concat!(
            "{\"step\":12,\"id\":\"a\",\"text\":\"x \\\"y\\\"\\né/\"}\n",
            "{\"step\":12,\"text\":\"\"}\n",
            "{\"step\":12,\"id\":\"70\",\"text\":\"\\u0007\\n😀\"}\n",
        );
        let (read, written) = read(line, 1000).unwrap();
        assert_eq!(written, expected);
        assert_eq!(&line[read.run.0..read.run.1], "r é");
        assert_eq!((read.step, read.records), (12, 3));
    }

    #[test]
    fn a_step_may_have_no_record() {
        let (read, written) = read(r#"{"step":0,"records":[ ],"run":"r"}"#, 1000).unwrap();
        assert_eq!((read.step, read.records, written.as_str()), (0, 0, ""));
    }

    #[test]
    fn a_record_may_have_so_many_bytes_and_needs_room() {
        let line = r#"{"run":"r","step":1,"records":[{"text":"abcd"}]}"#;
        let bytes = "{\"step\":1,\"text\":\"abcd\"}\n".len();
        assert!(read(line, bytes).is_some());
        assert!(read(line, bytes - 1).is_none());
        assert_eq!(read_step_line(line.as_bytes(), &mut [0; 80], 1000), None);
    }

    #[test]
    fn all_other_lines_are_left() {
        for line in [
            "",
            "7",
            "{}",
            r#"{"run":"r","step":1}"#,
            r#"{"step":1,"records":[]}"#,
            r#"{"run":"r","records":[],"step":1}"#,
            r#"{"run":"r","step":1,"records":[]} {}"#,
            r#"{"run":"r","step":1,"records":[],}"#,
            r#"{"run":"r","step":1,"step":1,"records":[]}"#,
            r#"{"run":"r","step":1,"records":[],"records":[]}"#,
            r#"{"run":"r","step":1,"records":[],"more":1}"#,
            r#"{"run":"r\n","step":1,"records":[]}"#,
            r#"{"run":"r","step":1.0,"records":[]}"#,
            r#"{"run":"r","step":01,"records":[]}"#,
            r#"{"run":"r","step":-1,"records":[]}"#,
            r#"{"run":"r","step":1234567890123456,"records":[]}"#,
            r#"{"run":"r","step":1,"records":[{}]}"#,
            r#"{"run":"r","step":1,"records":[{"text":"a"},]}"#,
            r#"{"run":"r","step":1,"records":[{"text":"a"}}"#,
            r#"{"run":"r","step":1,"records":[{"text":7}]}"#,
            r#"{"run":"r","step":1,"records":[{"id":"a"}]}"#,
            r#"{"run":"r","step":1,"records":[{"text":"a","text":"b"}]}"#,
            r#"{"run":"r","step":1,"records":[{"text":"a","id":1.5}]}"#,
            r#"{"run":"r","step":1,"records":[{"text":"a","id":-0}]}"#,
            r#"{"run":"r","step":1,"records":[{"text":"a","id":[1]}]}"#,
            r#"{"run":"r","step":1,"records":[{"text":"a","id":nul}]}"#,
            r#"{"run":"r","step":1,"records":[{"text":"\ud800"}]}"#,
            r#"{"run":"r","step":1,"records":[{"t\u0065xt":"a"}]}"#,
            "{\"run\":\"r\",\"step\":1,\"records\":[{\"text\":\"a\tb\"}]}",
        ] {
            assert_eq!(read(line, 1000), None, "{line}");
        }
    }
}
