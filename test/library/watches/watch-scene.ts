// An index that grows, a list that watches it, and a model by brute force of the events that there must be.

import { join } from 'node:path';
import { setImmediate as nextRound } from 'node:timers/promises';
import { buildIndex } from '../../../indexer/build-index.ts';
import { LiveIndex } from '../../../library/snapshots/live-index.ts';
import type { RunWork } from '../../../library/watches/commit-rounds.ts';
import type { Askable } from '../../../schemas/askable.ts';
import { phrasesOf } from '../../../schemas/askable.ts';
import { fileOperations } from '../../../store/files.ts';
import { type Line, writeLines } from '../../store/small-index.ts';

export const batchSize = 3;

/** Words that are rare and words that are not. */
const words = Array.from({ length: 60 }, (_, i) => `w${i}`);

export type Random = (bound: number) => number;

export function randomOf(seed: number): Random {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Low numbers are frequent. */
export function randomWord(random: Random): string {
  return words[Math.min(random(60), random(60), random(60))] as string;
}

export function randomText(random: Random, length: number): string {
  return Array.from({ length }, () => randomWord(random)).join(' ');
}

export class GrowingIndex {
  readonly directory: string;
  readonly lines: Line[] = [];
  #commits = 0;

  constructor(folder: string) {
    this.directory = join(folder, 'my.idx');
  }

  async commit(
    lines: readonly Line[],
    options: { readonly resolution?: 'step' } = {},
  ): Promise<void> {
    const path = `${this.directory}-${this.#commits++}.jsonl`;
    this.lines.push(...lines);
    await buildIndex(this.directory, {
      from: [writeLines(path, lines)],
      stepRule: { batch_size: batchSize },
      workers: 1,
      inline: fileOperations,
      ...options,
    });
  }

  open(): LiveIndex {
    return LiveIndex.wait(this.directory, { pollMs: 1e9 });
  }
}

/** Work with a pause at every place that allows one. */
export const runInPieces: RunWork = async (work, signal) => {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await nextRound();
    signal.throwIfAborted();
  }
};

interface ModelEvent {
  readonly event: 'seen' | 'share';
  readonly data: unknown;
}

interface ModelList {
  readonly phrases: readonly Askable[];
  /** Each `one AND other`. */
  readonly queries: readonly string[];
  readonly shares: readonly number[];
}

/** All events of a list, in order: by rank of the first record, then by place in the list. */
export function modelEvents(lines: readonly Line[], list: ModelList): ModelEvent[] {
  const items = [
    ...list.phrases.map((asked) => ({
      named: typeof asked === 'string' ? { phrase: asked } : { name: asked.name },
      rank: lines.findIndex(({ text }) => phrasesOf(asked).some((one) => holds(text, one))),
    })),
    ...list.queries.map((query) => ({
      named: { query },
      rank: lines.findIndex(({ text }) => query.split(' AND ').every((one) => holds(text, one))),
    })),
  ];
  const seen = items
    .map((item, place) => ({ ...item, place }))
    .filter(({ rank }) => rank >= 0)
    .sort((one, other) => one.rank - other.rank || one.place - other.place);
  return seen.flatMap(({ named, rank }, i) => {
    const step = Math.floor(rank / batchSize) + 1;
    const first = { step, rank, id: lines[rank]?.id ?? null };
    const shares = list.shares
      .filter((share) => i + 1 >= share * items.length - 1e-9 && i < share * items.length - 1e-9)
      .map((share) => ({
        event: 'share' as const,
        data: { share, step, seen: i + 1, of: items.length },
      }));
    return [{ event: 'seen' as const, data: { ...named, first } }, ...shares];
  });
}

function holds(text: string, phrase: string): boolean {
  return ` ${text} `.includes(` ${phrase} `);
}
