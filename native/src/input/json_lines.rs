//! Records of JSON lines, where a line is plainly one: where its fields lie, and its text.
//!
//! A line is taken only where `input/lines/decode-record.ts` gives the record of exactly these fields:
//! an object with each of them once at most, no key with an escape, and the text a string. All other
//! lines are left to it, those that are not JSON among them.

use crate::input::json_text::JsonText;

/// Words of a line in the table: where the text starts and ends among the texts, and the values of id,
/// step and facet among the bytes. `input/lines/plain-lines.ts` has the same order.
pub const ENTRY: usize = 8;
/// A start, where the line is not taken, or has no such field.
const NONE: u32 = u32::MAX;

pub struct LineReader {
    text: Vec<u8>,
    id: Vec<u8>,
    step: Option<Vec<u8>>,
    facet: Option<Vec<u8>>,
}

/// A value in the line.
type Place = Option<(usize, usize)>;

struct Found {
    line_bytes: usize,
    text_bytes: usize,
    id: Place,
    step: Place,
    facet: Place,
}

impl LineReader {
    /// The names of the fields, which lead into no objects.
    pub fn new(text: &str, id: &str, step: Option<&str>, facet: Option<&str>) -> Self {
        Self {
            text: text.into(),
            id: id.into(),
            step: step.map(Into::into),
            facet: facet.map(Into::into),
        }
    }

    /// Writes the texts of the lines one after the other to `texts`, which are longer than the bytes
    /// by `json_text::CHUNK`, and an entry for each line, as many as there is room for. Gives their number.
    pub fn read(&self, bytes: &[u8], texts: &mut [u8], entries: &mut [u32]) -> usize {
        let mut written = 0;
        let mut start = 0;
        let mut lines = 0;
        for entry in entries.as_chunks_mut::<ENTRY>().0 {
            if start >= bytes.len() {
                break;
            }
            let rest = &bytes[start..];
            let mut length = None;
            *entry = [NONE; ENTRY];
            if let Some(found) = self.find(rest, &mut texts[written..]) {
                let text = Some((written, written + found.text_bytes));
                let among_bytes = |place: Place| place.map(|(from, to)| (start + from, start + to));
                let [id, step, facet] = [found.id, found.step, found.facet].map(among_bytes);
                let places = [text, id, step, facet];
                for (words, place) in entry.as_chunks_mut::<2>().0.iter_mut().zip(places) {
                    *words = place.map_or([NONE; 2], |(from, to)| [from as u32, to as u32]);
                }
                written += found.text_bytes;
                length = Some(found.line_bytes);
            }
            start += 1 + length.unwrap_or_else(|| line_length(rest));
            lines += 1;
        }
        lines
    }

    /// The record of the first line of `bytes`.
    fn find(&self, bytes: &[u8], text: &mut [u8]) -> Option<Found> {
        let mut json = JsonText::new(bytes);
        let mut text_bytes = None;
        let mut id = None;
        let mut step = None;
        let mut facet = None;
        json.skip_space();
        json.take(b'{')?;
        loop {
            json.skip_space();
            let key = json.take_plain_string()?;
            json.skip_space();
            json.take(b':')?;
            json.skip_space();
            let start = json.place();
            if key == self.text {
                if text_bytes.is_some() {
                    return None;
                }
                text_bytes = Some(json.take_string(text)?);
            } else {
                json.skip_value()?;
            }
            let value = (start, json.place());
            if key == self.id && id.replace(value).is_some() {
                return None;
            }
            if Some(key) == self.step.as_deref() && step.replace(value).is_some() {
                return None;
            }
            if Some(key) == self.facet.as_deref() && facet.replace(value).is_some() {
                return None;
            }
            json.skip_space();
            if json.take(b'}').is_some() {
                break;
            }
            json.take(b',')?;
        }
        json.skip_space();
        let is_whole = json.is_at_line_end() && (step.is_some() || self.step.is_none());
        let text_bytes = text_bytes.filter(|_| is_whole)?;
        Some(Found {
            line_bytes: json.place(),
            text_bytes,
            id,
            step,
            facet,
        })
    }
}

fn line_length(bytes: &[u8]) -> usize {
    let feed = bytes.iter().position(|&byte| byte == b'\n');
    feed.unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::json_text::CHUNK;

    /// Of each line its text, id, step and facet as JSON; none where it is not taken.
    fn read_all(lines: &str, step: Option<&str>, facet: Option<&str>) -> Vec<Option<[String; 4]>> {
        let reader = LineReader::new("text", "id", step, facet);
        let mut texts = vec![0; lines.len() + CHUNK];
        let mut entries = vec![7; 20 * ENTRY];
        let count = reader.read(lines.as_bytes(), &mut texts, &mut entries);
        let cut = |bytes: &[u8], words: &[u32]| match words[0] {
            NONE => String::new(),
            start => String::from_utf8(bytes[start as usize..words[1] as usize].into()).unwrap(),
        };
        let entries = entries.chunks(ENTRY).take(count);
        entries
            .map(|entry| {
                let bytes = lines.as_bytes();
                let [id, step, facet] = [2, 4, 6].map(|word| cut(bytes, &entry[word..]));
                (entry[0] != NONE).then(|| [cut(&texts, entry), id, step, facet])
            })
            .collect()
    }

    /// The same without a facet.
    fn read(lines: &str, step: Option<&str>) -> Vec<Option<[String; 3]>> {
        let without = |[text, id, step, facet]: [String; 4]| {
            assert_eq!(facet, "");
            [text, id, step]
        };
        let lines = read_all(lines, step, None);
        lines.into_iter().map(|line| line.map(without)).collect()
    }

    #[test]
    fn a_facet_is_found_where_it_is_and_may_be_another_field() {
        let lines = "{\"text\":\"a\",\"of\":{\"b\":1}}\n{\"text\":\"a\"}\n{\"text\":\"a\",\"of\":1,\"of\":2}";
        let expected = [
            Some(["a", "", "", "{\"b\":1}"].map(String::from)),
            Some(["a", "", "", ""].map(String::from)),
            None,
        ];
        assert_eq!(read_all(lines, None, Some("of")), expected);
        let same = Some(["a", "7", "", "7"].map(String::from));
        assert_eq!(
            read_all("{\"id\":7,\"text\":\"a\"}", None, Some("id")),
            [same]
        );
    }

    #[test]
    fn plain_records_are_found() {
        let lines = concat!(
            r#"{"text": "a\nb", "id": "x", "n": 3}"#,
            "\n",
            "\n",
            r#" { "id" :12.0 , "text":"é" } "#,
            "\r\n",
            r#"{"meta":{"text":"no","id":[1]},"text":""}"#,
        );
        let expected = [
            Some(["a\nb", "\"x\"", ""]),
            None,
            Some(["é", "12.0", ""]),
            Some(["", "", ""]),
        ];
        assert_eq!(
            read(lines, None),
            expected.map(|one| one.map(|of| of.map(String::from)))
        );
    }

    #[test]
    fn a_step_that_is_asked_for_is_found_or_the_line_is_left() {
        let lines = "{\"text\":\"a\",\"at\":\"1\"}\n{\"text\":\"a\"}";
        let first = Some(["a", "", "\"1\""].map(String::from));
        assert_eq!(read(lines, Some("at")), [first, None]);
    }

    #[test]
    fn all_other_lines_are_left() {
        for line in [
            "{}",
            "[]",
            "7",
            r#"{"id":1}"#,
            r#"{"text":7}"#,
            r#"{"text":"a"}}"#,
            r#"{"text":"a""#,
            r#"{"text":"a","text":"b"}"#,
            r#"{"text":"a","id":1,"id":2}"#,
            r#"{"text":"a",}"#,
            r#"{"text":"a","t\u0065xt":"b"}"#,
            r#"{"text":"\ud800"}"#,
            r#"{"text":"a","n":NaN}"#,
        ] {
            assert_eq!(read(line, None), [None], "{line}");
        }
    }
}
