// The cost model of docs/scale.md: its tables are those of the last measurement, and it held there.

import { readFileSync } from 'node:fs';
import t from 'tap';
import { predictCost } from '../../scripts/scale/scale-model.ts';
import { checkedRows, scaleTables } from '../../scripts/scale/scale-tables.ts';
import { lastScaleRun, withTables } from '../../scripts/scale/write-scale.ts';

const run = lastScaleRun();

t.test('the page has the tables of the last measurement', async (t) => {
  const page = readFileSync('docs/scale.md', 'utf8');
  t.equal(
    withTables(page, scaleTables(run)),
    page,
    'node scripts/scale/write-scale.ts writes them',
  );
});

t.test('predictions are within 20 % of runs at three sizes that differ by ten', async (t) => {
  const rows = checkedRows(run);
  t.equal(rows.length, 9);
  for (const { tokens, key, percent } of rows) {
    t.ok(Math.abs(percent) <= 20, `${key} of ${tokens} tokens: ${percent} %`);
  }
  const tokens = run.runs.map(({ measured }) => measured.tokens);
  for (const [i, more] of tokens.slice(1).entries()) t.ok(more / (tokens[i] ?? 0) > 9.5);
});

t.test('the predictions are those of the model', async (t) => {
  const { constants, memoryBytes } = run;
  for (const { measured, predicted } of run.runs) {
    t.strictSame(predictCost(constants, { ...measured, memoryBytes }), predicted);
  }
});
