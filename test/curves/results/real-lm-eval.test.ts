// A real log of lm-evaluation-harness 0.4.13 (scripts/interop/make_lm_eval_fixture.py): three checkpoints,
// two sets, ten rows each that are not the first ten.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readResults } from '../../../curves/results/read-results.ts';
import { mismatchFinder } from '../../../curves/split/row-mismatch.ts';
import type { SetExamples, SplitExamples } from '../../../curves/split/split-examples.ts';
import { examplesOf } from '../small-examples.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = `${root}test/curves/fixtures/lm-eval`;
type Expected = Record<string, Record<string, Record<string, [number, number]>>>;
const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as Expected;

/** The set as a split has it that dropped all rows but those of the log. */
function setOf(name: string): SetExamples {
  const lines = readFileSync(`${root}examples/pairs/${name}.jsonl`, 'utf8').trimEnd().split('\n');
  const rows = Object.keys(expected['0']?.[name] ?? {}).map(Number);
  const fields = rows.map((row) => ({ row, fields: JSON.parse(lines[row] ?? '{}') }));
  return {
    ...examplesOf(
      rows.map(() => ({ exposedStep: null })),
      { set: name },
    ),
    ...{ pairs: lines.length, rows: Int32Array.from(rows) },
    findMismatch: mismatchFinder(fields, []),
  };
}

t.test('what the harness wrote is read as it is', async (t) => {
  const names = Object.keys(expected['0'] ?? {});
  const split: SplitExamples = {
    ...{ policy: 'either', at: 700, minCount: 1, snapshot: '1-a' },
    sets: new Map(names.map((name) => [name, setOf(name)])),
  };
  const results = await readResults([folder], split, { taskPrefix: 'blimp_' });
  t.strictSame(
    results.runs.map(({ set, seed, steps }) => ({ set, seed, steps: [...steps] })),
    names.map((set) => ({ set, seed: null, steps: [0, 100, 700] })),
  );
  let judged = 0;
  for (const { set, steps, right } of results.runs) {
    for (const [c, step] of steps.entries()) {
      const scores = Object.values(expected[step]?.[set] ?? {});
      t.strictSame(
        [...(right[c] ?? [])],
        scores.map(([good, bad]) => Number(good >= bad)),
        `${set}, step ${step}`,
      );
      judged += scores.length;
    }
  }
  t.equal(judged, 60);
  t.match(results, { unknownSets: [], droppedRows: 0, gaps: [] });
});
