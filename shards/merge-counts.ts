// The counts of all shards -> the answers of the whole as JSON, with the same bytes as one index.
//
// A row is added number by number. What is not a row of the same tokens in all shards is merged as JSON is
// (merge-answers.ts), which also refuses what does not fit together.

import { noRank, rowPlaces } from '../exposure/count-row.ts';
import type { Answered, Unanswerable, UnanswerableGroup } from '../schemas/answer.ts';
import type { Askable } from '../schemas/askable.ts';
import type { AnswerWriter } from './answer-writer.ts';
import type { CountFrame } from './count-frame.ts';
import { mergeAnswers, moveRank } from './merge-answers.ts';
import type { JoinedShards, PlacedShard } from './shard.ts';

/** The JSON of an answer, or the error in its place. */
export type MergedAnswer = string | Unanswerable | UnanswerableGroup;

interface Merging {
  readonly joined: JoinedShards;
  readonly writer: AnswerWriter;
}

/**
 * `each`: the frames of the shards, in their order, for the same phrases. Throws `shards_mismatch` where they
 * cannot be of the same question.
 */
export function mergeCounts(
  each: readonly (readonly CountFrame[])[],
  phrases: readonly Askable[],
  { joined, writer }: Merging,
): MergedAnswer[] {
  const merged: MergedAnswer[] = [];
  const sum = new Float64Array(writer.width);
  const [first = []] = each;
  let start = 0;
  for (const [f, { answers }] of first.entries()) {
    const frames = each.map((one) => one[f] as CountFrame);
    const merge = new FrameMerge(frames, { joined, writer }, sum);
    for (let i = 0; i < answers; i++) merged.push(merge.merge(i, phrases[start + i] as Askable));
    start += answers;
  }
  return merged;
}

/** What the shards say as answers of their own. */
export function readAnswers(
  frames: readonly CountFrame[],
  phrases: readonly Askable[],
  writer: AnswerWriter,
): Answered[] {
  let start = 0;
  return frames.flatMap((frame) => {
    const answers = Array.from({ length: frame.answers }, (_, i) =>
      readAnswer(frame, i, { phrase: phrases[start + i] as Askable, writer }),
    );
    start += frame.answers;
    return answers;
  });
}

export function mergeJson(answers: readonly Answered[], joined: JoinedShards): MergedAnswer {
  const merged = mergeAnswers(answers, joined);
  return 'error' in merged ? merged : JSON.stringify(merged);
}

interface AskedRow {
  readonly phrase: Askable;
  readonly writer: AnswerWriter;
}

function readAnswer(frame: CountFrame, i: number, { phrase, writer }: AskedRow): Answered {
  if (!frame.isRow(i) || typeof phrase !== 'string') return JSON.parse(frame.text(i));
  const { width } = frame;
  const [tokens, firstId, lastId] = [frame.text(i), frame.firstId(i), frame.lastId(i)];
  const row = frame.numbers.subarray(i * width, (i + 1) * width);
  return JSON.parse(writer.write({ phrase, tokens, firstId, lastId }, row));
}

/** The frames of all shards for the same phrases. */
class FrameMerge {
  #frames: readonly CountFrame[];
  #merging: Merging;
  #sum: Float64Array;
  /** Whether all have the same texts, so that none has to be looked at. */
  #isSame: boolean;

  /** `sum`: room for a row. */
  constructor(frames: readonly CountFrame[], merging: Merging, sum: Float64Array) {
    const [{ textBytes } = { textBytes: Buffer.alloc(0) }] = frames;
    this.#frames = frames;
    this.#merging = merging;
    this.#sum = sum;
    this.#isSame = frames.every((one) => one.textBytes.equals(textBytes));
  }

  merge(i: number, phrase: Askable): MergedAnswer {
    const { joined, writer } = this.#merging;
    if (typeof phrase === 'string' && this.#areRows(i)) return this.#addRows(i, phrase);
    const answers = this.#frames.map((frame) => readAnswer(frame, i, { phrase, writer }));
    return mergeJson(answers, joined);
  }

  /** Whether all have a row of the same tokens. */
  #areRows(i: number): boolean {
    const [first, ...others] = this.#frames;
    if (first === undefined) return false;
    for (const frame of this.#frames) if (!frame.isRow(i)) return false;
    return this.#isSame || others.every((other) => other.text(i) === first.text(i));
  }

  #addRows(i: number, phrase: string): string {
    const { joined, writer } = this.#merging;
    const sum = this.#sum;
    const { width } = writer;
    const at = i * width;
    sum.fill(0);
    let [first, last]: (CountFrame | undefined)[] = [];
    for (let s = 0; s < this.#frames.length; s++) {
      const frame = this.#frames[s] as CountFrame;
      const { numbers } = frame;
      const count = numbers[at] as number;
      if (count === 0) continue;
      const shard = joined.shards[s] as PlacedShard;
      const firstRank = moveKnown(numbers[at + rowPlaces.firstRank] as number, shard);
      if (first === undefined) {
        first = frame;
        sum[rowPlaces.firstStep] = numbers[at + rowPlaces.firstStep] as number;
        sum[rowPlaces.firstRank] = firstRank;
      }
      last = frame;
      sum[rowPlaces.lastStep] = numbers[at + rowPlaces.lastStep] as number;
      sum[rowPlaces.lastRank] = moveKnown(numbers[at + rowPlaces.lastRank] as number, shard);
      sum[rowPlaces.count] = (sum[rowPlaces.count] as number) + count;
      for (let n: number = rowPlaces.added; n < width; n++) {
        sum[n] = (sum[n] as number) + (numbers[at + n] as number);
      }
    }
    const tokens = this.#frames[0]?.text(i) ?? '';
    const ids = { firstId: first?.firstId(i) ?? null, lastId: last?.lastId(i) ?? null };
    return writer.write({ phrase, tokens, ...ids }, sum);
  }
}

function moveKnown(rank: number, shard: PlacedShard): number {
  return rank === noRank ? noRank : moveRank(rank, shard);
}
