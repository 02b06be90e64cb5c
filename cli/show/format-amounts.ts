// Amounts for people.

import { formatCount, formatStep } from '../../errors/format-step.ts';

export { formatCount };

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
