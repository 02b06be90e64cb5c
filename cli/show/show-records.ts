// Records for people: a line with the place of each, its text below.

import { formatStep } from '../../errors/format-step.ts';
import type { PlacedRecord } from '../../library/questions/found-records.ts';
import { formatCount } from './format-amounts.ts';
import { printable } from './terminal-text.ts';

/** One record at a time, as `inspect` shows it. */
export function* showRecords(records: Iterable<PlacedRecord>): Generator<string, void, undefined> {
  for (const { step, rank, id, source, line, parts } of records) {
    const facts = [
      `step ${formatStep(step)}`,
      `rank ${formatCount(rank)}`,
      ...(id === null ? [] : [printable(id)]),
      `${printable(source)}:${line}`,
    ];
    yield `${facts.join(' · ')}\n${parts === undefined ? '' : showText(parts)}`;
  }
}

/** Line feeds of the text stay; a line of its own stands for each boundary. */
function showText(parts: readonly string[]): string {
  const shown = parts.map((part) => part.split('\n').map(printable).join('\n'));
  return `${shown.join('\n--- boundary ---\n')}\n\n`;
}
