// Random corpora over few tokens: texts with steps that have gaps, ids, or texts of ids with boundaries
// between documents. Of one segment or several.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Run } from '../../../corpus/read-run.ts';
import type { BuildOptions } from '../../../indexer/build-index.ts';
import { numbers, writeFile } from '../../formats/rows/write-rows.ts';
import { indexRun, runIn } from '../../indexer/run-index.ts';
import { writeLines } from '../../store/small-index.ts';
import type { NaiveRecord } from './naive-search.ts';

export interface SteppedRecord {
  readonly tokens: NaiveRecord;
  readonly step: number;
}

export interface SearchedCorpus {
  readonly kind: 'words' | 'cased' | 'ids' | 'decoded';
  readonly records: readonly SteppedRecord[];
  /** Ranks at which a segment begins. */
  readonly cuts: readonly number[];
}

/** Tokens of records, and one that is in none. */
export const tokensOf = {
  words: ['a', 'b', 'c', 'ab', 'nowhere'],
  cased: ['a', 'b', 'A', 'ab', 'nowhere'],
  ids: ['1', '2', '3', '12', '77'],
  decoded: ['a', 'of', 'and', '!', 'nowhere'],
} as const;

/** Ids of the small tokenizer, each a token of the analyzer. */
const idsOf: Readonly<Record<string, number>> = { a: 267, of: 263, and: 266, '!': 35 };

export const corpora: fc.Arbitrary<SearchedCorpus> = fc
  .constantFrom('words' as const, 'cased' as const, 'ids' as const, 'decoded' as const)
  .chain((kind) => {
    const known = fc.constantFrom<string | null>(...tokensOf[kind].slice(0, -1));
    const token =
      kind === 'decoded'
        ? fc.oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: fc.constant(null) })
        : known;
    const row = fc.record({
      tokens: fc.array(token, { maxLength: 9 }),
      gap: fc.oneof(fc.constant(0), fc.nat(3)),
    });
    return fc.record({
      kind: fc.constant(kind),
      records: fc
        .array(row, { minLength: 1, maxLength: 40 })
        .map((rows) =>
          kind === 'words' || kind === 'cased' ? withSteps(rows) : asRows(rows, kind),
        ),
      cuts: fc.array(fc.integer({ min: 1, max: 39 }), { maxLength: 4 }),
    });
  });

interface Row {
  readonly tokens: NaiveRecord;
  readonly gap: number;
}

function withSteps(rows: readonly Row[]): SteppedRecord[] {
  let step = 1;
  return rows.map(({ tokens, gap }) => {
    step += gap;
    return { tokens, step };
  });
}

const rowTokens = 9;
const batchSize = 3;

/** Rows of one length, as files of ids have them: id 0 is behind the last token, a boundary in texts. */
function asRows(rows: readonly Row[], kind: 'ids' | 'decoded'): SteppedRecord[] {
  const zero = kind === 'ids' ? '0' : null;
  return rows.map(({ tokens }, rank) => {
    const padded = [...tokens, ...new Array<typeof zero>(rowTokens - tokens.length).fill(zero)];
    return { tokens: padded, step: Math.floor(rank / batchSize) + 1 };
  });
}

/** Builds a corpus with a command for each segment; the folder of the index. */
export async function buildCorpus(
  folder: string,
  { kind, records, cuts }: SearchedCorpus,
  options: BuildOptions = {},
): Promise<string> {
  const directory = join(folder, 'index');
  rmSync(directory, { recursive: true, force: true });
  const borders = [...new Set([0, ...cuts.filter((cut) => cut < records.length)])];
  borders.sort((one, other) => one - other);
  for (const [i, border] of borders.entries()) {
    const part = records.slice(border, borders[i + 1]);
    const isText = kind === 'words' || kind === 'cased';
    const run = isText ? writeTexts(folder, i, part) : writeIds(folder, { i, kind }, part);
    const analyzer = kind === 'decoded' ? 'words' : kind;
    await indexRun(directory, run, { analyzer, merges: false, ...options });
  }
  return directory;
}

function writeTexts(folder: string, i: number, records: readonly SteppedRecord[]): Run {
  const rows = records.map(({ tokens, step }, row) => {
    return { text: tokens.join(' '), step, ...(row % 2 === 0 && { id: `id ${i} ${row}` }) };
  });
  writeLines(join(folder, `${i}.jsonl`), rows);
  return runIn(folder, { format: 'jsonl', files: [`${i}.jsonl`], steps: { field: 'step' } });
}

function writeIds(
  folder: string,
  { i, kind }: { readonly i: number; readonly kind: 'ids' | 'decoded' },
  records: readonly SteppedRecord[],
): Run {
  const toId = (token: string | null) =>
    kind === 'ids' ? Number(token) : (idsOf[token ?? ''] ?? 0);
  writeFile(
    folder,
    `${i}.bin`,
    numbers(
      records.flatMap(({ tokens }) => tokens.map(toId)),
      2,
    ),
  );
  return runIn(folder, {
    ...{ format: 'pythia-rows', files: [`${i}.bin`], row_tokens: rowTokens, dtype: 'uint16' },
    ...{ steps: { batch_size: batchSize } },
    ...(kind === 'decoded' && { tokenizer: 'tokenizer.json', end_of_document: 0 }),
  });
}
