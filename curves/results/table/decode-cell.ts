// Cells of a table, as text, numbers or what Parquet has -> values. Undefined: not one of the kind.

import { parseSeed } from '../path-place.ts';

const verdicts = new Map<unknown, boolean>([
  ...[1, 1n, true, '1', '1.0', 'true', 'True', 'TRUE'].map((cell) => [cell, true] as const),
  ...[0, 0n, false, '0', '0.0', 'false', 'False', 'FALSE'].map((cell) => [cell, false] as const),
]);
const infinity = /^([+-]?)inf(?:inity)?$/i;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export function decodeVerdict(cell: unknown): boolean | undefined {
  return verdicts.get(cell);
}

/** A whole number from 0. */
export function decodeOrdinal(cell: unknown): number | undefined {
  const isDigits = typeof cell === 'string' && /^\d+(\.0)?$/.test(cell);
  const value =
    typeof cell === 'number' ? cell : isDigits || typeof cell === 'bigint' ? Number(cell) : -1;
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** A number or minus infinity, which a log-probability may be. */
export function decodeScore(cell: unknown): number | undefined {
  const value = typeof cell === 'number' ? cell : decodeText(cell);
  return value < Number.POSITIVE_INFINITY ? value : undefined;
}

/** A whole number, or a name. */
export function decodeSeed(cell: unknown): number | string | undefined {
  if (typeof cell === 'string') return cell === '' ? undefined : parseSeed(cell);
  const value = typeof cell === 'bigint' ? Number(cell) : cell;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

function decodeText(cell: unknown): number {
  if (typeof cell === 'bigint') return Number(cell);
  if (typeof cell !== 'string') return Number.NaN;
  const match = infinity.exec(cell);
  if (match !== null) return Number(`${match[1]}Infinity`);
  return decimal.test(cell) ? Number(cell) : Number.NaN;
}
