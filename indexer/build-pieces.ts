// Builds an index of pieces of sources: what one part of a planned corpus is, with its own ranks from 0 on.
//
// What the index holds of them is continued, as in a build of whole sources.

import type { Corpus } from '../corpus/corpus.ts';
import { findRealPath } from '../corpus/distinct-plans.ts';
import type { FeedPlan } from '../corpus/plan-run.ts';
import type { Catalogue } from '../store/catalogue/catalogue.ts';
import type { IndexSettings } from '../store/catalogue/settings.ts';
import type { SourceRow } from '../store/catalogue/source-row.ts';
import { type FileOperations, fileOperations } from '../store/files.ts';
import type { BuildOptions } from './build-options.ts';
import { BuildRun } from './build-run.ts';
import type { Feed } from './feed/feed.ts';
import { isPieceIn, type Piece } from './feed/piece.ts';
import { newSource } from './feed/plan-feeds.ts';
import { removeUnnamed } from './index-folder.ts';

export interface PlannedPiece {
  /** The id of its source in the whole index. */
  readonly id: number;
  readonly plan: FeedPlan;
  readonly piece: Piece;
  /** Text that it has, roughly. */
  readonly textBytes: number;
}

interface PiecesTask {
  readonly catalogue: Catalogue;
  readonly settings: IndexSettings;
  readonly corpus: Corpus;
  readonly pieces: readonly PlannedPiece[];
  readonly options: BuildOptions;
}

/**
 * Feeds the pieces that are not in yet. Resolves once all are committed; throws as `buildIndex`, and
 * `source_changed` for a source that is not as it was planned.
 */
export async function buildPieces(task: PiecesTask): Promise<void> {
  const { catalogue, settings, corpus, pieces, options } = task;
  const files: FileOperations = options.inline ?? fileOperations;
  const before = catalogue.snapshot();
  removeUnnamed(catalogue.directory, before, files);
  const stored = new Map(catalogue.sources().map((row) => [row.id, row]));
  const feeds = pieces.flatMap((one) => feedOf(one, stored.get(one.id)) ?? []);
  if (feeds.length === 0) return;
  const run = { catalogue, settings, before, options, corpus, files, end: undefined };
  // A part may be without a record, where the corpus is not.
  const list = { feeds, holdsRecords: true, heldRecords: 0, heldAfterGap: undefined };
  const signal = options.signal ?? new AbortController().signal;
  await new BuildRun(run).feed(list, signal);
}

/** Undefined: the piece is in. */
function feedOf(
  { id, plan, piece, textBytes }: PlannedPiece,
  stored: SourceRow | undefined,
): Feed | undefined {
  if (stored !== undefined && isPieceIn(piece, stored)) return undefined;
  const source = stored ?? { ...newSource(id, plan, findRealPath(plan)), ...piece.from };
  const standing =
    stored === undefined ? ({ kind: 'new' } as const) : ({ kind: 'part', stored } as const);
  const records = plan.kind === 'rows' && piece.to ? piece.to.lines - source.lines : undefined;
  return { plan, piece, source, standing, textBytes, records };
}
