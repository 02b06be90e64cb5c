//! `tantivy-peer build INDEX CORPUS THREADS [stored]`, `tantivy-peer ask INDEX PHRASES BINS` and
//! `tantivy-peer search INDEX QUERIES BINS`.
//!
//! The corpus is JSON lines with `text`; record i (from 0) has step i + 1. A phrase is a line of the list.
//! Each command prints one JSON object; figures are in seconds or microseconds.

mod ask;
mod make;
mod search;

use std::error::Error;

pub type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let told = match args[..] {
        ["build", index, corpus, threads] => make::build(index, corpus, threads.parse()?, false)?,
        ["build", index, corpus, threads, "stored"] => {
            make::build(index, corpus, threads.parse()?, true)?
        }
        ["ask", index, phrases, bins] => ask::ask(index, phrases, bins.parse()?)?,
        ["search", index, queries, bins] => search::search(index, queries, bins.parse()?)?,
        _ => {
            return Err(
                "expected build INDEX CORPUS THREADS [stored], ask INDEX PHRASES BINS, or search INDEX QUERIES BINS".into(),
            );
        }
    };
    println!("{told}");
    Ok(())
}
