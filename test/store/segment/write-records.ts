// A segment of given records, for tests: a file without a catalogue.

import { type Kernel, loadKernel } from '../../../native/kernel.ts';
import { fileOperations } from '../../../store/files.ts';
import { nothingConsumed, RecordAmountsBuilder } from '../../../store/segment/record-amounts.ts';
import { RecordTableBuilder } from '../../../store/segment/record-table.ts';
import type { SegmentPlace } from '../../../store/segment/segment.ts';
import { sortSuffixes, writeSegment } from '../../../store/segment/segment-writer.ts';

interface WriteOptions {
  readonly kernel?: Kernel;
  /** Of records, by the record at which each ends: with the resolution `step`. */
  readonly groups?: Uint32Array;
  /** Of records; without them no record has an id. */
  readonly ids?: readonly (string | null)[];
}

/** Writes records of tokens as a segment; symbols are numbered by the terms' first occurrence. */
export function writeRecords(
  path: string,
  records: readonly (readonly string[])[],
  { kernel = loadKernel('typescript'), groups, ids = [] }: WriteOptions = {},
): SegmentPlace {
  const terms = [...new Set(records.flat())];
  const symbolOf = new Map(terms.map((term, i) => [term, i + 1]));
  const symbols = records.flatMap((tokens) => [
    ...tokens.map((term) => symbolOf.get(term) ?? 0),
    0,
  ]);
  const counts = new Uint32Array(terms.length + 1);
  for (const symbol of symbols) counts[symbol] = (counts[symbol] as number) + 1;
  const encoded = terms.map((term) => Buffer.from(term));
  const starts = [0];
  let at = 0;
  for (const bytes of encoded) {
    starts.push(at);
    at += bytes.length;
  }
  let end = 0;
  const recordEnds = Uint32Array.from(records, ({ length }) => {
    end += length + 1;
    return end;
  });
  const text = {
    symbols: Uint32Array.from(symbols),
    length: symbols.length,
    recordEnds,
    termBytes: new Uint8Array(Buffer.concat(encoded)),
    termStarts: Uint32Array.from(starts),
    counts,
  };
  const table = new RecordTableBuilder();
  const amounts = new RecordAmountsBuilder();
  for (const [i, symbols] of recordEnds.entries()) {
    table.add({ source: 1, line: i + 1 }, ids[i] ?? null);
    amounts.add({ symbols, boundaries: 0, words: 0, modelTokens: 0 });
  }
  const suffixes = sortSuffixes(text, kernel);
  const parts = { text, suffixes, amounts, records: table, steps: undefined, groups };
  const { byteLength, crc } = writeSegment(path, parts, { kernel, files: fileOperations });
  return {
    pace: { unit: 'records', stages: [{ fromStep: 1, size: 1 }] },
    before: nothingConsumed,
    records: records.length,
    sources: table.sources,
    index: { path, byteLength, crc },
    text: undefined,
  };
}
