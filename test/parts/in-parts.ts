// The same corpus as one index and as an assembled one, and all that must be equal between them.

import { join } from 'node:path';
import type { Test } from 'tap';
import { answerPhrase } from '../../exposure/answer-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { type AssembleSummary, assembleParts } from '../../parts/assemble-parts.ts';
import { buildPart } from '../../parts/build-part.ts';
import type { PartsPlan } from '../../parts/plan-file.ts';
import { planParts } from '../../parts/plan-parts.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { describeIndex } from '../../store/describe-index.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { recordsOf } from '../formats/rows/records-of.ts';
import { answersOf } from '../store/small-index.ts';

type PartsOptions = Omit<BuildOptions, 'onEvent'> & { readonly parts: number };

/** In this thread; several batches and segments where there is some text. */
export const small = { workers: 1, inline: fileOperations, merges: false } as const;

/** Builds all parts and assembles them into `folder`/assembled. */
export async function buildInParts(
  folder: string,
  options: PartsOptions,
): Promise<{ plan: PartsPlan; summary: AssembleSummary; directory: string }> {
  const { segmentSymbols, rangeBytes } = options;
  const plan = await planParts(options);
  const out = join(folder, 'shards');
  const limits = {
    ...(segmentSymbols !== undefined && { segmentSymbols }),
    ...(rangeBytes !== undefined && { rangeBytes }),
  };
  // In any order.
  for (const { rank } of plan.parts.toReversed()) {
    await buildPart(plan, { rank, out, workers: 1, inline: fileOperations, ...limits });
  }
  const directory = join(folder, 'assembled');
  const summary = await assembleParts(plan, { shards: out, into: directory });
  return { plan, summary, directory };
}

/** All that an index says, but for its segments and their sizes, and the name of its snapshot. */
export function contentsOf(directory: string, phrases: readonly string[] = []): unknown {
  using snapshot = Snapshot.open(directory);
  using catalogue = Catalogue.openForReading(directory);
  const { snapshot: _, segments: __, bytes: ___, ...info } = describeIndex(catalogue);
  const question = { at: [1, 2, 3, 7, 50], bins: 5, records: snapshot.resolution === 'record' };
  const plan = planQuestion(snapshot, question);
  const contents = {
    info,
    answers: [
      ...(snapshot.settings.storesText ? answersOf(snapshot) : []),
      ...phrases.map((phrase) => answerPhrase(snapshot, plan, phrase)),
    ],
    records: snapshot.resolution === 'record' ? recordsOf(snapshot) : [],
    sources: catalogue.sources(),
    skipped: catalogue.skipped(Number.POSITIVE_INFINITY),
    settings: snapshot.settings,
  };
  return JSON.parse(JSON.stringify(contents).replaceAll(snapshot.name, 'SNAPSHOT'));
}

/** Holds an assembled index against one that is built at once. */
export async function compareParts(
  t: Test,
  folder: string,
  options: PartsOptions,
): Promise<PartsPlan> {
  const { parts: _, ...build } = options;
  const one = join(folder, 'one');
  await buildIndex(one, { ...small, ...build });
  const { plan, summary, directory } = await buildInParts(folder, options);
  t.equal(summary.assembled, options.parts);
  const words = commonWords(one);
  t.strictSame(contentsOf(directory, words), contentsOf(one, words));
  return plan;
}

/** Some words of the records, and neighbours. */
function commonWords(directory: string): string[] {
  using snapshot = Snapshot.open(directory);
  if (!snapshot.settings.storesText) return ['the', 'of'];
  const texts = recordsOf(snapshot).slice(0, 200);
  const words = texts.flatMap(({ parts }) => parts.join(' ').match(/\p{L}+/gu) ?? []);
  const some = words.filter((_, i) => i % Math.ceil(words.length / 60 || 1) === 0);
  const pairs = some.map((word, i) => `${word} ${words[i + 1] ?? 'of'}`);
  return [...new Set([...some, ...pairs])].slice(0, 120);
}
