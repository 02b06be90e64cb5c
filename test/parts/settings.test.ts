// Settings of an index and forms of files, built in parts; and corpora that cannot be planned.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { BuildOptions } from '../../indexer/build-index.ts';
import { planCorpus } from '../../library/plan-corpus.ts';
import { arrayExpression } from '../../parts/array-expression.ts';
import { assembleParts } from '../../parts/assemble-parts.ts';
import { buildPart } from '../../parts/build-part.ts';
import { readPlan } from '../../parts/plan-file.ts';
import { planParts } from '../../parts/plan-parts.ts';
import { shareOut } from '../../parts/share-out.ts';
import { writePlanFile } from '../../parts/write-plan.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { someLines, temporaryFolder, writeLines } from '../store/small-index.ts';
import { compareParts, small } from './in-parts.ts';

const records = someLines(240, 5).map((line, i) => ({
  ...line,
  step: Math.ceil((i + 1) / 9),
  domain: i % 4 === 0 ? null : `d${i % 3}`,
}));

const settings: Readonly<Record<string, Partial<BuildOptions>>> = {
  'a field of facets': { facetField: 'domain' },
  'the analyzer cased, without texts': { analyzer: 'cased', storesText: false },
  'the resolution step, with steps in a field': { resolution: 'step', stepRule: { field: 'step' } },
  'two fields of text': { textField: ['text', 'domain'], onBadRecord: 'skip' },
};

for (const [name, more] of Object.entries(settings)) {
  t.test(name, async (t) => {
    const folder = temporaryFolder(t);
    const from = [writeLines(join(folder, 'a.jsonl'), records)];
    await compareParts(t, folder, { from, ...more, parts: 5, rangeBytes: 3000 });
  });
}

t.test('plain text, with separators and without', async (t) => {
  const texts = someLines(150, 8).map(({ text }) => text);
  for (const separator of ['\n', '<|end|>\n']) {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'a.txt'), texts.join(separator));
    const description = {
      ...{ format: 'text' as const, files: ['a.txt'], steps: { batch_size: 4 } },
      ...(separator !== '\n' && { separator }),
    };
    const run = { name: join(folder, 'run.json'), description, folder };
    const plan = await compareParts(t, folder, { run, parts: 4 });
    t.same(
      plan.parts.map(({ pieces }) => pieces.length),
      [1, 1, 1, 1],
    );
  }
});

t.test('CSV and a JSON array go into one part as a whole', async (t) => {
  const folder = temporaryFolder(t);
  const rows = someLines(60, 2).map(({ text }) => `"${text}"`);
  writeFileSync(join(folder, 'a.csv'), `text\n${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'b.json'), JSON.stringify(records));
  const told: unknown[] = [];
  const from = ['a.csv', 'b.json'].map((name) => join(folder, name));
  const onEvent = (event: { kind: string }) => {
    if (event.kind === 'source-whole') told.push(event);
  };
  await planParts({ from, parts: 8, onEvent });
  t.match(told, [{ why: 'csv' }, { why: 'json' }]);
  const plan = await compareParts(t, folder, { from, parts: 8, onBadRecord: 'skip' });
  t.equal(plan.parts.filter(({ pieces }) => pieces.length > 0).length, 2);
});

t.test('steps may not fall from one part to the next', async (t) => {
  const folder = temporaryFolder(t);
  const lines = records.map((line, i) => ({ ...line, step: i < 120 ? 7 : 3 }));
  const from = [...lines.keys()]
    .filter((i) => i % 120 === 0)
    .map((i) => writeLines(join(folder, `${i}.jsonl`), lines.slice(i, i + 120)));
  const plan = await planParts({ from, stepRule: { field: 'step' }, parts: 2 });
  const shards = join(folder, 'shards');
  const cut = plan.parts[1]?.pieces[0];
  for (const { rank } of plan.parts) {
    // Which part holds the fall depends on the lengths of the texts.
    const built = buildPart(plan, { ...small, rank, out: shards });
    if (cut?.source === 1 && cut.from.lines === 0) await built;
    else await built.catch((error: { code: string }) => t.equal(error.code, 'step_backwards'));
  }
  const into = join(folder, 'x.idx');
  const assembled = assembleParts(plan, { shards, into });
  await t.rejects(assembled, { code: /step_backwards|parts_missing/ });
});

t.test('what cannot be planned', async (t) => {
  const folder = temporaryFolder(t);
  const from = [writeLines(join(folder, 'a.jsonl'), records)];
  const refused: [object, RegExp][] = [
    [{ from: ['-'] }, /^-: expected a file, or one of hf:\/\/.*found a stream/],
    [{ from, resolution: 'step' }, /the resolution step needs records that say their steps/],
    [
      {
        run: {
          name: 'run.json',
          description: { format: 'jsonl', files: from, consumed: { records: 5 } },
          folder,
        },
      },
      /run\.json: key consumed\.records: a part does not know what lies before it/,
    ],
  ];
  for (const [options, message] of refused) {
    await t.rejects(planParts({ ...options, parts: 2 }), { code: 'bad_argument', message });
  }
  const none = [join(folder, 'none.jsonl'), join(folder, 'other.jsonl')];
  for (const path of none) writeFileSync(path, '');
  await t.rejects(planParts({ from: none, parts: 2 }), { code: 'source_empty' });
});

t.test('a plan takes the place of another plan, and of no other file', async (t) => {
  const folder = temporaryFolder(t);
  const from = writeLines(join(folder, 'a.jsonl'), records);
  const lines = readFileSync(from, 'utf8');
  await t.rejects(planCorpus(from, { from, parts: 2 }), {
    code: 'output_exists',
    message: /a\.jsonl is there and is not a plan/,
  });
  t.equal(readFileSync(from, 'utf8'), lines);
  const path = join(folder, 'plan.json');
  writeFileSync(path, '');
  const events: string[] = [];
  const onEvent = ({ kind }: { readonly kind: string }) => {
    if (kind !== 'source-hashed') events.push(kind);
  };
  for (const parts of [2, 2, 3]) await planCorpus(path, { from, parts, onEvent });
  t.same(events, ['plan-replaced']);
  t.equal(readPlan(path).parts.length, 3);
});

t.test('a plan that was changed, or is another one, is refused', async (t) => {
  const folder = temporaryFolder(t);
  const from = [writeLines(join(folder, 'a.jsonl'), records)];
  const plan = await planParts({ from, parts: 2 });
  const path = join(folder, 'plan.json');
  writePlanFile(path, plan);
  t.strictSame(JSON.stringify(readPlan(path)), JSON.stringify(plan));
  const refused: [string, RegExp][] = [
    ['{', /expected a plan, which is a JSON object, found text that is not valid JSON/],
    ['[]', /expected a plan, found JSON without the key plan/],
    [JSON.stringify({ ...plan, onBadRecord: 'skip' }), /expected contents with the digest/],
  ];
  for (const [text, message] of refused) {
    writeFileSync(path, text);
    t.throws(() => readPlan(path), { code: 'plan_invalid', message });
  }
  t.throws(() => readPlan(join(folder, 'none.json')), { code: 'input_not_found' });
  const other = await planParts({ from, parts: 3 });
  const out = join(folder, 'shards');
  for (const { rank } of plan.parts) await buildPart(plan, { ...small, rank, out });
  t.throws(() => Snapshot.open(join(out, plan.digest, '0')), {
    code: 'not_an_index',
    message:
      /is a part of a plan, and not an index: make one of all parts with `firstseen assemble/,
  });
  await t.rejects(assembleParts(other, { shards: out, into: join(folder, 'x') }), {
    code: 'parts_missing',
    details: { missing: [0, 1, 2], array: '0-2' },
  });
  await t.rejects(buildPart(plan, { ...small, rank: 2, out }), { code: 'bad_argument' });
});

t.test('borders lie at equal distances, rows at batches, and in order', async (t) => {
  const rows = { textBytes: 1000, cuttable: { kind: 'rows', rows: 100 } } as const;
  const whole = { textBytes: 1000, cuttable: { kind: 'whole' } } as const;
  t.same(shareOut([rows], 3, 10), [
    { source: 0, at: 33 },
    { source: 0, at: 67 },
  ]);
  t.same(shareOut([rows], 3, 4), [
    { source: 0, at: 32 },
    { source: 0, at: 68 },
  ]);
  t.same(shareOut([whole], 3), [
    { source: 0, at: 0 },
    { source: 1, at: 0 },
  ]);
  const many = shareOut([whole, rows, whole, rows], 9, 3);
  t.same(many.length, 8);
  t.ok(
    many.every(({ source, at }, i) => {
      const before = many[i - 1] ?? { source: 0, at: 0 };
      return source > before.source || (source === before.source && at >= before.at);
    }),
    JSON.stringify(many),
  );
});

t.test('ranks as an expression of an array', async (t) => {
  t.equal(arrayExpression([]), '');
  t.equal(arrayExpression([3]), '3');
  t.equal(arrayExpression([0, 1, 2, 3, 7, 9, 10]), '0-3,7,9-10');
});
