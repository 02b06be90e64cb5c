// What is in an index, from its catalogue alone: amounts, sources, what was skipped, the run.

import type { IndexDescription, SourceDescription } from '../schemas/index-description.ts';
import type { Catalogue, SourceRow, TokenizerRow } from '../store/catalogue.ts';
import { countEmpty } from '../store/empty-sources.ts';

/** At most so many skipped records are shown. */
const shownSkips = 20;

/** Throws `index_not_found` where nothing has been committed. */
export function describeIndex(catalogue: Catalogue): IndexDescription {
  const snapshot = catalogue.snapshot();
  if (snapshot === undefined) throw catalogue.nothingCommitted();
  const { settings, segments } = snapshot;
  const sources = catalogue.sources();
  const names = new Map(sources.map(({ id, name }) => [id, name]));
  const sum = (pick: (segment: (typeof segments)[number]) => number) =>
    segments.reduce((total, segment) => total + pick(segment), 0);
  return {
    format: settings.format,
    analyzer: settings.analyzer,
    analyzer_version: settings.analyzerVersion,
    unicode: settings.unicode,
    snapshot: snapshot.name,
    records: sum(({ records }) => records),
    tokens: sum(({ tokens }) => tokens),
    words: sum(({ words }) => words),
    steps: segments.at(-1)?.lastStep ?? 0,
    segments: segments.length,
    bytes: {
      index: sum(({ index }) => index.byteLength),
      text: sum(({ text }) => text?.byteLength ?? 0),
    },
    skipped: {
      count: sources.reduce((total, { skipped }) => total + skipped, 0),
      first: catalogue.skipped(shownSkips).map(({ source, line, code }) => ({
        source: names.get(source) ?? String(source),
        line,
        code,
      })),
    },
    empty: sources.reduce((total, row) => total + countEmpty(row), 0),
    repaired: sources.reduce((total, { repaired }) => total + repaired, 0),
    sources: sources.map(sourceOf),
    cut: sources.reduce((total, { cut = 0 }) => total + cut, 0),
    run: settings.run,
    ...(settings.tokenizer !== undefined && { tokenizer: tokenizerOf(settings.tokenizer) }),
  };
}

function tokenizerOf({ name, sizeBytes, sha256 }: TokenizerRow) {
  return { name, bytes: sizeBytes, sha256 };
}

function sourceOf(row: SourceRow): SourceDescription {
  const { name, sizeBytes, sha256, lines, records, skipped, complete } = row;
  const files = row.files?.map(({ role, name, sizeBytes, sha256, rows }) => {
    return { role, name, bytes: sizeBytes, sha256, ...(rows !== undefined && { rows }) };
  });
  return {
    ...{ name, bytes: sizeBytes, sha256, lines, records, skipped, complete },
    ...(row.openLine?.state === 'waiting' && { waiting: row.openLine.bytes }),
    ...(row.epoch !== undefined && { epoch: row.epoch }),
    ...(row.cut !== undefined && { cut: row.cut }),
    ...(row.dropped !== undefined && { dropped: row.dropped }),
    ...(row.reading !== undefined && { reading: row.reading }),
    ...(files !== undefined && { files }),
  };
}
