// The table of codes as an HTML page.

import { errorTable } from '../../errors/table.ts';
import { type ErrorCode, httpStatus } from '../../errors.ts';
import { muted, name, table, whole } from './html-table.ts';
import { escapeHtml, layout } from './page-layout.ts';

export function renderProblems(): string {
  const rows = Object.entries(errorTable).map(([code, { kind, title, solve }]) => ({
    id: code,
    cells: [
      name(`<code>${code}</code>`),
      muted(String(httpStatus(code as ErrorCode))),
      muted(kind),
      whole(escapeHtml(title)),
      whole(withCode(escapeHtml(solve))),
    ],
  }));
  return layout(
    { title: 'Problems', place: 'docs/problems' },
    `<h1>Problems</h1>
<p>Every error is a problem document (RFC 9457) with a stable <code>code</code>. The <code>type</code> of a problem is its place on this page.</p>
${table(['code', 'status', 'kind', 'what', 'how to solve it'], rows)}`,
  );
}

/** Backquotes of the table, as elements. */
function withCode(html: string): string {
  return html.replace(/`([^`]+)`/g, '<code>$1</code>');
}
