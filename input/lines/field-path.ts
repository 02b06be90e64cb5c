// A field of a record by its name: a key of the record itself, or in objects, with dots (`doc.text`).

import { isObject, type JsonObject } from './json-text.ts';

/** The field of a record's text, or several whose texts are joined by a line feed, in this order. */
export type TextField = string | readonly string[];

/** What joins the texts of several fields. */
export const fieldJoint = '\n';

/** The fields of the text, in order. */
export function textFields(field: TextField): readonly string[] {
  return typeof field === 'string' ? [field] : field;
}

/** The value; a key of that very name comes first. undefined: there is none. */
export function readField(record: JsonObject, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const outer = name.slice(0, dot);
    const value = Object.hasOwn(record, outer) ? record[outer] : undefined;
    if (!isObject(value)) continue;
    const inner = readField(value, name.slice(dot + 1));
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** What to do where a text was expected and this was found; the empty string: nothing is known. */
export function adviseText(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null) return '';
  if (!Array.isArray(value)) {
    const inner = Object.keys(value)[0];
    return inner === undefined ? '' : `; name a field in it, as "${name}.${inner}"`;
  }
  const first: unknown = value[0];
  if (typeof first === 'number') {
    return '; token ids are read from Parquet, Arrow, MDS and token files, or decode them into text first';
  }
  const joined = 'write them into one string first, joined as training joined them';
  if (typeof first === 'string') return `; ${joined}`;
  return `; ${joined} (chat messages by the chat template of the model)`;
}
