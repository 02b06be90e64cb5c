// The index.json of a MosaicML dataset (MDS): its shards and what their samples consist of.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { parseJson } from '../../input/lines/json-text.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import { requireData } from '../../text/require-data.ts';

const File = Type.Object({
  basename: Type.String({ minLength: 1 }),
  bytes: Type.Integer({ minimum: 0 }),
  hashes: Type.Optional(Type.Record(Type.String(), Type.String())),
});

const MdsShard = Type.Object({
  format: Type.Literal('mds'),
  version: Type.Literal(2),
  samples: Type.Integer({ minimum: 0 }),
  column_names: Type.Array(Type.String()),
  column_encodings: Type.Array(Type.String()),
  column_sizes: Type.Array(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
  compression: Type.Union([Type.String(), Type.Null()]),
  raw_data: File,
  zip_data: Type.Union([File, Type.Null()]),
});
export type MdsShard = Static<typeof MdsShard>;

const MdsIndex = Type.Object({ version: Type.Literal(2), shards: Type.Array(MdsShard) });

/** Reads and checks the file; unknown keys are left alone. Throws `shard_missing` and `source_damaged`. */
export function readMdsIndex(folder: NamedPath): {
  file: NamedPath & { sizeBytes: number };
  shards: readonly MdsShard[];
} {
  const file = { name: `${folder.name}/index.json`, path: join(folder.path, 'index.json') };
  const refuse = (found: string, cause?: unknown) =>
    new IndexError(
      'source_damaged',
      `${file.name} ${found}: expected the index of a MosaicML dataset`,
      { file: file.name },
      cause,
    );
  let bytes: Buffer;
  try {
    bytes = readFileSync(file.path);
  } catch (cause) {
    const missing = {
      code: 'shard_missing',
      solve: 'Name the folder of a MosaicML dataset, which has an index.json.',
    } as const;
    const special = { missing, 'below-file': missing };
    throw fileError(cause, { path: file.name, doing: 'read', code: 'shard_missing', special });
  }
  requireData(bytes, file.name);
  const value = parseJson(bytes.toString(), (fault, cause) => refuse(`is ${fault}`, cause));
  if (!Value.Check(MdsIndex, value)) {
    const [first] = Value.Errors(MdsIndex, value);
    const key = first?.instancePath.slice(1).replaceAll('/', '.') || 'the whole';
    throw refuse(`key ${key}: ${first?.message}`);
  }
  const { shards } = value;
  for (const [i, { column_names, column_encodings, column_sizes }] of shards.entries()) {
    const same =
      column_names.length === column_encodings.length &&
      column_names.length === column_sizes.length;
    if (!same) throw refuse(`key shards.${i}: its columns differ in number`);
  }
  return { file: { ...file, sizeBytes: bytes.length }, shards };
}
