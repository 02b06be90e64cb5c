// A remark on records or lines that a command left out or changed.

import type { LeftOutEvent } from '../corpus/tell-left-out.ts';
import { formatCount } from './format-text.ts';

const words: Readonly<Record<LeftOutEvent['what'], readonly [one: string, more: string]>> = {
  skipped: [
    'record could not be used and was skipped, as asked',
    'records could not be used and were skipped, as asked',
  ],
  repaired: [
    'record was repaired: something in it that is not a character became U+FFFD',
    'records were repaired: something in them that is not a character became U+FFFD',
  ],
  cut: ['record was cut by truncate', 'records were cut by truncate'],
  blank: [
    'blank line or document is not a record, and was left out',
    'blank lines or documents are not records, and were left out',
  ],
};

export function leftOutRemark({ what, count, sources, first }: LeftOutEvent): string {
  const where = sources === 1 ? first : `${formatCount(sources)} sources, first ${first}`;
  return `${formatCount(count)} ${words[what][count === 1 ? 0 : 1]} (${where})`;
}
