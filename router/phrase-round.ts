// Single phrases that are asked at about the same time: sent to the shards together.
//
// A request to every shard for each phrase would cost several times the answer. So phrases with the same
// question wait while a request of them is under way, and go together in the next.

import { errorTable } from '../errors/table.ts';
import { type ErrorCode, IndexError } from '../errors.ts';
import { AnswerCache } from '../library/questions/answer-cache.ts';
import type { FullQuestion } from '../library/questions/full-question.ts';
import { plainKey } from '../query-server/answering/answer-round.ts';
import type { Unanswerable, UnanswerableGroup } from '../schemas/answer.ts';
import type { MergedAnswer } from '../shards/merge-counts.ts';
import { askTexts, PlannedQuestion } from './ask-phrases.ts';
import type { LiveShards, Whole } from './live-shards.ts';
import { countNumbers } from './shard-question.ts';

/** The text of an answer, and the whole that it is of. */
export interface RoundAnswer {
  readonly whole: Whole;
  readonly text: string;
}

/** A phrase, and who waits for its answer. */
export interface RoundPhrase {
  readonly phrase: string;
  /** What is asked of it; `key` is another one for every other question. */
  readonly key: string;
  readonly question: () => FullQuestion;
  /** Called once, with the error where the phrase cannot be asked. */
  readonly done: (answer: RoundAnswer | Error) => void;
}

/** Phrases of one request. */
const maxPhrases = 256;
/** Numbers of its answers, about. */
const maxNumbers = 100_000;
/** How long phrases wait for about as many as were asked together the last time. */
const gatherMs = 2;
/** Of those; some clients have known answers in between, and ask again later. */
const gatherShare = 0.8;
/** Questions that are kept although nobody asks them just now. */
const maxGroups = 64;

export class PhraseRound {
  #shards: LiveShards;
  #deadlineMs: number;
  #cache = new AnswerCache();
  #groups = new Map<string, PhraseGroup>();

  constructor(shards: LiveShards, deadlineMs: number) {
    this.#shards = shards;
    this.#deadlineMs = deadlineMs;
  }

  ask(asked: RoundPhrase): void {
    const { whole } = this.#shards;
    const known = this.#cache.get(whole.joined.snapshot, nameQuestion(asked));
    if (known !== undefined) asked.done({ whole, text: known });
    else this.#groupOf(asked).add(asked);
  }

  #groupOf({ key, question }: RoundPhrase): PhraseGroup {
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    for (const [old, group] of this.#groups) {
      if (this.#groups.size < maxGroups) break;
      if (group.isIdle) this.#groups.delete(old);
    }
    const asked = question();
    const max = Math.min(maxPhrases, Math.floor(maxNumbers / countNumbers(asked)));
    let planned: PlannedQuestion | undefined;
    const plan = (whole: Whole) => {
      if (planned?.whole !== whole) planned = new PlannedQuestion(asked, whole);
      return planned;
    };
    const group = new PhraseGroup(Math.max(1, max), (taken) => this.#send(taken, plan));
    this.#groups.set(key, group);
    return group;
  }

  async #send(
    taken: readonly RoundPhrase[],
    plan: (whole: Whole) => PlannedQuestion,
  ): Promise<void> {
    const answered = await this.#ask(taken, plan).catch((error) => {
      return error instanceof Error ? error : new Error(String(error));
    });
    // Each is told once, so nothing here may fail in between.
    for (const [i, asked] of taken.entries()) {
      if (answered instanceof Error) asked.done(answered);
      else this.#tell(asked, answered.whole, answered.answers[i]);
    }
  }

  async #ask(taken: readonly RoundPhrase[], plan: (whole: Whole) => PlannedQuestion) {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(tooLate(this.#deadlineMs)), this.#deadlineMs);
    try {
      const phrases = taken.map(({ phrase }) => phrase);
      return await this.#shards.onOneWhole(async (whole) => {
        const asked = plan(whole);
        return { whole, answers: await askTexts(this.#shards, { phrases, asked }, late.signal) };
      });
    } finally {
      clearTimeout(timer);
    }
  }

  #tell(asked: RoundPhrase, whole: Whole, answer: MergedAnswer | undefined): void {
    if (answer === undefined) asked.done(new Error('every phrase has an answer'));
    else if (typeof answer !== 'string') asked.done(refusalOf(answer));
    else {
      this.#cache.put(whole.joined.snapshot, nameQuestion(asked), answer);
      asked.done({ whole, text: answer });
    }
  }
}

/** Phrases that are asked the same question. One request of them is under way at a time. */
class PhraseGroup {
  #max: number;
  #send: (taken: readonly RoundPhrase[]) => Promise<void>;
  #waiting: RoundPhrase[] = [];
  #isRunning = false;
  /** Phrases of the last request: clients that got their answers together ask again together. */
  #expected = 1;
  #timer: NodeJS.Timeout | undefined;

  constructor(max: number, send: (taken: readonly RoundPhrase[]) => Promise<void>) {
    this.#max = max;
    this.#send = send;
  }

  get isIdle(): boolean {
    return !this.#isRunning && this.#waiting.length === 0;
  }

  add(asked: RoundPhrase): void {
    this.#waiting.push(asked);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isRunning || this.#waiting.length === 0) return;
    if (this.#waiting.length < gatherShare * this.#expected) {
      this.#timer ??= setTimeout(() => void this.#begin(), gatherMs);
      return;
    }
    this.#isRunning = true;
    setImmediate(() => void this.#begin());
  }

  async #begin(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isRunning = true;
    const taken = this.#waiting.splice(0, this.#max);
    this.#expected = Math.max(1, taken.length);
    if (taken.length > 0) await this.#send(taken);
    this.#isRunning = false;
    this.#schedule();
  }
}

function tooLate(deadlineMs: number): IndexError {
  return new IndexError(
    'deadline_exceeded',
    `the shards did not answer within ${deadlineMs / 1000} s: ask for less at once, or start the router with a longer --deadline`,
    { deadline_seconds: deadlineMs / 1000 },
  );
}

/** The error of a phrase as a server of one index has it. */
export function refusalOf({ error }: Unanswerable | UnanswerableGroup): IndexError {
  const { code, message } = error;
  return new IndexError(isCode(code) ? code : 'phrase_without_token', message);
}

function isCode(code: string): code is ErrorCode {
  return code in errorTable;
}

function nameQuestion({ key, phrase }: RoundPhrase): string {
  return key === plainKey && !phrase.startsWith('\0') ? phrase : `\0${key}|${phrase}`;
}
