// A trace for people: a table of its spans, in order of the text.

import { formatStep } from '../../errors/format-step.ts';
import type { TracedText } from '../../library/questions/traced-text.ts';
import type { TracedSpan } from '../../schemas/trace.ts';
import { lastRoom } from './fit-table.ts';
import { formatCount } from './format-amounts.ts';
import { formatTable, rightColumns } from './format-table.ts';
import { printable, shorten, shortenMiddle } from './terminal-text.ts';

/** Spans whose columns are aligned together. */
const rowsAtOnce = 2000;

interface TraceColumns {
  readonly at: readonly number[];
  readonly resolution: 'record' | 'step';
}

/** The table, and a line that says how much of the text it covers. */
export function* traceTable(found: TracedText, columns: TraceColumns): Generator<string> {
  let rows: TracedSpan[] = [];
  for (const span of found.spans()) {
    if (span !== undefined) rows.push(span);
    if (rows.length < rowsAtOnce) continue;
    yield showRows(rows, columns);
    rows = [];
  }
  if (rows.length > 0) yield showRows(rows, columns);
  const { tokens, spanCount, coveredTokens, truncated } = found;
  const left = truncated ? ', the rarest ones' : '';
  const covered = formatCount(coveredTokens);
  yield `${spanCount > 0 ? '\n' : ''}${formatCount(spanCount)} ${spanCount === 1 ? 'span' : 'spans'}${left}: ${covered} of ${formatCount(tokens)} tokens stand in ${spanCount === 1 ? 'it' : 'one of them'}\n`;
}

function showRows(spans: readonly TracedSpan[], { at, resolution }: TraceColumns): string {
  const hasRecords = resolution === 'record';
  const columns = [
    ...rightColumns('tokens', 'from', 'count', 'first step'),
    ...(hasRecords ? [{ title: 'in record' }] : []),
    ...rightColumns('last step', ...at.map((step) => `by ${formatStep(step)}`)),
  ];
  const rows = spans.map(({ start, end, count, first, last, at: counts }) => [
    ...[formatCount(end - start), formatCount(start), formatCount(count)],
    formatStep(first.step),
    ...(hasRecords ? [shorten(printable(first.id ?? `rank ${first.rank}`), 24)] : []),
    formatStep(last.step),
    ...at.map((step) => formatCount(counts?.[String(step)] ?? 0)),
  ]);
  const width = lastRoom(columns, rows);
  const texts = spans.map(({ text }) => shortenMiddle(printable(text), width));
  return formatTable(
    [...columns, { title: 'span' }],
    rows.map((row, i) => [...row, texts[i] ?? '']),
  );
}
