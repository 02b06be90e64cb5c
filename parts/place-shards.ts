// Shards in order -> rows of the catalogue: each segment gets its rank, its steps and its id. Pure, but
// for steps that are counted in words or model tokens, which the segments are asked for.

import type { Corpus } from '../corpus/corpus.ts';
import { requireRisingStep } from '../corpus/rising-step.ts';
import { segmentName } from '../store/catalogue/file-names.ts';
import type { SegmentRow } from '../store/catalogue/segment-row.ts';
import type { SourceRow } from '../store/catalogue/source-row.ts';
import { addAmounts, type Consumed, nothingConsumed } from '../store/segment/record-amounts.ts';
import type { PartsPlan } from './plan-file.ts';
import { stepsOf } from './segment-steps.ts';
import type { Shard } from './shard.ts';

/** An index up to a part. */
export interface Placed {
  readonly consumed: Consumed;
  readonly lastStep: number;
  readonly nextSegment: number;
}

export interface PlacedSegment {
  readonly shard: Shard;
  /** As the shard has it. */
  readonly own: SegmentRow;
  /** As the index has it. */
  readonly row: SegmentRow;
}

/** Amounts of the first shards together. */
export function sumShards(shards: readonly Shard[]): Consumed {
  return shards.flatMap(({ segments }) => segments).reduce<Consumed>(addAmounts, nothingConsumed);
}

/**
 * The segments of one shard behind what is there. Throws `step_backwards` where its first step is before
 * the last one there. `directory` is that of the shard.
 */
export function placeShard(
  { settings, corpus }: Pick<PartsPlan, 'settings' | 'corpus'>,
  { shard, directory }: { readonly shard: Shard; readonly directory: string },
  before: Placed,
): { segments: PlacedSegment[]; after: Placed } {
  let { consumed, lastStep, nextSegment } = before;
  const segments = shard.segments.map((own): PlacedSegment => {
    const id = nextSegment++;
    const steps =
      settings.pace === null
        ? ownSteps(corpus, { shard, own, before: lastStep })
        : stepsOf(directory, own, { pace: settings.pace, before: consumed });
    const name = segmentName(id);
    const row = {
      ...{ ...own, ...steps, id, firstRank: consumed.records },
      index: { ...own.index, name: `${name}.index` },
      text: own.text === null ? null : { ...own.text, name: `${name}.text` },
    };
    consumed = addAmounts(consumed, own);
    lastStep = steps.lastStep;
    return { shard, own, row };
  });
  return { segments, after: { consumed, lastStep, nextSegment } };
}

interface Own {
  readonly shard: Shard;
  readonly own: SegmentRow;
  /** The last step before the segment. */
  readonly before: number;
}

function ownSteps({ steps }: Pick<Corpus, 'steps'>, { shard, own, before }: Own) {
  const { firstStep, lastStep } = own;
  if (steps.kind !== 'field') throw new Error('steps that are neither said nor counted');
  const where = () => `part ${shard.rank}, its first record`;
  requireRisingStep(steps, { before, step: firstStep, where });
  return { firstStep, lastStep };
}

/** The rows of the sources of the first shards, as one build of them all would leave them. */
export function mergeSources(shards: readonly Shard[]): SourceRow[] {
  const rows = new Map<number, SourceRow>();
  for (const row of shards.flatMap(({ sources }) => sources)) {
    const before = rows.get(row.id);
    rows.set(row.id, before === undefined ? row : addPiece(before, row));
  }
  return [...rows.values()].sort((a, b) => a.id - b.id);
}

/** The later piece has come further; what was counted is added. */
function addPiece(before: SourceRow, row: SourceRow): SourceRow {
  const cut = (before.cut ?? 0) + (row.cut ?? 0);
  const padding = (before.padding ?? 0) + (row.padding ?? 0);
  return {
    ...row,
    records: before.records + row.records,
    skipped: before.skipped + row.skipped,
    repaired: before.repaired + row.repaired,
    ...(cut > 0 && { cut }),
    ...(padding > 0 && { padding }),
  };
}
