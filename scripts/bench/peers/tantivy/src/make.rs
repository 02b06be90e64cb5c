//! JSON lines -> an index with positions and a fast column of steps; with `stored` the texts too.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use serde::Deserialize;
use serde_json::{Value, json};
use tantivy::schema::{FAST, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::store::Compressor;
use tantivy::{Index, IndexSettings, IndexWriter, TantivyDocument};

use crate::Outcome;

const HEAP_BYTES: usize = 1 << 30;

#[derive(Deserialize)]
struct Record {
    text: String,
}

pub fn build(index: &str, corpus: &str, threads: usize, stored: bool) -> Outcome<Value> {
    let started = Instant::now();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("default")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let mut options = TextOptions::default().set_indexing_options(indexing);
    if stored {
        options = options.set_stored();
    }
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", options);
    let step = schema.add_u64_field("step", FAST);
    std::fs::create_dir_all(index)?;
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(Default::default()),
        ..Default::default()
    };
    let made = Index::builder()
        .schema(schema.build())
        .settings(settings)
        .create_in_dir(index)?;
    let mut writer: IndexWriter = made.writer_with_num_threads(threads, HEAP_BYTES)?;
    let mut records = 0u64;
    for line in BufReader::with_capacity(1 << 20, File::open(corpus)?).lines() {
        let record: Record = serde_json::from_str(&line?)?;
        records += 1;
        let mut document = TantivyDocument::default();
        document.add_text(text, record.text);
        document.add_u64(step, records);
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    let seconds = started.elapsed().as_secs_f64();
    let segments = made.searchable_segments()?.len();
    Ok(
        json!({ "seconds": seconds, "records": records, "segments": segments, "bytes": size_of(Path::new(index))? }),
    )
}

fn size_of(folder: &Path) -> Outcome<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}
