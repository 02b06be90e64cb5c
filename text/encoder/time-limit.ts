// A limit in time for patterns that nobody has looked at.
//
// A tokenizer.json brings regular expressions of its own, and JavaScript's take exponential time
// for some: `(a+)+$` on forty letters and a full stop does not end. Only the engine can stop one,
// on behalf of node:vm's timeout. That costs 0.2 ms a call, so it is asked for once a text, and
// only where a pattern is not one of the known ones.

import { createContext, Script } from 'node:vm';
import { knownPatterns } from './known-patterns.ts';
import { type StepJson, stepsOf, type TokenizerJson } from './tokenizer-json.ts';

/** Beyond all that tokenizers take: ten seconds for a million characters, and five more. */
const usualLimitMs = 5000;
const msPerUnit = 0.01;

/** A pattern that may take any time, and the part of the tokenizer.json that has it. */
export interface UnknownPattern {
  readonly part: 'normalizer' | 'pre_tokenizer' | 'decoder';
  readonly pattern: string;
}

type Steps = readonly Pick<StepJson, 'pattern'>[];

/** Those that encoding runs. */
export function unknownPatterns({ normalizer, pre_tokenizer }: TokenizerJson): UnknownPattern[] {
  return [
    ...unknownIn('normalizer', stepsOf(normalizer)),
    ...unknownIn('pre_tokenizer', stepsOf(pre_tokenizer)),
  ];
}

export function unknownIn(part: UnknownPattern['part'], steps: Steps): UnknownPattern[] {
  const patterns = steps.flatMap(({ pattern }) => pattern?.Regex ?? []);
  return patterns
    .filter((pattern) => !knownPatterns.has(pattern))
    .map((pattern) => ({ part, pattern }));
}

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
  let action: () => void = () => {};
  const context = createContext({ run: () => action() });
  const script = new Script('run()');
  return (length, wanted) => {
    const results: ReturnType<typeof wanted>[] = [];
    const limitMs = Math.ceil(baseMs + length * msPerUnit);
    action = () => results.push(wanted());
    try {
      script.runInContext(context, { timeout: limitMs });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new TookTooLong(limitMs, error);
      throw error;
    }
    return results[0] as ReturnType<typeof wanted>;
  };
}

export const noTimeLimit: TimeLimit = (_length, action) => action();
