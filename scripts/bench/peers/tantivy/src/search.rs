//! Boolean queries of a list, timed one by one: the first record, the number of records, and a timeline
//! with first step and number of records.
//!
//! A query is a line of JSON: a phrase, {"and":[...]}, {"or":[...]}, or {"not":...} inside of an "and". The
//! first record is the first one of each segment's scorer, as documents of a segment are in order: no list
//! is read to its end.

use std::fs::read_to_string;
use std::hint::black_box;
use std::time::Instant;

use serde_json::{Value, json};
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query};
use tantivy::{Index, Searcher, TERMINATED};

use crate::Outcome;
use crate::ask::{Found, MAX_TIME, MAX_TIMES, Steps, WARM, describe, to_query};

pub fn search(index: &str, queries: &str, bins: usize) -> Outcome<Value> {
    let index = Index::open_in_dir(index)?;
    let searcher = index.reader()?.searcher();
    let last_step = searcher.num_docs();
    let list = read_to_string(queries)?;
    let queries = list
        .lines()
        .map(|line| to_boolean(&index, &serde_json::from_str(line)?))
        .collect::<Outcome<Vec<_>>>()?;
    let seen = Steps { bins: 0, last_step };
    let binned = Steps { bins, last_step };
    let find =
        |query: &dyn Query, steps: Steps| -> Outcome<Found> { Ok(searcher.search(query, &steps)?) };
    let count = |query: &dyn Query| -> Outcome<usize> { Ok(searcher.search(query, &Count)?) };
    let answers = queries
        .iter()
        .map(|query| find(query, seen))
        .collect::<Outcome<Vec<_>>>()?;
    let records: Vec<u64> = answers.iter().map(|found| found.records).collect();
    let firsts: Vec<Option<u64>> = answers.iter().map(|found| found.first).collect();
    for (query, Found { first, records, .. }) in queries.iter().zip(&answers) {
        if find_first(&searcher, query)? != *first {
            return Err("the first record of a scorer is not the first of all".into());
        }
        if count(query)? as u64 != *records {
            return Err("not as many records are counted as are visited".into());
        }
        if find(query, binned)?.bins.iter().sum::<u64>() != *records {
            return Err("not as many records are in bins as are visited".into());
        }
    }
    Ok(json!({
        "times": {
            "first": describe(time_each(&queries, |query| find_first(&searcher, query))?),
            "count": describe(time_each(&queries, count)?),
            "timeline": describe(time_each(&queries, |query| find(query, binned))?),
        },
        "told": { "records": records, "firsts": firsts },
    }))
}

fn to_boolean(index: &Index, query: &Value) -> Outcome<Box<dyn Query>> {
    if let Some(phrase) = query.as_str() {
        return to_query(index, phrase);
    }
    let (occur, of) = match (&query["and"], &query["or"]) {
        (Value::Array(of), _) => (Occur::Must, of),
        (_, Value::Array(of)) => (Occur::Should, of),
        _ => return Err(format!("expected a query, found {query}").into()),
    };
    let clauses = of.iter().map(|one| match &one["not"] {
        Value::Null => Ok((occur, to_boolean(index, one)?)),
        not => Ok((Occur::MustNot, to_boolean(index, not)?)),
    });
    Ok(Box::new(BooleanQuery::new(
        clauses.collect::<Outcome<_>>()?,
    )))
}

/// The least step of the first records of the segments.
fn find_first(searcher: &Searcher, query: &dyn Query) -> Outcome<Option<u64>> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut least = None;
    for segment in searcher.segment_readers() {
        let first = weight.scorer(segment, 1.0)?.doc();
        if first == TERMINATED {
            continue;
        }
        let step = segment.fast_fields().u64("step")?.first(first);
        least = least.into_iter().chain(step).min();
    }
    Ok(least)
}

fn time_each<T>(
    queries: &[Box<dyn Query>],
    ask: impl Fn(&dyn Query) -> Outcome<T>,
) -> Outcome<Vec<f64>> {
    let begun = Instant::now();
    while begun.elapsed() < WARM {
        for query in queries {
            black_box(ask(query)?);
        }
    }
    let mut times = Vec::new();
    let warm = Instant::now();
    while times.len() < MAX_TIMES && warm.elapsed() < MAX_TIME {
        for query in queries {
            let started = Instant::now();
            black_box(ask(query)?);
            times.push(started.elapsed().as_secs_f64() * 1e6);
        }
    }
    Ok(times)
}
