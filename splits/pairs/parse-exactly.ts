// JSON without loss: a number would lose the last digits of a long integer, and "1.0" its point.

import type { JsonObject } from './is-object.ts';

declare global {
  interface JSON {
    /** A value that JSON.stringify writes as `text` (in V8, and not yet in TypeScript's library). */
    rawJSON(text: string): unknown;
  }
}

/** The third argument of a reviver: the text of a number. */
interface Context {
  readonly source?: string;
}

/** The members of a JSON object, integers as bigints. */
export function parseExactly(json: string): JsonObject {
  return JSON.parse(json, (_, value: unknown, { source = '' }: Context = {}) =>
    typeof value === 'number' && /^-?\d+$/.test(source) ? BigInt(source) : value,
  );
}

/** JSON text without white space, numbers as they were written. */
export function respell(json: string): string {
  const reviver = (_: string, value: unknown, { source }: Context = {}) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? JSON.rawJSON(source)
      : value;
  return JSON.stringify(JSON.parse(json, reviver));
}
