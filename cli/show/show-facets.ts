// The counts of an answer by facet, for people: a table below those of the phrases.

import { styleText } from 'node:util';
import { formatStep } from '../../exposure/format-step.ts';
import type { QuestionPlan } from '../../exposure/plan-question.ts';
import type { Answered } from '../../schemas/answer.ts';
import { formatCount } from './format-amounts.ts';
import { formatTable, rightColumns } from './format-table.ts';
import { printable, shorten, sparkline } from './terminal-text.ts';

/** Facets whose rows are shown; --json has all. */
const maxRows = 40;
const facetColumns = 40;

/** Those with the most exposures first; empty where none are asked for, or none has an exposure. */
export function showFacets(
  answer: Answered,
  { at, byFacet }: Pick<QuestionPlan, 'at' | 'byFacet'>,
): string {
  if ('error' in answer || answer.by_facet === undefined || byFacet === undefined) return '';
  const all = Object.entries(answer.by_facet).sort(([, a], [, b]) => b.count - a.count);
  if (all.length === 0) return '';
  const columns = [
    { title: printable(byFacet.facets.field ?? 'source') },
    ...rightColumns('count', 'first step', 'last step'),
    ...rightColumns(...at.map((step) => `by ${formatStep(step)}`)),
    { title: '' },
  ];
  const rows = all
    .slice(0, maxRows)
    .map(([facet, numbers]) => [
      shorten(printable(facet), facetColumns),
      formatCount(numbers.count),
      formatStep(numbers.first.step),
      formatStep(numbers.last.step),
      ...at.map((step) => formatCount(numbers.at?.[String(step)] ?? 0)),
      sparkline(numbers.timeline?.count ?? []),
    ]);
  const name = shorten(printable('name' in answer ? answer.name : answer.phrase), facetColumns);
  const more = all.length - maxRows;
  const left = more > 0 ? `and ${formatCount(more)} more; --json has them\n` : '';
  return `\n${styleText('dim', name)}\n${formatTable(columns, rows)}${left}`;
}
