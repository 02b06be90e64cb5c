// Rows of a split as Parquet: the values of the JSON lines, exposures as columns of their own.

import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { isObject } from '../pairs/is-object.ts';
import { parseExactly } from '../pairs/parse-exactly.ts';
import type { Shape } from '../pairs/value-shape.ts';
import type { Example, SplitSet } from '../split.ts';
import { addedColumns, withAddedColumns } from './added-fields.ts';

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>[number];

/** A whole file; there is at least one example. Integers are exact to 64 bits. */
export function parquetRows(
  shape: SplitSet['shape'],
  examples: readonly Example[],
  prefix: string,
): Uint8Array {
  const { fields } = withAddedColumns(shape, prefix);
  const rows = examples.map((example) => ({
    ...parseExactly(example.json),
    ...addedColumns(example, prefix),
  }));
  const columnData = [...fields].map(([name, field]): ColumnSource => {
    const values = rows.map((row: Record<string, unknown>) => convert(field, row[name]));
    return { name, data: values };
  });
  const schema: SchemaElement[] = [
    { name: 'root', num_children: fields.size },
    ...[...fields].flatMap(([name, field]) => describeElements(name, field)),
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, schema }));
}

function convert(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case 'int':
      return typeof value === 'number' ? BigInt(value) : value;
    case 'float':
      return Number(value);
    case 'list':
      return Array.isArray(value) ? value.map((element) => convert(shape.of, element)) : value;
    case 'struct':
      if (shape.fields.size === 0 || !isObject(value)) return value;
      return Object.fromEntries(
        [...shape.fields].map(([name, field]) => [name, convert(field, value[name])]),
      );
    default:
      return value;
  }
}

const optional = { repetition_type: 'OPTIONAL' } as const;

function describeElements(name: string, shape: Shape): SchemaElement[] {
  switch (shape.kind) {
    case 'bool':
      return [{ name, type: 'BOOLEAN', ...optional }];
    case 'int':
      return [{ name, type: 'INT64', ...optional }];
    case 'float':
      return [{ name, type: 'DOUBLE', ...optional }];
    case 'null':
    case 'string':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', ...optional }];
    case 'list':
      return [
        { name, converted_type: 'LIST', num_children: 1, ...optional },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        ...describeElements('element', shape.of),
      ];
    case 'struct':
      // A group needs a member; an object that never has one is JSON.
      if (shape.fields.size === 0) {
        return [{ name, type: 'BYTE_ARRAY', converted_type: 'JSON', ...optional }];
      }
      return [
        { name, num_children: shape.fields.size, ...optional },
        ...[...shape.fields].flatMap(([member, field]) => describeElements(member, field)),
      ];
  }
}
