// `firstseen scan`: phrases -> answers in one pass over the corpus, with no index.

import type { CorpusOptions } from '../corpus/read-corpus.ts';
import { IndexError } from '../errors.ts';
import { phraseWithoutToken } from '../exposure/phrase-variants.ts';
import { planEdges } from '../exposure/plan-edges.ts';
import { PhraseScan } from '../exposure/scan-phrases.ts';
import type { Answer, Unanswerable } from '../schemas/answer.ts';
import { type AnalyzerName, analyze } from '../text/analyzer.ts';
import { type CorpusFlags, readCorpusFlags } from './corpus-flags.ts';
import { listenForInterrupt } from './listen-for-interrupt.ts';
import { nameBlankPhrase } from './name-blank-phrase.ts';
import { printText } from './print-text.ts';
import { jsonView, type QuestionFlags, questionOf } from './question-flags.ts';
import type { PhraseBatch } from './read-phrases.ts';
import { type ScanSummary, scanCorpus } from './scan-corpus.ts';
import { showScanProgress } from './show-progress.ts';
import { warnOfList, warnOfNoPhrase } from './warn-of-list.ts';
import { PhraseWarnings } from './warn-of-phrases.ts';
import { warnOfSteps } from './warn-of-steps.ts';

export interface ScanCommandOptions extends CorpusFlags, QuestionFlags {
  readonly phrases?: string;
  readonly analyzer: AnalyzerName;
  readonly onBadRecord: 'fail' | 'skip';
  readonly quiet?: true;
}

const answersAtOnce = 2000;

export async function runScan(
  given: readonly string[],
  options: ScanCommandOptions,
): Promise<void> {
  const { from, run, json, quiet = false } = options;
  if (from === undefined && run === undefined) {
    throw new IndexError(
      'bad_argument',
      'nothing to scan: name files with --from PATH..., or a run description with --run FILE.json',
    );
  }
  const corpus = await readCorpusFlags(options);
  if (options.phrases === '-' && (corpus.run?.description.files ?? from)?.includes('-')) {
    throw new IndexError(
      'bad_argument',
      'standard input can be the corpus or the phrase list, not both: give one of them as a file',
    );
  }
  const { phrases, placeOf } = await phrasesOf(given, options);
  if (phrases.length === 0) {
    if (!quiet) warnOfNoPhrase(options.phrases as string);
    return;
  }
  if (!quiet) {
    const warnings = new PhraseWarnings();
    warnings.add(phrases);
    warnings.write();
  }
  const scan = new PhraseScan(phrases, options.analyzer, questionOf(options));
  const summary = await scanAll(scan, corpus, options);
  if (!quiet) warnOfSteps(options.at ?? [], summary, 'corpus');
  const edges = planEdges(questionOf(options), summary);
  const columns = { at: options.at ?? [], records: options.records === true, edges };
  const view = json
    ? jsonView
    : (await import('./show-answers.ts')).tableView(columns, options.timeline !== undefined);
  for (const answers of batchesOf(named(scan.answers(), placeOf))) await printText(view(answers));
}

async function phrasesOf(
  given: readonly string[],
  { phrases: list, analyzer, quiet }: ScanCommandOptions,
): Promise<PhraseBatch> {
  if (given.length === 0 && list === undefined) {
    throw new IndexError(
      'bad_argument',
      'no phrase to scan for: give phrases before --from (it takes everything after it), or a list with --phrases FILE',
    );
  }
  const phrases = [...given];
  for (const phrase of given) requireToken(phrase, analyzer);
  let placeInList: PhraseBatch['placeOf'] | undefined;
  const placeOf = (i: number) => placeInList?.(i - given.length) ?? '';
  if (list === undefined) return { phrases, placeOf };
  const { readPhrases } = await import('./read-phrases.ts');
  const batches = readPhrases(list, quiet === true ? undefined : warnOfList);
  for await (const batch of batches) {
    placeInList ??= batch.placeOf;
    for (const phrase of batch.phrases) phrases.push(phrase);
  }
  return { phrases, placeOf };
}

/** An argument that cannot be asked is wrong usage; in a list it is an error in its place. */
function requireToken(phrase: string, analyzer: AnalyzerName): void {
  if (analyze(phrase.toWellFormed(), analyzer).length === 0) throw phraseWithoutToken(phrase);
}

async function scanAll(
  scan: PhraseScan,
  corpus: CorpusOptions,
  { onBadRecord, quiet }: ScanCommandOptions,
): Promise<ScanSummary> {
  using interrupt = listenForInterrupt();
  using progress = showScanProgress(quiet === true);
  const { signal } = interrupt;
  return await scanCorpus(scan, { ...corpus, onBadRecord, signal, onEvent: progress.onEvent });
}

type Answered = Answer | Unanswerable;

/** Blank phrases of the list by their place. */
function* named(answers: Iterable<Answered>, placeOf: PhraseBatch['placeOf']): Generator<Answered> {
  let i = 0;
  for (const answer of answers) {
    const at = i++;
    yield nameBlankPhrase(answer, () => placeOf(at));
  }
}

function* batchesOf(answers: Iterable<Answered>): Generator<Answered[]> {
  let batch: Answered[] = [];
  for (const answer of answers) {
    batch.push(answer);
    if (batch.length < answersAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
