// An open index: questions and their answers. The work is that of the layers below.

import type { IndexDescription } from './answers/description.ts';
import type { Answer } from './answers/exposure.ts';
import type { Answered, Contexts, GroupAnswer } from './answers/exposure-lists.ts';
import type { SearchAnswer } from './answers/search.ts';
import type { CorpusRecord, FailedItem, ItemOverlap, Trace, Word } from './answers/trace.ts';
import { OpenIndex } from './index-on-disk.ts';
import type {
  ContextOptions,
  OverlapOptions,
  SearchQuestion,
  TraceOptions,
  WordOptions,
} from './index-questions.ts';
import { checkArgument } from './options/check-options.ts';
import { rules } from './options/rules.ts';
import type { IndexQuestion, PhraseGroup } from './phrase-question.ts';
import type { RecordRange } from './record-range.ts';

/**
 * The last commit of an index at the time it was opened. It answers when its folder is moved or deleted,
 * and does not see later commits. After `close` questions throw `bad_argument`. Iterables do their
 * work while they are read, so leaving a loop stops it.
 */
export interface Index extends Disposable {
  /** The name of the commit that every answer is of. */
  readonly snapshot: string;
  /**
   * How often, and when first and last, a phrase was seen. Throws `phrase_without_token` for a phrase
   * without a token, and `bad_argument` for a question that is not as expected.
   *
   * @example index.ask('this sketch', { at: [100, 2000] }).at // { '100': 2, '2000': 12 }
   */
  ask(phrase: string, question?: IndexQuestion): Answer;
  /** The same of several phrases as one. */
  ask(group: PhraseGroup, question?: IndexQuestion): GroupAnswer;
  /**
   * The answers in the order of the phrases; what cannot be asked has `{ phrase, error }` in its place.
   *
   * @example for (const answer of index.askAll(['of the', 'this sketch'])) console.log(answer);
   */
  askAll(
    phrases: Iterable<string | PhraseGroup>,
    question?: IndexQuestion,
  ): IterableIterator<Answered>;
  /**
   * The text around the exposures. Throws `text_not_stored` for an index without texts.
   *
   * @example index.contexts('this sketch', { order: 'last', limit: 5 }).contexts
   */
  contexts(phrase: string, options?: ContextOptions): Contexts;
  /**
   * The records that satisfy a query (docs/search.md). Throws `bad_query` with `details.offset`.
   *
   * @example index.search('sketch* AND NOT "this sketch"').records
   */
  search(query: string, question?: SearchQuestion): SearchAnswer;
  /**
   * The maximal spans of a text that stand in the corpus; token offsets are half-open.
   *
   * @example index.trace(text, { minTokens: 6, until: 1000 }).spans
   */
  trace(text: string, options?: TraceOptions): Trace;
  /**
   * How far each item stands in the corpus, and since when. One that cannot be asked has its error in its
   * place.
   *
   * @example [...index.overlap([{ id: 'q1', text: 'Of the two ...' }], { n: 8 })]
   */
  overlap(
    items: Iterable<{ readonly id?: string | null; readonly text: string }>,
    options?: OverlapOptions,
  ): IterableIterator<ItemOverlap | FailedItem>;
  /**
   * The vocabulary, by first step, then by the bytes of the term.
   *
   * @example index.words({ prefix: 'sk', minCount: 10 })
   */
  words(options?: WordOptions): IterableIterator<Word>;
  /**
   * Records as they were consumed, in order of rank.
   *
   * @example index.records({ steps: [1, 3] }) // those of steps 1 and 2
   */
  records(range: RecordRange): IterableIterator<CorpusRecord>;
  /** What is in the folder's last commit, as `firstseen info --json` has it. */
  info(): IndexDescription;
  /** May be called twice. */
  close(): void;
}

/**
 * Opens the index in `directory` for questions. Throws `index_not_found`, `index_damaged`,
 * `format_too_new` and others; see docs/problems.md. Close it, or declare it by `using`.
 *
 * @example
 * using index = openIndex('brown.idx');
 * index.ask('this sketch').first?.step;
 */
export function openIndex(directory: string): Index {
  checkArgument(directory, rules.text, 'openIndex');
  return new OpenIndex(directory);
}
