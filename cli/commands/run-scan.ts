// `firstseen scan`: phrases -> answers in one pass over the corpus, with no index.

import { IndexError } from '../../errors.ts';
import { CorpusScan, requireToken } from '../../library/corpus-scan.ts';
import { nameBlankPhrase } from '../../library/lists/list-task.ts';
import type { PhraseBatch } from '../../library/lists/read-phrases.ts';
import type { FullQuestion } from '../../library/questions/full-question.ts';
import { readCorpusQuestion } from '../../library/read-corpus-question.ts';
import { asksRows, requireRowPaths } from '../../library/rows/row-files.ts';
import { writeAnswers } from '../../library/rows/write-answers.ts';
import type { Answered } from '../../schemas/answer.ts';
import type { Askable } from '../../schemas/askable.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { pickCorpus } from '../options/corpus-options.ts';
import { showScanProgress } from '../progress/show-scan.ts';
import { PhraseWarnings, warnOfEmptyList, warnOfSteps } from '../remarks/question-remarks.ts';
import { warn } from '../remarks/remark.ts';
import { AnswerOutput } from '../rows/answer-output.ts';
import { makeQuestion } from './question.ts';
import type { ScanOptions } from './scan-command.ts';

const maxAnswers = 2000;

export async function runScan(given: readonly string[], options: ScanOptions): Promise<void> {
  const { from, phrases: list, quiet = false } = options;
  requireCorpus(options);
  requireRowPaths(options);
  const corpus = await readCorpusQuestion(pickCorpus(options), 'scan');
  if (list === '-' && (corpus.run?.description.files ?? from)?.includes('-')) {
    throw new IndexError(
      'bad_argument',
      'standard input can be the corpus or the phrase list, not both: give one of them as a file',
    );
  }
  const { phrases, namePlace } = await readAllPhrases(given, options);
  if (list !== undefined && phrases.length === 0) {
    if (!quiet) warnOfEmptyList(list);
    return;
  }
  if (!quiet) {
    const warnings = new PhraseWarnings(options.analyzer);
    warnings.add(phrases);
    warnings.write();
  }
  const question = makeQuestion(options, await readSteps(options));
  const scan = new CorpusScan(phrases, options.analyzer, question);
  const summary = await scanAll(scan, corpus, options);
  if (!quiet) warnOfSteps(question, summary, 'corpus');
  const columns = scan.parts(summary, facetFieldOf(corpus));
  const json = options.json === true || asksRows(options);
  const view = json
    ? writeAnswers
    : (await import('../show/show-answers.ts')).tableView(columns, options.timeline !== undefined);
  await using output = await AnswerOutput.open(columns, options);
  for (const answers of cutBatches(nameBlank(scan.answers(), namePlace))) {
    await output.take(view(answers));
  }
  await output.finish(quiet);
}

type Corpus = Awaited<ReturnType<typeof readCorpusQuestion>>;

function requireCorpus({ from, run, facetField, byFacet }: ScanOptions): void {
  if (from === undefined && run === undefined) {
    throw new IndexError(
      'bad_argument',
      'nothing to scan: name files with --from PATH..., or a run description with --run FILE.json',
    );
  }
  if (facetField !== undefined && byFacet !== true) {
    throw new IndexError(
      'bad_argument',
      `--facet-field ${facetField} says by what --by-facet counts: expected --by-facet with it`,
    );
  }
}

/** The field of facets; undefined: facets are source files. */
function facetFieldOf({ run, facetField }: Corpus): string | undefined {
  return run?.description.facet_field ?? facetField;
}

/** The steps of `--checkpoints`: a scan knows amounts only as it goes. */
async function readSteps({ checkpoints }: ScanOptions): Promise<FullQuestion['checkpoints']> {
  if (checkpoints === undefined) return undefined;
  const { readCheckpoints } = await import('../../library/lists/read-checkpoints.ts');
  return (await readCheckpoints(checkpoints)).map(({ name, at }) => {
    if (typeof at === 'number') return { name, step: at };
    throw new IndexError(
      'bad_argument',
      `--checkpoints ${checkpoints}: the checkpoint ${JSON.stringify(name.slice(0, 40))} is given in ${at.unit}: a scan takes steps only. Give its step, or build an index.`,
    );
  });
}

/** Those given as arguments, then those of the list. */
async function readAllPhrases(
  given: readonly string[],
  { phrases: list, analyzer, quiet = false }: ScanOptions,
): Promise<PhraseBatch> {
  if (given.length === 0 && list === undefined) {
    throw new IndexError(
      'bad_argument',
      'no phrase to scan for: give phrases before --from (it takes everything after it), or a list with --phrases FILE',
    );
  }
  const phrases: Askable[] = [...given];
  // An argument that cannot be asked is wrong usage; in a list it is an error in its place.
  for (const phrase of given) requireToken(phrase, analyzer);
  let placeInList: PhraseBatch['namePlace'] | undefined;
  const namePlace = (i: number) => placeInList?.(i - given.length) ?? '';
  if (list === undefined) return { phrases, namePlace };
  const { readPhrases } = await import('../../library/lists/read-phrases.ts');
  for await (const batch of readPhrases(list, quiet ? undefined : warn)) {
    placeInList ??= batch.namePlace;
    for (const phrase of batch.phrases) phrases.push(phrase);
  }
  return { phrases, namePlace };
}

async function scanAll(
  scan: CorpusScan,
  corpus: Corpus,
  { onBadRecord, quiet = false }: ScanOptions,
) {
  using interrupt = listenForInterrupt();
  using progress = showScanProgress(quiet);
  const { signal } = interrupt;
  return await scan.feed(corpus, { onBadRecord, signal, onEvent: progress.onEvent });
}

/** Blank phrases of the list by their place. */
function* nameBlank(
  answers: Iterable<Answered>,
  namePlace: PhraseBatch['namePlace'],
): Generator<Answered> {
  let i = 0;
  for (const answer of answers) {
    const at = i++;
    yield nameBlankPhrase(answer, () => namePlace(at));
  }
}

function* cutBatches(answers: Iterable<Answered>): Generator<Answered[]> {
  let batch: Answered[] = [];
  for (const answer of answers) {
    batch.push(answer);
    if (batch.length < maxAnswers) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
