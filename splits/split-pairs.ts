// Pairs + policy + snapshot -> for each step, which examples had been exposed and which not.
//
// A function of its arguments alone: reads nothing but the snapshot, writes nothing. Files are
// split-files.ts's business. Every pair ends in exactly one of proxy-train, proxy-validation and
// dropped, and what is proxy-train by one step is so by any later one.

import { IndexError } from '../errors.ts';
import { planQuestion } from '../exposure/plan-question.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { Checkpoints, mostCheckpoints } from './checkpoints.ts';
import { type CurvePoint, exposureCurve } from './output/exposure-curve.ts';
import { inOrderOfNames, type PairRow, type PairSet } from './pairs/pair-set.ts';
import { noPause, type Pause } from './pause.ts';
import { PhraseBook, type PhraseEntry } from './phrase-book.ts';
import type { DropReason } from './phrases/find-critical-phrase.ts';
import { type Candidate, exposedStepOf, type Policy, type Sampling, sampleRows } from './policy.ts';

export interface SplitOptions {
  readonly policy?: Policy;
  /** Steps, a split each; by default the last step of the index. */
  readonly at?: readonly number[];
  /** Steps by which counts are wanted too, in one table of the split (exposure-table.ts). */
  readonly checkpoints?: readonly number[];
  /** A phrase is exposed from this exposure on: 1 is the first. */
  readonly minCount?: number;
  readonly sampling?: Sampling;
  readonly seed?: number;
}

export interface SplitRun {
  readonly signal?: AbortSignal;
  /**
   * Told after each slice of some hundred phrases, a few milliseconds of work. What it returns is
   * awaited, so that the caller decides whether other work goes on in between.
   */
  readonly onProgress?: (progress: SplitProgress) => void | Promise<void>;
  /** Called after each pair. */
  readonly pause?: Pause;
}

export interface SplitProgress {
  /** Distinct phrases asked so far, and of how many. */
  readonly done: number;
  readonly total: number;
}

/** A phrase and what is known of it by the split's step. */
export interface PhraseSeen {
  readonly phrase: string;
  /** Exposures by the step, and the step of the first; null: none by then. */
  readonly count: number;
  readonly firstStep: number | null;
}

export interface Example {
  readonly row: number;
  readonly json: string;
  readonly good: PhraseSeen;
  readonly bad: PhraseSeen;
  /**
   * Exposures of the rarest token of both phrases by the step. Counted with checkpoints or
   * `match-frequency` alone, as every token is asked for it; else null.
   */
  readonly rarestCount: number | null;
}

export interface DroppedPair {
  readonly row: number;
  readonly reason: DropReason;
}

export interface SplitSet {
  readonly name: string;
  readonly class: PairSet['class'];
  readonly shape: PairSet['shape'];
  readonly pairs: number;
  readonly proxyTrain: readonly Example[];
  readonly proxyValidation: readonly Example[];
  readonly dropped: readonly DroppedPair[];
  /** Of the examples of both sides: phrases as one collection, and (good, bad) together. */
  readonly distinctPhrases: number;
  readonly distinctPairs: number;
  /** Steps at which the first and the median of the exposed phrases were; null: none was. */
  readonly firstStep: number | null;
  readonly medianStep: number | null;
  readonly curve: readonly CurvePoint[];
}

/** One split: all sets by one step. */
export interface Split {
  readonly at: number;
  readonly policy: Policy;
  readonly minCount: number;
  readonly sampling: Sampling;
  readonly seed: number;
  readonly snapshot: string;
  /** The first step of the index. */
  readonly firstStep: number;
  readonly sets: readonly SplitSet[];
  /** Where checkpoints were asked for. */
  readonly checkpoints?: Checkpoints;
}

/** Phrases asked between two calls of onProgress: some milliseconds of searches in all segments. */
function sliceLength({ segments }: Snapshot): number {
  return Math.max(8, Math.min(400, Math.floor(800 / Math.max(1, segments.length))));
}

/**
 * The splits of some sets, one for each step of `at` in its order (arXiv 2606.00230, section 3.2),
 * each with the sets in the order of their names.
 * Throws `bad_argument` for a step or number that is not a count, and `analyzer_mismatch` where phrases
 * found in sentences, which are lower-cased, meet an index that kept its capitals. Rejects with the
 * signal's reason once it fires.
 */
export async function splitPairs(
  snapshot: Snapshot,
  sets: readonly PairSet[],
  options: SplitOptions = {},
  run: SplitRun = {},
): Promise<Split[]> {
  return await Array.fromAsync(eachSplit(snapshot, sets, options, run));
}

/** The same, each split made when it is asked for, so that only one has to be held. */
export async function* eachSplit(
  snapshot: Snapshot,
  sets: readonly PairSet[],
  options: SplitOptions = {},
  run: SplitRun = {},
): AsyncGenerator<Split, void, undefined> {
  const { signal, onProgress, pause = noPause } = run;
  const { policy = 'either', minCount = 1, sampling = 'all', seed = 0 } = options;
  requireLowerCase(snapshot, sets);
  if (!Number.isSafeInteger(minCount) || minCount < 1) {
    const found = `min-count must be a whole number from 1, not ${minCount}`;
    throw new IndexError('bad_argument', found);
  }
  const steps = [...new Set(options.at ?? [snapshot.lastStep])];
  const checkpoints = risingCheckpoints(options.checkpoints ?? []);
  const plan = planQuestion(snapshot, { at: [...new Set([...steps, ...checkpoints])] });
  const book = new PhraseBook(snapshot, plan, minCount);
  const total = await askPhrases(book, sets, sliceLength(snapshot), run);
  const shared = { policy, minCount, sampling, seed };
  const withRarest = options.checkpoints !== undefined || sampling === 'match-frequency';
  const byCheckpoint =
    options.checkpoints && new Checkpoints(checkpoints, book, { askedSteps: plan.at, policy });
  const ordered = inOrderOfNames(sets);
  for (const [s, at] of steps.entries()) {
    const done: SplitSet[] = [];
    for (const set of ordered) {
      signal?.throwIfAborted();
      done.push(await splitSet(set, book, { ...shared, at, s, withRarest }, pause));
    }
    await onProgress?.({ done: total, total });
    yield {
      ...{ at, ...shared, snapshot: snapshot.name, firstStep: snapshot.firstStep, sets: done },
      ...(byCheckpoint && { checkpoints: byCheckpoint }),
    };
  }
}

/** Asks every phrase of the sets once; returns how many there are. */
async function askPhrases(
  book: PhraseBook,
  sets: readonly PairSet[],
  most: number,
  { signal, onProgress, pause = noPause }: SplitRun,
): Promise<number> {
  for (const { rows } of sets) {
    for (const { phrases } of rows) {
      if ('good' in phrases) book.add(phrases.good, phrases.bad);
      const turn = pause();
      if (turn !== undefined) await turn;
    }
  }
  const total = book.size;
  for (let done = 0; done < total; ) {
    signal?.throwIfAborted();
    done = book.expose(most);
    await onProgress?.({ done, total });
  }
  return total;
}

function risingCheckpoints(steps: readonly number[]): number[] {
  const rising = [...new Set(steps)].sort((a, b) => a - b);
  if (rising.length <= mostCheckpoints) return rising;
  throw new IndexError(
    'bad_argument',
    `found ${rising.length} checkpoints, expected at most ${mostCheckpoints}: leave some out`,
  );
}

function requireLowerCase({ settings }: Snapshot, sets: readonly PairSet[]): void {
  const set = sets.find(({ phrasesFrom }) => phrasesFrom === 'sentences');
  // Of an index of ids, which no phrase of words can be asked of, the phrase book says so.
  if (settings.analyzer !== 'cased' || set === undefined) return;
  throw new IndexError(
    'analyzer_mismatch',
    `the index was built with the analyzer ${settings.analyzer}, and critical phrases found in sentences are lower-cased: most of them would seem unseen. Build an index with the analyzer words, or give the phrases in columns of their own.`,
    { found: settings.analyzer, expected: 'words' },
  );
}

interface SetTask extends Required<Omit<SplitOptions, 'at' | 'checkpoints'>> {
  readonly at: number;
  /** Position of `at` among the steps asked for. */
  readonly s: number;
  /** Count the rarest token of each example. */
  readonly withRarest: boolean;
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

async function splitSet(
  set: PairSet,
  book: PhraseBook,
  task: SetTask,
  pause: Pause,
): Promise<SplitSet> {
  const dropped: DroppedPair[] = [];
  const asked: Asked[] = [];
  const candidates: Candidate[] = [];
  const isAll = task.sampling === 'all';
  for (const row of set.rows) {
    const found = askedRow(row, set, book, task);
    if (typeof found === 'string') {
      dropped.push({ row: row.row, reason: found });
      continue;
    }
    const { good, bad, exposedStep } = found;
    const rarestCount = task.withRarest ? await book.frequencyOf([good, bad], task.s, pause) : null;
    asked.push({ ...found, rarestCount });
    if (!isAll) {
      const frequency = rarestCount ?? 0;
      candidates.push({ row: row.row, exposed: exposedStep !== null, frequency });
    }
    const turn = pause();
    if (turn !== undefined) await turn;
  }
  const kept = await sampleRows(candidates, task.sampling, {
    ...{ set: set.name, seed: task.seed, pause },
  });
  const examples: Asked[] = [];
  for (const candidate of asked) {
    const { row } = candidate.row;
    if (isAll || kept.has(row)) examples.push(candidate);
    else dropped.push({ row, reason: 'left_out_by_sampling' });
  }
  dropped.sort((a, b) => a.row - b.row);
  return { ...(await describe(set, { examples, book }, task, pause)), dropped };
}

async function describe(
  set: PairSet,
  { examples, book }: { readonly examples: readonly Asked[]; readonly book: PhraseBook },
  { s, at }: SetTask,
  pause: Pause,
): Promise<Omit<SplitSet, 'dropped'>> {
  const phrases = new Set<PhraseEntry>();
  const pairs = new Set<number>();
  const exampleSteps: number[] = [];
  const proxyTrain: Example[] = [];
  const proxyValidation: Example[] = [];
  for (const { row, good, bad, exposedStep, rarestCount } of examples) {
    phrases.add(good).add(bad);
    pairs.add(good.number * book.size + bad.number);
    if (exposedStep !== null) exampleSteps.push(exposedStep);
    const side = exposedStep === null ? proxyValidation : proxyTrain;
    const phrasesSeen = { good: seen(good, s, at), bad: seen(bad, s, at) };
    side.push({ row: row.row, json: row.json, ...phrasesSeen, rarestCount });
    const turn = pause();
    if (turn !== undefined) await turn;
  }
  const exposedSteps = [...phrases]
    .flatMap(({ exposedStep }) => (exposedStep !== null && exposedStep <= at ? [exposedStep] : []))
    .sort((a, b) => a - b);
  return {
    name: set.name,
    class: set.class,
    shape: set.shape,
    pairs: set.rows.length,
    proxyTrain,
    proxyValidation,
    distinctPhrases: phrases.size,
    distinctPairs: pairs.size,
    firstStep: exposedSteps[0] ?? null,
    medianStep: exposedSteps[(exposedSteps.length - 1) >> 1] ?? null,
    curve: exposureCurve(exposedSteps, exampleSteps),
  };
}

/** The row with what is known of its phrases, or why it is dropped. */
function askedRow(
  row: PairRow,
  { phrasesFrom }: PairSet,
  book: PhraseBook,
  { policy, at }: SetTask,
): Omit<Asked, 'rarestCount'> | DropReason {
  if ('dropped' in row.phrases) return row.phrases.dropped;
  const good = book.entry(row.phrases.good);
  const bad = book.entry(row.phrases.bad);
  if (good.tokens.length === 0 || bad.tokens.length === 0) return 'phrase_without_token';
  // Two phrases that differ in quotes or invisible characters only are one to the index.
  if (phrasesFrom === 'sentences' && good.key === bad.key) return 'phrases_equal';
  const by = ({ exposedStep }: PhraseEntry) =>
    exposedStep !== null && exposedStep <= at ? exposedStep : null;
  return { row, good, bad, exposedStep: exposedStepOf(policy, by(good), by(bad)) };
}

function seen({ phrase, firstStep, counts }: PhraseEntry, s: number, at: number): PhraseSeen {
  const first = firstStep !== null && firstStep <= at ? firstStep : null;
  return { phrase, count: counts[s] as number, firstStep: first };
}
