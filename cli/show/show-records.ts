// Records for people: a line with the place of each, its text below.

import { formatStep } from '../../errors/format-step.ts';
import type { LineOptions } from '../../exposure/records/record-lines.ts';
import type { LocalRecords } from '../../exposure/records/record-range.ts';
import type { LocalRecord } from '../../store/ids.ts';
import type { Segment } from '../../store/segment/segment.ts';
import { formatCount } from './format-amounts.ts';
import { printable } from './terminal-text.ts';

/** One record at a time, as `inspect` shows it. */
export function* showRecords(
  found: Iterable<LocalRecords | undefined>,
  { snapshot, withText }: LineOptions,
): Generator<string, void, undefined> {
  for (const some of found) {
    if (some === undefined) continue;
    const { segment, records } = some;
    for (const record of records) {
      const { source, line } = snapshot.locate(segment.recordTable.position(record));
      const id = segment.recordTable.id(record);
      const facts = [
        `step ${formatStep(segment.steps.stepOf(record))}`,
        `rank ${formatCount(segment.firstRank + record)}`,
        ...(id === null ? [] : [printable(id)]),
        `${printable(source)}:${line}`,
      ];
      yield `${facts.join(' · ')}\n${withText ? showText(segment, record) : ''}`;
    }
  }
}

/** Line feeds of the text stay; a line of its own stands for each boundary. */
function showText({ texts }: Segment, record: LocalRecord): string {
  if (texts === undefined) return '';
  const parts = texts.parts(record).map((part) => part.split('\n').map(printable).join('\n'));
  return `${parts.join('\n--- boundary ---\n')}\n\n`;
}
