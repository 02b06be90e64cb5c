// openapi.json as an HTML page: a line for each route, which opens to an example and its fields. Errors
// that all routes have are listed once. Everything is escaped.

import { exampleAddress } from './examples.ts';
import { cell, name, table, whole } from './html-table.ts';
import { escapeHtml, layout } from './page-layout.ts';
import { type Schema, showSchema } from './show-schema.ts';

interface Content {
  readonly [type: string]: { readonly schema?: Schema };
}

type Responses = Readonly<
  Record<string, { readonly description: string; readonly content?: Content }>
>;

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
  readonly responses?: Responses;
  readonly 'x-codeSamples'?: readonly { readonly source: string }[];
}

interface OpenApi {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function renderOperations({ info, paths = {} }: OpenApi): string {
  const routes: Route[] = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const shared = sharedResponses(routes);
  const errors = Object.entries(shared).map(([status, text]) => [
    name(`<code>${status}</code>`),
    whole(escapeHtml(text)),
  ]);
  return layout(
    { title: 'API', place: 'docs', scripts: ['docs-address.js'] },
    `<h1>API <small>version ${escapeHtml(info.version)}</small></h1>
<p class="lead">${escapeHtml(info.description ?? '')}</p>
<p>A route opens to an example, its fields and its answer. Where the server asks for a token, add <code>-H "authorization: Bearer $TOKEN"</code>. The same for machines: <a href="./openapi.json">openapi.json</a>.</p>
<div class="routes">
${routes.map((route) => renderRoute(route, shared)).join('\n')}
</div>
<section id="errors"><h2>Errors of every route</h2>
<p>An error is a problem document (<code>application/problem+json</code>) with a stable <code>code</code>: <a href="./docs/problems">every code and how to solve it</a>.</p>
${table(['status', 'what'], errors)}</section>`,
  );
}

/** What every route may answer besides its answer: description by status. */
function sharedResponses(routes: readonly Route[]): Readonly<Record<string, string>> {
  const [first, ...others] = routes.map(({ operation }) => operation.responses ?? {});
  const shared = Object.entries(first ?? {}).filter(
    ([status, { description }]) =>
      !status.startsWith('2') && others.every((one) => one[status]?.description === description),
  );
  return Object.fromEntries(shared.map(([status, { description }]) => [status, description]));
}

/** "get", "/v1/exposures" -> "get-v1-exposures". */
function makeAnchor({ method, path }: Route): string {
  return `${method}${path.replaceAll(/[^a-z0-9]+/g, '-')}`;
}

/** A link to its fragment opens it, because the fragment is inside. */
function renderRoute(route: Route, shared: Readonly<Record<string, string>>): string {
  const { method, path, operation } = route;
  const { summary = '', description = '', responses = {} } = operation;
  const text = description === '' ? '' : `<p>${escapeHtml(description)}</p>`;
  const parts = [renderExample(operation), renderQuery(operation), renderBody(operation)];
  return `<details><summary><code><b>${method.toUpperCase()}</b> ${escapeHtml(path)}</code> <span>${escapeHtml(summary)}</span></summary>
<div id="${makeAnchor(route)}">${text}${parts.join('')}${renderAnswers(responses, shared)}</div></details>`;
}

function renderExample({ 'x-codeSamples': samples = [] }: Operation): string {
  return samples.map(({ source }) => pre(markAddress(escapeHtml(source)))).join('');
}

/** The server's address in an example: docs-address.js puts the one of the reader there. */
function markAddress(html: string): string {
  return html.replaceAll(exampleAddress, `<span class="address">${exampleAddress}</span>`);
}

function renderQuery({ parameters = [] }: Operation): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(({ name: field, required, description = '', schema }) => [
    name(`<code>${escapeHtml(field)}</code>`),
    cell(`<code>${escapeHtml(showSchema(schema))}</code>`),
    whole(`${required ? 'needed: ' : ''}${escapeHtml(description)}`),
  ]);
  return `<h3>Query</h3>${table(['name', 'type', 'what'], rows)}`;
}

function renderBody({ requestBody }: Operation): string {
  return requestBody === undefined ? '' : `<h3>Body</h3>${renderContent(requestBody.content)}`;
}

function renderAnswers(responses: Responses, shared: Readonly<Record<string, string>>): string {
  return Object.entries(responses)
    .filter(([status]) => !(status in shared))
    .map(([status, { description, content = {} }]) => {
      const types = status.startsWith('2') ? renderContent(content) : '';
      return `<h3>${escapeHtml(status)}: ${escapeHtml(description)}</h3>${types}`;
    })
    .join('');
}

function renderContent(content: Content): string {
  return Object.entries(content)
    .map(([type, { schema }]) => {
      const title = `<p class="type"><code>${escapeHtml(type)}</code></p>`;
      return `${title}${pre(escapeHtml(showSchema(schema)))}`;
    })
    .join('');
}

/** Lines may be wider than the page: they scroll by themselves, by keyboard too. */
function pre(html: string): string {
  return `<pre tabindex="0"><code>${html}</code></pre>`;
}
