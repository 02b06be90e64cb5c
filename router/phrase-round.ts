// Single phrases that are asked at about the same time: sent to the shards together.
//
// A request to every shard for each phrase would cost several times the answer. So phrases with the same
// question wait while `maxRunning` requests are under way, and go together in the next.

import { errorTable } from '../errors/table.ts';
import { type ErrorCode, IndexError } from '../errors.ts';
import { AnswerCache } from '../library/questions/answer-cache.ts';
import type { FullQuestion } from '../library/questions/full-question.ts';
import type { Unanswerable, UnanswerableGroup } from '../schemas/answer.ts';
import { askPhrases } from './ask-phrases.ts';
import type { LiveShards, Whole } from './live-shards.ts';

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

interface Group {
  readonly key: string;
  readonly question: FullQuestion;
  readonly waiting: Waiting[];
}

/** Requests to all shards at the same time. */
const maxRunning = 4;
/** Phrases of one. */
const maxPhrases = 256;

export class PhraseRound {
  #shards: LiveShards;
  #deadlineMs: number;
  #cache = new AnswerCache();
  #groups = new Map<string, Group>();
  #running = 0;
  #isScheduled = false;

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
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { key, question: question(), waiting: [] };
      this.#groups.set(key, group);
    }
    group.waiting.push({ phrase, resolve, reject });
    this.#schedule();
    return promise;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#groups.size === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      for (const group of this.#groups.values()) {
        if (this.#running >= maxRunning) return;
        void this.#send(group);
      }
    });
  }

  async #send(group: Group): Promise<void> {
    const { key, question } = group;
    const taken = group.waiting.splice(0, maxPhrases);
    if (group.waiting.length === 0) this.#groups.delete(key);
    this.#running++;
    try {
      const phrases = taken.map(({ phrase }) => phrase);
      const signal = AbortSignal.timeout(this.#deadlineMs);
      const { whole, answers } = await this.#shards.onOneWhole(async (whole) => {
        return {
          whole,
          answers: await askPhrases(this.#shards, { phrases, question, whole }, signal),
        };
      });
      taken.forEach(({ phrase, resolve, reject }, i) => {
        const answer = answers[i];
        if (answer === undefined) reject(new Error('every phrase has an answer'));
        else if ('error' in answer) {
          reject(refusalOf(answer));
        } else {
          const text = JSON.stringify(answer);
          this.#cache.put(whole.joined.snapshot, nameQuestion(key, phrase), text);
          resolve({ whole, text });
        }
      });
    } catch (error) {
      for (const { reject } of taken) reject(error);
    } finally {
      this.#running--;
      this.#schedule();
    }
  }
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
