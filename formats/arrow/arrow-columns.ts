// Values of an Arrow batch by the name of a field: of a column, or in a structure (`meta.id`).

import {
  type Data,
  DataType,
  makeVector,
  type RecordBatch,
  type Schema,
  type Vector,
} from 'apache-arrow';
import type { PositionedFile } from '../../input/bytes/positioned-file.ts';
import { textFields } from '../../input/lines/field-path.ts';
import { adviseColumn } from '../name-column.ts';
import type { RowFields } from '../rows/row-values.ts';
import { decodeValues, isIdType } from '../tokens/token-ids.ts';

/** The columns of a batch; where each is, is looked up once. */
export class BatchColumns {
  #batch: RecordBatch;
  #paths = new Map<string, readonly Data[]>();
  #vectors = new Map<Data, Vector>();

  constructor(batch: RecordBatch) {
    this.#batch = batch;
  }

  /** The value of a row: text as its bytes, so that it is checked; null where there is none. */
  value(name: string | undefined, row: number): unknown {
    const column = name === undefined ? undefined : this.#find(name, row);
    return column === undefined ? null : this.#valueAt(column, row);
  }

  /** The ids of a row, or its bytes; null where there are none. */
  ids(name: string, row: number): unknown {
    const column = this.#find(name, row);
    if (column === undefined) return null;
    const [entries] = column.children;
    if (entries === undefined) return this.#valueAt(column, row);
    const [start, end] = findEntries(column, row);
    if (entries.nullCount === 0) return decodeValues(entries.values, start, end);
    const values = Array.from({ length: end - start }, (_, i) => {
      return entries.getValid(start + i) ? entries.values[start + i] : undefined;
    });
    return decodeValues(values);
  }

  /** undefined: there is no such column, or no value in that row. */
  #find(name: string, row: number): Data | undefined {
    let path = this.#paths.get(name);
    if (path === undefined) {
      path = dataPath(this.#batch, name);
      this.#paths.set(name, path);
    }
    for (const data of path) if (!data.getValid(row)) return undefined;
    return path.at(-1);
  }

  #valueAt(data: Data, row: number): unknown {
    if (!data.getValid(row)) return null;
    const { type } = data;
    if (DataType.isDictionary(type)) return this.#wordAt(data, Number(data.values[row]));
    const isText = DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isBinary(type);
    // Arrow gives dates and times as milliseconds, which would pass for steps.
    const isTime = DataType.isDate(type) || DataType.isTimestamp(type);
    if (isTime) return new Date(Number(this.#decode(data, row)));
    if (!isText) return this.#decode(data, row);
    const start = Number(data.valueOffsets[row]);
    const end = Number(data.valueOffsets[row + 1]);
    return (data.values as Uint8Array).subarray(start, end);
  }

  /** Entry of the dictionary of a column; null where it has none of that number. */
  #wordAt({ dictionary }: Data, entry: number): unknown {
    let at = entry;
    for (const part of dictionary?.data ?? []) {
      if (at < part.length) return this.#valueAt(part, at);
      at -= part.length;
    }
    return null;
  }

  #decode(data: Data, row: number): unknown {
    let vector = this.#vectors.get(data);
    if (vector === undefined) {
      vector = makeVector(data);
      this.#vectors.set(data, vector);
    }
    return vector.get(row);
  }
}

function findEntries({ type, valueOffsets }: Data, row: number): [number, number] {
  if (DataType.isFixedSizeList(type)) return [row * type.listSize, (row + 1) * type.listSize];
  return [Number(valueOffsets[row]), Number(valueOffsets[row + 1])];
}

/** From the column down to the one of that name; empty: there is none. */
function dataPath(batch: RecordBatch, name: string): Data[] {
  const walk = (parent: Data, rest: string): Data[] | undefined => {
    const names: readonly { name: string }[] = parent.type.children ?? [];
    const whole = names.findIndex((field) => field.name === rest);
    if (whole >= 0) return [parent.children[whole] as Data];
    for (let dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.', dot + 1)) {
      const at = names.findIndex((field) => field.name === rest.slice(0, dot));
      const child = parent.children[at];
      if (child === undefined || !DataType.isStruct(child.type)) continue;
      const inner = walk(child, rest.slice(dot + 1));
      if (inner !== undefined) return [child, ...inner];
    }
    return undefined;
  };
  return walk(batch.data as Data, name) ?? [];
}

/** Throws `missing_field` and `wrong_field_type`. */
export function requireColumns(file: PositionedFile, schema: Schema, fields: RowFields): void {
  const { text, step, facet, tokens } = fields;
  const texts = textFields(text);
  const others = [step, facet].filter((name) => name !== undefined);
  for (const name of [...texts, ...others]) {
    const type = typeOf(schema.fields, name);
    if (type === undefined) {
      const has = schema.fields.slice(0, 12).map((one) => `"${one.name}"`);
      const advice = adviseColumn(name, fields);
      const found = `has no column "${name}"; it has ${has.join(', ')}. ${advice}.`;
      throw file.refuse('missing_field', found);
    }
    const expected =
      name === texts[0] && tokens !== undefined
        ? expectedIds(type, tokens.dtype)
        : expectedPlain(type);
    if (expected === undefined) continue;
    throw file.refuse(
      'wrong_field_type',
      `has ${type} in the column "${name}": expected ${expected}`,
    );
  }
}

type Fields = Schema['fields'];

function typeOf(fields: Fields, name: string): DataType | undefined {
  const whole = fields.find((field) => field.name === name);
  if (whole !== undefined) return whole.type;
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const outer = fields.find((field) => field.name === name.slice(0, dot));
    if (outer === undefined || !DataType.isStruct(outer.type)) continue;
    const inner = typeOf(outer.type.children, name.slice(dot + 1));
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function isList(type: DataType): boolean {
  return DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type);
}

/** undefined: the column can be one of texts or steps. */
function expectedPlain(type: DataType): string | undefined {
  if (DataType.isStruct(type)) return 'plain values; name a field in it, with a dot between';
  if (!isList(type)) return undefined;
  return DataType.isInt(type.children[0]?.type)
    ? 'plain values; name a column of token ids as tokens_field in a run description, with its tokenizer'
    : 'plain values; write its texts into one column first, joined as training joined them (chat messages by the chat template)';
}

/** undefined: the column can be one of token ids. */
function expectedIds(type: DataType, dtype: string | undefined): string | undefined {
  if (DataType.isBinary(type)) {
    return dtype === undefined ? 'a "dtype" that says how long an id is' : undefined;
  }
  const entry = `${isList(type) ? type.children[0]?.type : ''}`.toLowerCase();
  if (!isIdType(entry)) return 'lists of whole numbers, one list per row';
  return dtype === undefined || dtype === entry ? undefined : `${dtype}, found ${entry}`;
}
