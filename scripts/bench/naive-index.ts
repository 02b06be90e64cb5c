// The baseline: what one writes in an afternoon. A list of positions for every token, in memory.
//
// A phrase is answered by walking the shortest list of its tokens: the cost grows with the hits.

import { commonPhrases, samplePhrases } from './choose-phrases.ts';
import type { PlainRecord } from './read-records.ts';

const pattern = /[\p{L}\p{N}_']+|[^\s\p{L}\p{N}_']/gu;

interface NaiveIndex {
  readonly tokens: number;
  /** Number of each token at each position. */
  readonly numbers: Uint32Array;
  readonly ranks: Uint32Array;
  readonly ids: Map<string, number>;
  readonly positions: number[][];
}

export function buildNaive(records: readonly PlainRecord[]): NaiveIndex {
  const ids = new Map<string, number>();
  const positions: number[][] = [];
  const numbers: number[] = [];
  const ranks: number[] = [];
  records.forEach(({ text }, rank) => {
    for (const token of text.toLowerCase().match(pattern) ?? []) {
      let id = ids.get(token);
      if (id === undefined) {
        id = ids.size;
        ids.set(token, id);
        positions.push([]);
      }
      positions[id]?.push(numbers.length);
      numbers.push(id);
      ranks.push(rank);
    }
  });
  return {
    tokens: numbers.length,
    numbers: Uint32Array.from(numbers),
    ranks: Uint32Array.from(ranks),
    ids,
    positions,
  };
}

/** Positions of every hit of the phrase. */
function hits(index: NaiveIndex, phrase: string): number[] {
  const tokens = phrase.toLowerCase().match(pattern) ?? [];
  const ids = tokens.map((token) => index.ids.get(token) ?? -1);
  if (ids.includes(-1)) return [];
  const lists = ids.map((id) => index.positions[id] ?? []);
  const lengths = lists.map(({ length }) => length);
  const shortest = lengths.indexOf(Math.min(...lengths));
  return (lists[shortest] ?? [])
    .map((position) => position - shortest)
    .filter((start) => ids.every((id, j) => index.numbers[start + j] === id));
}

export function askNaive(records: readonly PlainRecord[]): Record<string, number> {
  const index = buildNaive(records);
  const random = samplePhrases(records, 500);
  const common = commonPhrases();
  const count = (phrase: string) => hits(index, phrase).length;
  const first = (phrase: string) => index.ranks[hits(index, phrase)[0] ?? 0];
  return {
    'count, random, us': microseconds(random, count),
    'count, common, us': microseconds(common, count),
    'first, random, us': microseconds(random, first),
    'first, common, us': microseconds(common, first),
  };
}

function microseconds(phrases: readonly string[], ask: (phrase: string) => unknown): number {
  const started = performance.now();
  for (const phrase of phrases) ask(phrase);
  return Number((((performance.now() - started) / phrases.length) * 1000).toFixed(1));
}
