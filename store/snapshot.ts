// A snapshot: the segments that one answer is computed on, opened together.

import { join } from 'node:path';
import { IndexError } from '../errors.ts';
import { loadKernel } from '../native/kernel.ts';
import { analyzerVersion } from '../text/analyzer.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import type { FileRow } from './catalogue/segment-row.ts';
import type { IndexSettings } from './catalogue/settings.ts';
import type { SourceRow } from './catalogue/source-row.ts';
import type { CatalogueSnapshot } from './catalogue/tables.ts';
import { assertLittleEndian } from './codec.ts';
import { phraseSearchOf } from './segment/phrase-search.ts';
import type { Position } from './segment/record-table.ts';
import { Segment, type SegmentFile } from './segment/segment.ts';

const cacheBytes = 256 << 20;

export class Snapshot implements Disposable {
  readonly name: string;
  readonly settings: IndexSettings;
  readonly segments: readonly Segment[];
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  /** The last step that consumed a record; 0 in an empty index. */
  readonly lastStep: number;
  #sources: ReadonlyMap<number, SourceRow> | undefined;
  #directory: string;

  private constructor(directory: string, catalogue: CatalogueSnapshot, segments: Segment[]) {
    const sum = (key: 'records' | 'tokens' | 'words') =>
      catalogue.segments.reduce((total, segment) => total + segment[key], 0);
    this.name = catalogue.name;
    this.settings = catalogue.settings;
    this.segments = segments;
    this.records = sum('records');
    this.tokens = sum('tokens');
    this.words = sum('words');
    this.lastStep = catalogue.segments.at(-1)?.lastStep ?? 0;
    this.#directory = directory;
  }

  /** Opens the last commit of an index: the catalogue, and each segment's footer. */
  static open(directory: string): Snapshot {
    assertLittleEndian();
    using catalogue = Catalogue.openForReading(directory);
    const committed = catalogue.snapshot();
    if (committed === undefined) throw catalogue.nothingCommitted();
    return Snapshot.openSegments(directory, committed);
  }

  /**
   * Opens the segments of a commit; throws `analyzer_mismatch` for an analyzer that is not ours.
   * Mapped segments that `before` has open too are shared: they are closed once neither is used
   * (`closeExcept`), and their pages are not checked a second time.
   */
  static openSegments(
    directory: string,
    committed: CatalogueSnapshot,
    before?: Snapshot,
  ): Snapshot {
    requireAnalyzer(committed.settings);
    const kernel = loadKernel();
    const options = {
      mapFile: (path: string) => kernel.mapFile(path),
      phraseSearch: phraseSearchOf(kernel.addon),
      cacheBytes: Math.max(1 << 20, cacheBytes / Math.max(1, committed.segments.length)),
    };
    const place = (file: FileRow): SegmentFile => ({
      path: join(directory, file.name),
      byteLength: file.byteLength,
      crc: file.crc,
    });
    const known = new Map(
      (before?.segments ?? [])
        .filter((segment) => segment.mapped)
        .map((segment) => [`${segment.path}:${segment.crc}`, segment]),
    );
    const segments: Segment[] = [];
    const opened: Segment[] = [];
    try {
      for (const { firstRank, records, index, text } of committed.segments) {
        const shared = known.get(`${join(directory, index.name)}:${index.crc}`);
        if (shared !== undefined) {
          segments.push(shared);
          continue;
        }
        opened.push(
          Segment.open(
            {
              firstRank,
              records,
              index: place(index),
              text: text === null ? undefined : place(text),
            },
            options,
          ),
        );
        segments.push(opened.at(-1) as Segment);
      }
      return new Snapshot(directory, committed, segments);
    } catch (error) {
      for (const segment of opened) segment.close();
      throw error;
    }
  }

  /**
   * Opens what is otherwise opened at its first use, for a snapshot that is kept: its folder may
   * be moved, replaced or deleted meanwhile. `catalogue` is the snapshot's own. What cannot be
   * opened fails where it is needed, so that damage of one file is not damage of all answers.
   */
  hold(catalogue: Catalogue): void {
    attempt(() => {
      this.#sources = new Map(catalogue.sources().map((row) => [row.id, row]));
    });
    for (const segment of this.segments) attempt(() => segment.texts);
  }

  /** The first step that consumed a record; 0 in an empty index. */
  get firstStep(): number {
    return this.segments[0]?.steps.entry(0).step ?? 0;
  }

  /** Steps that consumed a record: where records say their step, fewer than the last step's number says. */
  get distinctSteps(): number {
    let steps = 0;
    let before: number | undefined;
    for (const { steps: table } of this.segments) {
      // A step may go on in the next segment.
      steps += table.length - (table.entry(0).step === before ? 1 : 0);
      before = table.entry(table.length - 1).step;
    }
    return steps;
  }

  /** Model tokens consumed by all steps; 0 where the index counts none. */
  get modelTokens(): number {
    const table = this.segments.at(-1)?.steps;
    return table?.entry(table.length - 1).end.modelTokens ?? 0;
  }

  /** The id between documents, of the index's first run description; undefined: it names none. */
  get endOfDocument(): number | undefined {
    const id = this.settings.run['end_of_document'];
    return typeof id === 'number' ? id : undefined;
  }

  /**
   * Where a record was read: the file's name as it was given to the indexer, and the line, element
   * or row there, from 1 on. A source of several files says in which of them the row begins.
   */
  locate({ source, line }: Position): { source: string; line: number } {
    if (this.#sources === undefined) {
      using catalogue = Catalogue.openForReading(this.#directory);
      this.#sources = new Map(catalogue.sources().map((row) => [row.id, row]));
    }
    const row = this.#sources.get(source);
    let left = line;
    for (const { role, name, rows } of row?.files ?? []) {
      if (role !== 'data' || rows === undefined) continue;
      if (left <= rows) return { source: name, line: left };
      left -= rows;
    }
    return { source: row?.name ?? `source ${source}`, line };
  }

  close(): void {
    this.closeExcept(new Set());
  }

  /** Closes all segments but those of `shared`, which another snapshot has too. */
  closeExcept(shared: ReadonlySet<Segment>): void {
    for (const segment of this.segments) if (!shared.has(segment)) segment.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function attempt(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
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
