import fc from 'fast-check';
import t from 'tap';
import { type Candidate, findExposedStep, sampleRows } from '../../splits/policy.ts';

t.test('a pair is exposed when its policy says so', async (t) => {
  const cases: [good: number | null, bad: number | null, steps: (number | null)[]][] = [
    [3, 5, [3, 5, 3, 5]],
    [5, 3, [3, 5, 5, 3]],
    [4, null, [4, null, 4, null]],
    [null, 4, [4, null, null, 4]],
    [null, null, [null, null, null, null]],
  ];
  for (const [good, bad, steps] of cases) {
    const policies = ['either', 'both', 'good', 'bad'] as const;
    t.strictSame(
      policies.map((policy) => findExposedStep(policy, good, bad)),
      steps,
      `${good} ${bad}`,
    );
  }
});

const candidates = fc
  .array(fc.record({ exposed: fc.boolean(), frequency: fc.nat({ max: 40 }) }), { maxLength: 60 })
  .map((rows) => rows.map((row, i): Candidate => ({ row: i, ...row })));

function sizes(of: readonly Candidate[], kept: ReadonlySet<number>) {
  const side = (exposed: boolean) =>
    of.filter((one) => one.exposed === exposed && kept.has(one.row)).length;
  return [side(true), side(false)];
}

t.test('all: every example stays', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      candidates,
      async (all) => (await sampleRows(all, 'all', { set: 's', seed: 0 })).size === all.length,
    ),
  );
  t.pass();
});

t.test('balance: both sides have the size of the smaller, which stays whole', async (t) => {
  const property = fc.asyncProperty(candidates, fc.nat(), async (all, seed) => {
    const kept = await sampleRows(all, 'balance', { set: 's', seed });
    const everything = sizes(all, new Set(all.map(({ row }) => row)));
    const least = Math.min(...everything);
    t.strictSame(sizes(all, kept), [least, least]);
  });
  await fc.assert(property, { numRuns: 50 });
});

t.test('match-frequency: the same within each range of frequency', async (t) => {
  const property = fc.asyncProperty(candidates, fc.nat(), async (all, seed) => {
    const kept = await sampleRows(all, 'match-frequency', { set: 's', seed });
    for (const [low, high] of [
      [0, 1],
      [1, 3],
      [3, 7],
      [7, 15],
      [15, 31],
      [31, 63],
    ] as const) {
      const stratum = all.filter(({ frequency }) => frequency >= low && frequency < high);
      const least = Math.min(...sizes(stratum, new Set(stratum.map(({ row }) => row))));
      t.strictSame(sizes(stratum, kept), [least, least], `${low} to ${high}`);
    }
  });
  await fc.assert(property, { numRuns: 20 });
});

t.test('the choice depends on set and seed, not on the order or on other rows', async (t) => {
  const all = Array.from({ length: 100 }, (_, row) => ({ row, exposed: row < 80, frequency: 0 }));
  const keptOf = async (of: readonly Candidate[], set: string, seed: number) =>
    [...(await sampleRows(of, 'balance', { set, seed }))].sort((a, b) => a - b);
  const kept = await keptOf(all, 's', 7);
  t.strictSame(await keptOf(all.toReversed(), 's', 7), kept);
  t.notSame(await keptOf(all, 's', 8), kept);
  t.notSame(await keptOf(all, 'r', 7), kept);
  const fewer = await keptOf(
    all.filter(({ row }) => row !== 99),
    's',
    7,
  );
  t.ok(
    fewer.every((row) => kept.includes(row)),
    'one unexposed example less: one exposed example less',
  );
});
