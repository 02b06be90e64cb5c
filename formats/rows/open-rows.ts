// Opens the reader of a source of rows, by its format.
//
// The readers of Parquet, Arrow and MDS are loaded when they are needed: their libraries are large.

import { statSync } from 'node:fs';
import type { NamedPath } from '../../input/paths/named-path.ts';
import type { RunDescription } from '../../schemas/run.ts';
import { datatroveLayout, openDatatroveFile } from '../datatrove/datatrove-layout.ts';
import { openLlmcFile } from '../llmc/llmc-file.ts';
import { gptLayout } from '../megatron/gpt-layout.ts';
import { MegatronIndex } from '../megatron/megatron-index.ts';
import { megatronLayout } from '../megatron/megatron-layout.ts';
import { type BlendedSet, openBlendOrder } from '../orders/blend-order.ts';
import { openListOrder } from '../orders/list-order.ts';
import type { RecordOrder } from '../orders/record-order.ts';
import { fixedLayout } from '../tokens/fixed-layout.ts';
import { openRawFile } from '../tokens/raw-token-file.ts';
import { type TokenFile, TokenStream, type TokenType } from '../tokens/token-file.ts';
import { TokenRows } from '../tokens/token-rows.ts';
import { JoinedRows } from './joined-rows.ts';
import { NoRows } from './no-rows.ts';
import { OrderedRows } from './ordered-rows.ts';
import type { NamedOrder, RowReader, RowsSpec } from './row-reader.ts';
import type { RowFields } from './row-values.ts';

/** Opens the source's files; the caller closes the reader. Throws what its format's reader does. */
export async function openRows(spec: RowsSpec): Promise<RowReader> {
  const { order } = spec;
  if (order?.kind === 'gpt-blend') return openBlend(spec, order);
  const isOwnOrder = order === undefined || order.kind === 'none' || order.kind === 'gpt-dataset';
  const rows = await openUnordered(spec);
  return isOwnOrder ? rows : openOrdered(rows, () => openListOrder(rows, order));
}

function openOrdered(rows: RowReader, open: () => RecordOrder): RowReader {
  try {
    return new OrderedRows(rows, open());
  } catch (error) {
    rows.close();
    throw error;
  }
}

/** Each prefix with its own GPTDataset's order, and the blend's over all of them. */
function openBlend({ run, data }: RowsSpec, order: NamedOrder): RowReader {
  const readers: RowReader[] = [];
  const sets: BlendedSet[] = [];
  const { repeats } = order;
  try {
    for (const [i, path] of data.entries()) {
      const files = order.datasets?.[i] ?? [];
      const own = { kind: 'gpt-dataset', files, ...(repeats && { repeats }) } as const;
      const rows = openMegatron(run, path, own);
      readers.push(rows);
      sets.push({ name: path.name, rows });
    }
  } catch (error) {
    for (const reader of readers) reader.close();
    throw error;
  }
  return openOrdered(new JoinedRows(readers), () => openBlendOrder(sets, order));
}

async function openUnordered({ run, data, order }: RowsSpec): Promise<RowReader> {
  const { format } = run;
  const isByRow = format === 'datatrove' && run.row_tokens !== undefined;
  if (isByRow || isFixed(format)) return openFixed(run, data);
  const readers: RowReader[] = [];
  try {
    for (const path of data) readers.push(await openOne(run, path, order));
  } catch (error) {
    for (const reader of readers) reader.close();
    throw error;
  }
  const [first] = readers;
  if (first === undefined) throw new Error('a source without a file');
  return wholeBatches(run, readers.length === 1 ? first : new JoinedRows(readers));
}

function isFixed(format: RunDescription['format']): boolean {
  return ['pythia-rows', 'nanogpt', 'olmo', 'llmc'].includes(format);
}

async function openOne(
  run: RunDescription,
  path: NamedPath,
  order: RowsSpec['order'],
): Promise<RowReader> {
  const fields: RowFields = {
    text: run.tokens_field ?? run.text_field ?? 'text',
    ...(run.tokens_field !== undefined && { tokens: { dtype: run.dtype } }),
    id: run.id_field ?? 'id',
    step: run.steps?.field,
    stepFormat: run.steps?.format ?? 'integer',
  };
  switch (run.format) {
    case 'parquet': {
      if (isEmptyFile(path)) return new NoRows(path);
      const { ParquetRows } = await import('../parquet/parquet-rows.ts');
      return new ParquetRows(path, fields);
    }
    case 'arrow': {
      const { ArrowRows } = await import('../arrow/arrow-rows.ts');
      return new ArrowRows(path, fields);
    }
    case 'mds': {
      const { MdsRows } = await import('../mds/mds-rows.ts');
      return new MdsRows(path, fields);
    }
    case 'megatron':
      return openMegatron(run, path, order);
    case 'datatrove':
      return openDatatrove(run, path);
    default:
      throw new Error(`${run.format} has no rows that are read by number`);
  }
}

/** Of a format whose files have a header, one without a byte: it holds nothing, as of any format. */
function isEmptyFile({ path }: NamedPath): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === 0;
}

/** With `drop_last` the rows that fill whole batches. */
function wholeBatches(run: RunDescription, rows: RowReader): RowReader {
  const size = run.steps?.drop_last === undefined ? undefined : (run.steps.batch_size as number);
  if (size === undefined || rows.records % size === 0) return rows;
  return new FirstRows(rows, rows.records - (rows.records % size));
}

/** The first rows of a reader; the others are not consumed. */
class FirstRows implements RowReader {
  readonly records: number;
  readonly files: RowReader['files'];
  readonly dropped: string;
  #rows: RowReader;

  constructor(rows: RowReader, records: number) {
    this.#rows = rows;
    this.records = records;
    this.files = rows.files;
    const loose = `${rows.records - records} rows of a last batch that is not whole`;
    this.dropped = rows.dropped === undefined ? loose : `${rows.dropped}, ${loose}`;
  }

  check(signal: AbortSignal): void {
    this.#rows.check(signal);
  }

  batchEnd(start: number, budgetBytes: number): { end: number; bytes: number } {
    const { end, bytes } = this.#rows.batchEnd(start, budgetBytes);
    return { end: Math.min(end, this.records), bytes };
  }

  read(start: number, end: number): ReturnType<RowReader['read']> {
    return this.#rows.read(start, end);
  }

  close(): void {
    this.#rows.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function openFixed(run: RunDescription, data: readonly NamedPath[]): RowReader {
  const { format, dtype } = run;
  const [first] = data;
  if (format === 'llmc' && first !== undefined && data.length === 1 && isEmptyFile(first)) {
    return new NoRows(first);
  }
  const type: TokenType = dtype ?? 'uint16';
  const rowTokens = run.row_tokens ?? 2049;
  const open = (path: NamedPath): TokenFile => {
    if (format === 'llmc') return openLlmcFile(path, dtype);
    if (format === 'datatrove') return openDatatroveFile(path, dtype);
    return openRawFile(path, type, format);
  };
  const stream = new TokenStream(openTokens(data, open));
  const layout = fixedLayout(stream, {
    rowTokens,
    rowStride: run.row_stride ?? rowTokens,
    byFile: format === 'olmo' || format === 'llmc' || format === 'datatrove',
    wholeBatches: run.steps?.drop_last === undefined ? undefined : run.steps.batch_size,
  });
  return new TokenRows(stream, layout);
}

function openTokens(data: readonly NamedPath[], open: (path: NamedPath) => TokenFile): TokenFile[] {
  const files: TokenFile[] = [];
  try {
    for (const path of data) files.push(open(path));
    return files;
  } catch (error) {
    for (const { file } of files) file.close();
    throw error;
  }
}

function openMegatron(run: RunDescription, prefix: NamedPath, order: RowsSpec['order']): RowReader {
  const neighbour = (extension: string) => ({
    name: `${prefix.name}${extension}`,
    path: `${prefix.path}${extension}`,
  });
  const index = new MegatronIndex(neighbour('.idx'), neighbour('.bin'));
  const stream = new TokenStream([index.tokens]);
  const { type, file } = index.tokens;
  try {
    if (run.dtype !== undefined && run.dtype !== type) {
      throw file.refuse(
        'source_damaged',
        `holds ${type}, as its .idx says; the run description says "dtype": "${run.dtype}"`,
        { found: type, expected: run.dtype },
      );
    }
    if (order?.kind === 'gpt-dataset') {
      return new TokenRows(stream, gptLayout(index, run.row_tokens as number, order));
    }
    if (run.row_tokens === undefined) {
      return new TokenRows(stream, megatronLayout(index, run.unit ?? 'document'));
    }
    const rowTokens = run.row_tokens;
    const rowStride = run.row_stride ?? rowTokens;
    const cut = { rowTokens, rowStride, byFile: true, wholeBatches: undefined };
    const layout = fixedLayout(stream, cut);
    const check = (signal: AbortSignal) => index.check(signal);
    return new TokenRows(stream, {
      ...layout,
      check,
      files: [{ role: 'index', file: index.file }],
    });
  } catch (error) {
    index.file.close();
    stream.close();
    throw error;
  }
}

function openDatatrove(run: RunDescription, path: NamedPath): RowReader {
  const tokens = openDatatroveFile(path, run.dtype);
  try {
    const layout = datatroveLayout(tokens, path);
    return new TokenRows(new TokenStream([tokens]), layout);
  } catch (error) {
    tokens.file.close();
    throw error;
  }
}
