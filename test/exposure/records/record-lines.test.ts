import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { readCorpus } from '../../../corpus/read-corpus.ts';
import { readRun } from '../../../corpus/read-run.ts';
import { walkCorpus } from '../../../corpus/walk-corpus.ts';
import { type LineOptions, walkRecordLines } from '../../../exposure/records/record-lines.ts';
import {
  planRecords,
  type RecordQuestion,
  recordsIn,
} from '../../../exposure/records/record-range.ts';
import { type BuildOptions, buildIndex } from '../../../indexer/build-index.ts';
import { fileOperations } from '../../../store/files.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { smallFolders } from '../../formats/spoil-folder.ts';
import { indexRun } from '../../indexer/run-index.ts';
import { runsOf } from '../../runs.ts';
import { readingBothWays } from '../../store/reading-both-ways.ts';
import { temporaryFolder, writeLines } from '../../store/small-index.ts';

type Asked = Partial<Omit<LineOptions, 'snapshot'>>;

/** The chunks of an answer. */
function chunksOf(snapshot: Snapshot, question: RecordQuestion, asked: Asked = {}): Buffer[] {
  const found = recordsIn(snapshot, planRecords(snapshot, question));
  return walkRecordLines(found, { snapshot, withText: true, ...asked })
    .toArray()
    .filter((chunk) => chunk !== undefined);
}

function linesOf(snapshot: Snapshot, question: RecordQuestion, asked: Asked = {}): string {
  return Buffer.concat(chunksOf(snapshot, question, asked)).toString();
}

const toLines = (records: readonly object[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** All records of an index. */
const all = ({ records }: Snapshot): RecordQuestion => ({ unit: 'rank', start: 0, end: records });

const folders = readdirSync(smallFolders, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

for (const { name } of folders) {
  t.test(`${name}: every record as inspect shows it`, async (t) => {
    const run = readRun(join(smallFolders, name, 'run.json'));
    const directory = join(temporaryFolder(t), 'index');
    await indexRun(directory, run, { rangeBytes: 2000, segmentSymbols: 400 });
    const { signal } = new AbortController();
    const walked = await Array.fromAsync(walkCorpus(await readCorpus({ run }), { signal }));
    using snapshot = Snapshot.open(directory);
    const place = ['jsonl', 'json', 'csv', 'tsv', 'text'].includes(run.description.format ?? '')
      ? 'line'
      : 'row';
    const expected = walked.map(({ step, rank, record, source, line, parts }) => ({
      ...{ step, rank, id: record.id, source, [place]: line },
      ...(parts.length > 1 ? { parts } : { text: parts.join('') }),
    }));
    t.equal(linesOf(snapshot, all(snapshot)), toLines(expected));
    const twice = linesOf(snapshot, all(snapshot), { heldBytes: 0 });
    t.equal(twice, toLines(expected), 'where texts are too long to be held');
  });
}

/** Texts with everything that JSON escapes, and ids and sources with it too. */
const text = fc
  .string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '"',
      '\\',
      '\n',
      '\r',
      '\t',
      '\b',
      '\f',
      '\0',
      '\x1f',
      '\x7f',
      'é',
      '漢',
      '😀',
      '\u2028',
    ),
    maxLength: 12,
  })
  .map((found) => `${found}x`);
const record = fc.record({
  text,
  id: fc.option(text),
  gap: fc.constantFrom(0, 0, 0, 1, 5),
});
const corpus = fc.array(fc.array(record, { minLength: 1, maxLength: 9 }), {
  minLength: 1,
  maxLength: 4,
});

type Drawn = readonly (readonly { text: string; id: string | null; gap: number }[])[];

/** The records of each append, with the steps that they say. */
function drawRecords(directory: string, drawn: Drawn) {
  let step = 3;
  let rank = 0;
  return drawn.map((records, i) => {
    const source = `${directory}-"${i}".jsonl`;
    return records.map(({ text, id, gap }, at) => {
      step += gap;
      return { ...{ step, rank: rank++, id, source, line: at + 1, text } };
    });
  });
}

async function checkRecords(folder: string, drawn: Drawn, options: BuildOptions): Promise<void> {
  const directory = join(folder, `${Math.random()}`);
  const appends = drawRecords(directory, drawn);
  for (const records of appends) {
    const from = [writeLines(records[0]?.source ?? '', records)];
    await buildIndex(directory, {
      ...{ from, stepRule: { field: 'step' }, workers: 1, merges: false },
      ...{ inline: fileOperations, segmentSymbols: 20, rangeBytes: 40, ...options },
    });
  }
  using snapshot = Snapshot.open(directory);
  const records = appends.flat().map(({ id, text, ...rest }) => {
    const { step, rank, source, line } = rest;
    const known = options.resolution === 'step' ? {} : { id };
    const isStored = options.storesText !== false && options.resolution !== 'step';
    return { step, rank, ...known, source, line, ...(isStored && { text }) };
  });
  assert.equal(linesOf(snapshot, all(snapshot)), toLines(records));
  const last = records.at(-1)?.step ?? 0;
  for (let start = 0; start <= last; start++) {
    for (const end of [start + 1, start + 3, last + 1]) {
      if (end > last + 1) continue;
      const asked = records.filter(({ step }) => step >= start && step < end);
      assert.equal(linesOf(snapshot, { unit: 'step', start, end }), toLines(asked));
    }
  }
  for (let start = 0; start < records.length; start++) {
    const question = { unit: 'rank', start, end: Math.min(records.length, start + 4) } as const;
    const asked = records.slice(start, start + 4);
    assert.equal(linesOf(snapshot, question), toLines(asked));
    assert.equal(linesOf(snapshot, question, { limit: 2 }), toLines(asked.slice(0, 2)));
    const places = asked.map((record) => ({ ...record, text: undefined }));
    assert.equal(linesOf(snapshot, question, { withText: false }), toLines(places));
  }
}

readingBothWays('records of any steps and ranks are those that were fed', async (t) => {
  const folder = temporaryFolder(t);
  const options = fc.constantFrom<BuildOptions>(
    ...[{}, {}, { storesText: false }, { resolution: 'step' } as const],
    ...[{ analyzer: 'cased' } as const, { merges: true, segmentSymbols: 1000 }],
  );
  await t.resolves(
    fc.assert(
      fc.asyncProperty(corpus, options, (drawn, given) => checkRecords(folder, drawn, given)),
      { numRuns: runsOf(8) },
    ),
  );
});

t.test('a long text comes in small chunks', async (t) => {
  const long = Array.from({ length: 400_000 }, (_, i) => `w${i} "é"\n`).join('');
  const texts = ['before', long, `${long.slice(0, 3_000_000)}end`, '', 'after'];
  const directory = join(temporaryFolder(t), 'index');
  const lines = texts.map((text) => ({ text }));
  const from = [writeLines(`${directory}.jsonl`, lines)];
  await buildIndex(directory, { from, stepRule: { batch_size: 2 }, inline: fileOperations });
  using snapshot = Snapshot.open(directory);
  const chunks = chunksOf(snapshot, all(snapshot));
  t.ok(
    chunks.every(({ length }) => length <= 128 << 10),
    'no chunk is long',
  );
  const found = Buffer.concat(chunks).toString().trimEnd().split('\n');
  t.equal(found.length, texts.length);
  t.ok(
    found.every((line, i) => JSON.parse(line).text === texts[i]),
    'the texts',
  );
});

t.test(
  'a range behind the index, or without a number, is refused with what there is',
  async (t) => {
    const directory = join(temporaryFolder(t), 'index');
    const from = [writeLines(`${directory}.jsonl`, [{ text: 'a' }, { text: 'b' }, { text: 'c' }])];
    await buildIndex(directory, { from, stepRule: { batch_size: 2 }, inline: fileOperations });
    using snapshot = Snapshot.open(directory);
    const refused: [RecordQuestion, RegExp][] = [
      [
        { unit: 'step', start: 3, end: 4 },
        /^step 3 was asked for, but the index ends at step 2: expected a step from 1 to 2$/,
      ],
      [
        { unit: 'step', start: 1, end: 4 },
        /^steps 1:4 was asked for, but the index ends at step 2: expected steps from 1 to 2$/,
      ],
      [
        { unit: 'rank', start: 0, end: 4 },
        /the index ends at rank 2, as ranks count from 0: expected ranks from 0 to 2$/,
      ],
      [{ unit: 'rank', start: 2, end: 2 }, /holds no rank: expected A:B with A before B/],
    ];
    for (const [question, message] of refused) {
      t.throws(() => planRecords(snapshot, question), { code: 'bad_argument', message });
    }
  },
);
