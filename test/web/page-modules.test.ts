// Modules that the page shares with the project: what is served runs, and does the same.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { drawSheet } from '../../curves/figures/contact-sheet.ts';
import { drawSet } from '../../curves/figures/set-figure.ts';
import { accuracyTable, lagTable } from '../../curves/output/curve-tables.ts';
import { summariseOverSets } from '../../curves/sets/over-sets.ts';
import { makeSetCurves } from '../../curves/sets/set-curves.ts';
import { readPageModules } from '../../query-server/page-modules.ts';
import { csvOf } from '../../splits/output/csv-table.ts';
import { examplesOf } from '../curves/small-examples.ts';
import { smallServer } from '../query-server/small-server.ts';

t.test('every module is served, and imports such as are served', async (t) => {
  const { app } = await smallServer(t);
  const modules = readPageModules();
  const paths = new Set(modules.map(({ path }) => path));
  t.ok(paths.has('/modules/splits/output/svg-text.js'), 'what the entries import is there too');
  for (const { path, text } of modules) {
    const response = await app.inject(path);
    t.equal(response.statusCode, 200, path);
    t.match(response.headers['content-type'], 'text/javascript');
    t.equal(response.body, text);
    for (const [, target] of text.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
      const { pathname } = new URL(target as string, `http://h${path}`);
      t.ok(paths.has(pathname), `${path} imports ${target}`);
    }
    t.notMatch(text, /\bprocess\b|\bBuffer\b|node:/, `${path} needs a browser alone`);
  }
});

t.test('what is served draws and writes what the project does', async (t) => {
  const folder = t.testdir({});
  for (const { path, text } of readPageModules()) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const load = (path: string) => import(pathToFileURL(join(folder, 'modules', path)).href);
  const examples = examplesOf(
    Array.from({ length: 20 }, (_, i) => ({ exposedStep: i < 10 ? i : null, rarestCount: i })),
  );
  const right = [0, 10, 20].map((reached) =>
    Uint8Array.from({ length: 20 }, (_, i) => Number(i < reached)),
  );
  const results = { set: 'a_set', seed: 1, steps: Float64Array.of(0, 5, 9), right };
  const filters = { maxStart: 70, minBest: 80, minExposed: 100 };
  const curves = await makeSetCurves(examples, results, {
    ...{ thresholds: [80], permutations: 9, randomSeed: 0, filters },
  });
  const summaries = summariseOverSets(curves);
  t.same((await load('curves/sets/over-sets.js')).summariseOverSets(curves), summaries);
  const options = { thresholds: [80], threshold: 80, log: false };
  const { drawSet: drawnSet } = await load('curves/figures/set-figure.js');
  t.equal(drawnSet(summaries, options), drawSet(summaries, options));
  const { drawSheet: drawnSheet } = await load('curves/figures/contact-sheet.js');
  t.equal(drawnSheet(summaries, options), drawSheet(summaries, options));
  const tables = await load('curves/output/curve-tables.js');
  const { csvOf: writtenCsv } = await load('splits/output/csv-table.js');
  for (const [own, served] of [
    [accuracyTable(summaries), tables.accuracyTable(summaries)],
    [lagTable(summaries, [80]), tables.lagTable(summaries, [80])],
  ]) {
    t.equal([...writtenCsv(served)].join(''), [...csvOf(own)].join(''));
  }
});
