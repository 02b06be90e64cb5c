import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { errorTable } from '../../../errors/table.ts';
import { renderOpenApi } from '../../../scripts/write-openapi.ts';
import { renderProblemPage } from '../../../scripts/write-problems.ts';
import { smallServer } from '../small-server.ts';

const root = new URL('../../../', import.meta.url);

t.test('openapi.json is what the routes say: run scripts/write-openapi.ts', async (t) => {
  t.equal(await renderOpenApi(), readFileSync(new URL('openapi.json', root), 'utf8'));
});

t.test(
  'docs/problems.md is what the table of codes says: run scripts/write-problems.ts',
  async (t) => {
    const page = readFileSync(new URL('docs/problems.md', root), 'utf8');
    t.equal(renderProblemPage(page), page);
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    t.equal(rows.length, Object.keys(errorTable).length);
    t.match(page, '| `not_json` | 400 | data | The input is not valid JSON | Fix the body');
  },
);

t.test('openapi.json describes every route of the promise, with problems', async (t) => {
  const { openapi, paths } = JSON.parse(await renderOpenApi());
  t.match(openapi, /^3\.1\./);
  const routes = Object.entries(paths as Record<string, Record<string, { responses: object }>>);
  t.strictSame(
    routes.flatMap(([path, methods]) => Object.keys(methods).map((m) => `${m} ${path}`)).sort(),
    [
      'delete /v1/watches/{name}',
      'get /health',
      'get /metrics',
      'get /ready',
      'get /v1/axis',
      'get /v1/contexts',
      'get /v1/curves/progress',
      'get /v1/exposures',
      'get /v1/facets',
      'get /v1/index',
      'get /v1/records',
      'get /v1/runs',
      'get /v1/search',
      'get /v1/watches',
      'get /v1/watches/{name}',
      'get /v1/watches/{name}/events',
      'get /v1/words',
      'post /v1/curves',
      'post /v1/exposures',
      'post /v1/overlap',
      'post /v1/records',
      'post /v1/search',
      'post /v1/splits',
      'post /v1/splits/exposures',
      'post /v1/trace',
      'post /v1/words',
      'put /v1/watches/{name}',
    ],
  );
  for (const [path, methods] of routes) {
    for (const { responses } of Object.values(methods)) {
      for (const status of ['200', '400', '503']) t.ok(status in responses, `${path} ${status}`);
    }
  }
});

t.test('the documentation works without a script and without internet', async (t) => {
  const { app } = await smallServer(t);
  for (const url of ['/docs', '/docs/problems', '/']) {
    const { body, headers } = await app.inject(url);
    t.match(headers['content-type'], 'text/html');
    t.match(headers['content-security-policy'], "default-src 'self'");
    const away = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].filter(([, to]) =>
      /^([a-z]+:|\/)/i.test(to as string),
    );
    t.same(away, [], `${url} loads nothing from elsewhere, and has relative addresses only`);
    t.notMatch(body, / style="|<style|\son\w+="/, `${url} has nothing inline`);
    const inline = [...body.matchAll(/<script>(.*?)<\/script>/gs)].map(
      ([, text]) => text as string,
    );
    const allowed = [...`${headers['content-security-policy']}`.matchAll(/'sha256-([^']+)'/g)];
    t.same(
      inline.map((text) => createHash('sha256').update(text).digest('base64')),
      allowed.map(([, hash]) => hash),
      `${url} has no script but those that its policy names`,
    );
    t.equal(inline.length, url === '/' ? 1 : 0);
  }
  const { body } = await app.inject('/docs');
  for (const path of [
    '/v1/exposures',
    '/v1/contexts',
    '/v1/words',
    '/v1/splits',
    '/v1/index',
    '/v1/axis',
  ]) {
    t.match(body, path);
  }
  t.equal((await app.inject('/style/docs.css')).statusCode, 200);
  const listed = [
    ...body.matchAll(/<details><summary>.*<\/summary>\n<div id="(get|post|put|delete)-/g),
  ];
  const { paths } = (await app.inject('/openapi.json')).json();
  const routes = Object.values(paths as Record<string, object>).flatMap(Object.keys);
  t.equal(listed.length, routes.length, 'every route is a line, and has its place inside');
  for (const { title } of [errorTable.unauthorized, errorTable.body_too_large]) {
    t.equal(body.split(title).length, 2, `"${title}" is said once`);
  }
  const icon = await app.inject('/favicon.ico');
  t.match(icon, { statusCode: 200, headers: { 'content-type': 'image/svg+xml' } });
  t.equal(icon.body, (await app.inject('/icon.svg')).body);
});

t.test(
  'every code has a place where it is explained, and the type of a problem leads there',
  async (t) => {
    const { app } = await smallServer(t);
    const page = (await app.inject('/docs/problems')).body;
    for (const code of Object.keys(errorTable)) t.match(page, `id="${code}"`);
    for (const url of [
      '/v1/exposures?phrase=%20',
      '/nowhere',
      '/a/b/c',
      '/v1/',
      '//x',
      '/?x=/a/b',
    ]) {
      const { type, code } = (await app.inject({ url, method: 'POST' })).json();
      const expected = `http://h/x/docs/problems#${code}`;
      t.equal(new URL(type, `http://h/x${url}`).href, expected, `${url}, behind a path`);
      t.equal(new URL(type, `http://h${url}`).href, `http://h/docs/problems#${code}`, url);
    }
  },
);
