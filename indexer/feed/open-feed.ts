// A source of lines that is to be fed: where it begins, and what its row says on the way.

import { openSource, type Source } from '../../formats/lines/open-source.ts';
import { openTail } from '../../formats/lines/open-tail.ts';
import type { SourcePlan } from '../../formats/lines/source-plan.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { OpenLine, SourceRow } from '../../store/catalogue/catalogue.ts';
import type { SourceReach } from '../workers/range-reaches.ts';
import type { BatchCut } from './cut-batch.ts';
import type { Feeding } from './feeding.ts';
import { leaveOut, type SourceStanding } from './resume-source.ts';

export interface LineFeed {
  readonly plan: SourcePlan;
  readonly standing: SourceStanding;
  readonly row: SourceRow;
}

/** Opens the source, and gives the batches of what is not in the index yet; the caller disposes of it. */
export async function openFeed(
  { plan, standing, row }: LineFeed,
  { signal, maxLineBytes }: Feeding,
): Promise<{ readonly source: Source; readonly batches: AsyncIterable<SourceBatch> }> {
  const tail = standing.kind === 'grown' ? standing.tail : undefined;
  const source = tail === undefined ? await openSource(plan) : await openTail(plan, row, tail);
  const all = source.batches({ signal, maxLineBytes });
  const isReadAgain = 'row' in standing && tail === undefined;
  return { source, batches: isReadAgain ? leaveOut(all, row) : all };
}

/** The row of a source that is not read to its end; it keeps that its last line is open, and in. */
export function startReach({ plan, standing, row }: LineFeed): SourceReach {
  const { openLine, seenBytes: _, ...kept } = row;
  const { sizeBytes } = plan;
  const hasGrown =
    standing.kind === 'grown'
      ? (sizeBytes ?? Number.POSITIVE_INFINITY) > (row.sizeBytes ?? 0)
      : sizeBytes !== undefined && sizeBytes > (row.seenBytes ?? sizeBytes);
  return {
    ...kept,
    ...{ sizeBytes: null, sha256: null, complete: false },
    ...(sizeBytes !== undefined && { seenBytes: sizeBytes }),
    ...(openLine?.state === 'taken' && { openLine }),
    ...(hasGrown && { grown: true }),
  };
}

/** The row once a batch is in. */
export function reachOf(
  batch: SourceBatch,
  before: SourceReach,
  openLine: OpenLine | undefined,
): SourceReach {
  const { openLine: _, ...kept } = before;
  const lines = batch.firstLine + batch.lines - 1;
  const { endByte, endCrc } = batch;
  return { ...kept, lines, endByte, endCrc, ...(openLine !== undefined && { openLine }) };
}

/** The row once the run has ended inside a batch. */
export function cutReach(before: SourceReach, cut: BatchCut): SourceReach {
  if (cut.endByte === before.endByte) return before;
  const { openLine: _, ...kept } = before;
  return { ...kept, ...cut };
}

/** Whether the source is known to grow: it did so before, since it was read, or while it was. */
export function isGrowing({ plan, row }: LineFeed, source: Source): boolean {
  if (row.grown === true) return true;
  const before = row.sizeBytes ?? row.seenBytes ?? plan.sizeBytes;
  return before !== undefined && source.identity().sizeBytes > before;
}
