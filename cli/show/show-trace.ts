// A trace for people: a table of its spans, in order of the text.

import { formatStep } from '../../errors/format-step.ts';
import type { TracedSpan } from '../../schemas/trace.ts';
import type { Resolution } from '../../store/catalogue/settings.ts';
import type { FoundSpans } from '../../trace/trace-text.ts';
import { lastRoom } from './fit-table.ts';
import { formatCount } from './format-amounts.ts';
import { formatTable, rightColumns } from './format-table.ts';
import { printable, shorten, shortenMiddle } from './terminal-text.ts';

/** Spans whose columns are aligned together. */
const rowsAtOnce = 2000;

interface TraceColumns {
  readonly at: readonly number[];
  readonly resolution: Resolution;
}

/** The table, and a line that says how much of the text it covers. */
export function* traceTable(found: FoundSpans, columns: TraceColumns): Generator<string> {
  let rows: TracedSpan[] = [];
  for (const span of found.describe()) {
    if (span !== undefined) rows.push(span);
    if (rows.length < rowsAtOnce) continue;
    yield showRows(rows, columns);
    rows = [];
  }
  if (rows.length > 0) yield showRows(rows, columns);
  const { tokens, spans, truncated } = found;
  const left = truncated ? ', the rarest ones' : '';
  const covered = formatCount(coveredTokens(found));
  yield `${spans.length > 0 ? '\n' : ''}${formatCount(spans.length)} ${spans.length === 1 ? 'span' : 'spans'}${left}: ${covered} of ${formatCount(tokens)} tokens stand in ${spans.length === 1 ? 'it' : 'one of them'}\n`;
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

function coveredTokens({ spans }: FoundSpans): number {
  let covered = 0;
  let reached = 0;
  for (const { start, end } of spans) {
    covered += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return covered;
}
