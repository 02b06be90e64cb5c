// Amounts that the whole had consumed by the end of steps.

import type { Axis } from '../schemas/axis.ts';
import { mergeAxes } from '../shards/merge-axis.ts';
import type { LiveShards, Whole } from './live-shards.ts';

interface AskedEdges {
  readonly whole: Whole;
  /** Steps. */
  readonly edges: readonly number[];
}

/** As many as a list of steps in a query may have, and few enough for a request line. */
const stepsAtOnce = 500;

/** In pieces, as a query holds so many steps only. */
export async function askAxis(
  shards: LiveShards,
  { whole, edges }: AskedEdges,
  signal: AbortSignal,
): Promise<Axis> {
  const pieces: Axis[] = [];
  for (let start = 0; start < edges.length; start += stepsAtOnce) {
    const path = `/v1/axis?at=${edges.slice(start, start + stepsAtOnce).join(',')}`;
    const texts = await shards.askAll(whole, { path }, signal);
    pieces.push(mergeAxes(texts.map((text): Axis => JSON.parse(text))));
  }
  const join = (read: (axis: Axis) => number[]) => pieces.flatMap(read);
  return {
    edges: [...edges],
    records: join(({ records }) => records),
    tokens: join(({ tokens }) => tokens),
    words: join(({ words }) => words),
    model_tokens: pieces.some(({ model_tokens }) => model_tokens === null)
      ? null
      : join(({ model_tokens }) => model_tokens ?? []),
  };
}

/** Records with step <= S, for each of the steps. */
export async function countRecordsBy(
  shards: LiveShards,
  asked: AskedEdges,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const { records } = await askAxis(shards, asked, signal);
  return records;
}
