// A budget of requests for each address: so many at once, refilled at so many a second.
//
// Counted at once and in order. (@fastify/rate-limit looks at its counter after an await, so that
// requests which arrive together see each other's counts and are all refused.)

import { IndexError } from '../../errors.ts';
import { checkThen } from './check-then.ts';

/** Addresses remembered; those with a full budget are forgotten first. */
const keptAddresses = 10_000;

interface Budget {
  left: number;
  at: number;
}

export class RateLimiter {
  readonly perSecond: number;
  #budgets = new Map<string, Budget>();
  #now: () => number;

  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.perSecond = perSecond;
    this.#now = now;
  }

  /** The same for a hook: `done` gets the error. */
  spend(address: string, done: (error?: Error) => void): void {
    checkThen(() => this.require(address), done);
  }

  /** Throws `too_many_requests` where the address has spent its budget. */
  require(address: string): void {
    const budget = this.#budgetOf(address);
    if (budget.left >= 1) {
      budget.left--;
      return;
    }
    const seconds = Math.max(1, Math.ceil((1 - budget.left) / this.perSecond));
    throw new IndexError(
      'too_many_requests',
      `this server takes ${this.perSecond} requests a second from one address: wait ${seconds} s, or send many phrases in one request`,
      { expected: this.perSecond, retry_after: seconds },
    );
  }

  #budgetOf(address: string): Budget {
    const now = this.#now();
    let budget = this.#budgets.get(address);
    if (budget === undefined) {
      if (this.#budgets.size >= keptAddresses) this.#forget(now);
      budget = { left: this.perSecond, at: now };
      this.#budgets.set(address, budget);
    }
    budget.left = this.#refilled(budget, now);
    budget.at = now;
    return budget;
  }

  #refilled({ left, at }: Budget, now: number): number {
    return Math.min(this.perSecond, left + ((now - at) / 1000) * this.perSecond);
  }

  /** Full budgets, which say nothing; where there are none, the oldest half. */
  #forget(now: number): void {
    for (const [address, budget] of this.#budgets) {
      if (this.#refilled(budget, now) >= this.perSecond) this.#budgets.delete(address);
    }
    if (this.#budgets.size < keptAddresses) return;
    for (const address of this.#budgets.keys()) {
      if (this.#budgets.size <= keptAddresses / 2) break;
      this.#budgets.delete(address);
    }
  }
}
