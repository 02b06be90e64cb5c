//! A walk over one line of JSON, which takes nothing that JSON.parse would refuse.
//!
//! It may refuse what JSON.parse takes: lone surrogates, and values nested deeper than MAX_DEPTH. No
//! part of JSON has a line feed, so nothing that is taken goes beyond the line.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

const MAX_DEPTH: usize = 64;

pub struct JsonText<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> JsonText<'a> {
    /// `bytes` are UTF-8 and start with the line.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub fn place(&self) -> usize {
        self.at
    }

    pub fn is_at_line_end(&self) -> bool {
        matches!(self.peek(), None | Some(b'\n'))
    }

    pub fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// The bytes of a string in which nothing is escaped.
    pub fn take_plain_string(&mut self) -> Option<&'a [u8]> {
        self.take(b'"')?;
        let start = self.at;
        self.skip_plain();
        self.take(b'"')?;
        Some(&self.bytes[start..self.at - 1])
    }

    /// Writes a string without its escapes to the start of `text`, which has room for as many bytes
    /// as the string has and CHUNK more. Gives their number.
    pub fn take_string(&mut self, text: &mut [u8]) -> Option<usize> {
        self.take(b'"')?;
        let mut written = 0;
        loop {
            written += self.copy_plain(&mut text[written..]);
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(written);
                }
                b'\\' => {
                    let character = self.take_escape()?;
                    written += match u8::try_from(character) {
                        Ok(byte) if byte < 0x80 => {
                            text[written] = byte;
                            1
                        }
                        _ => character.encode_utf8(&mut text[written..]).len(),
                    };
                }
                _ => return None,
            }
        }
    }

    pub fn skip_value(&mut self) -> Option<()> {
        self.skip_nested(0)
    }

    fn skip_nested(&mut self, depth: usize) -> Option<()> {
        match self.peek()? {
            b'"' => self.skip_string(),
            b'{' | b'[' if depth == MAX_DEPTH => None,
            b'{' => self.skip_items(b'}', |text| {
                text.skip_string()?;
                text.skip_space();
                text.take(b':')?;
                text.skip_space();
                text.skip_nested(depth + 1)
            }),
            b'[' => self.skip_items(b']', |text| text.skip_nested(depth + 1)),
            b't' => self.skip_word(b"true"),
            b'f' => self.skip_word(b"false"),
            b'n' => self.skip_word(b"null"),
            _ => self.skip_number(),
        }
    }

    /// From an opening bracket to `close`.
    fn skip_items(&mut self, close: u8, skip: impl Fn(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.skip_space();
        if self.take(close).is_some() {
            return Some(());
        }
        loop {
            skip(self)?;
            self.skip_space();
            if self.take(close).is_some() {
                return Some(());
            }
            self.take(b',')?;
            self.skip_space();
        }
    }

    fn skip_string(&mut self) -> Option<()> {
        self.take(b'"')?;
        loop {
            self.skip_plain();
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.take_escape()?,
                _ => return None,
            };
        }
    }

    fn skip_word(&mut self, word: &[u8]) -> Option<()> {
        let is_there = self.bytes[self.at..].starts_with(word);
        is_there.then(|| self.at += word.len())
    }

    fn skip_number(&mut self) -> Option<()> {
        let _ = self.take(b'-');
        if self.take(b'0').is_none() {
            self.skip_digits()?;
        }
        if self.take(b'.').is_some() {
            self.skip_digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.skip_digits()?;
        }
        Some(())
    }

    fn skip_digits(&mut self) -> Option<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// An escape's character; none for a lone surrogate.
    pub fn take_escape(&mut self) -> Option<char> {
        let &letter = self.bytes.get(self.at + 1)?;
        self.at += 2;
        Some(match letter {
            b'n' => '\n',
            b'"' | b'\\' | b'/' => letter.into(),
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => return self.take_code(),
            _ => return None,
        })
    }

    /// What follows `\u`, and a second escape where the first is half of a pair.
    fn take_code(&mut self) -> Option<char> {
        let unit = self.take_hex()?;
        if !(0xd800..0xdc00).contains(&unit) {
            return char::from_u32(unit);
        }
        self.take(b'\\')?;
        self.take(b'u')?;
        let low = self.take_hex()?;
        let is_low = (0xdc00..0xe000).contains(&low);
        let code = 0x1_0000 + ((unit & 0x3ff) << 10 | low & 0x3ff);
        is_low.then(|| char::from_u32(code)).flatten()
    }

    fn take_hex(&mut self) -> Option<u32> {
        let digits: &[u8; 4] = self.bytes.get(self.at..)?.first_chunk()?;
        self.at += 4;
        digits.iter().try_fold(0, |code, &digit| {
            Some(code << 4 | (digit as char).to_digit(16)?)
        })
    }

    /// Goes to the next quotation mark, backslash or control character, or to the end.
    fn skip_plain(&mut self) {
        while let Some(chunk) = self.bytes[self.at..].first_chunk() {
            let run = plain_run(chunk);
            self.at += run;
            if run < CHUNK {
                return;
            }
        }
        while self.peek().is_some_and(is_plain) {
            self.at += 1;
        }
    }

    /// The same; copies the bytes on the way, and maybe some of those behind them.
    pub fn copy_plain(&mut self, text: &mut [u8]) -> usize {
        let start = self.at;
        while let Some(chunk) = self.bytes[self.at..].first_chunk::<CHUNK>() {
            let written = self.at - start;
            text[written..written + CHUNK].copy_from_slice(chunk);
            let run = plain_run(chunk);
            self.at += run;
            if run < CHUNK {
                return self.at - start;
            }
        }
        while let Some(byte) = self.peek().filter(|&byte| is_plain(byte)) {
            text[self.at - start] = byte;
            self.at += 1;
        }
        self.at - start
    }
}

/// Bytes that are looked at together.
pub const CHUNK: usize = 16;

/// Whether the byte stands for itself in a string, and does not end it.
fn is_plain(byte: u8) -> bool {
    byte >= 0x20 && byte != b'"' && byte != b'\\'
}

/// How many bytes stand for themselves before the first that does not.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn plain_run(chunk: &[u8; CHUNK]) -> usize {
    // SAFETY: every processor of this architecture has SSE2.
    unsafe { plain_run_sse2(chunk) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn plain_run_sse2(chunk: &[u8; CHUNK]) -> usize {
    // SAFETY: the 16 bytes that are read are the array's; the load takes any alignment.
    let bytes = unsafe { _mm_loadu_si128(chunk.as_ptr().cast()) };
    let is_control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    let is_quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
    let is_escape = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
    let is_special = _mm_or_si128(is_control, _mm_or_si128(is_quote, is_escape));
    (_mm_movemask_epi8(is_special) | 1 << CHUNK).trailing_zeros() as usize
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn plain_run(chunk: &[u8; CHUNK]) -> usize {
    let special = chunk.iter().position(|&byte| !is_plain(byte));
    special.unwrap_or(CHUNK)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string_of(json: &str) -> Option<String> {
        let mut text = JsonText::new(json.as_bytes());
        let mut bytes = vec![0; json.len() + CHUNK];
        let length = text.take_string(&mut bytes)?;
        assert!(text.is_at_line_end(), "{json}");
        Some(String::from_utf8(bytes[..length].to_vec()).unwrap())
    }

    #[test]
    fn strings_lose_their_escapes_at_any_place() {
        for length in 0..40 {
            for (escaped, plain) in [
                (r#"\""#, "\""),
                (r"\u00e9\n", "é\n"),
                (r"\ud83d\ude00", "😀"),
                (r"\\\/\b\f\r\t\u0000", "\\/\u{8}\u{c}\r\t\0"),
                ("語", "語"),
            ] {
                let [before, behind] = ["x".repeat(length), "é".repeat(length % 7)];
                let json = format!("\"{before}{escaped}{behind}\"");
                let expected = format!("{before}{plain}{behind}");
                assert_eq!(string_of(&json), Some(expected), "{json}");
            }
        }
    }

    #[test]
    fn strings_that_are_not_json_or_not_unicode_are_refused() {
        for json in [
            "\"",
            "\"a",
            "a\"",
            r#""\"#,
            r#""\x""#,
            r#""\u12""#,
            r#""\u12g4""#,
            r#""\u+123""#,
            r#""\ud800""#,
            r#""\udc00""#,
            r#""\ud800\n""#,
            r#""\ud800\ud800""#,
            "\"a\tb\"",
            "\"0123456789abcdef\n\"",
        ] {
            assert_eq!(string_of(json), None, "{json}");
        }
    }

    fn is_value(json: &str) -> bool {
        let mut text = JsonText::new(json.as_bytes());
        text.skip_value().is_some() && text.is_at_line_end()
    }

    #[test]
    fn values_are_those_of_json() {
        for json in [
            "0",
            "-0",
            "10.5e+3",
            "1E-2",
            "true",
            "false",
            "null",
            "[]",
            "[ ]",
            "{}",
            "{ }",
            r#"[1, [2 ,{"a" : "\n"}]]"#,
            r#"{"a":1,"b":{}}"#,
            "\"\"",
        ] {
            assert!(is_value(json), "{json}");
        }
        for json in [
            "",
            "-",
            "01",
            "1.",
            ".5",
            "1e",
            "+1",
            "NaN",
            "-Infinity",
            "tru",
            "nul",
            "[1,]",
            "[,]",
            "{,}",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{a:1}"#,
            "[1",
            "[1}",
            "'a'",
            "[1 2]",
        ] {
            assert!(!is_value(json), "{json}");
        }
        assert!(is_value(&format!("{}{}", "[".repeat(64), "]".repeat(64))));
        assert!(!is_value(&format!("{}{}", "[".repeat(65), "]".repeat(65))));
    }
}
