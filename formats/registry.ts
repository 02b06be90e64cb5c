// All formats, in the order in which messages and the help list them: one line each.

import { arrow } from './arrow/arrow.ts';
import { datatrove } from './datatrove/datatrove.ts';
import type { ColumnFormat, Format, LineFormat, LogFormat, TokenFormat } from './format.ts';
import { json } from './json/json.ts';
import { jsonl, jsonlByNumber } from './jsonl/jsonl.ts';
import { llmc } from './llmc/llmc.ts';
import { mds } from './mds/mds.ts';
import { megatron } from './megatron/megatron.ts';
import { nanogpt } from './nanogpt/nanogpt.ts';
import { olmo } from './olmo/olmo.ts';
import { orderLog } from './order-log/order-log.ts';
import { parquet } from './parquet/parquet.ts';
import { pythiaRows } from './pythia-rows/pythia-rows.ts';
import { csv, tsv } from './tables/tables.ts';
import { text } from './text/text.ts';

const all = [
  jsonl,
  json,
  csv,
  tsv,
  text,
  parquet,
  arrow,
  mds,
  orderLog,
  megatron,
  pythiaRows,
  olmo,
  nanogpt,
  llmc,
  datatrove,
] as const;
type Any = (typeof all)[number];

export type RunFormat = Any['name'];
export type LineFormatName = Extract<Any, { kind: 'lines' }>['name'];
export type ColumnFormatName = Extract<Any, { kind: 'rows'; holds: 'text' }>['name'];
export type TokenFormatName = Extract<Any, { holds: 'ids' }>['name'];

export const formats: readonly Format[] = all;
export const formatNames: readonly RunFormat[] = all.map(({ name }) => name);

export const lineFormats: readonly LineFormat[] = all.filter((one) => one.kind === 'lines');
export const columnFormats: readonly ColumnFormat[] = all.filter(
  (one) => one.kind === 'rows' && one.holds === 'text',
);
export const tokenFormats: readonly TokenFormat[] = all.filter((one) => one.holds === 'ids');
export const logFormats: readonly LogFormat[] = all.filter((one) => one.holds === 'log');
export const rowFormats = [...columnFormats, ...logFormats, ...tokenFormats];

/** The formats whose records an order log may name: those of rows, and lines that can be found by number. */
export const numberedFormats: readonly (ColumnFormat | TokenFormat)[] = [
  jsonlByNumber,
  ...columnFormats,
  ...tokenFormats,
];

/** The format of that name, which is among them. */
export function formatNamed<F extends Format>(among: readonly F[], name: RunFormat): F {
  const found = among.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no format ${name} among those`);
  return found;
}

/** Whether records of that format are lines of a stream. */
export function isLineFormat(name: RunFormat): name is LineFormatName {
  return formatNamed(formats, name).kind === 'lines';
}
