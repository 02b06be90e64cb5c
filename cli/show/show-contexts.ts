// Contexts for people: a line for each passage, and one that says where it is.

import { styleText } from 'node:util';
import { formatStep } from '../../errors/format-step.ts';
import type { Context } from '../../schemas/answer.ts';
import { formatCount } from './format-amounts.ts';
import { printable } from './terminal-text.ts';

type Passage = Pick<Context, 'before' | 'match' | 'after' | 'truncated'>;
type Place = Pick<Context, 'step' | 'rank' | 'id' | 'source' | 'line'>;

/** The match is marked, and the text around it is cut to the width of the line. */
export function showPassage(passage: Passage): string {
  const { truncated } = passage;
  const before = printable(passage.before);
  const match = printable(passage.match);
  const after = printable(passage.after);
  const width = Math.max(20, Math.floor(((process.stdout.columns ?? 100) - match.length - 8) / 2));
  const left = truncated.before || before.length > width ? `…${before.slice(-width)}` : before;
  const right = truncated.after || after.length > width ? `${after.slice(0, width)}…` : after;
  const hit = process.stdout.isTTY ? styleText(['bold', 'yellow'], match) : `[${match}]`;
  return `  ${left}${hit}${right}\n`;
}

/** The record, and where it is in its source. */
export function showPlace({ step, rank, id, source, line }: Place): string {
  const name = id === null ? '' : `, ${printable(id)}`;
  const place = `${printable(source)}:${line}`;
  const where = `step ${formatStep(step)}, rank ${formatCount(rank)}${name}, ${place}`;
  return `  ${styleText('dim', where)}\n`;
}
