// Answers of curves/ to questions of check_numbers.py: a JSON object a line in, a JSON value a line out.
// A question names its statistic; its other fields are what the function of that name below takes.

import { createInterface } from 'node:readline';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { readRows } from '../../curves/arrays/read-rows.ts';
import { compareHeads } from '../../curves/attention/compare-heads.ts';
import { headMeans } from '../../curves/attention/head-means.ts';
import { auroc } from '../../curves/concepts/auroc.ts';
import { conceptStates } from '../../curves/concepts/concept-states.ts';
import { describeConcepts } from '../../curves/concepts/describe-concepts.ts';
import { RankSampler } from '../../curves/concepts/rank-sampler.ts';
import { permutationTest } from '../../curves/permutation/permutation-test.ts';
import { makeUnits, Reassigner } from '../../curves/permutation/reassign.ts';
import { adjustedByBenjaminiHochberg } from '../../curves/stats/benjamini-hochberg.ts';
import { interval95 } from '../../curves/stats/interval95.ts';
import { fitLogistic } from '../../curves/stats/logistic.ts';
import { wilsonInterval } from '../../curves/stats/wilson.ts';

interface Question {
  readonly statistic: string;
  readonly values: readonly number[];
  readonly others: readonly number[];
  readonly rows: readonly number[];
  readonly sides: readonly number[];
  readonly pairs: number;
  readonly paths: readonly string[];
  readonly columns: number;
  readonly thresholds: readonly number[];
  readonly observed: readonly (number | null)[];
}

const statistics: Readonly<Record<string, (question: Question) => unknown>> = {
  auroc: ({ values, others }) => auroc(Float64Array.from(values), Float64Array.from(others)),
  wilson: ({ values: [right = 0, count = 0] }) => wilsonInterval(right, count),
  benjamini_hochberg: ({ values }) => adjustedByBenjaminiHochberg(values),
  logistic: ({ values, others, columns }) => {
    const rows = Array.from({ length: others.length }, (_, i) =>
      values.slice(i * columns, (i + 1) * columns),
    );
    return fitLogistic(rows, others);
  },
  permutation: async (question) => {
    const { sides: trainFrom, rows: units, values: steps, others, thresholds, observed } = question;
    const examples = trainFrom.length;
    const right = steps.map((_, c) =>
      Uint8Array.from(others.slice(c * examples, (c + 1) * examples)),
    );
    const sides = {
      ...{ kind: 'as_of' as const, checkpoints: steps.length },
      trainFrom: Int32Array.from(trainFrom),
    };
    const reassigner = () =>
      new Reassigner(makeUnits(Int32Array.from(units), { examples }), sides, xoroshiro128plus(1));
    const permutations = 50;
    const input = { right, steps, thresholds, observed, permutations };
    const p = await permutationTest(input, reassigner());
    // The same random numbers give the same sides, for SciPy's side to count with.
    const again = reassigner();
    const assignments = Array.from({ length: permutations }, () => {
      again.draw();
      return steps.map((_, c) => {
        again.growTo(c);
        return [...again.train];
      });
    });
    return { p, assignments };
  },
  interval: ({ values }) => interval95(values),
  concepts: async (question) => {
    const sampling = { seed: 0, key: [], resamples: 0, rankResamples: 0 };
    const sides = Uint8Array.from(question.sides);
    const point = describeConcepts(await statesOf(question), sides, sampling);
    return { auroc: point.auroc, ...point.effectiveRank };
  },
  sampled_rank: async (question) => {
    const { concept, width } = await statesOf(question);
    return new RankSampler(concept, width).rank(Int32Array.from(question.rows.keys()));
  },
  attention: async ({ paths, sides, ...set }) => {
    const arrays = await Promise.all(paths.map((path) => read(path, set, ['layers', 'heads'])));
    const [from, to] = arrays.map((rows) => headMeans(rows, Uint8Array.from(sides)));
    const [, heads = 1] = arrays[0]?.shape ?? [];
    if (!from?.all || !to?.all) return null;
    const change = compareHeads(from.all, to.all, { heads, top: 5 });
    const plain = (means: Float64Array | null) => means && [...means];
    return {
      ...change,
      train: plain(to.train),
      validation: plain(to.validation),
      all: plain(to.all),
    };
  },
};

async function statesOf({ paths, ...set }: Question) {
  const [good = '', bad = ''] = paths;
  return conceptStates(await read(good, set, ['width']), await read(bad, set, ['width']));
}

async function read(
  path: string,
  { pairs, rows }: Pick<Question, 'pairs' | 'rows'>,
  axes: readonly string[],
) {
  const set = { set: 'checked', pairs, rows: Int32Array.from(rows) };
  return await readRows({ path, tensor: null }, set, ['pairs', ...axes]);
}

for await (const line of createInterface({ input: process.stdin })) {
  const question: Question = JSON.parse(line);
  const answer = statistics[question.statistic];
  if (answer === undefined) throw new Error(`no statistic ${question.statistic}`);
  process.stdout.write(`${JSON.stringify((await answer(question)) ?? null)}\n`);
}
