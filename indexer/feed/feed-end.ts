// Ends the feeding of a run exactly where `consumed` says, although workers know late how many records there are.
//
// While all that is under way cannot reach the end, whatever it holds, batches are sent as ever. Near
// the end each waits until those before it are analysed, goes with a limit, and says where it was cut.

import { nothingConsumed, requireEnough } from '../../corpus/require-end.ts';
import { isBehind, type RunEnd, type TakeLimit } from '../../corpus/run-end.ts';
import type { Taken } from '../workers/range-messages.ts';
import type { RangePool } from '../workers/range-pool.ts';

export interface Part {
  /** At most so much it may hold; absent: any amount. */
  readonly max: { readonly [unit in 'records' | 'words' | 'modelTokens']?: number };
  /** The step of its last record; undefined: it has none. Asked only where steps decide. */
  readonly lastStep: () => Promise<number | undefined>;
}

export class FeedEnd {
  #pool: Pick<RangePool, 'taken'>;
  #end: RunEnd | undefined;
  #known: Taken | undefined;
  /** At most so much is under way since then. */
  #pending = 0;
  #isOver = false;

  /** Without `end` all of the run is fed. */
  constructor(pool: Pick<RangePool, 'taken'>, end: RunEnd | undefined) {
    this.#pool = pool;
    this.#end = end;
  }

  /** Whether nothing more is to be fed. */
  async isReached(): Promise<boolean> {
    const end = this.#end;
    if (end === undefined || this.#isOver) return this.#isOver;
    if (end.unit === 'step') return false;
    const known = this.#known ?? (await this.#settle(end));
    if (known[end.unit] + this.#pending >= end.amount) {
      this.#isOver = isBehind(end, await this.#settle(end));
    }
    return this.#isOver;
  }

  /**
   * Posts a part of the run, before which the end was not reached. Gives the position of the last
   * line or record that was taken of it, if the run ended in it.
   */
  async send(
    part: Part,
    post: (limit: TakeLimit | undefined) => Promise<void>,
  ): Promise<number | undefined> {
    const limit = await this.#limit(part);
    await post(limit);
    if (limit === undefined || this.#end === undefined) return undefined;
    const { stoppedAt } = await this.#settle(this.#end);
    this.#isOver = stoppedAt !== undefined;
    return stoppedAt;
  }

  /** Throws `run_invalid` where all was fed and the end was not reached, or nothing was consumed. */
  async requireReached(): Promise<void> {
    const end = this.#end;
    if (end === undefined) return;
    const isReached = await this.isReached();
    const known = await this.#settle(end);
    if (!isReached) requireEnough(end, known);
    if (known.records === 0) throw nothingConsumed(end);
  }

  async #limit({ max, lastStep }: Part): Promise<TakeLimit | undefined> {
    const end = this.#end;
    if (end === undefined) return undefined;
    const { unit, amount } = end;
    if (unit === 'step') {
      const last = await lastStep();
      if (last === undefined || last <= amount) return undefined;
      await this.#settle(end);
      return { unit, amount };
    }
    const upper = max[unit] ?? Number.POSITIVE_INFINITY;
    let known = this.#known ?? (await this.#settle(end));
    if (known[unit] + this.#pending + upper > amount) known = await this.#settle(end);
    if (known[unit] + this.#pending + upper > amount) return { unit, amount: amount - known[unit] };
    this.#pending += upper;
    return undefined;
  }

  async #settle({ unit, amount }: RunEnd): Promise<Taken> {
    const before = this.#known;
    const known = await this.#pool.taken();
    // Records without a limit are bounded by `max`; a wrong bound must not pass in silence.
    if (unit !== 'step' && before !== undefined && this.#pending > 0) {
      const isBounded = known[unit] - before[unit] <= this.#pending;
      if (!isBounded) throw new Error(`more ${unit} than bound: ${known[unit]} of ${amount}`);
    }
    this.#known = known;
    this.#pending = 0;
    return known;
  }
}
