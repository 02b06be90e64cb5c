// Which column of a Parquet file a field is, and whether it can be one.

import type { SchemaTree } from 'hyparquet/src/types.js';
import type { Positioned } from '../../input/bytes/positioned.ts';
import { isIdType, type TokensColumn } from '../tokens/token-ids.ts';

type Path = readonly SchemaTree[];

/** From the root to the column: one of that very name, or by names with dots. undefined: none. */
export function findColumn(root: SchemaTree, name: string): Path | undefined {
  const child = root.children.find(({ element }) => element.name === name);
  if (child !== undefined) return [root, child];
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const outer = root.children.find(({ element }) => element.name === name.slice(0, dot));
    const inner = outer && findColumn(outer, name.slice(dot + 1));
    if (inner !== undefined) return [root, ...inner];
  }
  return undefined;
}

/** Without the root. */
export function namePath(path: Path): string[] {
  return path.slice(1).map(({ element }) => element.name);
}

/** The path of a column of plain values; throws `wrong_field_type`. */
export function requirePlain(file: Positioned, path: Path): Path {
  const isRepeated = path.some(({ element }) => element.repetition_type === 'REPEATED');
  const leaf = path.at(-1);
  if (!isRepeated && leaf?.children.length === 0) return path;
  const name = namePath(path).join('.');
  const inner = innermost(path);
  const type = inner.at(-1)?.element.type;
  const isNumbers = type === 'INT32' || type === 'INT64';
  const isList = inner.some(({ element }) => element.repetition_type === 'REPEATED');
  const advice = !isList
    ? `name a field in it, as "${name}.${leaf?.children[0]?.element.name ?? 'text'}"`
    : isNumbers
      ? 'name a column of token ids as tokens_field in a run description, with its tokenizer'
      : 'write its texts into one column first, joined as training joined them (chat messages by the chat template)';
  throw file.refuse(
    'wrong_field_type',
    `has lists or structures in the column "${name}": expected plain values; ${advice}`,
  );
}

/** The path down to the ids of a column of lists, or of bytes; throws `wrong_field_type`. */
export function requireIds(
  file: Positioned,
  path: Path,
  { dtype }: TokensColumn = { dtype: undefined },
): Path {
  const inner = innermost(path);
  const lists = inner.filter(({ element }) => element.repetition_type === 'REPEATED').length;
  const { element, children } = inner.at(-1) as SchemaTree;
  const name = namePath(path).join('.');
  const refuse = (expected: string) =>
    file.refuse(
      'wrong_field_type',
      `has no token ids in the column "${name}": expected ${expected}`,
    );
  if (lists === 0 && element.type === 'BYTE_ARRAY' && children.length === 0) {
    if (dtype === undefined || element.converted_type === 'UTF8') {
      throw refuse('lists of whole numbers, or bytes and a "dtype" that says how long an id is');
    }
    return inner;
  }
  const type = typeName(element.converted_type ?? element.type ?? '');
  if (lists !== 1 || children.length > 0 || !isIdType(type)) {
    throw refuse('lists of whole numbers, one list per row');
  }
  if (dtype !== undefined && dtype !== type) throw refuse(`${dtype}, found ${type}`);
  return inner;
}

/** Down to where a structure has several fields, or none. */
function innermost(path: Path): Path {
  const [child, ...others] = path.at(-1)?.children ?? [];
  return child === undefined || others.length > 0 ? path : innermost([...path, child]);
}

/** INT64 and UINT_16 as int64 and uint16. */
function typeName(type: string): string {
  return type.replace('_', '').toLowerCase();
}
