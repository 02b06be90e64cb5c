// The pairs of one set -> its two sides by one step, and why the other pairs are dropped.

import { exposureCurve } from './exposure-curve.ts';
import type { PairRow, PairSet } from './pairs/pair-set.ts';
import type { Pause } from './pause.ts';
import type { PhraseBook, PhraseEntry } from './phrase-book.ts';
import type { DropReason } from './phrases/critical-phrases.ts';
import {
  type Candidate,
  findExposedStep,
  type Policy,
  type Sampling,
  sampleRows,
} from './policy.ts';
import type { DroppedPair, Example, PhraseSeen, SplitSet } from './split.ts';

export interface SetTask {
  /** Every phrase of the set has been asked. */
  readonly book: PhraseBook;
  readonly policy: Policy;
  readonly sampling: Sampling;
  readonly seed: number;
  /** The step, and its position among the steps that the book asked for. */
  readonly at: number;
  readonly position: number;
  /** Count the rarest token of each example. */
  readonly withRarest: boolean;
  /** Called after each pair. */
  readonly pause: Pause;
}

/** A row that has phrases which can be asked. */
interface Asked {
  readonly row: PairRow;
  readonly good: PhraseEntry;
  readonly bad: PhraseEntry;
  /** Step from which on it is proxy-train; null: not by the split's step. */
  readonly exposedStep: number | null;
  readonly rarestCount: number | null;
}

export async function splitSet(set: PairSet, task: SetTask): Promise<SplitSet> {
  const { book, sampling, seed, position, withRarest, pause } = task;
  const dropped: DroppedPair[] = [];
  const asked: Asked[] = [];
  const candidates: Candidate[] = [];
  const isAll = sampling === 'all';
  for (const row of set.rows) {
    const found = askRow(row, set, task);
    if (typeof found === 'string') {
      dropped.push({ row: row.row, reason: found });
      continue;
    }
    const { good, bad, exposedStep } = found;
    const rarestCount = withRarest ? await book.countRarest([good, bad], position, pause) : null;
    asked.push({ ...found, rarestCount });
    if (!isAll) {
      const frequency = rarestCount ?? 0;
      candidates.push({ row: row.row, exposed: exposedStep !== null, frequency });
    }
    await pause();
  }
  const kept = await sampleRows(candidates, sampling, { set: set.name, seed, pause });
  const examples: Asked[] = [];
  for (const candidate of asked) {
    const { row } = candidate.row;
    if (isAll || kept.has(row)) examples.push(candidate);
    else dropped.push({ row, reason: 'left_out_by_sampling' });
  }
  dropped.sort((a, b) => a.row - b.row);
  const { name, rows, shape } = set;
  const described = await describe(examples, task);
  return { name, class: set.class, shape, pairs: rows.length, ...described, dropped };
}

async function describe(
  examples: readonly Asked[],
  { book, position, at, pause }: SetTask,
): Promise<Omit<SplitSet, 'name' | 'class' | 'shape' | 'pairs' | 'dropped'>> {
  const phrases = new Set<PhraseEntry>();
  const pairs = new Set<number>();
  const exampleSteps: number[] = [];
  const proxyTrain: Example[] = [];
  const proxyValidation: Example[] = [];
  const seen = ({ phrase, firstStep, counts }: PhraseEntry): PhraseSeen => {
    const first = firstStep !== null && firstStep <= at ? firstStep : null;
    return { phrase, count: counts[position] ?? 0, firstStep: first };
  };
  for (const { row, good, bad, exposedStep, rarestCount } of examples) {
    phrases.add(good).add(bad);
    pairs.add(good.number * book.size + bad.number);
    if (exposedStep !== null) exampleSteps.push(exposedStep);
    const side = exposedStep === null ? proxyValidation : proxyTrain;
    side.push({ row: row.row, json: row.json, good: seen(good), bad: seen(bad), rarestCount });
    await pause();
  }
  const exposedSteps = [...phrases]
    .flatMap(({ exposedStep }) => (exposedStep !== null && exposedStep <= at ? [exposedStep] : []))
    .sort((a, b) => a - b);
  const curve = exposureCurve(exposedSteps, exampleSteps);
  return {
    ...{ proxyTrain, proxyValidation, curve },
    distinctPhrases: phrases.size,
    distinctPairs: pairs.size,
    firstStep: exposedSteps[0] ?? null,
    medianStep: exposedSteps[(exposedSteps.length - 1) >> 1] ?? null,
  };
}

/** The row with what is known of its phrases, or why it is dropped. */
function askRow(
  row: PairRow,
  { phrasesFrom }: PairSet,
  { book, policy, at }: SetTask,
): Omit<Asked, 'rarestCount'> | DropReason {
  if ('dropped' in row.phrases) return row.phrases.dropped;
  const good = book.entry(row.phrases.good);
  const bad = book.entry(row.phrases.bad);
  if (good.tokens.length === 0 || bad.tokens.length === 0) return 'phrase_without_token';
  // Two phrases that differ in quotes or invisible characters only are one to the index.
  if (phrasesFrom === 'sentences' && good.key === bad.key) return 'phrases_equal';
  const by = ({ exposedStep }: PhraseEntry) =>
    exposedStep !== null && exposedStep <= at ? exposedStep : null;
  return { row, good, bad, exposedStep: findExposedStep(policy, by(good), by(bad)) };
}
