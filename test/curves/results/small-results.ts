// A split without files, random scores for its pairs, and the results that follow from them, found
// in the plainest way.

import fc from 'fast-check';
import type { Seed } from '../../../curves/results/results.ts';
import { makeColumns } from '../../../curves/split/example-columns.ts';
import type { SetExamples, SplitExamples } from '../../../curves/split/split-examples.ts';

export interface Scored {
  readonly set: string;
  readonly seed: Seed;
  readonly step: number;
  readonly row: number;
  readonly good: number;
  readonly bad: number;
}

export interface Scene {
  readonly split: SplitExamples;
  readonly rows: readonly Scored[];
}

export function pairOf(set: string, row: number) {
  return {
    sentence_good: `The ${set} "sees" it ${row}, as élan.`,
    sentence_bad: `The ${set} "see" it ${row}, as élan.`,
    pairID: String(row),
  };
}

/** `kept` are the rows that are examples; the split dropped the others. */
function setOf(set: string, pairs: number, kept: readonly number[]): SetExamples {
  const examples = kept.map((row) => ({
    ...{ row, isTrain: row % 2 === 0, good: `${set} sees`, bad: `${set} see` },
    ...{ exposedStep: row, rarestCount: null },
  }));
  return {
    ...{ set, pairs, ...makeColumns(examples), knownUntil: null, counts: null },
    findMismatch: (row, document) => {
      const expected = pairOf(set, row).sentence_good;
      const found = document['sentence_good'];
      if (found === expected) return undefined;
      return `its sentence_good is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`;
    },
  };
}

export function splitOf(
  sets: Readonly<Record<string, { readonly pairs: number; readonly kept: readonly number[] }>>,
): SplitExamples {
  const all = Object.entries(sets).map(
    ([set, { pairs, kept }]) => [set, setOf(set, pairs, kept)] as const,
  );
  return { policy: 'either', at: 10, minCount: 1, snapshot: '1-abc', sets: new Map(all) };
}

const score = fc.integer({ min: -20, max: -1 }).map((value) => value / 4);

/** Two sets under some seeds at some checkpoints; every pair is scored, dropped ones too. */
export const scenes: fc.Arbitrary<Scene> = fc
  .record({
    pairs: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
    dropped: fc.uniqueArray(fc.nat(11), { maxLength: 4 }),
    seeds: fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 3 }),
    steps: fc.uniqueArray(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 4 }),
  })
  .chain(({ pairs, dropped, seeds, steps }) => {
    const counts = { wh_island: pairs[0], passive_1: pairs[1] };
    const split = splitOf(
      Object.fromEntries(
        Object.entries(counts).map(([set, count]) => [
          set,
          { pairs: count, kept: range(count).filter((row) => !dropped.includes(row)) },
        ]),
      ),
    );
    const keys = Object.entries(counts).flatMap(([set, count]) =>
      seeds.flatMap((seed) =>
        steps.flatMap((step) => range(count).map((row) => ({ set, seed, step, row }))),
      ),
    );
    return fc
      .array(fc.tuple(score, score), { minLength: keys.length, maxLength: keys.length })
      .map((scores) => ({
        split,
        rows: keys.map((key, i) => ({
          ...key,
          good: scores[i]?.[0] as number,
          bad: scores[i]?.[1] as number,
        })),
      }));
  });

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** As `readResults` gives them, but for what it says of files. */
export function resultsOf({ split, rows }: Scene) {
  const seeds = [...new Set(rows.map(({ seed }) => seed))].sort((a, b) => Number(a) - Number(b));
  const steps = [...new Set(rows.map(({ step }) => step))].sort((a, b) => a - b);
  const isExample = ({ set, row }: Scored) => split.sets.get(set)?.rows.includes(row);
  const runs = [...split.sets.keys()].flatMap((set) =>
    seeds.map((seed) => ({
      ...{ set, seed, steps },
      right: steps.map((step) => {
        const own = rows.filter(
          (one) => one.set === set && one.seed === seed && one.step === step && isExample(one),
        );
        return own.sort((a, b) => a.row - b.row).map(({ good, bad }) => Number(good >= bad));
      }),
    })),
  );
  return { runs, droppedRows: rows.filter((one) => !isExample(one)).length };
}

/** The same shape from what was read. */
export function plain({ runs, droppedRows }: import('../../../curves/results/results.ts').Results) {
  return {
    runs: runs.map(({ set, seed, steps, right }) => ({
      ...{ set, seed, steps: [...steps], right: right.map((values) => [...values]) },
    })),
    droppedRows,
  };
}

/** A line as lm-evaluation-harness 0.4.13 logs it. */
export function sampleLine(
  { set, row, good, bad }: Scored,
  extra: Readonly<Record<string, unknown>> = {},
): string {
  const document = pairOf(set, row);
  const scores = [good, bad].map((value) => [String(value), 'False']);
  return pythonJson({
    ...{ doc_id: row, doc: document, target: '0' },
    arguments: {
      gen_args_0: { arg_0: '', arg_1: ` ${document.sentence_good}` },
      gen_args_1: { arg_0: '', arg_1: ` ${document.sentence_bad}` },
    },
    ...{ resps: scores.map((one) => [one]), filtered_resps: scores, filter: 'none' },
    ...{ metrics: ['acc'], doc_hash: `${row}d`, prompt_hash: 'e3b0', target_hash: '5fec' },
    ...{ acc: good >= bad ? 1 : 0, ...extra },
  }).replace(/"acc": ([01])\b(?!\.)/, '"acc": $1.0');
}

/** JSON with the spaces that Python's json.dumps writes. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([name, field]) => `${JSON.stringify(name)}: ${pythonJson(field)}`,
  );
  return `{${fields.join(', ')}}`;
}

/** Every row but those of other sets, seeds and steps, by these. */
export function grouped(rows: readonly Scored[]) {
  const groups = Map.groupBy(rows, ({ set, seed, step }) => JSON.stringify([set, seed, step]));
  return [...groups.values()].map((own) => ({ ...(own[0] as Scored), rows: own }));
}
