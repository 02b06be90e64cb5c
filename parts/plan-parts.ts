// A corpus -> a plan of it in contiguous parts. Every file is read once, for its hash.

import type { Corpus } from '../corpus/corpus.ts';
import { distinctPlans } from '../corpus/distinct-plans.ts';
import { type FeedPlan, nameOfPlan } from '../corpus/plan-run.ts';
import { type CorpusOptions, readCorpus } from '../corpus/read-corpus.ts';
import { allEmpty } from '../corpus/require-record.ts';
import { IndexError } from '../errors.ts';
import type { BuildOptions } from '../indexer/build-options.ts';
import { planSettings } from '../indexer/plan-settings.ts';
import type { FoldersLeftOut } from '../input/paths/plan-paths.ts';
import type { IndexSettings } from '../store/catalogue/settings.ts';
import { type CutSource, cutSource } from './cut-source.ts';
import { lookAtSource, type SourceLook } from './look-at-source.ts';
import { type PartPiece, type PartsPlan, type PlannedPart, sealPlan } from './plan-file.ts';
import { type Border, shareOut } from './share-out.ts';

export interface PlanOptions
  extends CorpusOptions,
    Pick<BuildOptions, 'analyzer' | 'storesText' | 'resolution' | 'onBadRecord' | 'signal'> {
  /** How many parts. */
  readonly parts: number;
  readonly onEvent?: (event: PlanEvent) => void;
}

export type PlanEvent =
  /** It was named before. */
  | { readonly kind: 'source-skipped'; readonly name: string; readonly repeated: true }
  | ({ readonly kind: 'folders-left-out' } & FoldersLeftOut)
  /** It has more text than a part should, and is not cut: `why` is its form. */
  | { readonly kind: 'source-whole'; readonly name: string; readonly why: string }
  | { readonly kind: 'source-hashed'; readonly name: string; readonly done: number };

/** Throws as `buildIndex` does before its first record, and `bad_argument` for what cannot be built in parts. */
export async function planParts(options: PlanOptions): Promise<PartsPlan> {
  const { parts, onBadRecord = 'fail', onEvent } = options;
  const signal = options.signal ?? new AbortController().signal;
  const onFolders = (left: FoldersLeftOut) => onEvent?.({ kind: 'folders-left-out', ...left });
  const given = await readCorpus(options, { onFolders, signal });
  const { settings, corpus } = await planSettings(undefined, given, options);
  requireParts(corpus, settings);
  const onRepeated = (name: string) => onEvent?.({ kind: 'source-skipped', name, repeated: true });
  const looks: SourceLook[] = [];
  const first = new Map<string, SourceLook>();
  for (const feed of distinctPlans(corpus.sources, onRepeated)) {
    signal.throwIfAborted();
    const known = first.get(nameOfPlan(feed));
    const look = known === undefined ? await lookAtSource(feed, signal) : inEpoch(known, feed);
    if (known === undefined) first.set(nameOfPlan(feed), look);
    looks.push(look);
  }
  if (looks.every(({ textBytes }) => textBytes === 0)) throw allEmpty(looks.length);
  tellWhole(looks, parts, onEvent);
  const borders = shareOut(
    looks,
    parts,
    corpus.steps.kind === 'batch_size' ? corpus.steps.size : 1,
  );
  const sources: CutSource[] = [];
  for (const [i, look] of looks.entries()) {
    signal.throwIfAborted();
    const inside = borders.filter(({ source, at }) => source === i && at > 0).map(({ at }) => at);
    sources.push(await cutSource(look, inside, signal));
    onEvent?.({ kind: 'source-hashed', name: nameOfPlan(look.feed), done: (i + 1) / looks.length });
  }
  const { sources: _, consumed: __, ...rest } = corpus;
  return sealPlan({
    ...{ settings, corpus: rest, onBadRecord },
    sources: sources.map(({ planned }) => planned),
    parts: Array.from({ length: parts }, (_, rank) => partOf(rank, borders, sources)),
  });
}

/** A source of a later epoch is the same files over again. */
function inEpoch(look: SourceLook, { epoch }: FeedPlan): SourceLook {
  return { ...look, feed: { ...look.feed, epoch } };
}

/** What follows from all that comes before a record cannot be known in a part. */
function requireParts({ consumed, where }: Corpus, settings: IndexSettings): void {
  if (consumed !== undefined) {
    throw new IndexError(
      'bad_argument',
      `${where}: key consumed.${consumed.key}: a part does not know what lies before it, so a corpus of which only a part was consumed cannot be planned: expected no such key. Build the index at once, or name the files that were consumed.`,
      { file: where, key: `consumed.${consumed.key}` },
    );
  }
  if (settings.resolution === 'step' && settings.pace !== null) {
    throw new IndexError(
      'bad_argument',
      `${where}: the resolution step needs records that say their steps (--step-field) where a corpus is built in parts, because steps that are counted follow from all parts before: expected a step field, or the resolution record`,
      { file: where },
    );
  }
}

/** Says which sources have more than a part and are one all the same. */
function tellWhole(looks: readonly SourceLook[], parts: number, onEvent: PlanOptions['onEvent']) {
  const total = looks.reduce((sum, { textBytes }) => sum + textBytes, 0);
  for (const { feed, textBytes, whole } of looks) {
    if (whole === undefined || textBytes * parts <= total) continue;
    onEvent?.({ kind: 'source-whole', name: nameOfPlan(feed), why: whole });
  }
}

/** The pieces between two borders, the start and the end of the corpus among them. */
function partOf(
  rank: number,
  borders: readonly Border[],
  sources: readonly CutSource[],
): PlannedPart {
  const start = borders[rank - 1] ?? { source: 0, at: 0 };
  const end = borders[rank] ?? { source: sources.length, at: 0 };
  const pieces: PartPiece[] = [];
  for (const [source, { pieces: all }] of sources.entries()) {
    for (const { at, ...piece } of all) {
      if (isBefore({ source, at }, start) || !isBefore({ source, at }, end)) continue;
      pieces.push({ source, ...piece });
    }
  }
  return { rank, pieces };
}

function isBefore(one: Border, other: Border): boolean {
  return one.source < other.source || (one.source === other.source && one.at < other.at);
}
