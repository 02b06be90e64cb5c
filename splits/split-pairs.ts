// Pairs + policy + exposures -> for each step, which examples had been exposed and which not.
//
// A function of its arguments alone: reads nothing but their source, writes nothing. Files are
// split-files.ts's business. Every pair ends in exactly one of proxy-train, proxy-validation and
// dropped, and what is proxy-train by one step is so by any later one.

import { IndexError } from '../errors.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { Checkpoints, maxCheckpoints } from './checkpoints.ts';
import { inOrderOfNames, type PairSet } from './pairs/pair-set.ts';
import { noPause, type Pause } from './pause.ts';
import { PhraseBook } from './phrase-book.ts';
import type { Policy, Sampling } from './policy.ts';
import { requireLowerCase } from './require-lower-case.ts';
import { snapshotSource } from './snapshot-source.ts';
import type { Split, SplitSet } from './split.ts';
import { splitSet } from './split-set.ts';
import type { SplitSource } from './split-source.ts';

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
  /** Also the exposures of each example by facet. */
  readonly byFacet?: boolean;
}

interface SplitRun {
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
  options: SplitOptions & SplitRun = {},
): Promise<Split[]> {
  return await Array.fromAsync(eachSplit(snapshotSource(snapshot), sets, options));
}

/** The same, each split made when it is asked for, so that only one has to be held. */
export async function* eachSplit(
  source: SplitSource,
  sets: readonly PairSet[],
  options: SplitOptions & SplitRun = {},
): AsyncGenerator<Split, void, undefined> {
  const { signal, onProgress, pause = noPause } = options;
  const { policy = 'either', minCount = 1, sampling = 'all', seed = 0 } = options;
  requireLowerCase(source, sets);
  const byFacet = options.byFacet === true;
  if (byFacet) source.requireFacets();
  if (!Number.isSafeInteger(minCount) || minCount < 1) {
    const found = `min-count must be a whole number from 1, not ${minCount}`;
    throw new IndexError('bad_argument', found);
  }
  const steps = [...new Set(options.at ?? [source.lastStep])];
  const checkpoints = risingCheckpoints(options.checkpoints ?? []);
  const askedSteps = [...new Set([...steps, ...checkpoints])];
  const book = new PhraseBook(source, { at: askedSteps, minCount });
  const withRarest = options.checkpoints !== undefined || sampling === 'match-frequency';
  await addPhrases(book, sets, pause);
  const total = book.size;
  const exposed = async (done: number) => {
    await onProgress?.({ done, total });
    signal?.throwIfAborted();
  };
  signal?.throwIfAborted();
  for (let done = 0; done < total; await exposed(done)) {
    done = await book.expose(source.phrasesAtOnce);
  }
  if (withRarest) while (await book.exposeTokens(source.phrasesAtOnce)) await exposed(total);
  const shared = { policy, minCount, sampling, seed };
  const byCheckpoint =
    options.checkpoints && new Checkpoints(checkpoints, book, { askedSteps, policy });
  const ordered = inOrderOfNames(sets);
  for (const [position, at] of steps.entries()) {
    const done: SplitSet[] = [];
    for (const set of ordered) {
      signal?.throwIfAborted();
      done.push(await splitSet(set, { ...shared, book, at, position, withRarest, pause }));
    }
    await onProgress?.({ done: total, total });
    yield {
      ...{ at, ...shared, snapshot: source.name, firstStep: source.firstStep, sets: done },
      ...(byCheckpoint && { checkpoints: byCheckpoint }),
      ...(byFacet && { byFacet: source.facetsBy(at) }),
    };
  }
}

async function addPhrases(book: PhraseBook, sets: readonly PairSet[], pause: Pause): Promise<void> {
  for (const { rows } of sets) {
    for (const { phrases } of rows) {
      if ('good' in phrases) book.add(phrases.good, phrases.bad);
      await pause();
    }
  }
}

function risingCheckpoints(steps: readonly number[]): number[] {
  const rising = [...new Set(steps)].sort((a, b) => a - b);
  if (rising.length <= maxCheckpoints) return rising;
  throw new IndexError(
    'bad_argument',
    `found ${rising.length} checkpoints, expected at most ${maxCheckpoints}: leave some out`,
  );
}
