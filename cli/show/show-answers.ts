// Answers for people: a table with a sparkline of the timeline, contexts below.

import { styleText } from 'node:util';
import { formatStep } from '../../errors/format-step.ts';
import type { AskedParts } from '../../library/questions/phrase-plan.ts';
import type { Answered, Seen } from '../../schemas/answer.ts';
import { formatCount } from './format-amounts.ts';
import { formatTable, rightColumns } from './format-table.ts';
import { showPassage, showPlace } from './show-contexts.ts';
import { type FacetColumns, showFacets } from './show-facets.ts';
import { printable, shorten, sparkline } from './terminal-text.ts';

/** A phrase takes at most a quarter of the line. */
const phraseColumns = Math.max(16, Math.min(40, Math.floor((process.stdout.columns ?? 160) / 4)));

/** What decides the columns. */
type AnswerColumns = Pick<
  AskedParts,
  'at' | 'checkpoints' | 'lastAt' | 'records' | 'recordsAt' | 'edges' | 'resolution'
> &
  FacetColumns;

/** With `asksTimeline` the steps of each bar are below the table. */
export function tableView(
  plan: AnswerColumns,
  asksTimeline = false,
): (answers: readonly Answered[]) => string {
  const columns = [
    { title: 'phrase' },
    ...rightColumns('count', 'first step'),
    ...(plan.resolution === 'record' ? [{ title: 'in record' }] : []),
    ...rightColumns('last step', ...plan.at.map((step) => `by ${formatStep(step)}`)),
    ...rightColumns(...plan.checkpoints.map(({ name }) => shorten(printable(name), 24))),
    ...rightColumns(...plan.lastAt.map((step) => `last by ${formatStep(step)}`)),
    ...(plan.records ? rightColumns('records') : []),
    ...rightColumns(...plan.recordsAt.map((step) => `records by ${formatStep(step)}`)),
    { title: titleTimeline(plan.edges) },
  ];
  return (answers) => {
    const table = formatTable(
      columns,
      answers.flatMap(withVariants).map((row) => makeRow(row, plan)),
    );
    const bars = asksTimeline ? describeBars(plan.edges) : '';
    const facets = answers.map((answer) => showFacets(answer, plan)).join('');
    return table + bars + facets + answers.map(showContexts).join('');
  };
}

/** The steps of the sparkline; an index without a record has none. */
function titleTimeline(edges: readonly number[] = []): string {
  const [after = 0, by = 0] = [edges[0], edges.at(-1)];
  return `steps ${formatStep(Math.min(after + 1, by))} to ${formatStep(by)}`;
}

/** Bars whose steps are shown one by one. */
const maxBars = 24;

/** Which steps each bar of the sparklines is for, as edges: the first is before all of them. */
function describeBars([first, ...ends]: readonly number[] = []): string {
  if (first === undefined || ends.length === 0) return '';
  if (ends.length > maxBars) {
    return `\n${formatCount(ends.length)} bars; --json has their edges\n`;
  }
  // Without separators: the edges of dates are not all dates, and commas part them.
  const edges = [first, ...ends].join(', ');
  return `\nedges of the bars: ${edges} (a bar counts the steps after one edge up to the next)\n`;
}

/** A row for the phrase, and one below it for each way that it was asked. */
function withVariants(answer: Answered): { answer: Answered; name: string }[] {
  const row = { answer, name: showPhrase(titleOf(answer)) };
  if (!('variants' in answer) || answer.variants === undefined) return [row];
  const variants = answer.variants.map((variant) => {
    return { answer: variant, name: `  ${showPhrase(variant.phrase)}` };
  });
  return [row, ...variants];
}

/** The phrase, or the name of the group. */
function titleOf(answer: Answered): string {
  return 'name' in answer ? answer.name : answer.phrase;
}

/** A space in front of it made visible. */
function showPhrase(phrase: string): string {
  return shorten(printable(phrase).replace(/^ /, '\u2423'), phraseColumns);
}

function makeRow(
  { answer, name }: { answer: Answered; name: string },
  plan: AnswerColumns,
): string[] {
  if ('error' in answer) return [name, '-', answer.error.code];
  return [
    name,
    formatCount(answer.count),
    showStep(answer.first),
    ...(plan.resolution === 'record' ? [nameRecord(answer.first)] : []),
    answer.last === null ? '' : formatStep(answer.last.step),
    ...plan.at.map((step) => formatCount(answer.at?.[String(step)] ?? 0)),
    ...plan.checkpoints.map(({ name }) => formatCount(answer.checkpoints?.[name]?.count ?? 0)),
    ...plan.lastAt.map((step) => showStep(answer.last_at?.[String(step)] ?? null)),
    ...(plan.records ? [formatCount(answer.records ?? 0)] : []),
    ...plan.recordsAt.map((step) => formatCount(answer.records_at?.[String(step)] ?? 0)),
    sparkline(answer.timeline?.count ?? []),
  ];
}

function showStep(seen: Seen | null): string {
  return seen === null ? 'never' : formatStep(seen.step);
}

function nameRecord(seen: Seen | null): string {
  if (seen === null || seen.rank === null) return '';
  const { rank, id } = seen;
  return id === null ? `rank ${formatCount(rank)}` : shorten(printable(id), 24);
}

function showContexts(answer: Answered): string {
  if ('error' in answer || answer.contexts === undefined) return '';
  if (answer.contexts.length === 0) return '';
  const title = styleText('dim', shorten(printable(titleOf(answer)), phraseColumns));
  return `\n${title}\n${answer.contexts.map((one) => `${showPassage(one)}${showPlace(one)}`).join('')}`;
}
