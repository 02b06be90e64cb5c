// The records of a log that holds them itself: texts, or token ids.

import { IndexError } from '../../errors.ts';
import type { JsonObject } from '../../input/lines/json-text.ts';
import type { Row, RowFile, RowReader } from '../rows/row-reader.ts';
import { areIds, areTokens, type LoggedText } from './log-line.ts';
import { LogReader } from './log-reader.ts';
import { type LogSource, type LogTable, readLogTable } from './log-source.ts';

export interface LogRowsSource {
  readonly log: LogSource;
  /** Records are token ids. */
  readonly holdsTokens: boolean;
}

/** Throws as `readLogTable` does, and `order_invalid` for a log that does not hold such records. */
export function openLogRows({ log, holdsTokens }: LogRowsSource, signal?: AbortSignal): RowReader {
  const table = readLogTable(log, signal);
  const { kind, ranks } = table;
  const expected = holdsTokens ? 'tokens' : 'records';
  if (kind === undefined || kind === expected) return new LogRows(table);
  const name = ranks[0]?.name ?? 'the log';
  const found = { file: name, found: kind, expected };
  if (kind === 'tokens') {
    const solve = 'say "tokens_field": "tokens" in a run description';
    throw new IndexError('order_invalid', `${name} holds token ids and no texts: ${solve}`, found);
  }
  if (kind === 'records') {
    const solve = 'leave tokens_field out';
    throw new IndexError('order_invalid', `${name} holds texts and no token ids: ${solve}`, found);
  }
  const example =
    '{"format":"parquet","files":["part-*.parquet"],"order":{"kind":"order-log","files":["order.log"]}}';
  throw new IndexError(
    'order_invalid',
    `${name} names records by their ${kind} and does not hold them: name their corpus in a run description, such as ${example}`,
    found,
  );
}

class LogRows implements RowReader {
  readonly records: number;
  readonly files: readonly RowFile[];
  readonly dropped: string | undefined;
  readonly #table: LogTable;
  readonly #reader: LogReader;

  constructor(table: LogTable) {
    this.#table = table;
    this.#reader = new LogReader(table);
    this.records = table.records;
    this.dropped = table.left;
    this.files = table.ranks.map(({ name, path, sizeBytes, records: rows }) => {
      return { role: 'data', name, path, sizeBytes, rows };
    });
  }

  check(): void {}

  batchEnd(start: number, budgetBytes: number): { end: number; bytes: number } {
    const { firstRecord, byteLength, lines } = this.#table;
    let bytes = 0;
    let end = start;
    for (let line = this.#reader.lineOf(start); line < lines; line++) {
      const [first, next] = [firstRecord[line] as number, firstRecord[line + 1] as number];
      if (next <= end) continue;
      const each = Math.max(1, (byteLength[line] as number) / (next - first));
      const fit = Math.max(end === start ? 1 : 0, Math.floor((budgetBytes - bytes) / each));
      const taken = Math.min(fit, next - end);
      bytes += taken * each;
      end += taken;
      if (end < next) break;
    }
    return { end, bytes: Math.ceil(bytes) };
  }

  async *read(start: number, end: number): AsyncGenerator<readonly Row[]> {
    const { firstRecord, firstInRanks, step } = this.#table;
    for (let line = this.#reader.lineOf(start), at = start; at < end; line++) {
      const [first, next] = [firstRecord[line] as number, firstRecord[line + 1] as number];
      if (next <= at) continue;
      const stop = Math.min(end, next);
      const from = { number: (firstInRanks[line] as number) + 1, step: step[line] as number };
      yield decodeLine(this.#reader.read(line), from).slice(at - first, stop - first);
      at = stop;
    }
  }

  close(): void {
    this.#reader.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The records of a line; `number` is that of the first one in the source, from 1 on. */
function decodeLine(
  { records, tokens, ids }: JsonObject,
  { number, step }: { readonly number: number; readonly step: number },
): Row[] {
  if (Array.isArray(records)) {
    return (records as LoggedText[]).map(({ id = null, text }, i) => {
      // JSON can spell half a character, which UTF-8 cannot hold.
      const repaired = !text.isWellFormed();
      const row = { line: number + i, text: repaired ? text.toWellFormed() : text, step, repaired };
      return { ...row, id: id === null ? null : String(id) };
    });
  }
  if (!Array.isArray(tokens)) throw new Error('a line without records');
  const names = areIds(ids) ? ids.map(String) : [];
  return tokens.filter(areTokens).map((one, i) => {
    return { line: number + i, ids: Uint32Array.from(one), id: names[i] ?? null, step };
  });
}
