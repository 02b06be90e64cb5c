// The numbers of an answer by facet, for people: a table below that of the phrases or queries.

import { styleText } from 'node:util';
import { formatStep } from '../../errors/format-step.ts';
import type { Answered } from '../../schemas/answer.ts';
import type { SearchAnswer } from '../../schemas/search-answer.ts';
import { formatCount } from './format-amounts.ts';
import { formatTable, rightColumns } from './format-table.ts';
import { printable, shorten, sparkline } from './terminal-text.ts';

/** Facets whose rows are shown; --json has all. */
const maxRows = 40;
const facetColumns = 40;

export interface FacetColumns {
  readonly at: readonly number[];
  /** `field`: undefined: facets are source files. Undefined itself: not by facet. */
  readonly byFacet: { readonly facets: { readonly field?: string | undefined } } | undefined;
}

/** What a row of the table shows of a facet. */
interface FacetRow {
  readonly amount: number;
  readonly first: { readonly step: number };
  readonly last: { readonly step: number };
  readonly at?: Readonly<Record<string, number>>;
  readonly bars: readonly number[];
}

/** Those with the most exposures first; empty where none are asked for, or none has an exposure. */
export function showFacets(answer: Answered, plan: FacetColumns): string {
  if ('error' in answer || answer.by_facet === undefined) return '';
  const rows = Object.entries(answer.by_facet).map(([facet, { count, timeline, ...numbers }]) => {
    return [facet, { amount: count, bars: timeline?.count ?? [], ...numbers }] as const;
  });
  const name = 'name' in answer ? answer.name : answer.phrase;
  return showTable(rows, plan, { name, amount: 'count' });
}

/** The same of a search, in records. */
export function showFacetRecords(answer: SearchAnswer, plan: FacetColumns): string {
  const byFacet = Object.entries(answer.by_facet ?? {});
  const rows = byFacet.map(([facet, { records, timeline, ...numbers }]) => {
    return [facet, { amount: records, bars: timeline?.records ?? [], ...numbers }] as const;
  });
  return showTable(rows, plan, { name: answer.query, amount: 'records' });
}

function showTable(
  all: readonly (readonly [facet: string, row: FacetRow])[],
  { at, byFacet }: FacetColumns,
  { name, amount }: { readonly name: string; readonly amount: string },
): string {
  if (all.length === 0 || byFacet === undefined) return '';
  const columns = [
    { title: printable(byFacet.facets.field ?? 'source') },
    ...rightColumns(amount, 'first step', 'last step'),
    ...rightColumns(...at.map((step) => `by ${formatStep(step)}`)),
    { title: '' },
  ];
  const rows = all
    .toSorted(([, a], [, b]) => b.amount - a.amount)
    .slice(0, maxRows)
    .map(([facet, row]) => [
      shorten(printable(facet), facetColumns),
      formatCount(row.amount),
      formatStep(row.first.step),
      formatStep(row.last.step),
      ...at.map((step) => formatCount(row.at?.[String(step)] ?? 0)),
      sparkline(row.bars),
    ]);
  const more = all.length - maxRows;
  const left = more > 0 ? `and ${formatCount(more)} more; --json has them\n` : '';
  const title = styleText('dim', shorten(printable(name), facetColumns));
  return `\n${title}\n${formatTable(columns, rows)}${left}`;
}
