// An index that is open: a snapshot, and each question handed to the layer that answers it.

import { IndexError } from '../errors.ts';
import { answerOne, planPhrases, walkPhrases } from './answer-phrases.ts';
import type { IndexDescription } from './answers/description.ts';
import type { Answer } from './answers/exposure.ts';
import type { Answered, Contexts, GroupAnswer } from './answers/exposure-lists.ts';
import type { SearchAnswer } from './answers/search.ts';
import type { CorpusRecord, FailedItem, ItemOverlap, Trace, Word } from './answers/trace.ts';
import { finish } from './finish.ts';
import {
  type ContextOptions,
  type OverlapOptions,
  questionRules,
  type SearchQuestion,
  type TraceOptions,
  type WordOptions,
} from './index-questions.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { withNames } from './options/name-options.ts';
import { rules } from './options/rules.ts';
import type { IndexQuestion, PhraseGroup } from './phrase-question.ts';
import { walkIndexWords } from './questions/index-words.ts';
import { OverlapPlan } from './questions/item-overlaps.ts';
import { SearchPlan } from './questions/search-plan.ts';
import { walkTrace } from './questions/traced-text.ts';
import { readContexts } from './read-contexts.ts';
import type { RecordRange } from './record-range.ts';
import { describeFolder } from './snapshots/describe-folder.ts';
import { OpenSnapshot } from './snapshots/open-snapshot.ts';
import { walkRecords } from './walk-records.ts';

export class OpenIndex implements Disposable {
  #directory: string;
  #snapshot: OpenSnapshot;
  #isClosed = false;

  constructor(directory: string) {
    this.#directory = directory;
    this.#snapshot = withNames(() => OpenSnapshot.open(directory));
  }

  get snapshot(): string {
    return this.#snapshot.name;
  }

  ask(phrase: string, question?: IndexQuestion): Answer;
  ask(group: PhraseGroup, question?: IndexQuestion): GroupAnswer;
  ask(phrase: string | PhraseGroup, question: IndexQuestion = {}): Answer | GroupAnswer {
    const snapshot = this.#open();
    return withNames(() => answerOne(planPhrases(snapshot, question, 'ask'), phrase));
  }

  askAll(
    phrases: Iterable<string | PhraseGroup>,
    question: IndexQuestion = {},
  ): IterableIterator<Answered> {
    if (typeof phrases === 'string') checkArgument(phrases, rules.anyTexts, 'askAll');
    const snapshot = this.#open();
    const plan = withNames(() => planPhrases(snapshot, question, 'askAll'));
    return this.#each(walkPhrases(plan, phrases));
  }

  contexts(phrase: string, options: ContextOptions = {}): Contexts {
    checkArgument(phrase, rules.anyText, 'contexts');
    checkOptions(options, questionRules.contexts, 'contexts');
    return withNames(() => readContexts(this.#open(), phrase, options));
  }

  search(query: string, question: SearchQuestion = {}): SearchAnswer {
    checkArgument(query, rules.anyText, 'search');
    checkOptions(question, questionRules.search, 'search');
    const snapshot = this.#open();
    return withNames(() => finish(new SearchPlan(snapshot, question).walkOne(query)));
  }

  trace(text: string, options: TraceOptions = {}): Trace {
    checkArgument(text, rules.anyText, 'trace');
    checkOptions(options, questionRules.trace, 'trace');
    const traced = finish(walkTrace(this.#open(), text, options));
    const { tokens, truncated } = traced;
    const spans = [...traced.spans().filter((span) => span !== undefined)];
    return { tokens, spans, ...(truncated !== undefined && { truncated }) };
  }

  overlap(
    items: Iterable<{ readonly id?: string | null; readonly text: string }>,
    options: OverlapOptions = {},
  ): IterableIterator<ItemOverlap | FailedItem> {
    checkOptions(options, questionRules.overlap, 'overlap');
    const plan = new OverlapPlan(options);
    return this.#each(plan.walk(this.#open(), nameItems(items)));
  }

  words(options: WordOptions = {}): IterableIterator<Word> {
    checkOptions(options, questionRules.words, 'words');
    return this.#each(walkIndexWords(this.#open(), options));
  }

  records(range: RecordRange): IterableIterator<CorpusRecord> {
    return this.#each(walkRecords(this.#open(), range));
  }

  info(): IndexDescription {
    return describeFolder(this.#directory, this.#open());
  }

  close(): void {
    this.#isClosed = true;
    this.#snapshot.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #open(): OpenSnapshot {
    if (!this.#isClosed) return this.#snapshot;
    throw new IndexError('bad_argument', 'the index is closed: ask before close, or open it again');
  }

  /** What is walked, as long as the index is open. */
  *#each<Item extends object>(
    walk: Iterable<Item | undefined>,
  ): Generator<Item, undefined, undefined> {
    const walked = walk[Symbol.iterator]();
    try {
      for (;;) {
        this.#open();
        const { done, value } = withNames(() => walked.next());
        if (done === true) return undefined;
        if (value !== undefined) yield value;
      }
    } finally {
      walked.return?.();
    }
  }
}

function* nameItems(items: Iterable<{ readonly id?: string | null; readonly text: string }>) {
  for (const item of items) {
    checkOptions(item, { id: rules.id, text: rules.anyText }, 'overlap: item');
    yield { id: item.id ?? null, text: item.text };
  }
}
