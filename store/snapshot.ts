// A snapshot: the segments of one commit and the sources of their records, opened together.
//
// Catalogue and segments are read in one go and stay open, so a snapshot answers when its folder is
// moved, replaced or deleted. Sources are decoded when the first place is asked for: to read 100,000
// takes 0.05 s, to check and decode them 0.15 s. Whoever borrows a snapshot keeps it open.

import { join } from 'node:path';
import { IndexError } from '../errors.ts';
import { loadKernel } from '../native/kernel.ts';
import { analyzerVersion } from '../text/index-analyzer.ts';
import { Catalogue, type CommittedIndex } from './catalogue/catalogue.ts';
import type { FileRow } from './catalogue/segment-row.ts';
import { type IndexSettings, type Resolution, resolutionOf } from './catalogue/settings.ts';
import { type SourcePlace, SourcePlaces } from './catalogue/source-places.ts';
import type { SourceRow } from './catalogue/source-row.ts';
import type { CatalogueSnapshot } from './catalogue/tables.ts';
import { assertLittleEndian } from './codec.ts';
import type { Step } from './ids.ts';
import { machineMemoryBytes } from './machine-memory.ts';
import { loadSearches } from './segment/mapped-search.ts';
import { addAmounts, nothingConsumed } from './segment/record-amounts.ts';
import type { Position } from './segment/record-table.ts';
import { Segment } from './segment/segment.ts';
import { SegmentsSearch } from './segment/segments-search.ts';
import { facetsByField, facetsBySource, type SnapshotFacets } from './snapshot-facets.ts';

/** Memory for pages of all segments together, where files are not mapped. */
const cacheBytes = 256 << 20;

/**
 * Index files of up to this share of the machine's memory are mapped with large pages, which makes lists
 * a tenth faster. Larger ones are not: they would push each other out, 2 MiB at a time.
 */
const largePagesShare = 1 / 4;

/** Terms of all segments together that are kept in memory for walks, some 9 bytes each. */
const maxCopiedTerms = 1 << 24;

/** A snapshot that stays open until this is disposed of. */
export interface Borrowed extends Disposable {
  readonly snapshot: Snapshot;
}

/** A commit as plain data, by which another thread opens the same one. */
export interface SharedCommit extends CatalogueSnapshot {
  readonly directory: string;
  /** Empty where no place of a record is asked for. */
  readonly sources: readonly SourceRow[];
}

export class Snapshot implements Disposable {
  readonly name: string;
  readonly settings: IndexSettings;
  readonly segments: readonly Segment[];
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  /** The last step that consumed a record; 0 in an empty index. */
  readonly lastStep: Step;
  #committed: CommittedIndex;
  #places: SourcePlaces | undefined;
  #facets: SnapshotFacets | undefined;
  #search: SegmentsSearch | undefined;
  #isClosed = false;
  /** The owner, until it closes the snapshot, and those who borrowed it. */
  #users = 1;

  private constructor(committed: CommittedIndex, segments: readonly Segment[]) {
    const sum = (key: 'records' | 'tokens' | 'words') =>
      committed.segments.reduce((total, segment) => total + segment[key], 0);
    this.name = committed.name;
    this.settings = committed.settings;
    this.segments = segments;
    this.records = sum('records');
    this.tokens = sum('tokens');
    this.words = sum('words');
    this.lastStep = committed.segments.at(-1)?.lastStep ?? 0;
    this.#committed = committed;
  }

  /** Opens the last commit of an index: the catalogue, and each file's footer. */
  static open(directory: string): Snapshot {
    const read = () => {
      using catalogue = Catalogue.openForReading(directory);
      return catalogue.committed();
    };
    return Snapshot.openLast(read(), { read });
  }

  /**
   * Opens a commit, or a newer one that `read` gives. A writer that merges segments removes their files
   * after its commit. So where a file cannot be opened, and there is a newer commit by now, that one is
   * opened.
   */
  static openLast(
    last: CommittedIndex,
    {
      read,
      before,
    }: { readonly read: () => CommittedIndex; readonly before?: Snapshot | undefined },
  ): Snapshot {
    for (let committed = last; ; ) {
      const opened = attempt(() => Snapshot.openCommit(committed, before));
      if ('value' in opened && !opened.value.segments.some((one) => one.lacksTexts)) {
        return opened.value;
      }
      const newer = read();
      if (newer.name === committed.name) {
        if ('value' in opened) return opened.value;
        throw opened.error;
      }
      if ('value' in opened) opened.value.close();
      committed = newer;
    }
  }

  /**
   * Opens the segments of a commit; throws `analyzer_mismatch` for an analyzer that is not ours.
   * Mapped segments that `before` has open too are shared, so their pages are not checked again.
   */
  static openCommit(committed: CommittedIndex, before?: Snapshot): Snapshot {
    assertLittleEndian();
    requireAnalyzer(committed.settings);
    return new Snapshot(committed, openSegments(committed, before?.segments ?? []));
  }

  /**
   * Opens a commit that another thread has open. Throws an error with a code where its files are not
   * there any more.
   */
  static openShared({ sources, ...committed }: SharedCommit): Snapshot {
    const snapshot = Snapshot.openCommit({ ...committed, sources: () => sources });
    try {
      // A merge may have removed the texts after the index file was opened: opening them says so.
      for (const segment of snapshot.segments) segment.requireTexts();
      return snapshot;
    } catch (error) {
      snapshot.close();
      throw error;
    }
  }

  /** The commit for another thread; with sources where `locate` is used there. */
  share(withSources: boolean): SharedCommit {
    const { name, commits, settings, segments, directory, sources } = this.#committed;
    const rows = withSources ? sources() : [];
    return { name, commits, settings, segments, directory, sources: rows };
  }

  /** False once its segments are closed. */
  get isOpen(): boolean {
    return this.#users > 0;
  }

  /** Whether exposures have records, or steps only. */
  get resolution(): Resolution {
    return resolutionOf(this.settings);
  }

  /** The first step that consumed a record; 0 in an empty index. */
  get firstStep(): Step {
    return this.segments[0]?.steps.firstStep ?? 0;
  }

  /** Steps that consumed a record: where records say their step, fewer than the last step's number says. */
  get distinctSteps(): number {
    let steps = 0;
    let before: Step | undefined;
    for (const { steps: table } of this.segments) {
      // A step may continue in the next segment.
      steps += table.countSteps() - (table.firstStep === before ? 1 : 0);
      before = table.lastStep;
    }
    return steps;
  }

  /** Model tokens consumed by all steps; 0 where the index counts none. */
  get modelTokens(): number {
    return this.segments.at(-1)?.steps.end.modelTokens ?? 0;
  }

  /** Searches for phrases in all segments together. */
  get search(): SegmentsSearch {
    this.#search ??= new SegmentsSearch(this.segments, loadSearches(loadKernel().addon)?.ofFiles);
    return this.#search;
  }

  /** The id between documents, of the index's first run description; undefined: it names none. */
  get endOfDocument(): number | undefined {
    return this.settings.run.end_of_document;
  }

  /** The facets of its records: the values of the index's field of facets, or the source files. */
  get facets(): SnapshotFacets {
    this.#facets ??=
      this.settings.facetField === undefined
        ? facetsBySource(this.segments, this.#committed.sources())
        : facetsByField(this.segments, this.settings.facetField);
    return this.#facets;
  }

  /** Where a record was read: the file's name as it was given to the indexer, and the place there. */
  locate(position: Position): { source: string; line: number } {
    const { source, line } = this.place(position);
    return { source, line };
  }

  /** The same, and whether the place is a line or a row. */
  place(position: Position): SourcePlace {
    this.#places ??= new SourcePlaces(this.#committed.sources());
    return this.#places.find(position);
  }

  /** Keeps the snapshot open until the result is disposed of. */
  borrow(): Borrowed {
    this.#users++;
    let isOut = true;
    return {
      snapshot: this,
      [Symbol.dispose]: () => {
        if (isOut) this.#giveBack();
        isOut = false;
      },
    };
  }

  /** Closes the segments, or leaves that to the last who borrowed the snapshot. May be called twice. */
  close(): void {
    if (!this.#isClosed) this.#giveBack();
    this.#isClosed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #giveBack(): void {
    if (--this.#users === 0) for (const segment of this.segments) segment.close();
  }
}

function attempt<T>(action: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: action() };
  } catch (error) {
    return { error };
  }
}

/** Opens the segments, or shares those of `before`; none stays open where one cannot be opened. */
function openSegments(committed: CommittedIndex, before: readonly Segment[]): Segment[] {
  const kernel = loadKernel();
  const bytes = committed.segments.reduce((sum, { index }) => sum + index.byteLength, 0);
  const largePages = bytes <= machineMemoryBytes() * largePagesShare;
  const options = {
    mapFile: (path: string) => kernel.mapFile(path, { largePages }),
    searches: loadSearches(kernel.addon),
    cacheBytes: Math.max(1 << 20, cacheBytes / Math.max(1, committed.segments.length)),
    maxCopiedTerms: maxCopiedTerms / Math.max(1, committed.segments.length),
  };
  const place = ({ name, byteLength, crc }: FileRow) => {
    return { path: join(committed.directory, name), byteLength, crc };
  };
  const mapped = before.filter((segment) => segment.mapped);
  const known = new Map(mapped.map((segment) => [segment.path, segment]));
  const pace = committed.settings.pace ?? undefined;
  const segments: Segment[] = [];
  try {
    let before = nothingConsumed;
    for (const row of committed.segments) {
      const { records, sources, facets } = row;
      const index = place(row.index);
      const text = row.text === null ? undefined : place(row.text);
      const here = { pace, before, records, sources, facets, index, text };
      const open = known.get(index.path);
      segments.push(open?.isAt(here) ? open.ref() : Segment.open(here, options));
      before = addAmounts(before, row);
    }
    return segments;
  } catch (error) {
    for (const segment of segments) segment.close();
    throw error;
  }
}

function requireAnalyzer({ analyzer, analyzerVersion: version }: IndexSettings): void {
  if (['words', 'cased', 'ids'].includes(analyzer) && version === analyzerVersion) return;
  throw new IndexError(
    'analyzer_mismatch',
    `the index was built with the analyzer ${analyzer}, version ${version}; this firstseen has words, cased and ids, version ${analyzerVersion}. Use the firstseen that built it, or build the index again.`,
    { found: `${analyzer} ${version}`, expected: `words ${analyzerVersion}` },
  );
}
