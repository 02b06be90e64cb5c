// Answers of searches for people: a table with a sparkline of the records by step.

import { formatStep } from '../../exposure/format-step.ts';
import type { QuestionPlan } from '../../exposure/plan-question.ts';
import type { FoundRecord, SearchAnswer, UnaskableQuery } from '../../schemas/search-answer.ts';
import { formatCount } from './format-amounts.ts';
import { formatTable, rightColumns } from './format-table.ts';
import { printable, shorten, sparkline } from './terminal-text.ts';

/** A query takes at most a third of the line. */
const queryColumns = Math.max(16, Math.min(60, Math.floor((process.stdout.columns ?? 160) / 3)));

/** With `asksTimeline` the edges of the bars are below the table. */
export function searchTable(
  { at, edges = [] }: QuestionPlan,
  asksTimeline: boolean,
): (answers: readonly (SearchAnswer | UnaskableQuery)[]) => string {
  const [after = 0, by = 0] = [edges[0], edges.at(-1)];
  const columns = [
    { title: 'query' },
    ...rightColumns('records', 'first step'),
    { title: 'in record' },
    ...rightColumns('last step', ...at.map((step) => `by ${formatStep(step)}`)),
    { title: `steps ${formatStep(Math.min(after + 1, by))} to ${formatStep(by)}` },
  ];
  return (answers) => {
    const table = formatTable(
      columns,
      answers.map((answer) => makeRow(answer, at)),
    );
    if (!asksTimeline) return table;
    return `${table}\nedges of the bars: ${edges.join(', ')} (a bar counts the steps after one edge up to the next)\n`;
  };
}

function makeRow(answer: SearchAnswer | UnaskableQuery, at: readonly number[]): string[] {
  const name = shorten(printable(answer.query), queryColumns);
  if ('error' in answer) return [name, '-', answer.error.code];
  const { records, first, last, timeline } = answer;
  return [
    name,
    formatCount(records),
    first === null ? 'never' : formatStep(first.step),
    nameRecord(first),
    last === null ? '' : formatStep(last.step),
    ...at.map((step) => formatCount(answer.at?.[String(step)] ?? 0)),
    sparkline(timeline?.records ?? []),
  ];
}

function nameRecord(found: FoundRecord | null): string {
  if (found === null) return '';
  const { rank, id } = found;
  return id === null ? `rank ${formatCount(rank)}` : shorten(printable(id), 24);
}
