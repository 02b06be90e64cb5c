// A line of an order log (docs/formats/order-log.md): its checksum, and what it says.
//
// The checksum is the CRC-32 of all lines up to this one, each without its line feed and checksum. So a
// line that was changed, left out or put in is found.

import { crc32 } from 'node:zlib';
import { isObject, type JsonObject } from '../../input/lines/json-text.ts';

export const logName = 'firstseen-order-log';
export const logVersion = 1;

/** `,"crc":"0123abcd"}` */
const tailBytes = 18;
const tailForm = /^,"crc":"([0-9a-f]{8})"\}$/;

/** How a log says its records. */
export type LogKind = 'records' | 'tokens' | 'rows' | 'ids';

/** Undefined: the line is not whole, or does not follow the lines before, whose checksum is `before`. */
export function checkLine(
  bytes: Buffer,
  before: number,
): { json: string; crc: number } | undefined {
  const headBytes = bytes.length - tailBytes;
  if (headBytes < 1) return undefined;
  const found = tailForm.exec(bytes.toString('latin1', headBytes))?.[1];
  const crc = crc32(bytes.subarray(0, headBytes), before);
  if (found === undefined || Number.parseInt(found, 16) !== crc) return undefined;
  return { json: `${bytes.toString('utf8', 0, headBytes)}}`, crc };
}

/** Whether bytes end as a line does, right or not. */
export function endsAsLine(bytes: Buffer): boolean {
  return tailForm.test(bytes.toString('latin1', Math.max(0, bytes.length - tailBytes)));
}

/** A whole number from `min` on. */
export function isCount(value: unknown, min = 0): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min;
}

/** How a line of a step says its records, and how many; undefined: it does not say any. */
export function describeStep(line: JsonObject): { kind: LogKind; records: number } | undefined {
  const { records, tokens, rows, ids } = line;
  if (Array.isArray(records)) {
    return records.every(isRecord) ? { kind: 'records', records: records.length } : undefined;
  }
  if (Array.isArray(tokens)) {
    const isNamed = ids === undefined || (areIds(ids) && ids.length === tokens.length);
    if (!isNamed || !tokens.every(areTokens)) return undefined;
    return { kind: 'tokens', records: tokens.length };
  }
  if (Array.isArray(rows)) {
    return rows.every(isPlace) ? { kind: 'rows', records: rows.length } : undefined;
  }
  return areIds(ids) ? { kind: 'ids', records: ids.length } : undefined;
}

/** A record with its text. */
export interface LoggedText {
  readonly id?: string | number | null;
  readonly text: string;
}

function isRecord(value: unknown): value is LoggedText {
  if (!isObject(value) || typeof value['text'] !== 'string') return false;
  const { id } = value;
  return id === undefined || id === null || isId(id);
}

export type LoggedId = string | number;

export function areIds(value: unknown): value is LoggedId[] {
  return Array.isArray(value) && value.every(isId);
}

function isId(value: unknown): value is LoggedId {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

export function areTokens(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => isCount(one) && one <= 0xffff_ffff);
}

/** A file of the log, and a row in it, from 0 on. */
export function isPlace(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((one) => isCount(one));
}
