// Phrases -> answers in one pass over a corpus, with no index.

import type { Answered } from './answers/exposure-lists.ts';
import { type CorpusQuestion, corpusRules } from './corpus-question.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { withNamesLater } from './options/name-options.ts';
import { listOf, oneOf, rules } from './options/rules.ts';
import { type PhraseGroup, type PhraseQuestion, phraseRules } from './phrase-question.ts';
import { readCorpusQuestion } from './read-corpus-question.ts';

export interface ScanOptions extends CorpusQuestion, PhraseQuestion {
  /** `words` (default) or `cased`. */
  readonly analyzer?: 'words' | 'cased' | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ScanProgress) => void) | undefined;
}

export interface ScanProgress {
  readonly records: number;
  readonly step: number;
  /** Of text, read. */
  readonly bytes: number;
  /** From 0 to 1; undefined: not known. */
  readonly done: number | undefined;
}

const scanRules = {
  ...corpusRules,
  ...phraseRules,
  analyzer: oneOf(['words', 'cased']),
  signal: rules.signal,
  onProgress: rules.call,
};

/**
 * The answers that an index of the corpus would give, in the order of the phrases; what cannot be asked
 * has its error in its place. Rejects as buildIndex does, and with `interrupted` where the signal fires.
 *
 * @example
 * const [answer] = await scanCorpus(['of the'], { from: 'corpus/*.jsonl', at: [100] });
 */
export async function scanCorpus(
  phrases: readonly (string | PhraseGroup)[],
  options: ScanOptions,
): Promise<Answered[]> {
  checkArgument(phrases, listOf(rules.phrase), 'scanCorpus: phrases');
  checkOptions(options, scanRules, 'scanCorpus');
  return await withNamesLater(() => scan(phrases, options));
}

async function scan(
  phrases: readonly (string | PhraseGroup)[],
  options: ScanOptions,
): Promise<Answered[]> {
  const { at, checkpoints, lastAt, records, recordsAt, timeline, byFacet, ...rest } = options;
  const { analyzer = 'words', signal, onProgress, onBadRecord, ...corpus } = rest;
  const question = { at, checkpoints, lastAt, records, recordsAt, timeline, byFacet };
  const read = await readCorpusQuestion(corpus, 'scanCorpus');
  const { CorpusScan } = await import('./corpus-scan.ts');
  const corpusScan = new CorpusScan(phrases, analyzer, question);
  await corpusScan.feed(read, {
    ...(onBadRecord !== undefined && { onBadRecord }),
    ...(signal !== undefined && { signal }),
    onEvent: (event) => {
      if (event.kind !== 'scanned') return;
      const { records, step, bytes, done } = event;
      onProgress?.({ records, step, bytes, done });
    },
  });
  return [...corpusScan.answers()];
}
