// openapi.json and the table of codes as HTML pages. Everything is escaped; they need no script, the
// one they name only keeps to the theme that was chosen on the page.

import { errorTable } from '../../errors/table.ts';
import { type ErrorCode, httpStatus } from '../../errors.ts';
import { type Schema, showSchema } from './show-schema.ts';

interface Content {
  readonly [type: string]: { readonly schema?: Schema };
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses?: Readonly<
    Record<string, { readonly description: string; readonly content?: Content }>
  >;
}

interface OpenApi {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export function renderOperations({ info, paths = {} }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const routes = operations.map(({ method, path, operation: { summary = '' } }) => [
    name(`<a href="#${makeAnchor(method, path)}">${renderName(method, path)}</a>`),
    whole(escapeHtml(summary)),
  ]);
  const sections = operations.map(({ method, path, operation }) =>
    renderOperation(method, path, operation),
  );
  return layout(
    { title: 'API', place: 'docs' },
    `<h1>API <small>version ${escapeHtml(info.version)}</small></h1>
<p class="lead">${escapeHtml(info.description ?? '')}</p>
<p>The same for machines: <a href="./openapi.json">openapi.json</a>. Errors: <a href="./docs/problems">every code and how to solve it</a>.</p>
${table(['route', 'what it answers'], routes)}
${sections.join('\n')}`,
  );
}

function renderName(method: string, path: string): string {
  return `<code>${method.toUpperCase()} ${escapeHtml(path)}</code>`;
}

/** "get", "/v1/exposures" -> "get-v1-exposures". */
function makeAnchor(method: string, path: string): string {
  return `${method}${path.replaceAll(/[^a-z0-9]+/g, '-')}`;
}

function renderOperation(method: string, path: string, operation: Operation): string {
  const { summary = '', description, parameters = [], requestBody, responses = {} } = operation;
  const rows = parameters.map(({ name: field, required, description: text = '', schema }) => [
    name(`<code>${escapeHtml(field)}</code>`),
    cell(`<code>${escapeHtml(showSchema(schema))}</code>`),
    whole(`${required ? 'needed: ' : ''}${escapeHtml(text)}`),
  ]);
  const query = rows.length === 0 ? '' : `<h3>Query</h3>${table(['name', 'type', 'what'], rows)}`;
  const body =
    requestBody === undefined ? '' : `<h3>Body</h3>${renderContent(requestBody.content)}`;
  const answers = Object.entries(responses).map(([status, { description: text, content = {} }]) =>
    status.startsWith('2')
      ? `<h3>${escapeHtml(status)}: ${escapeHtml(text)}</h3>${renderContent(content)}`
      : '',
  );
  const others = Object.entries(responses).filter(([status]) => !status.startsWith('2'));
  const list = others.map(([status, { description: text }]) => `${status}: ${text}`).join('; ');
  return `<section id="${makeAnchor(method, path)}"><h2>${renderName(method, path)}</h2>
<p>${escapeHtml(summary)}</p>${description === undefined ? '' : `<p>${escapeHtml(description)}</p>`}
${query}${body}${answers.join('')}<p class="others">${escapeHtml(list)}</p></section>`;
}

/** A schema may be wider than the page: it scrolls by itself, by keyboard too. */
function renderContent(content: Content): string {
  return Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<p class="type"><code>${escapeHtml(type)}</code></p><pre tabindex="0"><code>${escapeHtml(showSchema(schema))}</code></pre>`,
    )
    .join('');
}

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

/** A cell; `name` is not broken, `whole` has a line of its own on a phone. */
function cell(html: string, look = ''): string {
  return `<td role="cell"${look && ` class="${look}"`}>${html}</td>`;
}

const name = (html: string) => cell(html, 'name');
const whole = (html: string) => cell(html, 'whole');
const muted = (html: string) => cell(html, 'muted');

type Row = readonly string[] | { readonly id: string; readonly cells: readonly string[] };

/** The roles are said outright because the phone's layout (docs.css) takes them from the elements. */
function table(titles: readonly string[], rows: readonly Row[]): string {
  const head = titles.map((title) => `<th scope="col" role="columnheader">${title}</th>`).join('');
  const body = rows.map((row) =>
    'cells' in row
      ? `<tr role="row" id="${row.id}">${row.cells.join('')}</tr>`
      : `<tr role="row">${row.join('')}</tr>`,
  );
  return `<table role="table"><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${body.join('\n')}</tbody></table>`;
}

/** Backquotes of the table, as elements. */
function withCode(html: string): string {
  return html.replace(/`([^`]+)`/g, '<code>$1</code>');
}

/** Where the head of every page leads, from the root of the server on. */
const places: readonly (readonly [path: string, title: string])[] = [
  ['', 'Exposures'],
  ['#view=splits', 'Splits'],
  ['docs', 'API'],
  ['docs/problems', 'Problems'],
];

/** Addresses are relative to the page's, so that they hold behind a proxy's path too. */
function layout({ title, place }: { title: string; place: string }, body: string): string {
  const root = `./${'../'.repeat(place.split('/').length - 1)}`;
  const links = places.map(
    ([path, words]) =>
      `<a href="${root}${path}"${path === place ? ' aria-current="page"' : ''}>${words}</a>`,
  );
  const styles = ['theme', 'page', 'docs'].map(
    (file) => `<link rel="stylesheet" href="${root}style/${file}.css">`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · firstseen</title><link rel="icon" href="${root}icon.svg" type="image/svg+xml">
${styles.join('')}<script src="${root}stored-theme.js"></script></head>
<body><header class="masthead"><p class="wordmark"><a href="${root}">firstseen</a></p>
<nav aria-label="Views">${links.join('')}</nav></header>
<main class="docs">${body}</main></body></html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
