// Facets of records of every format, and what an index refuses of them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { answerPhrase } from '../../exposure/answer-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { FacetLedger } from '../../indexer/facet-ledger.ts';
import { fileOperations } from '../../store/files.ts';
import { maxFacets } from '../../store/segment/record-facets.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { rowKinds } from '../formats/rows/write-rows.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';

const inline = { workers: 1, inline: fileOperations } as const;

/** The facet of each record, by rank. */
function facetsAt(directory: string): string[] {
  using snapshot = Snapshot.open(directory);
  const { facets } = snapshot;
  return snapshot.segments.flatMap((segment) => {
    const own = facets.in(segment);
    return Array.from(
      { length: segment.records },
      (_, record) => facets.values[own.of(record)] as string,
    );
  });
}

function idsAt(directory: string): (string | null)[] {
  using snapshot = Snapshot.open(directory);
  return snapshot.segments.flatMap(({ records, recordTable }) =>
    Array.from({ length: records }, (_, record) => recordTable.id(record)),
  );
}

t.test('a column of rows is a facet: the one of the ids', async (t) => {
  const texts = Array.from({ length: 40 }, (_, i) => `record ${i}`);
  let tried = 0;
  for (const kind of rowKinds) {
    const { format } = kind.pack(temporaryFolder(t), texts).spec;
    if (!['parquet', 'arrow', 'mds'].includes(format)) continue;
    const folder = temporaryFolder(t);
    const { spec } = kind.pack(folder, texts);
    if (spec.kind !== 'columns' || spec.fields.tokens !== undefined) continue;
    const directory = join(temporaryFolder(t), 'index');
    const from = spec.data.map(({ path }) => path);
    const options: BuildOptions = { from, format, facetField: 'id', ...inline };
    await buildIndex(directory, options);
    const ids = idsAt(directory);
    t.ok(ids.length > 10 && new Set(ids).size > 1, kind.name);
    t.same(
      facetsAt(directory),
      ids.map((id) => id ?? 'null'),
    );
    const missing = { ...options, facetField: 'nowhere' };
    await t.rejects(buildIndex(`${directory}-2`, missing), { code: 'missing_field' });
    tried++;
  }
  t.equal(tried >= 3, true, `${tried} kinds of rows`);
});

t.test('a column of a table is a facet; a table without it is refused', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a.csv');
  writeFileSync(path, 'text,stage\na b,one\nb,"two, three"\nc,\n');
  const directory = join(folder, 'index');
  await buildIndex(directory, { from: [path], facetField: 'stage', ...inline });
  t.same(facetsAt(directory), ['one', 'two, three', '']);
  const missing = { from: [path], facetField: 'domain', ...inline };
  await t.rejects(buildIndex(`${directory}-2`, missing), {
    code: 'missing_field',
    message: /"domain".*facet_field/,
  });
});

t.test('an append keeps the field of facets, and texts without fields have none', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'index');
  const lines = (name: string, ...domains: string[]) => [
    writeLines(
      join(folder, name),
      domains.map((domain) => ({ text: `in ${domain}`, domain, other: 'x' })),
    ),
  ];
  await buildIndex(directory, {
    ...{ from: lines('a.jsonl', 'web', 'books'), facetField: 'domain' },
    ...inline,
  });
  await buildIndex(directory, { from: lines('b.jsonl', 'code', 'web'), ...inline });
  writeFileSync(join(folder, 'c.txt'), 'plain text\n');
  await buildIndex(directory, { from: [join(folder, 'c.txt')], ...inline });
  t.same(facetsAt(directory), ['web', 'books', 'code', 'web', 'null']);
  const wrong = { from: lines('a.jsonl', 'web', 'books'), facetField: 'domian', ...inline };
  const summary = await buildIndex(`${directory}-wrong`, wrong);
  t.match(summary, { facet: 'domian', facets: 1, facet_absent: true });
  const other = { from: lines('d.jsonl', 'web'), facetField: 'other', ...inline };
  await t.rejects(buildIndex(directory, other), {
    code: 'bad_argument',
    message: /facet field "domain".*"other"/,
  });
  await buildIndex(`${directory}-plain`, { from: lines('a.jsonl', 'web'), ...inline });
  await t.rejects(buildIndex(`${directory}-plain`, other), {
    code: 'bad_argument',
    message: /facet field none/,
  });
  await t.rejects(buildIndex(`${directory}-3`, { ...other, resolution: 'step' }), {
    code: 'bad_argument',
    message: /facet field "other"/,
  });
});

t.test('too many facets, and a text for a facet, are errors with their line', async (t) => {
  const folder = temporaryFolder(t);
  const from = [
    writeLines(
      join(folder, 'many.jsonl'),
      Array.from({ length: maxFacets + 1 }, (_, i) => ({ text: 'a', domain: `d${i}` })),
    ),
  ];
  const many = buildIndex(join(folder, 'many'), { from, facetField: 'domain', ...inline });
  await t.rejects(many, { code: 'bad_argument', message: /many\.jsonl:65537.*"d65536"/ });
  const long = [writeLines(join(folder, 'long.jsonl'), [{ text: 'a', domain: 'x'.repeat(1001) }])];
  const wide = buildIndex(join(folder, 'long'), { from: long, facetField: 'domain', ...inline });
  await t.rejects(wide, { code: 'wrong_field_type', message: /line 1 has 1001 characters/ });
  const ledger = new FacetLedger([{ facets: Array.from({ length: maxFacets }, (_, i) => `${i}`) }]);
  ledger.add([{ facets: ['0', '1'] }, {}]);
  t.throws(() => ledger.add([{ facets: ['one more'] }]), { code: 'bad_argument' });
});

t.test('counts by facet need records', async (t) => {
  const folder = temporaryFolder(t);
  const from = [writeLines(join(folder, 'a.jsonl'), [{ text: 'a' }])];
  const directory = join(folder, 'index');
  await buildIndex(directory, { from, resolution: 'step', ...inline });
  using snapshot = Snapshot.open(directory);
  t.throws(() => planQuestion(snapshot, { byFacet: true }), { code: 'records_not_indexed' });
  t.equal(answerPhrase(snapshot, planQuestion(snapshot), 'a').count, 1);
});

t.test('long facets end a segment where memory is little, and all are there', async (t) => {
  const folder = temporaryFolder(t);
  // Each text is short, so that nothing but the facets fills a segment.
  const facets = Array.from({ length: 40_000 }, (_, i) => `${i} ${'x'.repeat(900)}`);
  const lines = facets.map((domain) => ({ text: 'a', domain }));
  const from = [writeLines(join(folder, 'a.jsonl'), lines)];
  const directory = join(folder, 'index');
  const memoryBytes = 436 * 2 ** 20;
  await buildIndex(directory, {
    from,
    facetField: 'domain',
    memoryBytes,
    merges: false,
    ...inline,
  });
  using snapshot = Snapshot.open(directory);
  t.ok(snapshot.segments.length > 2, `${snapshot.segments.length} segments`);
  t.same(facetsAt(directory), facets);
});
