// Opens the reader of a source of rows, by its format.
//
// The readers of Parquet, Arrow and MDS are loaded when they are needed: their libraries are large.

import { IndexError } from '../../errors.ts';
import type { DocumentFormat, RunDescription, TokenFormat } from '../../schemas/run.ts';
import { datatroveLayout } from './datatrove-layout.ts';
import { fixedLayout } from './fixed-layout.ts';
import { gptLayout } from './gpt-layout.ts';
import { openLlmcFile } from './llmc-file.ts';
import { MegatronIndex } from './megatron-index.ts';
import { megatronLayout } from './megatron-layout.ts';
import { startsAsNumpy } from './number-file.ts';
import { OrderedRows } from './ordered-rows.ts';
import type { NamedPath, RowReader, RowsSpec } from './row-reader.ts';
import type { RowFields } from './row-values.ts';
import { openTokenFile, type TokenFile, TokenStream, type TokenType } from './token-file.ts';
import { TokenRows } from './token-rows.ts';

/** Opens the source's files; the caller closes the reader. Throws what its format's reader does. */
export async function openRows(spec: RowsSpec): Promise<RowReader> {
  const { order } = spec;
  const isOwnOrder = order === undefined || order.kind === 'none' || order.kind === 'gpt-dataset';
  const rows = await openUnordered(spec);
  return isOwnOrder ? rows : new OrderedRows(rows, order);
}

async function openUnordered(spec: RowsSpec): Promise<RowReader> {
  const { run, data } = spec;
  const fields: RowFields = {
    text: run.text_field ?? 'text',
    id: run.id_field ?? 'id',
    step: run.steps?.field,
  };
  const [first] = data;
  if (first === undefined) throw new Error('a source without a file');
  switch (run.format as DocumentFormat | TokenFormat) {
    case 'parquet': {
      const { ParquetRows } = await import('./parquet-rows.ts');
      return wholeBatches(run, new ParquetRows(first, fields));
    }
    case 'arrow': {
      const { ArrowRows } = await import('./arrow-rows.ts');
      return wholeBatches(run, new ArrowRows(first, fields));
    }
    case 'mds': {
      const { MdsRows } = await import('./mds-rows.ts');
      return wholeBatches(run, new MdsRows(first, fields));
    }
    case 'megatron':
      return openMegatron(spec, first);
    case 'datatrove':
      return openDatatrove(run, data, first);
    case 'pythia-rows':
    case 'nanogpt':
    case 'olmo':
    case 'llmc':
      return openFixed(run, data);
  }
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
    this.dropped = `${rows.records - records} rows of a last batch that is not whole`;
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

function batchesOf(run: RunDescription): number | undefined {
  return run.steps?.drop_last === undefined ? undefined : run.steps.batch_size;
}

function openFixed(run: RunDescription, data: readonly NamedPath[]): RowReader {
  const { format, dtype } = run;
  const type: TokenType = dtype ?? 'uint16';
  const rowTokens = run.row_tokens ?? 2049;
  const open = (path: NamedPath): TokenFile =>
    format === 'llmc' ? openLlmcFile(path, dtype) : requireRaw(openTokenFile(path, type));
  const stream = new TokenStream(openTokens(data, open));
  const layout = fixedLayout(stream, {
    rowTokens,
    rowStride: run.row_stride ?? rowTokens,
    byFile: format === 'olmo' || format === 'llmc' || format === 'datatrove',
    wholeBatches: batchesOf(run),
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

/** These files have no header, whatever their name says; one that has begins with other ids. */
function requireRaw(tokens: TokenFile): TokenFile {
  const { file } = tokens;
  if (!startsAsNumpy(file.read(0, Math.min(6, file.sizeBytes)))) return tokens;
  file.close();
  throw file.refuse(
    'source_damaged',
    'begins with the header of a .npy file: expected raw ids. Write them without it, for example with numpy.load(...).tofile(...)',
    { byte: 0 },
  );
}

function openMegatron({ run, order }: RowsSpec, prefix: NamedPath): RowReader {
  const beside = (extension: string) => ({
    name: `${prefix.name}${extension}`,
    path: `${prefix.path}${extension}`,
  });
  const index = new MegatronIndex(beside('.idx'), beside('.bin'));
  const stream = new TokenStream([index.tokens]);
  try {
    if (order?.kind === 'gpt-dataset') {
      return new TokenRows(stream, gptLayout(index, run.row_tokens as number, order));
    }
    const wholeBatches = batchesOf(run);
    if (run.row_tokens === undefined) {
      const unit = run.unit ?? 'document';
      return new TokenRows(stream, megatronLayout(index, { unit, wholeBatches }));
    }
    const rowTokens = run.row_tokens;
    const rowStride = run.row_stride ?? rowTokens;
    const layout = fixedLayout(stream, { rowTokens, rowStride, byFile: true, wholeBatches });
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

function openDatatrove(
  run: RunDescription,
  data: readonly NamedPath[],
  first: NamedPath,
): RowReader {
  if (run.row_tokens !== undefined) return openFixed(run, data);
  if (data.length > 1) {
    throw new IndexError(
      'run_invalid',
      'an order over documents of several datatrove files is not supported: give "row_tokens", or one file',
    );
  }
  const tokens = openTokenFile(first, run.dtype ?? 'uint16');
  try {
    const index = { name: `${first.name}.index`, path: `${first.path}.index` };
    const layout = datatroveLayout(tokens, index, batchesOf(run));
    return new TokenRows(new TokenStream([tokens]), layout);
  } catch (error) {
    tokens.file.close();
    throw error;
  }
}
