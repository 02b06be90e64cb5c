// A question that was planned for a snapshot, and the answers to phrases by it.
//
// A plan is made once for all phrases that are asked the same: a timeline of 100 bins costs more to plan
// than its answer.

import { describePhrase, walksRecords } from '../../exposure/answer-parts.ts';
import {
  answerPhrase,
  answerPhrases,
  findPlain,
  requireAnswer,
  walkAnswers,
  walkDescribed,
} from '../../exposure/answer-phrases.ts';
import { fillRow, rowWidth } from '../../exposure/count-row.ts';
import type { FoundPhrase } from '../../exposure/find-phrases.ts';
import { planQuestion, type QuestionPlan } from '../../exposure/plan-question.ts';
import type { Answer, Answered } from '../../schemas/answer.ts';
import type { Askable } from '../../schemas/askable.ts';
import { rowsOfFrame } from '../../shards/frame-layout.ts';
import { FrameWriter } from '../../shards/frame-writer.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';
import { type FullQuestion, readQuestion } from './full-question.ts';

/** Texts that are answered without a pause, where there are few segments: some hundred microseconds. */
const maxAtOnce = 64;

/** Of these, texts that the kernel leaves, each of which is searched by itself. */
const maxLeft = 8;

/** What the answers to a question have. */
export interface AskedParts {
  readonly at: readonly number[];
  readonly checkpoints: readonly { readonly name: string; readonly step: number }[];
  /** In rising order, each once; so are those of `recordsAt`. */
  readonly lastAt: readonly number[];
  readonly recordsAt: readonly number[];
  /** Edges of the timeline in steps; bin i is (edges[i], edges[i+1]]. Undefined: no timeline. */
  readonly edges: readonly number[] | undefined;
  /** Whether exposures have records, or steps only. */
  readonly resolution: 'record' | 'step';
  readonly records: boolean;
  /** Undefined: not by facet; without a field facets are source files. */
  readonly byFacet: { readonly facets: { readonly field?: string | undefined } } | undefined;
  readonly contexts: number;
}

export class PhrasePlan {
  #snapshot: Snapshot;
  #plan: QuestionPlan;
  /** For answers that are made without a pause. */
  #writer: FrameWriter | undefined;

  /**
   * Throws `bad_argument` for a question that cannot be asked, and `records_not_indexed` for what an index
   * of the resolution `step` lacks.
   */
  constructor(opened: OpenSnapshot, question: FullQuestion) {
    this.#snapshot = snapshotOf(opened);
    this.#plan = planQuestion(this.#snapshot, readQuestion(question));
  }

  get parts(): AskedParts {
    return this.#plan;
  }

  /** Whether an answer takes as long as there are records of the phrase. */
  get walksRecords(): boolean {
    return walksRecords(this.#plan);
  }

  /** Throws `phrase_without_token`. */
  answer(phrase: string): Answer {
    return answerPhrase(this.#snapshot, this.#plan, phrase);
  }

  /** The answers in order; what cannot be asked has its error in its place. */
  answerAll(phrases: readonly Askable[]): Answered[] {
    return answerPhrases(this.#snapshot, this.#plan, phrases);
  }

  /** The same one by one, and `undefined` where a caller with other work can pause. */
  walk(phrases: readonly Askable[]): Generator<Answered | undefined, void, undefined> {
    const plan = this.#plan;
    return walkAnswers(
      this.#snapshot,
      phrases.map((phrase) => ({ phrase, plan })),
    );
  }

  /** For so many answers to the question as frames (shards/frame-layout.ts). */
  frameWriter(answers: number): FrameWriter {
    return new FrameWriter(rowWidth(this.#plan), answers);
  }

  /**
   * The answers to texts as one frame, without a pause. Undefined: there are too many, none, they do not fit
   * one frame of rows, or more than a few are better searched together.
   */
  frameAtOnce(texts: readonly string[]): Buffer | undefined {
    const plan = this.#plan;
    const width = rowWidth(plan);
    const most = Math.min(maxAtOnce, rowsOfFrame(width));
    if (texts.length === 0 || texts.length > most || width === 0 || walksRecords(plan)) {
      return undefined;
    }
    const found = findPlain(this.#snapshot, texts);
    const left = texts.length - found.filter((one) => one !== undefined).length;
    if (left > maxLeft) return undefined;
    const writer = this.#writer ?? this.frameWriter(maxAtOnce);
    // What fails here leaves rows in it.
    this.#writer = undefined;
    for (const [i, text] of texts.entries()) {
      const one = found[i];
      if (one !== undefined) {
        this.#addRow(writer, one);
        continue;
      }
      const walk = this.walkInto(writer, [text]);
      while (walk.next().done !== true);
    }
    this.#writer = writer;
    return writer.take();
  }

  /**
   * The same as `walk`, into a writer of the plan: `true` in the place of each answer. The writer needs room
   * for an answer whenever the walk goes on.
   */
  *walkInto(
    writer: FrameWriter,
    phrases: readonly Askable[],
  ): Generator<true | undefined, void, undefined> {
    const plan = this.#plan;
    const asked = phrases.map((phrase) => ({ phrase, plan }));
    const addRow = (found: FoundPhrase) => this.#addRow(writer, found);
    const describe = writer.width === 0 ? describePhrase : addRow;
    for (const answer of walkDescribed<true | Answer>(this.#snapshot, asked, { describe })) {
      if (answer !== undefined && answer !== true) writer.addJson(JSON.stringify(answer));
      yield answer === undefined ? undefined : true;
    }
  }

  #addRow(writer: FrameWriter, found: FoundPhrase): true {
    fillRow(found, this.#plan, { numbers: writer.numbers, start: writer.start });
    writer.addRow(found.tokens, idsOf(found));
    return true;
  }

  /** The answer to one phrase, with pauses; throws `phrase_without_token`. */
  *walkOne(phrase: string): Generator<undefined, Answer, undefined> {
    let answer: Answered | undefined;
    for (answer of this.walk([phrase])) yield undefined;
    return requireAnswer(answer);
  }

  /**
   * Answers phrases that are asked different questions, searched together; the error of one that cannot be
   * asked is in its place. The plans are of the same snapshot.
   */
  static answerEach(
    asked: readonly { readonly phrase: string; readonly plan: PhrasePlan }[],
  ): (Answer | Error)[] {
    const [first] = asked;
    if (first === undefined) return [];
    const each = asked.map(({ phrase, plan }) => ({ phrase, plan: plan.#plan }));
    const answers: (Answer | Error)[] = [];
    for (const answer of walkAnswers(first.plan.#snapshot, each)) {
      if (answer !== undefined) answers.push(attempt(() => requireAnswer(answer)));
    }
    return answers;
  }
}

function idsOf({ first, last }: FoundPhrase) {
  return { first: first?.id ?? null, last: last?.id ?? null };
}

function attempt(make: () => Answer): Answer | Error {
  try {
    return make();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
