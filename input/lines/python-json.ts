// NaN, Infinity and -Infinity, which Python's json module writes and reads, and which are not JSON.
//
// A line is looked at only once JSON.parse has refused it. Fields that are not needed may hold such
// numbers; a field that is needed may not, as they are neither a text nor a step, nor JSON as an id.

import { readField } from './field-path.ts';
import { isObject } from './json-text.ts';

interface Parsed {
  readonly value: unknown;
  /** The line as JSON: null in place of each such number. */
  readonly json: string;
  /** Whether the field holds such a number, at any depth. */
  hasNonFinite(field: string): boolean;
}

/** The value as Python reads it, null in place of each such number; undefined: it has none, or is not JSON either way. */
export function parsePythonJson(line: string): Parsed | undefined {
  if (!/NaN|Infinity/.test(line)) return undefined;
  const json = replaceNonFinite(line, 'null');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const numbers: unknown = JSON.parse(replaceNonFinite(line, '0'));
  return {
    value,
    json,
    hasNonFinite: (field) => spellField(value, field) !== spellField(numbers, field),
  };
}

function spellField(value: unknown, field: string): string | undefined {
  return isObject(value) ? JSON.stringify(readField(value, field)) : undefined;
}

/** Replaces such numbers outside of strings. */
function replaceNonFinite(line: string, by: string): string {
  const parts: string[] = [];
  for (let at = 0; at < line.length; ) {
    const quote = line.indexOf('"', at);
    const start = quote < 0 ? line.length : quote;
    parts.push(line.slice(at, start).replaceAll(/NaN|-?Infinity/g, by));
    at = findStringEnd(line, start);
    parts.push(line.slice(start, at));
  }
  return parts.join('');
}

/** Behind the closing quote of the string that begins at `start`. */
function findStringEnd(line: string, start: number): number {
  for (let quote = line.indexOf('"', start + 1); quote >= 0; quote = line.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (line[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return line.length;
}
