// Attention by head: means and changes made by hand, and against plain sums.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import { findArrays } from '../../../curves/arrays/find-arrays.ts';
import { compareHeads, headEntropy } from '../../../curves/attention/compare-heads.ts';
import {
  type AttentionOptions,
  describeAttention,
  type SetAttention,
} from '../../../curves/attention/describe-attention.ts';
import { headMeans } from '../../../curves/attention/head-means.ts';
import { drawAttention } from '../../../curves/figures/draw-attention.ts';
import { npy } from '../arrays/array-bytes.ts';
import { splitOf } from '../small-split.ts';

const f64 = (...values: number[]) => Float64Array.from(values);
const near = (a: number | null | undefined, b: number) => Math.abs((a ?? Number.NaN) - b) < 1e-12;

t.test('means by side are sums over examples, divided by their number', async (t) => {
  const rows = { width: 2, values: f64(1, 2, 3, 4, 5, 9) };
  t.same(headMeans(rows, Uint8Array.of(1, 0, 1)), {
    train: f64(3, 5.5),
    validation: f64(3, 4),
    all: f64(3, 5),
  });
  t.same(headMeans(rows, Uint8Array.of(1, 1, 1)), {
    train: f64(3, 5),
    validation: null,
    all: f64(3, 5),
  });
  t.same(headMeans({ width: 2, values: f64() }, Uint8Array.of()), {
    train: null,
    validation: null,
    all: null,
  });
});

t.test('the change is shared out among the heads, decreases too', async (t) => {
  // Two layers of two heads; changes 0.1, -0.4, 0, 0.3.
  const change = compareHeads(f64(0.2, 0.5, 0.3, 0), f64(0.3, 0.1, 0.3, 0.3), { heads: 2, top: 3 });
  const top = change.top.map(({ layer, head }) => [layer, head]);
  t.strictSame(top, [
    [0, 1],
    [1, 1],
    [0, 0],
  ]);
  t.ok(near(change.top[0]?.change, -0.4) && near(change.top[0]?.share, 0.5));
  t.ok(near(change.top[1]?.share, 0.375));
  t.ok(near(change.share[1], 0.5) && near(change.share[4], 1) && near(change.share[8], 1));
  t.ok(
    near(change.entropy.from, -(0.2 * Math.log(0.2) + 0.5 * Math.log(0.5) + 0.3 * Math.log(0.3))),
  );
  const still = compareHeads(f64(0.2, 0.5), f64(0.2, 0.5), { heads: 2, top: 1 });
  t.strictSame(still.top, [{ layer: 0, head: 0, change: 0, share: null }]);
  t.strictSame(still.share, { 1: null, 4: null, 8: null });
});

t.test(
  'entropy is 0 for one head and ln n for n alike, and not defined for what is no share',
  async (t) => {
    t.equal(headEntropy(f64(0, 0.7, 0)), 0);
    t.ok(near(headEntropy(new Float64Array(64).fill(0.3)), Math.log(64)));
    t.equal(headEntropy(f64(0, 0)), null);
    t.equal(headEntropy(f64(0.5, -0.1)), null);
    t.equal(headEntropy(f64()), null);
  },
);

t.test('shares of the top heads are those of sorted changes', async () => {
  const means = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 12, maxLength: 12 });
  await fc.assert(
    fc.property(means, means, (from, to) => {
      const sizes = to
        .map((value, i) => Math.abs(value - (from[i] as number)))
        .sort((a, b) => b - a);
      const total = sizes.reduce((a, b) => a + b, 0);
      const { share, top } = compareHeads(f64(...from), f64(...to), { heads: 4, top: 12 });
      if (total === 0) return share[4] === null;
      const expected = (k: number) => sizes.slice(0, k).reduce((a, b) => a + b, 0) / total;
      return (
        [1, 4, 8].every((k) => near(share[k as 1], expected(k))) &&
        near(
          top.reduce((sum, one) => sum + (one.share ?? 0), 0),
          1,
        )
      );
    }),
  );
});

/** Two layers of three heads for four pairs, of which row 2 is dropped. */
const split = splitOf([{ set: 's', pairs: 4, rows: [0, 1, 3], isTrain: [1, 0, 1] }]);

function put(
  folder: string,
  step: number,
  value: (row: number, i: number) => number,
  heads = 3,
): void {
  const values = Array.from({ length: 4 * 2 * heads }, (_, at) =>
    value(Math.floor(at / (2 * heads)), at % (2 * heads)),
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `s.step${step}.npy`), npy({ shape: [4, 2, heads], values }));
}

async function describe(folder: string, options: Partial<AttentionOptions> = {}) {
  const sets = new Set(['s']);
  const found = await findArrays(folder, { sets, parts: ['weights'], option: '--weights' });
  const runs: SetAttention[] = [];
  const asked = { side: 'all', top: 2, ...options } as const;
  for await (const run of describeAttention(split, found.checkpoints, asked)) runs.push(run);
  return runs;
}

t.test('arrays of a set are read by row, dropped pairs left out', async (t) => {
  const folder = t.testdir();
  put(folder, 10, (row, i) => (row === 2 ? Number.NaN : 0.125 * row + 0.0625 * i));
  put(folder, 20, (row, i) => (row === 2 ? 9 : i === 4 ? 1 : 0.125 * row + 0.0625 * i));
  put(folder, 30, () => 0.5);
  const [run] = await describe(folder);
  t.match(run, { set: 's', seed: null, layers: 2, heads: 3, from: 10, to: 30, isOutside: false });
  const [first, second] = run?.checkpoints ?? [];
  t.strictSame([...(first?.mean.train ?? [])].slice(0, 2), [0.1875, 0.25], 'rows 0 and 3');
  t.strictSame([...(first?.mean.validation ?? [])].slice(0, 2), [0.125, 0.1875], 'row 1');
  t.equal(second?.mean.all?.[4], 1);
  const [between] = await describe(folder, { from: 10, to: 20, side: 'validation' });
  t.strictSame(between?.change?.top[0], { layer: 1, head: 1, change: 0.625, share: 1 });
  await t.rejects(describe(folder, { from: 15 }), {
    code: 'results_invalid',
    message: /steps 10, 20, 30, expected step 15 among them/,
  });
  const svg = drawAttention([run as SetAttention]);
  t.match(svg, />step 10<.*>step 20<.*>step 30<.*>10 to 30</s);
  t.notMatch(svg, /NaN|Infinity|undefined/);
  t.equal(svg.match(/<path class="frame"/g)?.length, 12);
});

t.test('checkpoints of different models are not compared', async (t) => {
  const folder = t.testdir();
  put(folder, 10, () => 0.5);
  put(folder, 20, () => 0.5, 4);
  await t.rejects(describe(folder), {
    code: 'results_invalid',
    message: /s\.step20\.npy: found 2 layers with 4 heads, expected 2 layers with 3/,
  });
});

t.test(
  'values that attention does not have are reported, one checkpoint has no change',
  async (t) => {
    const folder = t.testdir();
    put(folder, 10, (row) => row - 0.5);
    const [run] = await describe(folder);
    t.match(run, { isOutside: true, from: 10, to: 10, change: { share: { 1: null } } });
    t.equal(run?.change?.entropy.from, Math.log(6));
  },
);
