//! The tokens of a phrase of ASCII: twin of `text/analyze-phrase.ts`, which says what the kinds are.

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Mark,
    Letter,
    Digit,
    Underscore,
    MidLetter,
    MidNumber,
    MidBoth,
}

const KINDS: [Kind; 128] = {
    let mut kinds = [Kind::Mark; 128];
    let mut unit = 0;
    while unit < 128 {
        kinds[unit] = match unit as u8 {
            0..=b' ' | 0x7f => Kind::Blank,
            b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter,
            b'0'..=b'9' => Kind::Digit,
            b'_' => Kind::Underscore,
            b':' => Kind::MidLetter,
            b',' | b';' => Kind::MidNumber,
            b'.' | b'\'' => Kind::MidBoth,
            _ => Kind::Mark,
        };
        unit += 1;
    }
    kinds
};

/// Calls `take` with the places of each token: from the first byte to behind the last one.
#[inline(always)]
pub fn each_token(phrase: &[u8], mut take: impl FnMut(usize, usize)) {
    let mut start = 0;
    while start < phrase.len() {
        let kind = kind_at(phrase, start);
        let end = if is_of_word(kind) {
            word_end(phrase, start, kind)
        } else {
            start + 1
        };
        if kind != Kind::Blank {
            take(start, end);
        }
        start = end;
    }
}

#[inline(always)]
fn word_end(phrase: &[u8], start: usize, mut kind: Kind) -> usize {
    let mut i = start + 1;
    loop {
        let next = kind_at(phrase, i);
        if is_of_word(next) {
            kind = next;
        } else if bridges(kind, next) && kind_at(phrase, i + 1) == kind {
            i += 1;
        } else {
            return i;
        }
        i += 1;
    }
}

#[inline(always)]
fn is_of_word(kind: Kind) -> bool {
    matches!(kind, Kind::Letter | Kind::Digit | Kind::Underscore)
}

#[inline(always)]
fn bridges(kind: Kind, mark: Kind) -> bool {
    match kind {
        Kind::Letter => matches!(mark, Kind::MidLetter | Kind::MidBoth),
        Kind::Digit => matches!(mark, Kind::MidNumber | Kind::MidBoth),
        _ => false,
    }
}

/// The end of the phrase is blank; so is what is not ASCII, which the caller does not have.
#[inline(always)]
fn kind_at(phrase: &[u8], at: usize) -> Kind {
    match phrase.get(at) {
        Some(&byte) => KINDS.get(byte as usize).copied().unwrap_or(Kind::Blank),
        None => Kind::Blank,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(phrase: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        each_token(phrase.as_bytes(), |start, end| {
            tokens.push(&phrase[start..end])
        });
        tokens
    }

    #[test]
    fn words_are_cut_as_their_rules_say() {
        assert_eq!(
            tokens("Don't go, e.g. to a:b_1"),
            ["Don't", "go", ",", "e.g", ".", "to", "a:b_1"]
        );
        assert_eq!(
            tokens("3,000.5 1:2 a,b x'"),
            ["3,000.5", "1", ":", "2", "a", ",", "b", "x", "'"]
        );
        assert_eq!(
            tokens("a..b _.a a1.5b"),
            ["a", ".", ".", "b", "_", ".", "a", "a1.5b"]
        );
        assert_eq!(tokens(" \t\n"), [""; 0]);
    }
}
