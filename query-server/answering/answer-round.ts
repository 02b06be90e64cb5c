// The single questions of a round of the event loop: searched together, sent together.
//
// A round reads many requests. Searched one by one, each search waits for memory; sent one by one,
// each answer wakes its client's process, which costs as much as the answer. So they wait for the
// round's end, and go in a row. Measured with 64 connections and no phrase asked twice: 46 us of
// processor time a request become 31 (with the kernel), where an empty route costs 18.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerCache } from '../../library/questions/answer-cache.ts';
import type { FullQuestion } from '../../library/questions/full-question.ts';
import { PhrasePlan } from '../../library/questions/phrase-plan.ts';
import type { LiveIndex } from '../../library/snapshots/live-index.ts';
import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import type { Answer } from '../../schemas/answer.ts';
import { QuestionPlans } from './question-plans.ts';

/** A question and who asked it. */
interface RoundQuestion {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly phrase: string;
  /** What is asked of the phrase; `key` is another one for every other question. */
  readonly key: string;
  readonly question: () => FullQuestion;
  /** About how much there is to do: characters to search, numbers to make. */
  readonly weight: number;
}

/** The key of a question that asks for nothing besides count, first and last. */
export const plainKey = '';

/** Sends an answer's text. */
type SendAnswer = (asked: RoundQuestion, snapshot: OpenSnapshot, text: string) => void;

/** Weight after which the rest waits for the next round. */
const maxWeight = 8192;

export class AnswerRound {
  #index: LiveIndex;
  #send: SendAnswer;
  #plans = new QuestionPlans();
  #cache = new AnswerCache();
  #waiting: RoundQuestion[] = [];

  constructor(index: LiveIndex, send: SendAnswer) {
    this.#index = index;
    this.#send = send;
  }

  /** Answers at the end of the round; what goes wrong is the reply's error. */
  ask(asked: RoundQuestion): void {
    if (this.#waiting.push(asked) === 1) setImmediate(() => this.#answer());
  }

  #answer(): void {
    const round = this.#take();
    if (this.#waiting.length > 0) setImmediate(() => this.#answer());
    const snapshot = attempt(() => this.#index.snapshot);
    if (snapshot instanceof Error) {
      for (const { reply } of round) reply.send(snapshot);
      return;
    }
    const texts = attempt(() => this.#makeTexts(snapshot, round));
    for (const asked of round) {
      const text = texts instanceof Error ? texts : texts.get(asked);
      // What fails here would end the process: this is nobody's request any more.
      const sent = attempt(() => {
        if (typeof text === 'string') this.#send(asked, snapshot, text);
        else asked.reply.send(text);
      });
      if (sent instanceof Error && !asked.reply.sent) asked.reply.send(sent);
    }
  }

  /** The oldest questions, no more than take some milliseconds; at least one. */
  #take(): RoundQuestion[] {
    const waiting = this.#waiting;
    let taken = 0;
    let weight = 0;
    for (const asked of waiting) {
      if (weight >= maxWeight) break;
      weight += asked.weight;
      taken++;
    }
    this.#waiting = waiting.slice(taken);
    return taken === waiting.length ? waiting : waiting.slice(0, taken);
  }

  /** The answer to each question, or what is wrong with it. */
  #makeTexts(
    snapshot: OpenSnapshot,
    round: readonly RoundQuestion[],
  ): Map<RoundQuestion, string | Error> {
    const texts = new Map<RoundQuestion, string | Error>();
    const unknown: { asked: RoundQuestion; phrase: string; plan: PhrasePlan }[] = [];
    for (const asked of round) {
      const { phrase, key, question } = asked;
      const known =
        this.#cache.get(snapshot.name, nameQuestion(asked)) ??
        attempt(() => this.#plans.plan(snapshot, key, question));
      if (typeof known === 'string' || known instanceof Error) texts.set(asked, known);
      else unknown.push({ asked, phrase, plan: known });
    }
    const answers = answerEach(unknown).values();
    for (const { asked } of unknown) {
      const { value: answer } = answers.next();
      if (answer instanceof Error) texts.set(asked, answer);
      else {
        const text = JSON.stringify(answer);
        texts.set(asked, text);
        this.#cache.put(snapshot.name, nameQuestion(asked), text);
      }
    }
    return texts;
  }
}

/** A question's name in the cache: mostly the phrase as it is, which need not be put together. */
function nameQuestion({ key, phrase }: RoundQuestion): string {
  return key === plainKey && !phrase.startsWith('\0') ? phrase : `\0${key}|${phrase}`;
}

/** Together; where that fails, damage for one, each alone, so that it is the error of one only. */
function answerEach(
  asked: readonly { readonly phrase: string; readonly plan: PhrasePlan }[],
): (Answer | Error)[] {
  const answers = attempt(() => PhrasePlan.answerEach(asked));
  return answers instanceof Error
    ? asked.map(({ phrase, plan }) => attempt(() => plan.answer(phrase)))
    : answers;
}

function attempt<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
