// A limit in time for patterns that nobody has looked at.
//
// A tokenizer.json brings regular expressions of its own, and JavaScript's take exponential time
// for some: `(a+)+$` on forty letters and a full stop does not end. Only the engine can stop one, with
// the timeout of node:vm. That costs 0.2 ms a call, so it is used once a text, and only where a pattern
// is unknown (unknown-patterns.ts).

import { createContext, Script } from 'node:vm';
import { causeCode } from '../../errors/cause.ts';

/** Beyond all that tokenizers take: ten seconds for a million characters, and five more. */
const usualLimitMs = 5000;
const msPerUnit = 0.01;

/** Thrown where an action took too long. */
export class TookTooLong extends Error {
  readonly limitMs: number;

  constructor(limitMs: number, cause: unknown) {
    super(`it took more than ${limitMs} ms`, { cause });
    this.limitMs = limitMs;
  }
}

/** Runs an action on a text of `length` units; throws TookTooLong once its time is over. */
export type TimeLimit = <T>(length: number, action: () => T) => T;

/** What an action has left undone is lost: its objects are not to be used again. */
export function createTimeLimit(baseMs = usualLimitMs): TimeLimit {
  let action: () => unknown = () => undefined;
  const context = createContext({ run: () => action() });
  const script = new Script('run()');
  return (length, wanted) => {
    const limitMs = Math.ceil(baseMs + length * msPerUnit);
    action = wanted;
    try {
      return script.runInContext(context, { timeout: limitMs });
    } catch (error) {
      const isLate = causeCode(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
      throw isLate ? new TookTooLong(limitMs, error) : error;
    }
  };
}

export const noTimeLimit: TimeLimit = (_length, action) => action();
