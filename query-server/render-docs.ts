// openapi.json and the table of codes as HTML pages. Everything is escaped; there is no script.

import { codes, type ErrorCode, httpStatus } from '../errors.ts';
import { problemGuide } from './problem-guide.ts';
import { showSchema } from './show-schema.ts';

interface Content {
  readonly [type: string]: { readonly schema?: unknown };
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: unknown;
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
    Object.entries(methods).map(([method, operation]) => renderOperation(method, path, operation)),
  );
  const lead = `<p>${escapeHtml(info.description ?? '')}</p>
<p>The same for machines: <a href="/openapi.json">/openapi.json</a>. Errors: <a href="/docs/problems">every code and how to solve it</a>. The page: <a href="/">/</a>.</p>`;
  return layout(`${info.title} ${info.version}: HTTP`, lead + operations.join('\n'));
}

function renderOperation(method: string, path: string, operation: Operation): string {
  const { summary = '', description, parameters = [], requestBody, responses = {} } = operation;
  const rows = parameters.map(
    ({ name, required, description: text = '', schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code>${required ? '' : ' (optional)'}</td><td><code>${escapeHtml(showSchema(schema))}</code></td><td>${escapeHtml(text)}</td></tr>`,
  );
  const query =
    rows.length === 0
      ? ''
      : `<h3>Query</h3><table><thead><tr><th scope="col">name</th><th scope="col">type</th><th scope="col">what</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const body =
    requestBody === undefined ? '' : `<h3>Body</h3>${renderContent(requestBody.content)}`;
  const answers = Object.entries(responses).map(([status, { description: text, content = {} }]) =>
    status.startsWith('2')
      ? `<h3>${escapeHtml(status)} ${escapeHtml(text)}</h3>${renderContent(content)}`
      : '',
  );
  const others = Object.entries(responses).filter(([status]) => !status.startsWith('2'));
  const list = others.map(([status, { description: text }]) => `${status} ${text}`).join('; ');
  return `<section><h2><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h2>
<p>${escapeHtml(summary)}</p>${description === undefined ? '' : `<p>${escapeHtml(description)}</p>`}
${query}${body}${answers.join('')}<p class="others">${escapeHtml(list)}</p></section>`;
}

function renderContent(content: Content): string {
  return Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<p><code>${escapeHtml(type)}</code></p><pre><code>${escapeHtml(showSchema(schema))}</code></pre>`,
    )
    .join('');
}

export function renderProblems(): string {
  const rows = Object.entries(problemGuide).map(
    ([code, { title, solve }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${httpStatus(code as ErrorCode)}</td><td>${codes[code as ErrorCode]}</td><td>${escapeHtml(title)}</td><td>${withCode(escapeHtml(solve))}</td></tr>`,
  );
  const head = ['code', 'status', 'kind', 'what', 'how to solve it']
    .map((title) => `<th scope="col">${title}</th>`)
    .join('');
  return layout(
    'firstseen: problems',
    `<p>Every error is a problem document (RFC 9457) with a stable <code>code</code>. The <code>type</code> of a problem is its place on this page. <a href="/docs">The routes</a>.</p>
<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`,
  );
}

/** Backquotes of the table, as elements. */
function withCode(html: string): string {
  return html.replace(/`([^`]+)`/g, '<code>$1</code>');
}

function layout(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><link rel="stylesheet" href="/docs.css"></head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
