// Amounts for people.

import { formatStep } from '../../errors/format-step.ts';

/**
 * A whole number: 1950 -> 1950, 1234567 -> 1,234,567. As steps next to it, which may be years, it has
 * separators from 10,000 on. The first toLocaleString of a process takes 10 ms.
 */
export function formatCount(value: number): string {
  return Math.abs(value) < 10_000
    ? String(value)
    : String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** How many steps there are, and from where to where: 62 (1945 to 2006) */
export function formatSteps(count: number, first: number, last: number): string {
  return count === 0 ? '0' : `${formatCount(count)} (${formatStep(first)} to ${formatStep(last)})`;
}

/** 1234567 -> 1.2 MB (powers of 1000, as disks are sold) */
export function formatBytes(bytes: number): string {
  const names = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < names.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${value} bytes` : `${value.toFixed(value < 10 ? 1 : 0)} ${names[unit]}`;
}
