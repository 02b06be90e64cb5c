// A record's id as the record spells it.
//
// A string is taken as it is; anything else is kept as its JSON text, which JSON.parse does not
// keep: 1.0 and 12345678901234567890 would come back as other numbers. Where the line is sure to
// hold the number just once, its spelling is read there; else the line is parsed again with the
// spellings (3 times slower, measured on 2 kB lines).

import { readField } from './field-path.ts';
import { isObject, type JsonObject } from './json-text.ts';

/**
 * The id of a record that was parsed from `json`. null: it has none. undefined: its spelling cannot
 * be read, because it is not a string and the line is nested more than `maxNesting` levels.
 */
export type IdReader = (record: JsonObject, json: string) => string | null | undefined;

/** JSON.parse with a reviver calls itself for each level; measured, the stack ends at 2,288. */
export const maxNesting = 1000;

/** V8 has it since 11.4; the library of TypeScript 7.0 does not describe it yet. */
interface SpellingJson {
  parse(
    json: string,
    reviver: (key: string, value: unknown, context: { source: string }) => unknown,
  ): unknown;
  rawJSON(source: string): object;
  stringify(value: unknown): string;
}
const spellingJson = JSON as unknown as SpellingJson;

/** A reader of the field `idField`; a name with dots goes into objects. */
export function createIdReader(idField: string): IdReader {
  const key = JSON.stringify(idField);
  // Other names may be spelled with escapes that a search would not see.
  const isPlain = /^[\w.-]+$/.test(idField);
  const spelling = new RegExp(
    `[{,\\s]${key.replaceAll(/[.-]/g, '\\$&')}\\s*:\\s*(-?\\d[\\d.eE+-]*)`,
  );

  return (record, json) => {
    const id = readField(record, idField);
    if (typeof id === 'string') return id;
    if (id === undefined || id === null) return null;
    if (typeof id === 'boolean') return String(id);
    if (
      typeof id === 'number' &&
      isPlain &&
      Object.hasOwn(record, idField) &&
      !/\\u00[0-7]/i.test(json)
    ) {
      const at = json.indexOf(key);
      if (at === json.lastIndexOf(key)) {
        const found = spelling.exec(json)?.[1];
        if (found !== undefined) return found;
      }
    }
    if (isNestedTooDeep(json)) return undefined;
    const exact = spellingJson.parse(json, (_, value, context) =>
      typeof value === 'number' ? spellingJson.rawJSON(context.source) : value,
    );
    return isObject(exact) ? spellingJson.stringify(readField(exact, idField)) : undefined;
  };
}

/** Counted, not tried: how much stack is left must not decide whether a record is taken. */
function isNestedTooDeep(json: string): boolean {
  if (json.length < 2 * maxNesting) return false;
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < json.length; i++) {
    const mark = json[i];
    if (mark === '\\') i += 1;
    else if (mark === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (mark === '[' || mark === '{') depth += 1;
    else if (mark === ']' || mark === '}') depth -= 1;
    if (depth > maxNesting) return true;
  }
  return false;
}
