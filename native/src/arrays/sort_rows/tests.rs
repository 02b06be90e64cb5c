use super::*;
use crate::numbers::some_numbers;

fn ends_of(symbols: &[u32]) -> Vec<u32> {
    let ends = (1..).zip(symbols).filter(|&(_, &symbol)| symbol == 0);
    ends.map(|(end, _)| end).collect()
}

fn counts_of(symbols: &[u32], alphabet: usize) -> Vec<u32> {
    let mut counts = vec![0; alphabet];
    for &symbol in symbols {
        counts[symbol as usize] += 1;
    }
    counts
}

/// Records of up to `longest` symbols in [1, alphabet).
fn text(records: usize, longest: u32, alphabet: u32) -> Vec<u32> {
    let lengths = some_numbers(records, longest + 1, alphabet);
    let mut symbols = Vec::new();
    for (seed, &length) in (0..).zip(&lengths) {
        let record = some_numbers(length as usize, alphabet - 1, seed);
        symbols.extend(record.iter().map(|symbol| symbol + 1));
        symbols.push(0);
    }
    symbols
}

type Rows = (Vec<u32>, Vec<u32>);

fn sort_with(
    sort: impl Fn(Sorting) -> Option<Sorted>,
    symbols: &[u32],
    counts: &[u32],
) -> (Option<Sorted>, Rows) {
    let record_ends = ends_of(symbols);
    let mut bwt = vec![9; symbols.len()];
    let mut records = vec![9; symbols.len() - record_ends.len()];
    let sorted = sort(Sorting {
        symbols,
        counts,
        record_ends: &record_ends,
        bwt: &mut bwt,
        records: &mut records,
    });
    (sorted, (bwt, records))
}

fn naive_rows(symbols: &[u32]) -> Rows {
    let ends = ends_of(symbols);
    let record = |start: usize| ends.partition_point(|&end| end as usize <= start);
    let mut starts: Vec<usize> = (0..symbols.len()).collect();
    starts.sort_by_key(|&start| (&symbols[start..ends[record(start)] as usize], start));
    let before = |&start: &usize| symbol_before(symbols, start);
    let valued = starts.iter().skip(ends.len());
    let records = valued.map(|&start| record(start) as u32).collect();
    (starts.iter().map(before).collect(), records)
}

/// Both ways, whichever the verb takes.
fn check(symbols: &[u32], alphabet: usize) -> Option<Sorted> {
    let counts = counts_of(symbols, alphabet);
    let expected = naive_rows(symbols);
    let (sorted, rows) = sort_with(sort_rows, symbols, &counts);
    assert!(
        rows == expected,
        "{sorted:?} of {} below {alphabet}",
        symbols.len()
    );
    let by_separators =
        |given: Sorting| separators::sort_rows(given).then_some(Sorted::BySeparators);
    let (_, rows) = sort_with(by_separators, symbols, &counts);
    assert!(
        rows == expected,
        "separators, {} below {alphabet}",
        symbols.len()
    );
    sorted
}

#[test]
fn suffixes_are_in_order_up_to_their_record_end() {
    let shapes = [
        (1, 0),
        (1, 200),
        (40, 3),
        (30, 60),
        (3, 400),
        (5, 0),
        (20, 2000),
    ];
    for (records, longest) in shapes {
        for alphabet in [2, 3, 6, 100, 300_000] {
            let symbols = text(records, longest, alphabet);
            check(&symbols, alphabet as usize);
        }
    }
}

#[test]
fn equal_records_are_in_order_of_position() {
    for times in [2, 9, 300] {
        let symbols = [1, 2, 1, 2, 2, 0].repeat(times);
        assert_eq!(check(&symbols, 3), Some(Sorted::ByKeys));
    }
    let page = text(1, 900, 50);
    assert_eq!(check(&page.repeat(3), 50), Some(Sorted::ByKeys));
}

#[test]
fn records_that_stand_twice_are_compared_once() {
    let half = text(60, 900, 300);
    let mut symbols = half.clone();
    symbols.extend(text(5, 90, 7));
    symbols.extend(&half);
    // A copy that goes on in another way, and one with another beginning.
    symbols.extend(&half[..half.len() / 2]);
    symbols.extend([1, 2, 0, 3]);
    symbols.extend(&half[half.len() / 3..]);
    assert_eq!(check(&symbols, 300), Some(Sorted::ByKeys));
}

#[test]
fn long_repeats_are_left_to_libsais() {
    let mut symbols = vec![1; 3000];
    symbols.push(0);
    assert_eq!(check(&symbols, 2), Some(Sorted::BySeparators));
    let page = text(1, 400, 50);
    assert_eq!(check(&page.repeat(40), 50), Some(Sorted::BySeparators));
}

#[test]
fn parts_of_a_long_text_join() {
    let mut symbols = text(2000, 900, 40_000);
    symbols.extend(symbols.clone());
    assert!(symbols.len() > SMALL_TEXT);
    let alphabet = 40_000;
    let counts = counts_of(&symbols, alphabet);
    let (sorted, rows) = sort_with(sort_rows, &symbols, &counts);
    assert_eq!(sorted, Some(Sorted::ByKeys));
    let by_separators =
        |given: Sorting| separators::sort_rows(given).then_some(Sorted::BySeparators);
    assert!(rows == sort_with(by_separators, &symbols, &counts).1);
}

#[test]
fn a_bin_too_large_is_left_to_libsais() {
    let mut symbols = vec![1; SMALL_TEXT + 1];
    symbols.push(0);
    let counts = counts_of(&symbols, 2);
    let (sorted, (bwt, records)) = sort_with(sort_rows, &symbols, &counts);
    assert_eq!(sorted, Some(Sorted::BySeparators));
    assert!(bwt[..bwt.len() - 1].iter().all(|&symbol| symbol == 1));
    assert_eq!(bwt.last(), Some(&0));
    assert!(records.iter().all(|&record| record == 0));
}

#[test]
fn a_text_that_does_not_fit_is_refused() {
    let sort = |symbols: &[u32], counts: &[u32], record_ends: &[u32]| {
        let rows = symbols.len().saturating_sub(record_ends.len());
        sort_rows(Sorting {
            symbols,
            counts,
            record_ends,
            bwt: &mut vec![0; symbols.len()],
            records: &mut vec![0; rows],
        })
    };
    assert!(sort(&[], &[], &[]).is_some());
    assert!(sort(&[], &[0, 0], &[]).is_some());
    assert!(sort(&[1, 0, 2, 0], &[2, 1, 1], &[2, 4]).is_some());
    assert_eq!(
        sort(&[1, 0, 2, 0], &[2, 1, 0], &[2, 4]),
        None,
        "fewer counts"
    );
    assert_eq!(
        sort(&[1, 0, 2, 0], &[2, 2, 0], &[2, 4]),
        None,
        "a symbol without count"
    );
    assert_eq!(
        sort(&[1, 0, 3, 0], &[2, 1, 1], &[2, 4]),
        None,
        "no such symbol"
    );
    assert_eq!(
        sort(&[1, 0, u32::MAX, 0], &[2, 1, 1], &[2, 4]),
        None,
        "no such symbol"
    );
    assert_eq!(sort(&[1, 0, 2, 1], &[1, 2, 1], &[2]), None, "no end");
    assert_eq!(
        sort(&[1, 0, 2, 0], &[1, 2, 1], &[4]),
        None,
        "an end too few"
    );
    assert_eq!(
        sort(&[1, 2, 2, 0], &[2, 1, 1], &[2, 4]),
        None,
        "an end too many"
    );
    assert_eq!(
        sort(&[1, 0, 2, 0], &[2, 1, 1], &[4, 2]),
        None,
        "falling ends"
    );
    assert_eq!(
        sort(&[1, 0, 2, 0], &[2, 1, 1], &[0, 4]),
        None,
        "an end at 0"
    );
    assert_eq!(
        sort(&[1, 0, 2, 0], &[2, 1, 1], &[4, 9]),
        None,
        "an end behind"
    );
}
