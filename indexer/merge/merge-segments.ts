// Neighbouring segments -> the files of one segment with the same records.
//
// The index file has the same bytes as one that a build makes of these records at once: the text of
// symbols is given back by the segments, numbered anew and sorted again. Texts are copied. No source is
// read. All pages that are read are checked, and damage ends the merge.

import { join } from 'node:path';
import type { Kernel } from '../../native/kernel.ts';
import { segmentName } from '../../store/catalogue/file-names.ts';
import type { FileRow, SegmentRow } from '../../store/catalogue/segment-row.ts';
import type { Resolution } from '../../store/catalogue/settings.ts';
import type { FileOperations } from '../../store/files.ts';
import { mergeTexts, type TextProperties } from '../../store/segment/merge-texts.ts';
import { PageFile } from '../../store/segment/page-file.ts';
import { PageWriter } from '../../store/segment/page-writer.ts';
import { endGroups } from '../../store/segment/rank-groups.ts';
import {
  addAmounts,
  type Consumed,
  nothingConsumed,
  RecordAmounts,
  RecordAmountsBuilder,
} from '../../store/segment/record-amounts.ts';
import { RecordFacets, RecordFacetsBuilder } from '../../store/segment/record-facets.ts';
import { RecordTable, RecordTableBuilder } from '../../store/segment/record-table.ts';
import type { IndexProperties } from '../../store/segment/segment.ts';
import { sortSuffixes, writeSegment } from '../../store/segment/segment-writer.ts';
import { type StepPlace, StepTable, StepTableBuilder } from '../../store/segment/step-table.ts';
import { TextMerger } from './merge-text.ts';

export interface MergeTask {
  readonly directory: string;
  /** Two or more neighbours, in order of rank. */
  readonly segments: readonly SegmentRow[];
  /** Of the new segment. */
  readonly id: number;
  /** Of the new segment in the index. */
  readonly place: StepPlace;
  readonly resolution: Resolution;
}

interface MergeTools {
  readonly kernel: Kernel;
  readonly files: FileOperations;
  /** Called with the part that is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** Pages are read in order: a cache of a few of each section is enough. */
const cacheBytes = 1 << 22;
/** Parts of the work, roughly: the text is given back, and sorted; the rest is written. */
const [restored, sorted] = [0.25, 0.7];

/**
 * Writes the files of the new segment, durable under their names once this returns (their folder not
 * synced). Throws `index_damaged` where a segment is not as it was written.
 */
export function mergeSegments(task: MergeTask, tools: MergeTools): SegmentRow {
  using opened = new DisposableStack();
  const { directory, segments, id } = task;
  const open = <Properties>(row: FileRow) => {
    const options = { mapFile: () => undefined, cacheBytes };
    return opened.use(PageFile.open<Properties>(join(directory, row.name), options, row));
  };
  const name = segmentName(id);
  const texts = segments.flatMap(({ text }) => (text === null ? [] : [open<TextProperties>(text)]));
  const parts = segments.map((row) => ({ row, file: open<IndexProperties>(row.index) }));
  const text = texts.length === 0 ? null : writeTexts(task, `${name}.text`, { texts, tools });
  const path = join(directory, `${name}.index`);
  const { finished, sources, facets } = writeIndex(path, { parts, task }, tools);
  const { byteLength, crc } = finished;
  const amounts = segments.reduce<Consumed>(addAmounts, nothingConsumed);
  return {
    id,
    firstRank: segments[0]?.firstRank ?? 0,
    ...amounts,
    firstStep: segments[0]?.firstStep ?? 0,
    lastStep: segments.at(-1)?.lastStep ?? 0,
    sources,
    ...(facets !== undefined && { facets }),
    index: { name: `${name}.index`, byteLength, crc },
    text,
  };
}

function writeTexts(
  { directory }: MergeTask,
  name: string,
  {
    texts,
    tools,
  }: { readonly texts: readonly PageFile<TextProperties>[]; readonly tools: MergeTools },
): FileRow {
  const writer = new PageWriter(join(directory, name), 'text', tools.files);
  try {
    const { byteLength, crc } = writer.finish(mergeTexts(texts, writer));
    return { name, byteLength, crc };
  } catch (error) {
    writer.discard();
    throw error;
  }
}

/** A segment that is merged, and its open index file. */
interface Part {
  readonly row: SegmentRow;
  readonly file: PageFile<IndexProperties>;
}

interface Merged {
  readonly parts: readonly Part[];
  readonly task: Pick<MergeTask, 'place' | 'resolution'>;
}

function writeIndex(path: string, { parts, task }: Merged, tools: MergeTools) {
  const { place, resolution } = task;
  const { kernel, files, onProgress = () => {} } = tools;
  const symbols = parts.reduce((sum, { file }) => sum + file.footer.properties.bwt.rows, 0);
  const merger = new TextMerger(symbols);
  const amounts = new RecordAmountsBuilder();
  const records = new RecordTableBuilder();
  const hasFacets = parts.some(({ row }) => row.facets !== undefined);
  const facets = hasFacets ? new RecordFacetsBuilder() : undefined;
  const steps = place.pace === undefined ? new StepTableBuilder() : undefined;
  let boundaries = 0;
  let done = 0;
  for (const { row, file } of parts) {
    merger.add(file, kernel);
    boundaries = addAmountsOf(file, amounts);
    addRecords(file, row, records);
    if (facets !== undefined) addFacets(file, row, facets);
    if (steps !== undefined) addSteps(file, steps);
    done += file.footer.properties.bwt.rows;
    onProgress((restored * done) / symbols);
  }
  const text = merger.finish({ recordEnds: amounts.ends, boundaries }, kernel);
  const suffixes = sortSuffixes(text, kernel);
  onProgress(sorted);
  // A step that continues from one segment into the next becomes one group.
  const groups = resolution === 'step' ? endGroups({ amounts, steps, place }) : undefined;
  const given = { text, suffixes, amounts, records, facets, steps, groups };
  const finished = writeSegment(path, given, { kernel, files });
  return { finished, sources: records.sources, facets: facets?.facets };
}

/** Appends the amounts of a segment to those before it. Returns the boundaries up to its end. */
function addAmountsOf(file: PageFile, all: RecordAmountsBuilder): number {
  const amounts = new RecordAmounts(file);
  const before = all.end;
  let boundaries = before.boundaries;
  for (let record = 1; record <= amounts.records; record++) {
    const { symbols, words, modelTokens, ...by } = amounts.endOf(record);
    boundaries = before.boundaries + by.boundaries;
    all.add({
      symbols: before.symbols + symbols,
      boundaries,
      words: before.words + words,
      modelTokens: before.modelTokens + modelTokens,
    });
  }
  return boundaries;
}

function addRecords(file: PageFile, row: SegmentRow, all: RecordTableBuilder): void {
  const table = new RecordTable(file, row.sources);
  for (let record = 0; record < row.records; record++) {
    all.add(table.position(record), table.id(record));
  }
}

function addFacets(file: PageFile, row: SegmentRow, all: RecordFacetsBuilder): void {
  const facets = new RecordFacets(file, row.facets ?? []);
  for (let record = 0; record < row.records; record++) all.add(facets.of(record));
}

function addSteps(file: PageFile, all: StepTableBuilder): void {
  const place = { pace: undefined, before: nothingConsumed };
  const table = new StepTable(file, new RecordAmounts(file), place);
  const { records } = table.end;
  for (let record = 0; record < records; ) {
    const step = table.stepOf(record);
    for (const end = table.recordsBy(step); record < end; record++) all.add(step);
  }
}
