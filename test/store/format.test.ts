// FORMAT.md, held against what the indexer writes: a reader made from the page alone recovers every
// record. A change of the format fails here until the page, and its version, say so.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import t, { type Test } from 'tap';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { analyze } from '../../text/analyzer.ts';
import { seededRandom } from '../phrases.ts';
import {
  countBigrams,
  findBigram,
  findTerm,
  passesFilter,
  type ReadSegment,
  readIndex,
} from './read-format.ts';

interface Line {
  readonly text: string;
  readonly id?: string;
  readonly step?: number;
}

/** Each list becomes a file and a build of its own, so a segment of its own. */
async function build(t: Test, files: readonly (readonly Line[])[], options: Partial<BuildOptions>) {
  const folder = t.testdir();
  const directory = join(folder, 'index');
  const paths: string[] = [];
  for (const [i, lines] of files.entries()) {
    const path = join(folder, `${i}.jsonl`);
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    paths.push(path);
    await buildIndex(directory, { from: [path], workers: 1, inline: fileOperations, ...options });
  }
  return { index: readIndex(directory), paths };
}

const wordsOf = (text: string) => text.split(/\s+/u).filter((word) => word !== '').length;

/** Everything that the reader found, against the lines that were written. */
function compare(
  t: Test,
  { index, paths }: Awaited<ReturnType<typeof build>>,
  files: readonly (readonly Line[])[],
  stepOf: (line: Line, rank: number) => number,
): void {
  let rank = 0;
  t.equal(index.segments.length, files.length);
  index.segments.forEach((segment, i) => {
    const lines = files[i] as readonly Line[];
    const tokens = lines.map(({ text }) => analyze(text, 'words'));
    t.same(segment.tokens, tokens, 'tokens, by inverting the BWT');
    const ends = tokens.map((_, j) => tokens.slice(0, j + 1).flat().length + j + 1);
    t.same(segment.ends, ends);
    const hasIds = index.settings['resolution'] !== 'step';
    t.same(
      segment.ids,
      lines.map(({ id }) => (hasIds ? (id ?? null) : null)),
    );
    t.same(
      segment.positions,
      lines.map((_, j) => ({ source: i + 1, line: j + 1 })),
    );
    if (segment.texts !== undefined) {
      t.same(
        segment.texts,
        lines.map(({ text }) => text),
      );
    }
    const firstRank = rank;
    const sums = { tokens: 0, words: 0, modelTokens: 0 };
    const amounts = lines.map((line, j) => {
      sums.tokens += (tokens[j] as string[]).length;
      sums.words += wordsOf(line.text);
      return { ...sums };
    });
    t.same(segment.amounts, amounts);
    const steps = lines.map((line) => stepOf(line, rank++));
    t.same(segment.steps, steps);
    const row = index.rows[i];
    t.match(row, {
      id: i + 1,
      firstRank,
      records: lines.length,
      tokens: tokens.flat().length,
      words: lines.reduce((sum, { text }) => sum + wordsOf(text), 0),
      sources: [i + 1],
      firstStep: stepOf(lines[0] as Line, firstRank),
      lastStep: stepOf(lines.at(-1) as Line, rank - 1),
    });
    compareTerms(t, segment, tokens.flat());
    compareBigrams(t, segment, tokens);
    compareCodes(t, segment);
    const raw = readFileSync(paths[i] as string);
    t.match(index.sources[i], {
      id: i + 1,
      name: paths[i],
      sizeBytes: raw.length,
      sha256: createHash('sha256').update(raw).digest('hex'),
      endByte: raw.length,
      endCrc: crc32(raw),
      lines: lines.length,
      records: lines.length,
      skipped: 0,
      complete: true,
    });
  });
}

/** Symbols by falling count, then by first occurrence; each found by its hash. */
function compareTerms(t: Test, segment: ReadSegment, tokens: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  const expected = [...counts].sort((a, b) => b[1] - a[1]);
  const { file, entries } = segment;
  t.same(
    entries.slice(1).map(({ term, rows }) => [term, rows]),
    expected,
  );
  t.equal(entries[0]?.rows, segment.ends.length);
  const lost = entries.slice(1).filter(({ term }, i) => findTerm(file, entries, term) !== i + 1);
  t.same(lost, []);
  t.equal(findTerm(file, entries, 'no such term'), 0);
  const sorted = entries.map(({ term }, symbol) => ({ bytes: Buffer.from(term), symbol })).slice(1);
  sorted.sort((one, other) => Buffer.compare(one.bytes, other.bytes));
  t.same(
    segment.sorted,
    sorted.map(({ symbol }) => symbol),
  );
  const slots = (file.sections['term_slots'] as { length: number }).length / 4;
  t.equal(slots, Math.max(2, 2 ** Math.ceil(Math.log2(entries.length * 1.5))));
}

/** Frequent bigrams have their rows, all pass the filter, and few others do. */
function compareBigrams(t: Test, { file, entries }: ReadSegment, records: string[][]): void {
  const counts = new Map<string, number>();
  for (const tokens of records) {
    for (const [i, token] of tokens.slice(1).entries()) {
      const bigram = `${tokens[i]}\0${token}`;
      counts.set(bigram, (counts.get(bigram) ?? 0) + 1);
    }
  }
  const symbolOf = new Map(entries.map(({ term }, symbol) => [term, symbol]));
  const terms = [...symbolOf.keys()].slice(1, 40);
  let passed = 0;
  let absent = 0;
  for (const first of terms) {
    for (const second of terms) {
      const count = counts.get(`${first}\0${second}`) ?? 0;
      const [a = 0, b = 0] = [symbolOf.get(first), symbolOf.get(second)];
      const [start = 0, end = 0] = findBigram(file, a, b) ?? [];
      const expected = count >= 32 ? count : 0;
      if (end - start !== expected) t.equal(end - start, expected, `${first} ${second}`);
      const { firstRow = 0, rows = 0 } = entries[a] ?? {};
      if (end > 0 && (start < firstRow || end > firstRow + rows)) t.fail('rows of another symbol');
      const passes = passesFilter(file, first, second);
      if (count > 0 && !passes) t.fail(`${first} ${second} is not in the filter`);
      if (count === 0) absent++;
      if (count === 0 && passes) passed++;
    }
  }
  t.ok(passed <= 5 + absent / 10, `${passed} of ${absent} absent bigrams pass the filter`);
  const frequent = [...counts.values()].filter((count) => count >= 32).length;
  const slots = Math.max(4, 4 * Math.ceil((1.5 * frequent) / 4));
  t.same(countBigrams(file), { taken: frequent, slots });
}

/** Codes are assigned as the page says, and are as short in sum as Huffman's. */
function compareCodes(t: Test, { entries }: ReadSegment): void {
  const order = entries.map((_, symbol) => symbol);
  order.sort((a, b) => (entries[b]?.rows ?? 0) - (entries[a]?.rows ?? 0) || a - b);
  const codes = order.map((symbol) => entries[symbol]?.code as string);
  const expected: string[] = [];
  let nodes = [''];
  for (let length = 0; expected.length < codes.length; length++) {
    const leaves = codes.filter((code) => code.length === length).length;
    expected.push(...nodes.splice(nodes.length - leaves, leaves));
    nodes = ['0', '1', '2', '3'].flatMap((digit) => nodes.map((node) => node + digit));
  }
  t.same(codes, expected);
  const weights = entries.map(({ rows }) => rows).sort((a, b) => a - b);
  let least = 0;
  let children = 2 + ((entries.length - 2) % 3);
  while (weights.length > 1) {
    const sum = weights.splice(0, children).reduce((total, weight) => total + weight, 0);
    least += sum;
    weights.push(sum);
    weights.sort((a, b) => a - b);
    children = 4;
  }
  t.equal(
    entries.reduce((sum, { rows, code }) => sum + rows * code.length, 0),
    least,
  );
}

/** Few common and many rare words, records from none to sixty tokens, some without an id. */
function randomLines(count: number, seed: number): Line[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const length = Math.floor(random() ** 2 * 60);
    const words = Array.from({ length }, () => `w${Math.floor(random() ** 4 * 900)}`);
    const text = words.join(random() < 0.1 ? ' \n' : ' ');
    return random() < 0.3 ? { text } : { text, id: `doc-${i}` };
  });
}

t.test('random records come back, from two segments', async (t) => {
  const files = [randomLines(300, 1), randomLines(200, 2)];
  const built = await build(t, files, { stepRule: { batch_size: 7 } });
  compare(t, built, files, (_, rank) => Math.floor(rank / 7) + 1);
  t.match(built.index.settings, {
    format: 2,
    analyzer: 'words',
    analyzerVersion: 1,
    unicode: process.versions['unicode'],
    storesText: true,
    run: { text_field: 'text', id_field: 'id', steps: { batch_size: 7 } },
  });
  t.match(built.index.name, /^2-[0-9a-f]{12}$/);
});

t.test('odd records come back: without tokens, with odd ids, longer than a block', async (t) => {
  const long = Array.from({ length: 4000 }, (_, i) => `naïve ${i % 97} ${'é'.repeat(99)}`).join(
    '  ',
  );
  t.ok(Buffer.byteLength(long) > 3 * 2 ** 18);
  const files = [
    [{ text: '' }, { text: ' \n ', id: '' }, { text: 'a', id: 'é' }, { text: 'A a, A!', id: '\0' }],
    [{ text: 'x '.repeat(2000) }, { text: long, id: 'long' }, { text: '' }, { text: '😀' }],
    [{ text: '' }], // no token in the whole segment
    [{ text: 'one' }], // one record
  ];
  compare(t, await build(t, files, {}), files, () => 1);
});

t.test('steps that records say come back, with gaps', async (t) => {
  const files = [
    [3, 3, 4, 9].map((step) => ({ text: `at ${step}`, step })),
    [9, 2 ** 40].map((step) => ({ text: `at ${step}`, step })),
  ];
  const built = await build(t, files, { stepRule: { field: 'step' } });
  compare(t, built, files, ({ step }) => step as number);
});

t.test('with the resolution step, ranks are groups of records', async (t) => {
  const resolution = 'step' as const;
  const files = [randomLines(300, 3), randomLines(200, 4), [{ text: 'one' }]];
  const paced = await build(t, files, { stepRule: { batch_size: 7 }, resolution });
  compare(t, paced, files, (_, rank) => Math.floor(rank / 7) + 1);
  t.match(paced.index.settings, { resolution, storesText: false });
  const own = [
    [3, 3, 4, 9].map((step) => ({ text: `at ${step}`, step })),
    [9, 2 ** 40, 2 ** 40].map((step) => ({ text: `at ${step}`, step })),
  ];
  const built = await build(t, own, { stepRule: { field: 'step' }, resolution });
  compare(t, built, own, ({ step }) => step as number);
});

t.test('facets come back: strings as they are, other values as JSON, none as null', async (t) => {
  const facets = ['web', 'books', undefined, 'web', 7, null, { a: ['é'] }, '', 'null'];
  const lines = facets.map((domain, i) => ({ text: `at ${i}`, domain }));
  const files = [lines, lines.slice(4)];
  const built = await build(t, files, { facetField: 'domain' });
  compare(t, built, files, () => 1);
  const expected = ['web', 'books', 'null', 'web', '7', 'null', '{"a":["é"]}', '', 'null'];
  t.same(built.index.settings['facetField'], 'domain');
  t.same(built.index.segments[0]?.facets, expected);
  t.same(built.index.segments[1]?.facets, expected.slice(4));
  t.same(built.index.rows[0]?.facets, ['web', 'books', 'null', '7', '{"a":["é"]}', '']);
});

t.test('an index without texts has no text files; skipped records are listed', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'a.jsonl');
  writeFileSync(path, '{"text":"a b"}\n{"txt":1}\n\nno json\n{"text":"b a"}\n');
  const directory = join(folder, 'index');
  const options = { workers: 1, inline: fileOperations, storesText: false } as const;
  await buildIndex(directory, { from: [path], onBadRecord: 'skip', ...options });
  const { rows, segments, skipped, sources } = readIndex(directory);
  t.equal(rows[0]?.text, null);
  t.notOk(existsSync(join(directory, 'segments/000001.text')));
  t.same(segments[0]?.tokens, [
    ['a', 'b'],
    ['b', 'a'],
  ]);
  t.same(segments[0]?.positions, [
    { source: 1, line: 1 },
    { source: 1, line: 5 },
  ]);
  t.same(skipped, [
    { source: 1, line: 2, code: 'missing_field' },
    { source: 1, line: 4, code: 'not_json' },
  ]);
  t.match(sources[0], { lines: 5, records: 2, skipped: 2, repaired: 0 });
});
