// Random corpora of lines, built in parts: equal to the same built at once, whatever the rule of steps,
// the form of the files and the number of parts.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import type { RunDescription } from '../../formats/run-description.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { compactIndex } from '../../indexer/compact-index.ts';
import { assembleParts } from '../../parts/assemble-parts.ts';
import { buildPart } from '../../parts/build-part.ts';
import { spellPlan } from '../../parts/plan-file.ts';
import { planParts } from '../../parts/plan-parts.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { runsOf } from '../runs.ts';
import { someLines, temporaryFolder, writeLines } from '../store/small-index.ts';
import { buildInParts, compareParts, contentsOf, small } from './in-parts.ts';

/** Lines of a file: records, blank lines, records that are not JSON, some without a text. */
const lines = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.nat(9).map((words) => ({ words })) },
    { weight: 1, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constant('  ') },
    { weight: 1, arbitrary: fc.constant('{"text":') },
    { weight: 1, arbitrary: fc.constant('{"other":1}') },
  ),
  { maxLength: 60 },
);

const file = fc.record({
  lines,
  form: fc.constantFrom('plain', 'plain', 'plain', 'gzip', 'zstd'),
  hasMark: fc.boolean(),
  endsOpen: fc.boolean(),
  feed: fc.constantFrom('\n', '\r\n'),
});

const rule: fc.Arbitrary<NonNullable<RunDescription['steps']>> = fc.constantFrom(
  { batch_size: 1 },
  { batch_size: 7 },
  { batch_size: 512 },
  { field: 'step' },
  {
    schedule: [
      [1, 2],
      [3, 11],
      [6, 1],
    ],
  },
  { words: 23 },
);

const vocabulary = ['the', 'of', 'a', 'sketch', 'naïve', '漢', "don't", '.', '😀', 'paula'];

interface FileShape {
  readonly lines: readonly (string | { readonly words: number })[];
  readonly form: string;
  readonly hasMark: boolean;
  readonly endsOpen: boolean;
  readonly feed: string;
}

/** The bytes of the files; ids and steps count through all of them. */
function spellFiles(files: readonly FileShape[]): Buffer[] {
  let count = 0;
  return files.map(({ lines, form, hasMark, endsOpen, feed }) => {
    const all = lines.map((line) => {
      if (typeof line === 'string') return line;
      count++;
      const words = Array.from({ length: line.words }, (_, i) => {
        return vocabulary[(count * 7 + i * i) % vocabulary.length];
      });
      const id = count % 3 === 0 ? { id: `ré-${count}` } : {};
      return JSON.stringify({ text: words.join(' '), step: Math.ceil(count / 5), ...id });
    });
    const end = endsOpen || all.length === 0 ? '' : feed;
    const text = Buffer.from((hasMark ? '\uFEFF' : '') + all.join(feed) + end);
    if (form === 'gzip') return gzipSync(text);
    return form === 'zstd' ? zstdCompressSync(text) : text;
  });
}

t.test('random corpora of JSON lines', async (t) => {
  const corpus = fc.array(file, { minLength: 1, maxLength: 4 });
  let cuts = 0;
  let run = 0;
  const holds = fc.asyncProperty(
    corpus,
    rule,
    fc.integer({ min: 1, max: 9 }),
    async (files, stepRule, parts) => {
      if (!files.some(({ lines }) => lines.some((line) => typeof line === 'object'))) return;
      const folder = join(root, String(run++));
      mkdirSync(folder);
      const from = spellFiles(files).map((bytes, i) => {
        const path = join(folder, `${i}.jsonl`);
        writeFileSync(path, bytes);
        return path;
      });
      const options = { from, stepRule, onBadRecord: 'skip', rangeBytes: 700 } as const;
      const plan = await compareParts(t, folder, { ...options, parts });
      cuts += plan.parts.flatMap(({ pieces }) => pieces).filter(({ isLast }) => !isLast).length;
    },
  );
  const root = temporaryFolder(t);
  const numRuns = runsOf(20);
  await fc.assert(holds, { numRuns, endOnFailure: true });
  t.ok(cuts > numRuns / 2, 'files were cut');
});

t.test('parts without a record that can be used are no index', async (t) => {
  const folder = temporaryFolder(t);
  const bad = join(folder, 'bad.jsonl');
  writeFileSync(bad, '{"other":1}\n{"other":2}\n');
  const into = join(folder, 'assembled');
  await t.rejects(buildInParts(folder, { from: [bad], parts: 2, onBadRecord: 'skip' }), {
    code: 'source_empty',
    message: /found 2, all of them skipped\. The first: \S+bad\.jsonl, line 1 \(missing_field\)/,
  });
  t.notOk(existsSync(into));
  const good = writeLines(join(folder, 'good.jsonl'), someLines(3, 5));
  const { directory } = await buildInParts(folder, {
    ...{ from: [bad, good], parts: 2, onBadRecord: 'skip' },
  });
  t.ok(existsSync(directory), 'one part has none');
});

t.test('an assembled index is an index as any other', async (t) => {
  const folder = temporaryFolder(t);
  const from = [writeLines(join(folder, 'a.jsonl'), someLines(300, 3))];
  const more = [writeLines(join(folder, 'b.jsonl'), someLines(90, 4))];
  const stepRule = { batch_size: 7 };
  const one = join(folder, 'one');
  await buildIndex(one, { ...small, from, stepRule });
  const { plan, directory } = await buildInParts(folder, { from, stepRule, parts: 6 });
  t.same(
    [...verifyIndex(directory)].filter((found) => 'found' in found),
    [],
  );
  const shards = join(folder, 'shards');
  const again = async () => (await assembleParts(plan, { shards, into: directory })).added;
  t.equal(await again(), 0);
  await compactIndex(directory, { inline: fileOperations });
  t.strictSame(contentsOf(directory), contentsOf(one));
  using compact = Snapshot.open(directory);
  t.equal(compact.segments.length, 1);
  t.equal(await again(), 0, 'nothing to do after compact');
  for (const index of [one, directory]) await buildIndex(index, { ...small, from: more, stepRule });
  t.strictSame(contentsOf(directory), contentsOf(one));
  t.equal(await again(), 0, 'nothing to do after an append');
  await buildIndex(directory, { ...small, from, stepRule });
  t.strictSame(contentsOf(directory), contentsOf(one), 'the sources are known to it');
  const others = join(folder, 'others');
  await buildIndex(others, { ...small, from, stepRule: { batch_size: 8 } });
  await t.rejects(assembleParts(plan, { shards, into: others }), {
    code: 'output_exists',
    message: /same files with other settings than the plan \(pace, steps\)/,
  });
  const built = join(folder, 'built');
  await buildIndex(built, { ...small, from, stepRule });
  t.equal((await assembleParts(plan, { shards, into: built })).added, 0, 'built at once');
});

t.test('with --follow the first parts can be asked before the last ones are there', async (t) => {
  const folder = temporaryFolder(t);
  const from = [0, 1].map((i) => writeLines(join(folder, `${i}.jsonl`), someLines(120, i + 5)));
  const options = { from, stepRule: { words: 50 } };
  const plan = await planParts({ ...options, parts: 5 });
  const [shards, into, one] = ['shards', 'followed', 'one'].map((name) => join(folder, name));
  if (shards === undefined || into === undefined || one === undefined) throw new Error('unnamed');
  const build = (rank: number) => buildPart(plan, { rank, out: shards, ...small });
  const follow = () => assembleParts(plan, { shards, into, follow: true });
  await t.rejects(follow(), { code: 'parts_missing', details: { missing: [0], array: '0' } });
  await build(0);
  await build(1);
  await build(3);
  t.match(await follow(), { assembled: 2, added: 2 });
  t.match(await follow(), { assembled: 2, added: 0 });
  const missing = { code: 'parts_missing', details: { missing: [2, 4], array: '2,4' } };
  await t.rejects(assembleParts(plan, { shards, into }), missing);
  await build(2);
  t.match(await follow(), { assembled: 4, added: 2 });
  await build(4);
  t.match(await follow(), { assembled: 5, added: 1 });
  await buildIndex(one, { ...small, ...options });
  t.strictSame(contentsOf(into), contentsOf(one));
});

t.test(
  'a plan has the same bytes when it is made again, and cuts that follow the text',
  async (t) => {
    const folder = temporaryFolder(t);
    const from = [writeLines(join(folder, 'a.jsonl'), someLines(400, 3))];
    const plan = await planParts({ from, parts: 8 });
    t.equal(spellPlan(plan), spellPlan(await planParts({ from, parts: 8 })));
    const bytes = plan.parts.map(({ pieces }) =>
      pieces.reduce((sum, one) => sum + one.textBytes, 0),
    );
    t.ok(Math.max(...bytes) < 1.2 * Math.min(...bytes), bytes.join(' '));
    const other = await planParts({ from, parts: 8, stepRule: { batch_size: 3 } });
    t.not(other.digest, plan.digest);
  },
);
