// Which row of a corpus each record of an order log is.

import { IndexError } from '../../errors.ts';
import { areIds, isPlace } from '../order-log/log-line.ts';
import { LogReader } from '../order-log/log-reader.ts';
import type { LogTable } from '../order-log/log-source.ts';
import { locateRow, type RowReader } from '../rows/row-reader.ts';
import { matchFile } from './match-file.ts';
import { RowIds } from './row-ids.ts';

const maxRows = 0xffff_ffff;

/** A record of the log, for messages. */
interface Entry {
  readonly rank: number;
  readonly step: number;
}

/** One number for each record of the log, in consumed order, in shared memory. Throws `order_invalid`. */
export async function findLogRows(
  table: LogTable,
  rows: RowReader,
  signal?: AbortSignal,
): Promise<Uint32Array> {
  const { kind, lines, records, rank, step, ranks } = table;
  const name = ranks[0]?.name ?? 'the log';
  if (kind === 'records' || kind === 'tokens') {
    const its = kind === 'records' ? 'texts' : 'token ids';
    const expected = 'expected ids or rows of the corpus. Read it by itself, as format order-log';
    throw new IndexError('order_invalid', `${name} holds ${its} of its own: ${expected}`, {
      file: name,
    });
  }
  if (rows.records > maxRows) {
    const found = `${rows.records} records: expected ${maxRows} or fewer with an order log`;
    throw new IndexError('order_invalid', `the corpus has ${found}`, { found: rows.records });
  }
  const find = kind === 'ids' ? await findByIds(table, rows, signal) : findByRows(table, rows);
  using reader = new LogReader(table);
  const found = new Uint32Array(new SharedArrayBuffer(4 * records));
  let at = 0;
  for (let line = 0; line < lines; line++) {
    if (line % 1024 === 0) signal?.throwIfAborted();
    const entry = { rank: rank[line] as number, step: step[line] as number };
    const value = reader.read(line);
    for (const one of namesIn(value)) found[at++] = find(one, entry);
  }
  return found;
}

type Name = string | number | readonly [number, number];

function namesIn({ ids, rows }: Readonly<Record<string, unknown>>): readonly Name[] {
  if (areIds(ids)) return ids;
  return Array.isArray(rows) ? rows.filter(isPlace) : [];
}

type FindRow = (name: Name, entry: Entry) => number;

async function findByIds(
  { ranks }: LogTable,
  rows: RowReader,
  signal: AbortSignal | undefined,
): Promise<FindRow> {
  const ids = await RowIds.read(rows, signal);
  return (name, { rank, step }) => {
    const id = String(name);
    const row = ids.find(id);
    if (row !== undefined && !ids.isTwice(row)) return row;
    const where = `${ranks[rank]?.name}, step ${step} names the record ${JSON.stringify(id)}`;
    if (row === undefined) {
      throw refuse(`${where}, which the corpus does not have${ids.described}`, { id, step });
    }
    const { name: file, row: number } = locateRow(rows.files, row + 1) ?? { name: '', row };
    const found = `which the corpus has more than once, first as row ${number} of ${file}`;
    throw refuse(`${where}, ${found}: log its file and row`, { id, step });
  };
}

function findByRows({ ranks }: LogTable, rows: RowReader): FindRow {
  const data = rows.files.filter((one) => one.role === 'data' && one.rows !== undefined);
  const first: number[] = [];
  let before = 0;
  for (const { rows: count = 0 } of data) {
    first.push(before);
    before += count;
  }
  const names = data.map(({ name }) => name);
  // The file of the corpus for each file that a rank has numbered, as it is needed.
  const matched = ranks.map(() => new Map<number, number>());
  const findFile = (rank: number, file: number): number => {
    const known = matched[rank]?.get(file);
    if (known !== undefined) return known;
    const log = ranks[rank];
    const name = log?.files.get(file);
    if (log === undefined || name === undefined) {
      throw refuse(`${log?.name} names rows of file ${file}, to which no line gives a name`, {});
    }
    const found = matchFile(names, name, (message) => refuse(`${log.name} ${message}`, { name }));
    matched[rank]?.set(file, found);
    return found;
  };
  return (place, { rank, step }) => {
    const [file, row] = place as readonly [number, number];
    const at = findFile(rank, file);
    const has = data[at]?.rows ?? 0;
    if (row < has) return (first[at] as number) + row;
    const where = `${ranks[rank]?.name}, step ${step} names row ${row} of ${names[at]}`;
    throw refuse(`${where}, which has ${has}, from 0 on`, { step, found: row, expected: has });
  };
}

function refuse(message: string, details: Readonly<Record<string, string | number>>): IndexError {
  return new IndexError('order_invalid', message, details);
}
