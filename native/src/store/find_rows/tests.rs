use super::*;
use crate::numbers::some_numbers;
use crate::store::dictionary::hash;
use crate::store::small_file::{SmallFile, TERMS};

/// 40 records of up to 50 of the four terms.
fn records() -> Vec<Vec<u32>> {
    let lengths = some_numbers(40, 50, 1);
    let symbols = |(length, seed)| some_numbers(length as usize, 4, seed);
    let records = lengths.into_iter().zip(2..).map(symbols);
    records
        .map(|record| record.into_iter().map(|symbol| symbol + 1).collect())
        .collect()
}

/// Phrases of 1 to 4 symbols: places of the text, and others.
fn phrases() -> Vec<Vec<u32>> {
    let some = some_numbers(400, 4, 77);
    let phrases = some.chunks(4).zip([1, 2, 3, 4].iter().cycle());
    phrases
        .map(|(four, &length)| four[..length].iter().map(|symbol| symbol + 1).collect())
        .collect()
}

fn find(file: &SmallFile, phrases: &[Vec<&str>]) -> Vec<[u32; 2]> {
    let terms: Vec<&str> = phrases.iter().flatten().copied().collect();
    let ends = phrases.iter().scan(0, |end, phrase| {
        *end += phrase.len() as u32;
        Some(*end)
    });
    let starts = terms.iter().scan(0, |start, term| {
        *start += term.len() as u32 + 1;
        Some(*start)
    });
    let starts: Vec<u32> = std::iter::once(0).chain(starts).collect();
    let hashes: Vec<u32> = terms.iter().map(|term| hash(term.as_bytes())).collect();
    let terms = terms.join("\n");
    let mut rows = vec![9; 2 * phrases.len()];
    let mut wanted = Phrases {
        terms: Terms {
            bytes: terms.as_bytes(),
            starts: &starts,
            hashes: &hashes,
        },
        ends: &ends.collect::<Vec<_>>(),
        rows: &mut rows,
    };
    find_rows(&[file.index_file()], &mut wanted, &mut RowMemory::default());
    rows.as_chunks().0.to_vec()
}

fn terms_of(phrase: &[u32]) -> Vec<&'static str> {
    phrase
        .iter()
        .map(|&symbol| TERMS[symbol as usize - 1])
        .collect()
}

#[test]
fn rows_are_those_whose_suffix_starts_with_the_phrase() {
    let records = records();
    let file = SmallFile::new(&records);
    let text: Vec<u32> = records
        .iter()
        .flat_map(|record| [record, &[0][..]].concat())
        .collect();
    let phrases = phrases();
    let terms: Vec<_> = phrases.iter().map(|phrase| terms_of(phrase)).collect();
    let found = find(&file, &terms);
    let mut hits = 0;
    for (phrase, rows) in phrases.iter().zip(found) {
        let starts_so = |&row: &u32| text[file.starts[row as usize]..].starts_with(phrase);
        let expected: Vec<u32> = (0..text.len() as u32).filter(starts_so).collect();
        assert_eq!(
            (rows[0]..rows[1]).collect::<Vec<_>>(),
            expected,
            "{phrase:?}"
        );
        hits += usize::from(!expected.is_empty());
    }
    assert!(hits > 50, "{hits} phrases occur");
}

#[test]
fn a_term_that_is_not_there_has_no_rows() {
    let file = SmallFile::new(&records());
    let phrases = [vec!["a", "b"], vec!["be"], vec![""], vec!["bee"]];
    let found = find(&file, &phrases);
    assert_eq!(found[..3], [[0, 0]; 3]);
    assert!(found[3][0] < found[3][1]);
}

#[test]
fn what_needs_an_unchecked_page_or_lies_outside_is_left() {
    let left = [[LEFT, LEFT]];
    let two = [vec!["a", "bee"]];
    let three = [vec!["a", "bee", "a"]];
    let mut file = SmallFile::new(&records());
    file.checked.fill(0);
    assert_eq!(find(&file, &[vec!["a"]]), left);
    file.checked.fill(1);
    for level in &mut file.places.bwt.levels {
        level.blocks = 1 << 40;
    }
    assert_eq!(find(&file, &three), left);
    file.places.bwt.levels.clear();
    assert_eq!(find(&file, &three), left);
    assert_ne!(find(&file, &two), left, "a frequent bigram needs no level");
    file.places.bigrams.table = 1 << 40;
    assert_eq!(find(&file, &two), left);
    file.places.bigrams.filter = 1 << 40;
    assert_eq!(find(&file, &two), left);
    file.places.dictionary.slots = 1 << 40;
    assert_eq!(find(&file, &[vec!["a"]]), left);
}

#[test]
fn a_file_without_a_filter_or_bigrams_has_the_same_rows() {
    let mut file = SmallFile::new(&records());
    let phrases = phrases();
    let terms: Vec<_> = phrases.iter().map(|phrase| terms_of(phrase)).collect();
    let found = find(&file, &terms);
    file.places.bigrams.filter_blocks = 0;
    assert_eq!(find(&file, &terms), found);
    let table = file.places.bigrams.table as usize;
    let slots = file.places.bigrams.slots as usize;
    file.words[table..table + 4 * slots].fill(0);
    assert_eq!(find(&file, &terms), found);
}
