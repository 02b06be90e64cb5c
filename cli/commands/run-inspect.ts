// `firstseen inspect`: a record of a run as the model saw it.

import { formatStep } from '../../errors/format-step.ts';
import { inspectRecord } from '../../library/builds/inspect-record.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { cutText } from '../show/cut-text.ts';
import { formatCount } from '../show/format-amounts.ts';
import { formatFacts } from '../show/format-table.ts';
import { printable } from '../show/terminal-text.ts';
import type { InspectOptions } from './inspect-command.ts';

export async function runInspect(options: InspectOptions): Promise<void> {
  using interrupt = listenForInterrupt();
  const found = await inspectRecord(options.run, options.record, interrupt.signal);
  process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : describe(found, options));
}

type InspectedRecord = Awaited<ReturnType<typeof inspectRecord>>;

function describe(record: InspectedRecord, { full = false }: InspectOptions): string {
  const facts: [string, string][] = [
    ['rank', formatCount(record.rank)],
    ['step', formatStep(record.step)],
    ['id', record.id === null ? 'none' : printable(record.id)],
    ['source', `${printable(record.source)}:${record.line}`],
    ['words', formatCount(record.words)],
  ];
  if (record.epoch > 1) facts.push(['epoch', formatCount(record.epoch)]);
  if (record.model_tokens !== null) {
    facts.push(['model tokens', formatCount(record.model_tokens)]);
  }
  if (record.cut) facts.push(['cut', 'its end, by truncate']);
  // A line of its own stands for each boundary; line feeds of the text stay.
  const parts = record.parts.map((part) => part.split('\n').map(printable).join('\n'));
  const text = parts.join('\n--- boundary ---\n');
  const shown = full ? text : cutText(text, '--full shows them, and so does --json');
  return `${formatFacts(facts)}\n${shown}\n`;
}
