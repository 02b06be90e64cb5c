// Phrases that are looked for in one pass over a corpus, and their answers, with no index.

import type { CorpusOptions } from '../corpus/read-corpus.ts';
import { phraseWithoutToken } from '../exposure/phrase-variants.ts';
import { planEdges } from '../exposure/plan-edges.ts';
import { sortSteps } from '../exposure/question.ts';
import { PhraseScan } from '../exposure/scan-phrases.ts';
import type { Answered } from '../schemas/answer.ts';
import type { Askable } from '../schemas/askable.ts';
import { analyze } from '../text/analyzer.ts';
import { feedScan, type ScanOptions, type ScanSummary } from './feed-scan.ts';
import { type FullQuestion, readQuestion } from './questions/full-question.ts';
import type { AskedParts } from './questions/phrase-plan.ts';

type ScanAnalyzer = 'words' | 'cased';

export class CorpusScan {
  #scan: PhraseScan;
  #question: FullQuestion;

  /** Throws `bad_argument` for contexts, which a scan does not have. */
  constructor(phrases: readonly Askable[], analyzer: ScanAnalyzer, question: FullQuestion) {
    this.#scan = new PhraseScan(phrases, analyzer, readQuestion(question));
    this.#question = question;
  }

  /** Looks at all records, once. Throws as a build does, and `interrupted`. */
  async feed(
    corpus: CorpusOptions,
    run: Pick<ScanOptions, 'onBadRecord' | 'signal' | 'onEvent'>,
  ): Promise<ScanSummary> {
    return await feedScan(this.#scan, { ...corpus, ...run });
  }

  /** The answers that an index of the records would give, in the order of the phrases. */
  answers(): Iterable<Answered> {
    return this.#scan.answers();
  }

  /** What the answers have, once all records were looked at. */
  parts(summary: ScanSummary, facetField: string | undefined): AskedParts {
    const { at = [], checkpoints = [], records = false, lastAt, recordsAt } = this.#question;
    return {
      ...{ at, checkpoints, records, edges: planEdges(readQuestion(this.#question), summary) },
      ...{ lastAt: sortSteps(lastAt), recordsAt: sortSteps(recordsAt) },
      ...{ resolution: 'record', contexts: 0 },
      byFacet: this.#question.byFacet === true ? { facets: { field: facetField } } : undefined,
    };
  }
}

/** Throws `phrase_without_token`. */
export function requireToken(phrase: string, analyzer: ScanAnalyzer): void {
  if (analyze(phrase.toWellFormed(), analyzer).length === 0) throw phraseWithoutToken(phrase);
}
