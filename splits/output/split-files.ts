// A split as files: which there are, and what they hold. No I/O: the command
// writes them to a folder (write-split.ts), the server packs them.
//
// A split without rows has no file, and a set without rows on one side is not named there:
// `datasets` fails on empty files, and lm-evaluation-harness runs a task whole that has no rows.

import type { Split, SplitSet } from '../split.ts';
import { csvCell } from './csv-cell.ts';
import { datasetCard } from './dataset-card.ts';
import { RowDigests } from './row-digests.ts';
import { filledSides, pickExamples, sides } from './split-sides.ts';
import { splitJson } from './split-summary.ts';

export interface SplitFile {
  /** Relative to the split's folder, with `/`. */
  readonly path: string;
  /** Its text in pieces, each a little work; empty ones are places to pause. */
  chunks(): Iterable<string>;
}

export interface SplitFileOptions {
  /** Put before the names of the fields that are added to a pair's own. */
  readonly prefix?: string;
  /** Put before a set's name where lm-evaluation-harness wants a task. */
  readonly taskPrefix?: string;
  /** Leave out the files of rows, which repeat the sentences. */
  readonly compact?: boolean;
  /** The rows are written as Parquet too (by write-split.ts), and the card names these files. */
  readonly parquet?: boolean;
}

/**
 * The files of one split, each made when it is asked for. Those of rows come first: the card needs
 * their digests, and would make all rows again.
 */
export function* splitFiles(
  split: Split,
  { prefix = '', taskPrefix = 'blimp_', compact = false, parquet = false }: SplitFileOptions = {},
): Generator<SplitFile> {
  const digests = new RowDigests(prefix);
  for (const set of compact ? [] : split.sets) {
    for (const side of filledSides(set)) {
      yield { path: `${set.name}.${side}.jsonl`, chunks: () => digests.lines(set, side) };
    }
  }
  yield { path: 'split.json', chunks: () => splitJson(split) };
  const card = { prefix, compact, parquet, digests };
  yield { path: 'README.md', chunks: () => datasetCard(split, card) };
  yield { path: 'exposure_curve.csv', chunks: () => curveTable(split.sets) };
  const { byFacet, sets } = split;
  if (byFacet !== undefined) {
    yield { path: 'exposure_by_facet.csv', chunks: () => byFacet.chunks(sets) };
  }
  for (const side of sides) {
    const rows = new Map(
      split.sets
        .filter((set) => pickExamples(set, side).length > 0)
        .map((set) => [taskPrefix + set.name, pickExamples(set, side).map(({ row }) => row)]),
    );
    const samples = () => [`${JSON.stringify(Object.fromEntries(rows))}\n`];
    yield { path: `lm_eval/${side}.json`, chunks: samples };
    yield { path: `lm_eval/${side}.tasks`, chunks: () => [[...rows.keys()].join(',')] };
  }
}

/** UTF-16 code units of a piece that is written at once. */
const pieceLength = 64 << 10;

/** The text of a file in larger pieces; none is empty. */
export function* joinChunks(chunks: Iterable<string>): Generator<string> {
  let piece = '';
  for (const chunk of chunks) {
    piece += chunk;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** `set,step,distinct_phrases,examples`, cumulative, a row wherever one changes. */
function* curveTable(sets: readonly SplitSet[]): Generator<string> {
  yield 'set,step,distinct_phrases,examples\n';
  for (const { name, curve } of sets) {
    for (const { step, phrases, examples } of curve) {
      yield `${csvCell(name)},${step},${phrases},${examples}\n`;
    }
  }
}
