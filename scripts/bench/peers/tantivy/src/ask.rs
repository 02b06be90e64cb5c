//! First step, number of records and timeline of each phrase of a list, timed one by one.
//!
//! Records are counted, because an index of postings has to visit each exposure to say more.

use std::fs::read_to_string;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::{PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::tokenizer::TokenStream;
use tantivy::{DocId, Index, Score, Searcher, SegmentOrdinal, SegmentReader, Term};

use crate::Outcome;

pub fn ask(index: &str, phrases: &str, bins: usize) -> Outcome<Value> {
    let index = Index::open_in_dir(index)?;
    let searcher = index.reader()?.searcher();
    let last_step = searcher.num_docs();
    let list = read_to_string(phrases)?;
    let queries = list
        .lines()
        .map(|phrase| to_query(&index, phrase))
        .collect::<Outcome<Vec<_>>>()?;
    let seen = Steps { bins: 0, last_step };
    let binned = Steps { bins, last_step };
    let (first, answers) = time_all(&searcher, &queries, seen)?;
    let (timeline, _) = time_all(&searcher, &queries, binned)?;
    let records: Vec<u64> = answers.iter().map(|found| found.records).collect();
    let firsts: Vec<Option<u64>> = answers.iter().map(|found| found.first).collect();
    Ok(json!({
        "times": { "first": describe(first), "timeline": describe(timeline) },
        "told": { "records": records, "firsts": firsts },
    }))
}

/// All tokens next to each other; a phrase of one token is that term.
pub fn to_query(index: &Index, phrase: &str) -> Outcome<Box<dyn Query>> {
    let text = index.schema().get_field("text")?;
    let mut analyzer = index.tokenizer_for_field(text)?;
    let mut terms = Vec::new();
    let mut stream = analyzer.token_stream(phrase);
    stream.process(&mut |token| terms.push(Term::from_field_text(text, &token.text)));
    match terms.len() {
        0 => Err(format!("no token in {phrase:?}").into()),
        1 => Ok(Box::new(TermQuery::new(
            terms.remove(0),
            IndexRecordOption::Basic,
        ))),
        _ => Ok(Box::new(PhraseQuery::new(terms))),
    }
}

/// As in measure.ts: so long it warms up, so many times it takes, or as many as fit into so long.
pub const WARM: Duration = Duration::from_millis(200);
pub const MAX_TIMES: usize = 1000;
pub const MAX_TIME: Duration = Duration::from_secs(1);

/// Asks the queries until warm, then while it takes times: microseconds, and the answers.
fn time_all(
    searcher: &Searcher,
    queries: &[Box<dyn Query>],
    steps: Steps,
) -> Outcome<(Vec<f64>, Vec<Found>)> {
    let begun = Instant::now();
    let answers = loop {
        let round: Vec<Found> = queries
            .iter()
            .map(|query| searcher.search(query, &steps))
            .collect::<Result<_, _>>()?;
        if begun.elapsed() >= WARM {
            break round;
        }
    };
    let mut times = Vec::new();
    let warm = Instant::now();
    loop {
        for query in queries {
            let started = Instant::now();
            searcher.search(query, &steps)?;
            times.push(started.elapsed().as_secs_f64() * 1e6);
        }
        if times.len() >= MAX_TIMES || warm.elapsed() >= MAX_TIME {
            return Ok((times, answers));
        }
    }
}

pub fn describe(mut times: Vec<f64>) -> Value {
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    json!({ "mean": mean, "median": at(0.5), "p99": at(0.99) })
}

/// Collects the steps of the matching records: the least, how many, and by `bins` equal ranges.
#[derive(Clone, Copy)]
pub struct Steps {
    pub bins: usize,
    pub last_step: u64,
}

pub struct Found {
    pub first: Option<u64>,
    pub records: u64,
    pub bins: Vec<u64>,
}

pub struct SegmentSteps {
    column: Column<u64>,
    width: u64,
    found: Found,
}

impl Collector for Steps {
    type Fruit = Found;
    type Child = SegmentSteps;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentSteps> {
        Ok(SegmentSteps {
            column: segment.fast_fields().u64("step")?,
            width: self.last_step.div_ceil(self.bins.max(1) as u64).max(1),
            found: Found {
                first: None,
                records: 0,
                bins: vec![0; self.bins],
            },
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Found>) -> tantivy::Result<Found> {
        let mut all = Found {
            first: None,
            records: 0,
            bins: vec![0; self.bins],
        };
        for segment in segments {
            all.first = all.first.into_iter().chain(segment.first).min();
            all.records += segment.records;
            for (sum, count) in all.bins.iter_mut().zip(segment.bins) {
                *sum += count;
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentSteps {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, _: Score) {
        let Some(step) = self.column.first(doc) else {
            return;
        };
        let found = &mut self.found;
        found.first = Some(found.first.map_or(step, |first| first.min(step)));
        found.records += 1;
        if let Some(bin) = found.bins.get_mut(((step - 1) / self.width) as usize) {
            *bin += 1;
        }
    }

    fn harvest(self) -> Found {
        self.found
    }
}
