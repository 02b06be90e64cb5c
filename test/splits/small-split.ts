// A split that stands for any: two sets of sentences, one of them with all fields that JSON has.

import type { SplitFile } from '../../splits/output/split-files.ts';
import { decodeObjects } from '../../splits/pairs/decode-pairs.ts';
import type { PairSet } from '../../splits/pairs/pair-set.ts';
import type { Example, PhraseSeen, Split, SplitSet } from '../../splits/split.ts';

const rows = [
  {
    ...{ sentence_good: 'This sketch, yes.', sentence_bad: 'This sketches, yes.' },
    ...{ flag: true, n: 3, x: 0.5, none: null, words: ['a', 'b'], deep: [[1], []] },
    ...{ object: { k: 'v' }, list: [{ k: 1 }, { k: null }], empty: {} },
  },
  {
    ...{ sentence_good: 'Größe "x"', sentence_bad: 'Größe "y"' },
    ...{ flag: null, n: null, x: 2, none: null, words: [], deep: [], list: [] },
  },
  { sentence_good: 'z z', sentence_bad: 'z q' },
];

function seen(phrase: string, count: number, firstStep: number | null): PhraseSeen {
  return { phrase, count, firstStep };
}

export const pairs: PairSet = await decodeObjects(rows, {
  set: 'all kinds',
  file: 'all kinds',
});

function example(row: number, good: PhraseSeen, bad: PhraseSeen): Example {
  return { row, json: String(pairs.rows[row]?.json), good, bad, rarestCount: null };
}

const allKinds: SplitSet = {
  ...{ name: 'all kinds', class: null, shape: pairs.shape, pairs: 3 },
  proxyTrain: [example(0, seen('this sketch', 2, 3), seen('this sketches', 0, null))],
  proxyValidation: [
    example(1, seen('größe "x"', 0, null), seen('größe "y"', 0, null)),
    example(2, seen('z z', 0, null), seen('z q', 0, null)),
  ],
  ...{ dropped: [], distinctPhrases: 6, distinctPairs: 3, firstStep: 3, medianStep: 3 },
  curve: [{ step: 3, phrases: 1, examples: 1 }],
};

const unseen: SplitSet = {
  ...{
    name: 'wh_island',
    class: 'sentence',
    shape: { kind: 'struct', fields: new Map() },
    pairs: 2,
  },
  proxyTrain: [],
  proxyValidation: [example(1, seen('p', 0, null), seen('q', 0, null))].map((kept) => ({
    ...kept,
    json: '{}',
  })),
  dropped: [{ row: 0, reason: 'good_equals_bad' }],
  ...{ distinctPhrases: 2, distinctPairs: 1, firstStep: null, medianStep: null, curve: [] },
};

const dropped: SplitSet = {
  ...unseen,
  ...{ name: 'nothing left', class: null, pairs: 1, proxyValidation: [] },
  ...{ distinctPhrases: 0, distinctPairs: 0 },
};

export const split: Split = {
  ...{ at: 40, policy: 'either', minCount: 1, sampling: 'all', seed: 0, snapshot: '1-abc' },
  firstStep: 1,
  sets: [allKinds, unseen, dropped],
};

/** The whole text of a file. */
export function textOf(file: SplitFile): string {
  return [...file.chunks()].join('');
}
