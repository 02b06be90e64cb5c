// Feeds a source of lines: its batches, up to its end or that of the run.

import type { SourceRow } from '../store/catalogue.ts';
import { cutAfterLine, lastStepOf } from './cut-batch.ts';
import type { Part } from './feed-end.ts';
import type { Feeding } from './feeding.ts';
import type { SourceReach } from './range-dealer.ts';
import { leaveOut, type SourceStanding } from './resume-source.ts';
import { openSource } from './sources/open-source.ts';
import type { SourcePlan } from './sources/plan-sources.ts';
import type { SourceBatch } from './sources/source-batch.ts';

interface LineFeed {
  readonly plan: SourcePlan;
  readonly standing: SourceStanding;
  readonly row: SourceRow;
}

/** Gives how far it came; undefined: nothing of it was fed. */
export async function feedLines(
  { plan, standing, row }: LineFeed,
  feeding: Feeding,
): Promise<SourceReach | undefined> {
  const { pool, dealer, feedEnd, maxLineBytes, signal } = feeding;
  await using source = await openSource(plan);
  const all = source.batches({ signal, maxLineBytes });
  const batches = standing.kind === 'part' ? leaveOut(all, standing.row) : all;
  let reach: SourceReach | undefined;
  for await (const batch of batches) {
    signal.throwIfAborted();
    if (await feedEnd.isReached()) {
      return reach && dealer.noteCut(reach, describeRest(batch, batch.firstLine - 1));
    }
    const range = dealer.rangeFor(batch.bytes.length);
    let { bytes } = batch;
    const message = { range, batch, source: row.id, name: row.name };
    const stoppedAt = await feedEnd.send(partOf(batch, feeding), (limit) => {
      if (limit === undefined) return pool.send(message);
      // What is sent is gone from this thread, and a cut needs its bytes.
      bytes = batch.bytes.slice();
      return pool.send({ ...message, limit });
    });
    const lines = batch.firstLine + batch.lines - 1;
    if (stoppedAt !== undefined && stoppedAt < lines) {
      if (stoppedAt === row.lines) return undefined;
      const cut = cutAfterLine({ ...batch, bytes }, stoppedAt);
      return dealer.noteCut({ ...row, ...cut }, describeRest(batch, stoppedAt));
    }
    reach = { ...row, lines, endByte: batch.endByte, endCrc: batch.endCrc };
    dealer.note(reach);
  }
  const identity = source.identity();
  dealer.rangeFor(0);
  const whole = { ...row, ...reach, ...identity, complete: true };
  dealer.note(whole);
  return whole;
}

function describeRest({ unit = 'line' }: SourceBatch, line: number): string {
  return `everything after ${unit} ${line}`;
}

/** A normalizer makes at most 18 characters of one; what is above this is a bug that FeedEnd finds. */
const mostTokensPerByte = 64;

function partOf(batch: SourceBatch, { decode, hasTokenizer }: Feeding): Part {
  const { lines } = batch;
  const bytes = batch.bytes.length;
  const encoded = mostTokensPerByte * (bytes + lines);
  return {
    most: { records: lines, words: hasTokenizer ? encoded : bytes, modelTokens: encoded },
    lastStep: async () => lastStepOf(batch, decode),
  };
}
