// The log of lm-evaluation-harness in fixtures/lm-eval is what it is said to be: rows of the pair
// files, scores as examples/python gives them, and right where the good sentence is not below.
// scripts/interop/make_lm_eval_fixture.py writes it.

import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { jsonLines } from '../cli/run-cli.ts';

const fixtures = fileURLToPath(new URL('fixtures/lm-eval/', import.meta.url));
const pairs = fileURLToPath(new URL('../../examples/pairs/', import.meta.url));

interface Sample {
  readonly doc_id: number;
  readonly doc: unknown;
  readonly filtered_resps: readonly [string, string][];
  readonly acc: number;
}

/** Step -> set -> row -> scores of the good and of the bad sentence. */
type Expected = Record<string, Record<string, Record<string, [number, number]>>>;

t.test(
  'every logged sample has the row, the scores and the judgement that it should',
  async (t) => {
    const expected = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')) as Expected;
    t.strictSame(Object.keys(expected), ['0', '100', '700']);
    for (const [step, sets] of Object.entries(expected)) {
      for (const [name, rows] of Object.entries(sets)) {
        const [path = '', ...others] = globSync(`step${step}/*/samples_blimp_${name}_*.jsonl`, {
          cwd: fixtures,
        });
        t.strictSame(others, [], basename(path));
        const samples = jsonLines(readFileSync(join(fixtures, path), 'utf8')) as Sample[];
        t.strictSame(
          samples.map((sample) => String(sample.doc_id)),
          Object.keys(rows),
        );
        const own = jsonLines(readFileSync(join(pairs, `${name}.jsonl`), 'utf8'));
        for (const { doc_id, doc, filtered_resps, acc } of samples) {
          const [good, bad] = filtered_resps.map(([score]) => Number(score));
          const [ours, oursBad] = rows[doc_id] ?? [Number.NaN, Number.NaN];
          t.strictSame(doc, own[doc_id]);
          t.ok(Math.abs(Number(good) - ours) < 1e-4 && Math.abs(Number(bad) - oursBad) < 1e-4);
          t.equal(acc, ours >= oursBad ? 1 : 0);
        }
      }
    }
  },
);
