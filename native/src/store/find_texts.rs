//! Phrases as they are asked -> their tokens, their exposures in several index files, and the ids of these, in
//! one call: as `store/segment/joint-search.ts` declares it.

use crate::store::copy_ids::{Ids, Wanted, copy_ids};
use crate::store::dictionary::hash;
use crate::store::find_rows::{Phrases, RowMemory};
use crate::store::pages::LEFT;
use crate::store::places::IndexFile;
use crate::store::search::{Search, search};
use crate::store::terms::Terms;
use crate::text::plain_phrase::each_token;

/// Numbers of the exposures of a phrase: how many, the file of the first and its record, those of the last.
pub const EXPOSURE_NUMBERS: usize = 5;
/// In place of the exposures of a phrase that is left.
const LEFT_OUT: [f64; EXPOSURE_NUMBERS] = [-1.0, 0.0, 0.0, 0.0, 0.0];

/// What is asked.
pub struct Texts<'a> {
    /// In UTF-8, one behind the other. What is ASCII becomes lower case, unless case counts.
    pub bytes: &'a mut [u8],
    /// UTF-16 units of each.
    pub lengths: &'a [u32],
    pub is_cased: bool,
}

/// Where what was found goes.
pub struct Found<'a> {
    /// Of each phrase: where its tokens end among all.
    pub token_ends: &'a mut [u32],
    /// Of each token: its bytes [start, end).
    pub tokens: &'a mut [[u32; 2]],
    /// As `Phrases` has them.
    pub rows: &'a mut [u32],
    /// Of each phrase. One that is not ASCII, has no token, or needs a page that has not been checked, is left.
    pub exposures: &'a mut [[f64; EXPOSURE_NUMBERS]],
    /// Two ids of each phrase, the first and the last; one where both are of the same record.
    pub ids: Ids<'a>,
}

/// Kept from call to call.
#[derive(Default)]
pub struct TextMemory {
    /// As `Terms` has them, a line feed behind each.
    bytes: Vec<u8>,
    starts: Vec<u32>,
    hashes: Vec<u32>,
    /// Where the terms of each phrase end.
    ends: Vec<u32>,
    /// The smallest and the largest record of each phrase.
    edges: Vec<u32>,
    rows: RowMemory,
}

/// Returns whether all ids are ASCII.
pub fn find_texts(
    files: &[IndexFile],
    mut texts: Texts,
    found: Found,
    memory: &mut TextMemory,
) -> bool {
    let Found {
        token_ends,
        tokens,
        rows,
        exposures,
        ids,
    } = found;
    cut(&mut texts, (token_ends, tokens), memory);
    memory.edges.clear();
    memory.edges.resize(2 * memory.ends.len(), LEFT);
    let wanted = Search {
        phrases: Phrases {
            terms: Terms {
                bytes: &memory.bytes,
                starts: &memory.starts,
                hashes: &memory.hashes,
            },
            ends: &memory.ends,
            rows,
        },
        ends: &mut memory.edges,
        memory: &mut memory.rows,
    };
    search(files, wanted);
    let mut before = 0;
    for (p, (exposures, edges)) in exposures.iter_mut().zip(edges_of(memory)).enumerate() {
        let end = memory.ends[p];
        *exposures = if end == before {
            LEFT_OUT
        } else {
            add_up(files.len(), rows, (p, memory.ends.len()), edges)
        };
        before = end;
    }
    let exposures = &*exposures;
    copy_ids(
        |end| {
            let [count, first_in, first, last_in, last] = *exposures.get(end / 2)?;
            let is_last = end % 2 == 1;
            if count <= 0.0 || is_last && first_in == last_in && first == last {
                return None;
            }
            let [file, record] = if is_last {
                [last_in, last]
            } else {
                [first_in, first]
            };
            let IndexFile { pages, places } = *files.get(file as usize)?;
            Some(Wanted {
                pages,
                places: places.ids.as_ref()?,
                record: record as u32,
            })
        },
        ids,
    )
}

fn edges_of(memory: &TextMemory) -> impl Iterator<Item = [u32; 2]> {
    memory.edges.as_chunks::<2>().0.iter().copied()
}

/// Cuts the phrases that are ASCII; the others get no token.
fn cut(
    texts: &mut Texts,
    (token_ends, tokens): (&mut [u32], &mut [[u32; 2]]),
    memory: &mut TextMemory,
) {
    memory.bytes.clear();
    memory.starts.clear();
    memory.hashes.clear();
    memory.ends.clear();
    memory.starts.push(0);
    let mut at = 0;
    for (&length, token_end) in texts.lengths.iter().zip(token_ends) {
        let plain = at..at + length as usize;
        let phrase = texts.bytes.get_mut(plain.clone());
        if let Some(phrase) = phrase.filter(|phrase| phrase.is_ascii()) {
            if !texts.is_cased {
                phrase.make_ascii_lowercase();
            }
            each_token(phrase, |start, end| {
                // There is room for as many tokens as there are bytes.
                tokens[memory.hashes.len()] = [start, end].map(|place| (at + place) as u32);
                let term = &phrase[start..end];
                memory.bytes.extend_from_slice(term);
                memory.bytes.push(b'\n');
                memory.hashes.push(hash(term));
                memory.starts.push(memory.bytes.len() as u32);
            });
            at = plain.end;
        } else {
            at = end_of(texts.bytes, at, length);
        }
        *token_end = memory.hashes.len() as u32;
        memory.ends.push(*token_end);
    }
}

/// Where so many UTF-16 units end that start at a byte.
fn end_of(bytes: &[u8], mut at: usize, units: u32) -> usize {
    let mut left = units;
    while left > 0 && at < bytes.len() {
        let width = match bytes[at] {
            0..0x80 => 1,
            0x80..0xe0 => 2,
            0xe0..0xf0 => 3,
            _ => 4,
        };
        left = left.saturating_sub(if width == 4 { 2 } else { 1 });
        at += width;
    }
    at
}

/// The exposures of phrase p of so many.
fn add_up(
    files: usize,
    rows: &[u32],
    (p, phrases): (usize, usize),
    [first, last]: [u32; 2],
) -> [f64; EXPOSURE_NUMBERS] {
    let mut count = 0u64;
    let mut first_in = None;
    let mut last_in = 0;
    for file in 0..files {
        let at = 2 * (file * phrases + p);
        let [start, end] = [rows[at], rows[at + 1]];
        if start == LEFT {
            return LEFT_OUT;
        }
        if start < end {
            count += u64::from(end - start);
            first_in.get_or_insert(file);
            last_in = file;
        }
    }
    match first_in {
        None => [0.0; EXPOSURE_NUMBERS],
        Some(_) if first == LEFT || last == LEFT => LEFT_OUT,
        Some(first_in) => [
            count as f64,
            first_in as f64,
            f64::from(first),
            last_in as f64,
            f64::from(last),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::small_file::SmallFile;

    const NONE: [f64; 5] = [0.0; 5];

    /// Exposures and tokens of each phrase.
    fn find(files: &[&SmallFile], phrases: &[&str]) -> (Vec<[f64; 5]>, Vec<Vec<String>>) {
        let files: Vec<_> = files.iter().map(|file| file.index_file()).collect();
        let mut bytes = phrases.concat().into_bytes();
        let lengths: Vec<_> = phrases
            .iter()
            .map(|phrase| phrase.encode_utf16().count() as u32)
            .collect();
        let mut token_ends = vec![9; phrases.len()];
        let mut tokens = vec![[9; 2]; bytes.len()];
        let mut exposures = vec![[9.0; 5]; phrases.len()];
        let found = Found {
            token_ends: &mut token_ends,
            tokens: &mut tokens,
            rows: &mut vec![9; 2 * phrases.len() * files.len()],
            exposures: &mut exposures,
            ids: Ids {
                ends: &mut vec![9; 2 * phrases.len()],
                room: &mut [],
            },
        };
        let texts = Texts {
            bytes: &mut bytes,
            lengths: &lengths,
            is_cased: false,
        };
        assert!(find_texts(&files, texts, found, &mut TextMemory::default()));
        let mut from = 0;
        let tokens = token_ends.iter().map(|&end| {
            let own = &tokens[from..end as usize];
            from = end as usize;
            let text = |&[start, end]: &[u32; 2]| &bytes[start as usize..end as usize];
            own.iter()
                .map(|token| String::from_utf8_lossy(text(token)).into_owned())
                .collect()
        });
        (exposures, tokens.collect())
    }

    #[test]
    fn phrases_are_cut_and_found_in_all_files() {
        let one = SmallFile::new(&[vec![1], vec![2, 1, 2], vec![], vec![2]]);
        let two = SmallFile::new(&[vec![1], vec![1, 2]]);
        let phrases = ["Bee", "", "a  BEE", "\u{1f41d}é", "x a", "é", "bee."];
        let (exposures, tokens) = find(&[&one, &two], &phrases);
        assert_eq!(
            exposures,
            [
                [4.0, 0.0, 1.0, 1.0, 1.0],
                LEFT_OUT,
                [2.0, 0.0, 1.0, 1.0, 1.0],
                LEFT_OUT,
                NONE,
                LEFT_OUT,
                NONE,
            ]
        );
        assert_eq!(
            tokens,
            [
                vec!["bee"],
                vec![],
                vec!["a", "bee"],
                vec![],
                vec!["x", "a"],
                vec![],
                vec!["bee", "."],
            ]
        );
    }

    #[test]
    fn a_phrase_is_left_where_a_page_is_not_checked() {
        let one = SmallFile::new(&[vec![1], vec![2, 1, 2]]);
        let mut other = SmallFile::new(&[vec![2]]);
        other.checked.fill(0);
        assert_eq!(find(&[&one, &other], &["bee"]).0, [LEFT_OUT]);
        assert_eq!(find(&[], &["bee", "", "é"]).0, [NONE, LEFT_OUT, LEFT_OUT]);
    }
}
