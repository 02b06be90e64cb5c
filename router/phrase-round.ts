// Single phrases that are asked at about the same time: sent to the shards together.
//
// A request to every shard for each phrase would cost several times the answer. So phrases with the same
// question wait while a request of them is under way, and go together in the next.

import { errorTable } from '../errors/table.ts';
import { type ErrorCode, IndexError } from '../errors.ts';
import { AnswerCache } from '../library/questions/answer-cache.ts';
import type { FullQuestion } from '../library/questions/full-question.ts';
import type { Unanswerable, UnanswerableGroup } from '../schemas/answer.ts';
import { askTexts, PlannedQuestion } from './ask-phrases.ts';
import type { LiveShards, Whole } from './live-shards.ts';
import { countNumbers } from './shard-question.ts';

/** The text of an answer, and the whole that it is of. */
export interface RoundAnswer {
  readonly whole: Whole;
  readonly text: string;
}

interface Waiting {
  readonly phrase: string;
  readonly resolve: (answer: RoundAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** Phrases of one request. */
const maxPhrases = 256;
/** Numbers of its answers, about. */
const maxNumbers = 100_000;
/** How long phrases wait for as many as were asked together the last time. */
const gatherMs = 2;
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

  /** `key` is another one for every other question. Rejects where the phrase cannot be asked. */
  ask(phrase: string, key: string, question: () => FullQuestion): Promise<RoundAnswer> {
    const { whole } = this.#shards;
    const known = this.#cache.get(whole.joined.snapshot, nameQuestion(key, phrase));
    if (known !== undefined) return Promise.resolve({ whole, text: known });
    const { promise, resolve, reject } = Promise.withResolvers<RoundAnswer>();
    this.#groupOf(key, question).add({ phrase, resolve, reject });
    return promise;
  }

  #groupOf(key: string, question: () => FullQuestion): PhraseGroup {
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    for (const [old, group] of this.#groups) {
      if (this.#groups.size < maxGroups) break;
      if (group.isIdle) this.#groups.delete(old);
    }
    const asked = question();
    const max = Math.min(maxPhrases, Math.floor(maxNumbers / countNumbers(asked)));
    const group = new PhraseGroup(Math.max(1, max), (taken) => this.#send(key, asked, taken));
    this.#groups.set(key, group);
    return group;
  }

  async #send(key: string, question: FullQuestion, taken: readonly Waiting[]): Promise<void> {
    try {
      const phrases = taken.map(({ phrase }) => phrase);
      const signal = AbortSignal.timeout(this.#deadlineMs);
      const { whole, answers } = await this.#shards.onOneWhole(async (whole) => {
        const asked = new PlannedQuestion(question, whole);
        return { whole, answers: await askTexts(this.#shards, { phrases, asked }, signal) };
      });
      for (const [i, { phrase, resolve, reject }] of taken.entries()) {
        const answer = answers[i];
        if (answer === undefined) reject(new Error('every phrase has an answer'));
        else if (typeof answer !== 'string') reject(refusalOf(answer));
        else {
          this.#cache.put(whole.joined.snapshot, nameQuestion(key, phrase), answer);
          resolve({ whole, text: answer });
        }
      }
    } catch (error) {
      const isLate = error instanceof DOMException && error.name === 'TimeoutError';
      for (const { reject } of taken) reject(isLate ? tooLate(this.#deadlineMs) : error);
    }
  }
}

/** Phrases that are asked the same question. One request of them is under way at a time. */
class PhraseGroup {
  #max: number;
  #send: (taken: readonly Waiting[]) => Promise<void>;
  #waiting: Waiting[] = [];
  #isRunning = false;
  /** Phrases of the last request: clients that got their answers together ask again together. */
  #expected = 1;
  #timer: NodeJS.Timeout | undefined;

  constructor(max: number, send: (taken: readonly Waiting[]) => Promise<void>) {
    this.#max = max;
    this.#send = send;
  }

  get isIdle(): boolean {
    return !this.#isRunning && this.#waiting.length === 0;
  }

  add(asked: Waiting): void {
    this.#waiting.push(asked);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isRunning || this.#waiting.length === 0) return;
    if (this.#waiting.length < this.#expected) {
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

function nameQuestion(key: string, phrase: string): string {
  return `${key}\0${phrase}`;
}
