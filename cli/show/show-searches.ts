// Answers of searches for people: a table with a sparkline of the records by step.

import { styleText } from 'node:util';
import { formatStep } from '../../exposure/format-step.ts';
import type { QuestionPlan } from '../../exposure/plan-question.ts';
import type { FoundRecord, SearchAnswer, UnaskableQuery } from '../../schemas/search-answer.ts';
import { formatCount } from './format-amounts.ts';
import { formatTable, rightColumns } from './format-table.ts';
import { showPassage, showPlace } from './show-contexts.ts';
import { type FacetColumns, showFacetRecords } from './show-facets.ts';
import { printable, shorten, sparkline } from './terminal-text.ts';

/** A query takes at most a third of the line. */
const queryColumns = Math.max(16, Math.min(60, Math.floor((process.stdout.columns ?? 160) / 3)));

/** With `asksTimeline` the edges of the bars are below the table. */
export function searchTable(
  plan: Pick<QuestionPlan, 'at' | 'edges'> & FacetColumns,
  asksTimeline: boolean,
): (answers: readonly (SearchAnswer | UnaskableQuery)[]) => string {
  const { at, edges = [] } = plan;
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
    const facets = answers.map((one) => ('error' in one ? '' : showFacetRecords(one, plan)));
    const below = [...facets, ...answers.map(showContexts)].join('');
    if (!asksTimeline) return table + below;
    return `${table}\nedges of the bars: ${edges.join(', ')} (a bar counts the steps after one edge up to the next)\n${below}`;
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

function showContexts(answer: SearchAnswer | UnaskableQuery): string {
  if ('error' in answer || answer.contexts === undefined) return '';
  if (answer.contexts.length === 0) return '';
  const title = styleText('dim', shorten(printable(answer.query), queryColumns));
  const records = answer.contexts.map((one) => {
    return one.passages.map(showPassage).join('') + showPlace(one);
  });
  return `\n${title}\n${records.join('')}`;
}

function nameRecord(found: FoundRecord | null): string {
  if (found === null) return '';
  const { rank, id } = found;
  return id === null ? `rank ${formatCount(rank)}` : shorten(printable(id), 24);
}
