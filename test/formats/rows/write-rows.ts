// Small files of every format of rows, written here, and the rows that they hold.
//
// Written by the formats' descriptions (Parquet and Arrow by a library's writer), apart from the
// readers. The shared folders have what the formats' own libraries write.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { type RowsSpec, specRows } from '../../../formats/rows/rows-spec.ts';
import type { RunDescription } from '../../../formats/run-description.ts';
import type { NamedPath } from '../../../input/paths/named-path.ts';
import { parseTokenizer } from '../../../text/tokenizer.ts';
import { smallTokenizerJson } from '../../text/small-tokenizer.ts';

export const tokenizer = parseTokenizer(smallTokenizerJson(), 'small');

export interface Packed {
  readonly run: RunDescription;
  readonly spec: RowsSpec;
  /** A row each: its text, or its ids. */
  readonly rows: readonly (string | readonly number[])[];
  /** All files, for damage. */
  readonly files: readonly string[];
}

export interface RowKind {
  readonly name: string;
  pack(folder: string, texts: readonly string[]): Packed;
  /** Whether a file that is cut anywhere can be told. */
  readonly tellsCuts: boolean;
  /** Whether a flipped bit in the values can be told. */
  readonly hasChecksums: boolean;
}

function specOf(run: RunDescription, folder: string, data: readonly string[]) {
  const place = (name: string): NamedPath => ({ name, path: join(folder, name) });
  return { run, spec: specRows(run, { data: data.map(place), place }) };
}

export function writeFile(folder: string, name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

type Width = 2 | 4 | 8;

/** Little-endian numbers of so many bytes. */
export function numbers(values: readonly number[], bytes: Width): Buffer {
  const buffer = Buffer.alloc(values.length * bytes);
  for (const [i, value] of values.entries()) {
    if (bytes === 8) buffer.writeBigInt64LE(BigInt(value), 8 * i);
    else buffer.writeUIntLE(value, bytes * i, bytes);
  }
  return buffer;
}

/** A .npy of version 1. */
export function npy(values: readonly number[], bytes: 4 | 8, shape: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '<i${bytes}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const padded = `${header.padEnd(117)}\n`;
  const head = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), numbers([118], 2)]);
  return Buffer.concat([head, Buffer.from(padded), numbers(values, bytes)]);
}

const idOf = (i: number) => `id-${i}`;

/** Texts in two row groups and several pages, with ids. */
function packParquet(folder: string, texts: readonly string[]): Packed {
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: texts.map((_, i) => idOf(i)), type: 'STRING' },
      { name: 'text', data: [...texts], type: 'STRING' },
    ],
    rowGroupSize: Math.max(1, Math.ceil(texts.length / 2)),
    pageSize: 500,
  });
  const path = writeFile(folder, 'a.parquet', new Uint8Array(bytes));
  return {
    ...specOf({ format: 'parquet', files: ['a.parquet'] }, folder, ['a.parquet']),
    rows: texts,
    files: [path],
  };
}

function arrowBytes(texts: readonly string[], first: number): Uint8Array {
  const column = (values: string[]) => vectorFromArray(values, new Utf8());
  const table = new Table({
    id: column(texts.map((_, i) => idOf(first + i))),
    text: column([...texts]),
  });
  return tableToIPC(table, 'stream');
}

function packArrow(folder: string, texts: readonly string[]): Packed {
  const half = Math.ceil(texts.length / 2);
  const shards = [texts.slice(0, half), texts.slice(half)];
  const names = ['data-00000-of-00002.arrow', 'data-00001-of-00002.arrow'];
  const files = shards.map((shard, i) =>
    writeFile(folder, `set/${names[i]}`, arrowBytes(shard, i * half)),
  );
  const state = { _data_files: names.map((filename) => ({ filename })) };
  writeFile(folder, 'set/state.json', JSON.stringify(state));
  const described = specOf({ format: 'arrow', files: ['set'] }, folder, ['set']);
  return { ...described, rows: texts, files };
}

/** A shard of columns id, n (int) and text. */
function mdsShard(texts: readonly string[], first: number): Buffer {
  const samples = texts.map((text, i) => {
    const [id, body] = [Buffer.from(idOf(first + i)), Buffer.from(text)];
    return Buffer.concat([numbers([id.length, body.length], 4), id, numbers([i], 8), body]);
  });
  const config = Buffer.from('{"version": 2}');
  let at = 4 * (texts.length + 2) + config.length;
  const offsets = [at, ...samples.map((sample) => (at += sample.length))];
  return Buffer.concat([numbers([texts.length, ...offsets], 4), config, ...samples]);
}

function packMds(isPacked: boolean): RowKind['pack'] {
  return (folder, texts) => {
    const half = Math.ceil(texts.length / 2);
    const files: string[] = [];
    const shards = [texts.slice(0, half), texts.slice(half)].map((some, i) => {
      const raw = mdsShard(some, i * half);
      const name = `shard.0000${i}.mds`;
      const zip = isPacked ? zstdCompressSync(raw, { params: { 201: 1 } }) : undefined;
      files.push(writeFile(folder, `mds/${name}${isPacked ? '.zstd' : ''}`, zip ?? raw));
      const file = (basename: string, bytes: number) => ({ basename, bytes, hashes: {} });
      return {
        column_names: ['id', 'n', 'text'],
        column_encodings: ['str', 'int', 'str'],
        column_sizes: [null, 8, null],
        compression: isPacked ? 'zstd' : null,
        format: 'mds',
        version: 2,
        samples: some.length,
        raw_data: file(name, raw.length),
        zip_data: zip === undefined ? null : file(`${name}.zstd`, zip.length),
      };
    });
    writeFile(folder, 'mds/index.json', JSON.stringify({ version: 2, shards }));
    const described = specOf({ format: 'mds', files: ['mds'] }, folder, ['mds']);
    return { ...described, rows: texts, files };
  };
}

/** The ids of each text, an end of document behind it. */
export function documentsOf(texts: readonly string[]): number[][] {
  return texts.map((text) => [...tokenizer.encode(text), 0]);
}

export interface MegatronParts {
  readonly sequences: readonly (readonly number[])[];
  /** First sequence of each document, and their number. */
  readonly documents: readonly number[];
  readonly code: number;
  readonly bytes: Width;
}

export function writeMegatron(folder: string, name: string, parts: MegatronParts): string[] {
  const { sequences, documents, code, bytes } = parts;
  let at = 0;
  const starts = sequences.map(({ length }) => {
    at += length * bytes;
    return at - length * bytes;
  });
  const index = Buffer.concat([
    Buffer.from('MMIDIDX\0\0'),
    numbers([1], 8),
    Buffer.of(code),
    numbers([sequences.length, documents.length], 8),
    numbers(
      sequences.map(({ length }) => length),
      4,
    ),
    numbers(starts, 8),
    numbers(documents, 8),
  ]);
  return [
    writeFile(folder, `${name}.idx`, index),
    writeFile(folder, `${name}.bin`, numbers(sequences.flat(), bytes)),
  ];
}

function packMegatron(unit: 'document' | 'sequence', code: number, bytes: Width): RowKind['pack'] {
  return (folder, texts) => {
    const sequences = documentsOf(texts);
    // Two sequences a document, the last one alone if their number is odd.
    const documents = sequences.map((_, i) => i).filter((i) => i % 2 === 0);
    const files = writeMegatron(folder, 'text', {
      sequences,
      documents: [...documents, sequences.length],
      code,
      bytes,
    });
    const rows =
      unit === 'sequence'
        ? sequences
        : documents.map((i) => [...(sequences[i] ?? []), ...(sequences[i + 1] ?? [])]);
    const run: RunDescription = { format: 'megatron', files: ['text'], unit, end_of_document: 0 };
    return { ...specOf(run, folder, ['text']), rows, files };
  };
}

function packDatatrove(folder: string, texts: readonly string[]): Packed {
  const rows = documentsOf(texts);
  let at = 0;
  const ends = rows.map(({ length }) => (at += length));
  const files = [
    writeFile(folder, 'a.ds', numbers(rows.flat(), 2)),
    writeFile(folder, 'a.ds.index', numbers(ends, 8)),
  ];
  const described = specOf({ format: 'datatrove', files: ['a.ds'], end_of_document: 0 }, folder, [
    'a.ds',
  ]);
  return { ...described, rows, files };
}

/** Rows of `length` ids, `stride` apart; a short last one is left out. */
export function cutRows(ids: readonly number[], length: number, stride = length): number[][] {
  const rows: number[][] = [];
  for (let at = 0; at + length <= ids.length; at += stride) rows.push(ids.slice(at, at + length));
  return rows;
}

const rowTokens = 16;

/** Two files of flat ids. */
function packFlat(format: 'pythia-rows' | 'nanogpt' | 'olmo', bytes: 2 | 4): RowKind['pack'] {
  return (folder, texts) => {
    const ids = documentsOf(texts).flat();
    const half = Math.floor(ids.length / 2) + 3;
    const parts = [ids.slice(0, half), ids.slice(half)];
    const names = ['a.npy', 'b.npy'];
    const files = parts.map((part, i) =>
      writeFile(folder, names[i] as string, numbers(part, bytes)),
    );
    const rows =
      format === 'olmo'
        ? parts.flatMap((part) => cutRows(part, rowTokens))
        : cutRows(ids, rowTokens);
    const dtype = bytes === 2 ? 'uint16' : 'uint32';
    const run: RunDescription = { format, files: names, row_tokens: rowTokens, dtype };
    return { ...specOf(run, folder, names), rows, files };
  };
}

export function llmcBytes(ids: readonly number[], bytes: 2 | 4): Buffer {
  const header = new Int32Array(256);
  header.set(bytes === 2 ? [20240520, 1, ids.length] : [20240801, 7, ids.length]);
  return Buffer.concat([Buffer.from(header.buffer), numbers(ids, bytes)]);
}

/** Overlapping rows, whole batches of 4 a file. */
function packLlmc(bytes: 2 | 4): RowKind['pack'] {
  return (folder, texts) => {
    const ids = documentsOf(texts).flat();
    const half = Math.floor(ids.length / 2);
    const names = ['a.bin', 'b.bin'];
    const parts = [ids.slice(0, half), ids.slice(half)];
    const files = parts.map((part, i) =>
      writeFile(folder, names[i] as string, llmcBytes(part, bytes)),
    );
    const rows = parts.flatMap((part) => {
      const all = cutRows(part, rowTokens + 1, rowTokens);
      return all.slice(0, all.length - (all.length % 4));
    });
    const run: RunDescription = {
      format: 'llmc',
      files: names,
      row_tokens: rowTokens + 1,
      row_stride: rowTokens,
      steps: { batch_size: 4, drop_last: 'file' },
    };
    return { ...specOf(run, folder, names), rows, files };
  };
}

const told = { tellsCuts: true, hasChecksums: false };
const untold = { tellsCuts: false, hasChecksums: false };

export const rowKinds: readonly RowKind[] = [
  { name: 'parquet', pack: packParquet, ...told },
  { name: 'arrow', pack: packArrow, ...told },
  { name: 'mds', pack: packMds(false), ...told },
  { name: 'mds, zstd with checksums', pack: packMds(true), tellsCuts: true, hasChecksums: true },
  { name: 'megatron documents, uint16', pack: packMegatron('document', 8, 2), ...told },
  { name: 'megatron sequences, int32', pack: packMegatron('sequence', 4, 4), ...told },
  { name: 'megatron sequences, int64', pack: packMegatron('sequence', 5, 8), ...told },
  { name: 'datatrove documents', pack: packDatatrove, ...told },
  { name: 'pythia-rows', pack: packFlat('pythia-rows', 2), ...untold },
  { name: 'nanogpt', pack: packFlat('nanogpt', 2), ...untold },
  { name: 'olmo, uint32', pack: packFlat('olmo', 4), ...untold },
  { name: 'llmc, uint16', pack: packLlmc(2), ...told },
  { name: 'llmc, uint32', pack: packLlmc(4), ...told },
];
