use super::*;
use crate::numbers::some_numbers;

const OTHER: u8 = 3;
const MID: u8 = 9;

fn kind_of(unit: u16) -> u8 {
    match char::from_u32(unit.into()) {
        Some(' ') => SPACE as u8,
        Some('\u{7}') => CONTROL as u8,
        Some('a'..='z' | 'A'..='Z' | 'é') => A_LETTER as u8,
        Some('\'') => MID,
        Some('語') | None => COMPLEX as u8,
        _ => OTHER,
    }
}

/// Letters join letters, across one apostrophe too; ASCII letters fold to small ones.
fn scanner() -> Scanner {
    let kinds: Vec<u8> = (0..=0xffff).map(kind_of).collect();
    let fold: Vec<u16> = (0..=0xffff)
        .map(|unit| match unit {
            0x41..=0x5a => unit | 0x20,
            _ => unit,
        })
        .collect();
    let mut joins = [0; 16];
    joins[A_LETTER as usize] = 1 << A_LETTER;
    let mut bridges = [0; 256];
    bridges[16 * A_LETTER as usize + MID as usize] = 1 << A_LETTER;
    Scanner::new(Tables::new(&kinds, &joins, &bridges, &fold))
}

fn load(scanner: &mut Scanner, text: &str, last: bool) {
    let units: Vec<u16> = text.encode_utf16().collect();
    scanner.load(units.len(), last, |place| {
        place[..units.len()].copy_from_slice(&units);
    });
}

fn term(scanner: &Scanner, id: u32) -> String {
    let terms = scanner.terms();
    let [start, end] = [id, id + 1].map(|i| terms.starts()[i as usize] as usize);
    String::from_utf8(terms.bytes()[start..end].to_vec()).unwrap()
}

/// The tokens, character by character.
fn naive_tokens(text: &str) -> Vec<String> {
    let text: Vec<char> = text.to_ascii_lowercase().chars().collect();
    let kind = |at: usize| text.get(at).map(|&unit| u32::from(kind_of(unit as u16)));
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at;
        at += 1;
        while kind(at - 1) == Some(A_LETTER) {
            if kind(at) == Some(A_LETTER) {
                at += 1;
            } else if kind(at) == Some(MID.into()) && kind(at + 1) == Some(A_LETTER) {
                at += 2;
            } else {
                break;
            }
        }
        if ![SPACE, CONTROL].contains(&kind(start).unwrap()) {
            tokens.push(text[start..at].iter().collect());
        }
    }
    tokens
}

#[test]
fn tokens_of_any_text_are_found() {
    let alphabet = ['a', 'B', 'é', 'z', '\'', ' ', '.', '\u{7}', '—'];
    let mut scanner = scanner();
    for seed in 0..500 {
        let numbers = some_numbers(seed as usize % 90, 12, seed);
        let letter = |number: u32| alphabet.get(number as usize).unwrap_or(&'Q');
        let text: String = numbers.into_iter().map(letter).collect();
        load(&mut scanner, &text, true);
        let mut ids = vec![0; text.len()];
        let found = scanner.scan(0, &mut ids);
        assert!(found.stop == Stop::End, "{text}");
        assert_eq!(found.reached, text.encode_utf16().count());
        let tokens: Vec<String> = ids[..found.tokens]
            .iter()
            .map(|&id| term(&scanner, id))
            .collect();
        assert_eq!(tokens, naive_tokens(&text), "{text}");
    }
}

/// What a scan found, its place in bytes.
fn found_utf8(scanner: &mut Scanner, text: &str, behind: &str) -> (Vec<u32>, u32, usize, usize) {
    let bytes = format!("{text}{behind}").into_bytes();
    let mut ids = vec![0; text.len()];
    let found = scanner.scan_utf8(&bytes, (0, text.len()), &mut ids);
    ids.truncate(found.tokens);
    (ids, found.stop as u32, found.reached, found.words)
}

#[test]
fn texts_are_scanned_as_each_alone_with_a_free_place_behind() {
    let bytes = "one two😀one, two".as_bytes();
    let places = [(0, 3), (0, 0), (11, 19), (0, 11), (0, 3)];
    let mut expected = Vec::new();
    let mut alone = scanner();
    for &(start, end) in &places[..3] {
        let mut ids = [9; 8];
        let found = alone.scan_utf8(bytes, (start, end), &mut ids);
        expected.extend_from_slice(&ids[..found.tokens]);
        expected.push(9);
    }
    for room in 0..12 {
        let mut ids = vec![9; room];
        let mut counts = [[0; 2]; 5];
        let found = scanner().scan_texts(bytes, places.into_iter(), &mut ids, &mut counts);
        let fits = [2, 3, 7].iter().take_while(|&&end| end <= room).count();
        let (found, next) = found;
        assert_eq!(found, fits, "room {room}");
        let next = next.map(|next| (next.stop as u32, next.reached, next.tokens));
        let full = [
            (Stop::Full as u32, 0, 0),
            (Stop::End as u32, 3, 1),
            (Stop::End as u32, 0, 0),
            (Stop::Full as u32, 11, 0),
            (Stop::Full as u32, 14, 1),
            (Stop::Full as u32, 16, 2),
            (Stop::End as u32, 19, 3),
            (Stop::Full as u32, 0, 0),
            (Stop::Full as u32, 4, 1),
            (Stop::Complex as u32, 4, 1),
        ];
        assert_eq!(next, Some(full[room.min(9)]), "room {room}");
        assert_eq!(counts[..found], [[1, 0], [0, 0], [3, 1]][..found]);
        let used = [0, 2, 3, 7][found];
        assert_eq!(ids[..used], expected[..used]);
    }
}

#[test]
fn bytes_are_scanned_as_units_are_whatever_is_behind() {
    let alphabet = [
        'a', 'B', 'é', 'z', '\'', ' ', '.', '\u{7}', '—', '語', '😀', 'q', 'r', 's',
    ];
    let mut scanner = scanner();
    for seed in 0..2000 {
        let numbers = some_numbers(seed as usize % 60, 30, seed);
        let letter = |number: u32| alphabet.get(number as usize).unwrap_or(&'n');
        let text: String = numbers.into_iter().map(letter).collect();
        load(&mut scanner, &text, true);
        let mut ids = vec![0; text.len()];
        let found = scanner.scan(0, &mut ids);
        ids.truncate(found.tokens);
        let units: Vec<u16> = text.encode_utf16().collect();
        let reached = String::from_utf16(&units[..found.reached]).unwrap().len();
        let expected = (ids, found.stop as u32, reached, found.words);
        for behind in ["", "a", "'a", " ", "nnnnnnnnnnnnnnnnnnnn", "語"] {
            let found = found_utf8(&mut scanner, &text, behind);
            assert_eq!(found, expected, "{text:?} before {behind:?}");
        }
    }
}

#[test]
fn a_scan_stops_where_it_cannot_go_on() {
    let mut scanner = scanner();
    let mut stop = |text: &str, last: bool, room: usize| {
        load(&mut scanner, text, last);
        let found = scanner.scan(0, &mut vec![0; room]);
        (found.stop as u32, found.reached, found.tokens, found.words)
    };
    assert_eq!(stop("a b", true, 9), (Stop::End as u32, 3, 2, 1));
    assert_eq!(stop("a b", true, 1), (Stop::Full as u32, 2, 1, 1));
    assert_eq!(stop("a b", false, 9), (Stop::More as u32, 2, 1, 1));
    assert_eq!(stop("a ", false, 9), (Stop::More as u32, 0, 0, 0));
    assert_eq!(stop("a.  ", false, 9), (Stop::More as u32, 2, 2, 0));
    assert_eq!(stop("a. 語", true, 9), (Stop::Complex as u32, 2, 2, 0));
    assert_eq!(stop("a b語", true, 9), (Stop::Complex as u32, 2, 1, 1));
}

#[test]
fn lines_are_terms() {
    let mut scanner = scanner();
    let mut ids = [9; 3];
    assert!(scanner.intern_lines("b\n語\nb".as_bytes(), &mut ids));
    assert_eq!(ids, [0, 1, 0]);
    assert!(!scanner.intern_lines(b"a\nb", &mut ids), "a term less");
    assert!(
        !scanner.intern_lines(b"a\nb\nc\nd", &mut ids),
        "a term more"
    );
    scanner.clear();
    assert_eq!(scanner.terms().size(), 0);
}
