// Arrays of states -> concepts of each set, seed and checkpoint, in order. Both arrays of one
// checkpoint are held at a time.

import { IndexError } from '../../errors.ts';
import type { CheckpointArrays } from '../arrays/place-book.ts';
import { readRows } from '../arrays/read-rows.ts';
import type { Seed } from '../results/results.ts';
import { sidesAsOf } from '../sets/sides.ts';
import type { SetExamples, SplitExamples } from '../split/split-examples.ts';
import { conceptStates } from './concept-states.ts';
import { type ConceptPoint, describeConcepts, type Sampling } from './describe-concepts.ts';

export interface SetConcepts extends ConceptPoint {
  readonly set: string;
  readonly seed: Seed;
  readonly step: number;
}

export interface ConceptOptions extends Omit<Sampling, 'key'> {
  /** By the split's step, or by each checkpoint. */
  readonly sides: 'fixed' | 'as-of';
}

/** Throws `bad_argument` for sides that the split does not know, and what `readRows` throws. */
export async function* describeRuns(
  { sets }: SplitExamples,
  checkpoints: readonly CheckpointArrays<'good' | 'bad'>[],
  { sides, ...sampling }: ConceptOptions,
): AsyncGenerator<SetConcepts, void, undefined> {
  for (const { set, seed, step, places } of checkpoints) {
    const examples = sets.get(set);
    if (examples === undefined) throw new Error(`${set} is not in the split`);
    const isTrain = sides === 'fixed' ? examples.isTrain : trainAsOf(examples, step);
    const good = await readRows(places.good, examples, ['pairs', 'width']);
    const bad = await readRows(places.bad, examples, ['pairs', 'width']);
    if (good.width !== bad.width) {
      throw new IndexError(
        'results_invalid',
        `${places.bad.path}: found ${bad.width} dimensions, expected ${good.width} as ${places.good.path} has; both are states of one model`,
        { file: places.bad.path },
      );
    }
    const states = conceptStates(good, bad);
    yield {
      set,
      seed,
      step,
      ...describeConcepts(states, isTrain, { ...sampling, key: [set, seed] }),
    };
  }
}

/** 1: exposed by the end of `step`. */
function trainAsOf(examples: SetExamples, step: number): Uint8Array {
  const sides = sidesAsOf(examples, [step]);
  if (sides !== undefined) return Uint8Array.from(sides.trainFrom, (from) => Number(from === 0));
  const { set, knownUntil } = examples;
  const known = knownUntil === null ? 'as of no step but its own' : `up to step ${knownUntil}`;
  throw new IndexError(
    'bad_argument',
    `--sides as-of: the split knows the sides of ${set} ${known}, expected step ${step} too; make the split with --checkpoints`,
    { set, step },
  );
}
