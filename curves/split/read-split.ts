// A folder that `firstseen split` wrote -> its examples as columns.
//
// With --checkpoints the table exposures.parquet has the step of every example's exposure. Without
// it the rows have first steps by the split's step, which say the same where one exposure is enough.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { fileError, isMissing } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { SplitSummary } from '../../schemas/split.ts';
import { inOrderOfNames } from '../../splits/pairs/pair-set.ts';
import { type Example, makeColumns } from './example-columns.ts';
import { readExposureTable } from './read-exposure-table.ts';
import { readSplitRows, type SplitRow } from './read-split-rows.ts';
import { mismatchFinder } from './row-mismatch.ts';
import type { CountsByCheckpoint, SetExamples, SplitExamples } from './split-examples.ts';

/**
 * `withCounts` reads the counts by checkpoint too, where there are any: they are most of the table.
 * Throws `input_not_found` (no split there, with the splits inside of the folder if there are any),
 * `split_invalid` (files that are not as `firstseen split` writes them), `source_unreadable` and
 * `source_damaged`.
 */
export async function readSplit(
  folder: string,
  { withCounts = false }: { readonly withCounts?: boolean } = {},
): Promise<SplitExamples> {
  const summary = await readSummary(folder);
  const byCheckpoint =
    summary.checkpoints && (await readExposureTable(folder, withCounts ? summary.checkpoints : []));
  const sets = new Map<string, SetExamples>();
  const named = Object.entries(summary.sets).map(([name, set]) => ({ name, set }));
  for (const { name, set } of inOrderOfNames(named)) {
    const rows = await readSplitRows(folder, name);
    const table = byCheckpoint?.get(name);
    const examples =
      byCheckpoint === undefined ? rows.map(makeExample(summary)) : (table?.examples ?? []);
    const expected = set.proxy_train + set.proxy_validation;
    if (examples.length !== expected) {
      throw invalid(
        folder,
        `${name} has ${examples.length} examples in its files, expected ${expected} as split.json says`,
      );
    }
    sets.set(name, {
      ...{ set: name, pairs: set.pairs },
      ...makeColumns(examples),
      knownUntil: knownUntil(summary),
      counts: withCounts && byCheckpoint ? (table?.counts ?? noCounts(summary)) : null,
      findMismatch: mismatchFinder(rows, examples),
    });
  }
  const { policy, at, min_count: minCount, snapshot } = summary;
  return { policy, at, minCount, snapshot, sets };
}

/** Of a set whose pairs were all dropped: the table has no row of it. */
function noCounts({ checkpoints: steps = [] }: SplitSummary): CountsByCheckpoint {
  const none = steps.map(() => new Float64Array(0));
  return { steps, good: none, bad: none };
}

async function readSummary(folder: string): Promise<SplitSummary> {
  const path = join(folder, 'split.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) throw await describeMissing(folder);
    throw fileError(error, { path, doing: 'read' });
  }
  let summary: unknown;
  try {
    summary = JSON.parse(text);
  } catch (error) {
    throw invalid(folder, `split.json is not valid JSON: ${(error as Error).message}`);
  }
  if (Value.Check(SplitSummary, summary)) return summary;
  const [first] = Value.Errors(SplitSummary, summary);
  throw invalid(
    folder,
    `split.json: ${first?.instancePath ?? ''} ${first?.message ?? 'is not as expected'}`,
  );
}

/** A folder of several splits is a likely mistake; it has no split.json of its own. */
async function describeMissing(folder: string): Promise<IndexError> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) {
    return new IndexError(
      'input_not_found',
      `no split at ${folder}: expected a folder that firstseen split wrote`,
      {
        path: folder,
      },
    );
  }
  const splits = names.filter((name) => /^step-\d+$/.test(name));
  const advice =
    splits.length === 0
      ? 'expected a folder that firstseen split wrote'
      : `it holds ${splits.length} splits; name one of them, such as ${join(folder, splits.at(-1) ?? '')}, or split again with --checkpoints, which makes one for all steps`;
  return new IndexError('input_not_found', `no split.json in ${folder}: ${advice}`, {
    path: folder,
  });
}

function knownUntil({ checkpoints, min_count, at }: SplitSummary): number | null {
  if (checkpoints !== undefined) return Number.POSITIVE_INFINITY;
  return min_count === 1 ? at : null;
}

/** An example of rows alone: its first steps are those by the split's step. */
function makeExample({ policy, min_count }: SplitSummary): (row: SplitRow) => Example {
  return ({ row, side, good, bad, exposedStep }) => ({
    ...{ row, isTrain: side === 'proxy_train', good, bad },
    exposedStep: min_count === 1 ? exposedStep(policy) : null,
    rarestCount: null,
  });
}

function invalid(folder: string, found: string): IndexError {
  return new IndexError(
    'split_invalid',
    `${folder}: ${found}. Expected the files as firstseen split wrote them; make the split again.`,
    { path: folder },
  );
}
