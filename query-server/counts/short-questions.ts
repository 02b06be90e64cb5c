// Questions of a few short phrases, answered in one go: those of a router's rounds.
//
// Between two of them other processes run on the same cores, so each costs what it takes to load its code. This way
// has no signal, no timer, no pause and no plan of its own. Measured with 64 clients of a router: 0.88 of the
// processor time of router and shards.

import type { IncomingMessage } from 'node:http';
import { IndexError } from '../../errors.ts';
import { BatchBody } from '../../schemas/exposure-batch.ts';
import { namedQuestion } from '../answering/named-question.ts';
import { QuestionPlans } from '../answering/question-plans.ts';
import { decodeBody } from '../answering/read-batch.ts';
import type { AppContext } from '../app-context.ts';
import { parseSmallBody } from '../http/body-parsers.ts';
import { describeRefusal } from '../http/describe-refusal.ts';
import type { App } from '../http/fastify-app.ts';
import { admitRequest } from '../http/guards.ts';
import { compileCheck } from '../http/validation.ts';

/** Of the body of a short question. */
const maxShortBytes = 16 << 10;
/** One for each phrase and segment: less than a millisecond. */
const maxSearches = 4096;

const checkBody = compileCheck<BatchBody>(BatchBody);

export interface ShortAnswer {
  /** How many were asked. */
  readonly phrases: number;
  /** Of the snapshot. */
  readonly name: string;
  readonly frame: Buffer;
}

export class ShortQuestions {
  #context: AppContext;
  #log: App['log'];
  #plans = new QuestionPlans();

  constructor(context: AppContext, log: App['log']) {
    this.#context = context;
    this.#log = log;
  }

  /**
   * The answer to a question on a connection that `request` began. Undefined: it is no short one, or cannot be
   * answered, and the usual way has its answer or its problem.
   */
  answer(body: Buffer, request: IncomingMessage): ShortAnswer | undefined {
    const { limits, index } = this.#context;
    if (body.length > Math.min(maxShortBytes, limits.maxBodyBytes)) return undefined;
    try {
      admitRequest(request, {}, this.#context);
      const { phrases, ...asked } = readQuestion(body);
      const texts = phrases.filter((one) => typeof one === 'string');
      if (texts.length < phrases.length || texts.length > limits.maxPhrases) return undefined;
      if (texts.some((text) => text.length > limits.maxPhraseLength)) return undefined;
      const { snapshot } = index;
      if (texts.length * snapshot.segmentCount > maxSearches) return undefined;
      const plan = this.#plans.plan(snapshot, JSON.stringify(asked), () => {
        return namedQuestion(snapshot, decodeBody(asked));
      });
      const frame = plan.frameAtOnce(texts);
      return frame && { phrases: texts.length, name: snapshot.name, frame };
    } catch (error) {
      // The usual way has its problem; anything else is a bug of this one.
      if (!(error instanceof IndexError)) this.#log.error({ err: error }, 'no short answer');
      return undefined;
    }
  }
}

/** Throws as the route does. */
export function readQuestion(bytes: Buffer): BatchBody {
  const value = parseSmallBody(bytes);
  if (checkBody(value)) return value;
  throw describeRefusal(checkBody.errors ?? [], 'body');
}
