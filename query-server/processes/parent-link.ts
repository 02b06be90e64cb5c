// The parent, as a process that answers sees it: it is asked for what holds over the whole server.
//
// The addresses of the requests that arrive in one round of the event loop go in one message.

import type { PlaceName } from '../answering/places.ts';
import type { ClientBudgets, OwnState, PlaceQueue, ServerWide } from '../server-wide.ts';
import {
  decodeError,
  type PeerAnswer,
  type PeerQuestion,
  type ToChild,
  type ToParent,
} from './process-messages.ts';

interface Spending {
  readonly address: string;
  readonly done: (error?: Error) => void;
}

export class ParentLink {
  #send: (message: ToParent) => void;
  #own: OwnState | undefined;
  #ids = 0;
  #spending: Spending[] = [];
  #spent = new Map<number, readonly Spending[]>();
  #granted = new Map<number, () => void>();
  #answers = new Map<number, (answers: readonly PeerAnswer[]) => void>();
  #left = Promise.withResolvers<void>();
  #isLost = false;

  constructor(send: (message: ToParent) => void) {
    this.#send = send;
  }

  join(own: OwnState, rateLimit: number | undefined): ServerWide {
    this.#own = own;
    const budgets: ClientBudgets = { spend: (address, done) => this.#spend({ address, done }) };
    return {
      budgets: rateLimit === undefined ? undefined : budgets,
      places: { largeRecords: this.#queue('largeRecords'), curves: this.#queue('curves') },
      reports: async () => {
        const answers = await this.#ask({ of: 'metrics' });
        return answers.flatMap((answer) => (answer.of === 'metrics' ? answer.report : []));
      },
      progress: async (name) => {
        const answers = await this.#ask({ of: 'progress', name });
        const found = answers.flatMap((answer) =>
          answer.of === 'progress' && answer.progress !== null ? answer.progress : [],
        );
        return found[0];
      },
    };
  }

  /** Resolves when no connection follows. */
  async leave(): Promise<void> {
    if (this.#isLost) return;
    this.#send({ kind: 'leaving' });
    await this.#left.promise;
  }

  /** Messages of other kinds are not for the link. */
  receive(message: ToChild): void {
    if (message.kind === 'spent') {
      const spendings = this.#spent.get(message.id) ?? [];
      this.#spent.delete(message.id);
      for (const [i, { done }] of spendings.entries()) {
        const refusal = message.refusals[i] ?? null;
        if (refusal === null) done();
        else done(decodeError(refusal));
      }
    } else if (message.kind === 'left') this.#left.resolve();
    else if (message.kind === 'granted') this.#granted.get(message.id)?.();
    else if (message.kind === 'question') void this.#answer(message.id, message.question);
    else if (message.kind === 'answers') this.#answers.get(message.id)?.(message.answers);
  }

  /** The parent has ended: nobody answers any more, and what waits goes on as if it had said yes. */
  lose(): void {
    this.#isLost = true;
    this.#left.resolve();
    for (const spendings of this.#spent.values()) for (const { done } of spendings) done();
    this.#spent.clear();
    for (const grant of this.#granted.values()) grant();
    for (const resolve of this.#answers.values()) resolve([]);
  }

  #spend(spending: Spending): void {
    if (this.#isLost) spending.done();
    else if (this.#spending.push(spending) === 1) setImmediate(() => this.#sendSpending());
  }

  #sendSpending(): void {
    const spendings = this.#spending;
    this.#spending = [];
    if (this.#isLost) {
      for (const { done } of spendings) done();
      return;
    }
    const id = this.#ids++;
    this.#spent.set(id, spendings);
    this.#send({ kind: 'spend', id, addresses: spendings.map(({ address }) => address) });
  }

  #queue(place: PlaceName): PlaceQueue {
    return { take: (signal) => this.#take(place, signal) };
  }

  async #take(place: PlaceName, signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    const id = this.#ids++;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    this.#granted.set(id, resolve);
    this.#send({ kind: 'take', id, place });
    if (this.#isLost) resolve();
    let isGiven = false;
    const giveBack = () => {
      if (isGiven) return;
      isGiven = true;
      this.#send({ kind: 'release', id });
    };
    try {
      await promise;
      return { [Symbol.dispose]: giveBack };
    } catch (error) {
      giveBack();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#granted.delete(id);
    }
  }

  /** What all processes answer, this one too. */
  async #ask(question: PeerQuestion): Promise<readonly PeerAnswer[]> {
    if (this.#isLost) return [];
    const id = this.#ids++;
    const { promise, resolve } = Promise.withResolvers<readonly PeerAnswer[]>();
    this.#answers.set(id, resolve);
    this.#send({ kind: 'ask', id, question });
    try {
      return await promise;
    } finally {
      this.#answers.delete(id);
    }
  }

  async #answer(id: number, question: PeerQuestion): Promise<void> {
    if (this.#own === undefined) return;
    const { metrics, watched } = this.#own;
    const answer: PeerAnswer =
      question.of === 'metrics'
        ? { of: 'metrics', report: await metrics.report() }
        : { of: 'progress', progress: watched.progress(question.name) ?? null };
    this.#send({ kind: 'answer', id, answer });
  }
}
