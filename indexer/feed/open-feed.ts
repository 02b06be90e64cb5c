// A source of lines that is to be fed: where it begins, and how far its row has come.

import { openSource, type Source } from '../../formats/lines/open-source.ts';
import { openTail } from '../../formats/lines/open-tail.ts';
import type { SourcePlan } from '../../formats/lines/source-plan.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { OpenLine } from '../../store/catalogue/source-row.ts';
import type { SourceReach } from '../workers/range-reaches.ts';
import type { Feed } from './feed.ts';
import type { Feeding } from './feeding.ts';
import { openSpan } from './open-span.ts';
import { leaveOut } from './resume-source.ts';

export interface LineFeed extends Pick<Feed, 'standing' | 'source' | 'piece'> {
  readonly plan: SourcePlan;
}

/** Opens the source, and gives batches of the lines that are not in the index yet; the caller disposes of it. */
export async function openFeed(
  { plan, standing, source, piece }: LineFeed,
  { signal, maxLineBytes }: Feeding,
): Promise<{ readonly opened: Source; readonly batches: AsyncIterable<SourceBatch> }> {
  if (piece?.to !== undefined) {
    const { to, expected } = piece;
    const opened = await openSpan(plan, { from: source, to, expected });
    return { opened, batches: opened.batches({ signal, maxLineBytes }) };
  }
  const tail = standing.kind === 'grown' ? standing.tail : undefined;
  const opened = tail === undefined ? await openSource(plan) : await openTail(plan, source, tail);
  const all = opened.batches({ signal, maxLineBytes });
  const isReadAgain = 'stored' in standing && tail === undefined;
  return { opened, batches: isReadAgain ? leaveOut(all, source) : all };
}

/** The row of a source that is not read to its end; it keeps that its last line is open, and in. */
export function startReach({ plan, standing, source }: LineFeed): SourceReach {
  const { openLine, seenBytes: _, ...kept } = source;
  const { sizeBytes } = plan;
  const hasGrown =
    standing.kind === 'grown'
      ? (sizeBytes ?? Number.POSITIVE_INFINITY) > (source.sizeBytes ?? 0)
      : sizeBytes !== undefined && sizeBytes > (source.seenBytes ?? sizeBytes);
  return {
    ...kept,
    ...{ sizeBytes: null, sha256: null, complete: false },
    ...(sizeBytes !== undefined && { seenBytes: sizeBytes }),
    ...(openLine?.state === 'taken' && { openLine }),
    ...(hasGrown && { grown: true }),
  };
}

/** The row once a batch is in. */
export function moveReach(
  batch: SourceBatch,
  before: SourceReach,
  openLine: OpenLine | undefined,
): SourceReach {
  const { openLine: _, ...kept } = before;
  const lines = batch.firstLine + batch.lines - 1;
  const { endByte, endCrc } = batch;
  return { ...kept, lines, endByte, endCrc, ...(openLine !== undefined && { openLine }) };
}

/** Whether the source is known to grow: it did so before, since it was read, or while it was. */
export function isGrowing({ plan, source }: LineFeed, opened: Source): boolean {
  if (source.grown === true) return true;
  const before = source.sizeBytes ?? source.seenBytes ?? plan.sizeBytes;
  return before !== undefined && opened.identity().sizeBytes > before;
}
