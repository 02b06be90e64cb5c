// One pass over a corpus for the exposures of some phrases, and no index.

import type { FeedPlan } from '../corpus/plan-run.ts';
import { type CorpusOptions, readCorpus } from '../corpus/read-corpus.ts';
import type { WalkEvent } from '../corpus/walk.ts';
import { walkCorpus } from '../corpus/walk-corpus.ts';
import { IndexError } from '../errors.ts';
import type { PhraseScan } from '../exposure/scan-phrases.ts';
import { estimateTextBytes } from '../input/compression/estimate-text.ts';
import type { FoldersLeftOut } from '../input/paths/plan-paths.ts';

export interface ScanOptions extends CorpusOptions {
  readonly onBadRecord?: 'fail' | 'skip';
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ScanEvent) => void;
}

export type ScanEvent =
  | Exclude<WalkEvent, { kind: 'read' | 'files' }>
  | ({ readonly kind: 'folders-left-out' } & FoldersLeftOut)
  | {
      readonly kind: 'scanned';
      readonly records: number;
      readonly step: number;
      /** Of text, read. */
      readonly bytes: number;
      /** From 0 to 1; undefined: not known. */
      readonly done: number | undefined;
    };

export interface ScanSummary {
  readonly records: number;
  /** The first and the last one's step; 0 where there is none. */
  readonly firstStep: number;
  readonly lastStep: number;
  readonly skipped: number;
}

/** Records, or bytes of text, between two events. */
const recordsAnEvent = 1000;
const bytesAnEvent = 8 << 20;

/** Feeds all records to `scan`. Throws as a build does, and `interrupted`. */
export async function feedScan(
  scan: Pick<PhraseScan, 'add' | 'declareFacets'>,
  options: ScanOptions,
): Promise<ScanSummary> {
  const { onBadRecord = 'fail', onEvent } = options;
  const signal = options.signal ?? new AbortController().signal;
  let skipped = 0;
  let records = 0;
  let firstStep = 0;
  let lastStep = 0;
  let bytes = 0;
  let saidBytes = 0;
  const onWalkEvent = (event: WalkEvent) => {
    if (event.kind === 'record-skipped') skipped++;
    if (event.kind === 'read') bytes += event.bytes;
    else if (event.kind === 'files') declareFiles(event.names);
    else onEvent?.(event);
  };
  let hasField = false;
  const declareFiles = (names: readonly string[]) => {
    if (!hasField) scan.declareFacets(names);
  };
  const walk = { signal, onBadRecord, onEvent: onWalkEvent };
  try {
    const onFolders = (left: FoldersLeftOut) => onEvent?.({ kind: 'folders-left-out', ...left });
    const corpus = await readCorpus(options, { onFolders, signal });
    hasField = corpus.reading.facetField !== undefined;
    const totalBytes = onEvent === undefined ? undefined : await estimateBytes(corpus.sources);
    for await (const { record, parts, rank, step, source } of walkCorpus(corpus, walk)) {
      scan.add({ rank, step, id: record.id, parts, facet: hasField ? record.facet : source });
      if (records === 0) firstStep = step;
      records++;
      lastStep = step;
      if (records % recordsAnEvent !== 0 && bytes - saidBytes < bytesAnEvent) continue;
      saidBytes = bytes;
      const done = totalBytes ? Math.min(1, bytes / totalBytes) : undefined;
      onEvent?.({ kind: 'scanned', records, step, bytes, done });
    }
  } catch (error) {
    if (error !== signal.reason) throw error;
    throw new IndexError(
      'interrupted',
      `interrupted after ${records} records: a scan keeps nothing, so there is no answer yet`,
      { records },
    );
  }
  return { records, firstStep, lastStep, skipped };
}

/** Of the sources' text, roughly; undefined where one of them is not known. */
async function estimateBytes(plans: readonly FeedPlan[]): Promise<number | undefined> {
  let total = 0;
  for (const plan of plans) {
    const bytes = plan.kind === 'lines' ? await estimateTextBytes(plan.plan) : undefined;
    if (bytes === undefined) return undefined;
    total += bytes;
  }
  return total;
}
