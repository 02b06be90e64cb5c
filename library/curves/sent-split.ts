// A split that was just made, sent to a thread that makes curves of it: what readSplit reads from a folder,
// without the folder. Plain data, in parts.

import {
  examplesOfSet,
  type ListedExample,
  listExamples,
} from '../../curves/split/examples-of-split.ts';
import type { SetExamples, SplitExamples } from '../../curves/split/split-examples.ts';
import type { PairSplit } from '../splits/pair-splits.ts';

/** What is known of the split without its examples. */
export type SentHead = Omit<SplitExamples, 'sets'>;

/** Some examples of a set, in order; sets come one after the other. */
export interface SentExamples {
  readonly set: string;
  readonly pairs: number;
  readonly examples: readonly ListedExample[];
}

/** Examples of one part: a few milliseconds. */
const examplesAtOnce = 500;

export function sendHead({ split }: PairSplit): SentHead {
  const { policy, at, minCount, snapshot } = split;
  return { policy, at, minCount, snapshot };
}

/** The parts, and `undefined` where a caller with other work can pause. The split has checkpoints. */
export function* sendExamples({
  split: { sets, checkpoints },
}: PairSplit): Generator<SentExamples | undefined, void, undefined> {
  if (checkpoints === undefined) throw new Error('a split without checkpoints');
  for (const set of sets) {
    let examples: ListedExample[] = [];
    const { name, pairs } = set;
    for (const example of listExamples(set, checkpoints)) {
      examples.push(example);
      if (examples.length === examplesAtOnce) {
        yield { set: name, pairs, examples };
        examples = [];
      }
      yield undefined;
    }
    yield { set: name, pairs, examples };
  }
}

/** Puts a split together from its parts. */
export class ReceivedSplit {
  #listed = new Map<string, { readonly pairs: number; readonly examples: ListedExample[] }>();

  add({ set, pairs, examples }: SentExamples): void {
    const known = this.#listed.get(set);
    if (known === undefined) this.#listed.set(set, { pairs, examples: [...examples] });
    else for (const example of examples) known.examples.push(example);
  }

  /** All of its parts are there; they are forgotten. */
  finish(head: SentHead): SplitExamples {
    const sets = new Map<string, SetExamples>();
    for (const [name, { pairs, examples }] of this.#listed) {
      sets.set(name, examplesOfSet({ name, pairs }, examples));
    }
    this.#listed.clear();
    return { ...head, sets };
  }
}
