// `consumed`: only so much of the order was fed. Held against the first records of the plain reading,
// and against plain arithmetic over random files, rules, workers and interruptions.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { readCorpus } from '../../corpus/read-corpus.ts';
import { type Run, readRun, requireRun } from '../../corpus/read-run.ts';
import { walkCorpus } from '../../corpus/walk-corpus.ts';
import type { ConsumedAmount, RunDescription, Steps } from '../../formats/run-description.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { recordsOf } from '../formats/rows/records-of.ts';
import { smallFolders } from '../formats/spoil-folder.ts';
import { runsOf } from '../runs.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { countedFiles } from './counted-files.ts';
import { indexRun, recordsAt, runIn } from './run-index.ts';

const { signal } = new AbortController();
/** Small ranges for several workers, so that the end is met in any of them. */
const scattered = { workers: 3, rangeBytes: 200 };

interface Fed {
  readonly step: number;
  readonly row: number;
  readonly parts: readonly string[];
}

const consuming = (run: Run, consumed: ConsumedAmount): Run => {
  const description = { ...run.description, consumed };
  return { ...run, description: requireRun(description, 'run.json') };
};

async function indexed(t: Test, run: Run): Promise<Fed[]> {
  const directory = join(temporaryFolder(t), 'index');
  await indexRun(directory, run, scattered);
  using snapshot = Snapshot.open(directory);
  return recordsOf(snapshot).map(({ step, line, parts }) => {
    return { step, row: line, parts: parts.filter((part) => part !== '') };
  });
}

async function walked(run: Run): Promise<Fed[]> {
  const records: Fed[] = [];
  for await (const { step, line, parts } of walkCorpus(await readCorpus({ run }), { signal })) {
    records.push({ step, row: line, parts: parts.filter((part) => part !== '') });
  }
  return records;
}

function expectedOf(name: string): Fed[] {
  const lines = readFileSync(join(smallFolders, name, 'expected.jsonl'), 'utf8').trimEnd();
  return lines.split('\n').map((line) => {
    const { step, row, text, text_pieces: pieces } = JSON.parse(line);
    return { step, row, parts: pieces ?? (text === '' ? [] : [text]) };
  });
}

const folders = readdirSync(smallFolders, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

for (const { name } of folders) {
  t.test(`${name}: the first records, and no others`, async (t) => {
    const run = readRun(join(smallFolders, name, 'run.json'));
    const all = expectedOf(name);
    const middle = Math.ceil(all.length / 2);
    for (const records of new Set([1, middle, all.length])) {
      const consumed = consuming(run, { records });
      t.strictSame(await indexed(t, consumed), all.slice(0, records), `${records} records`);
      t.strictSame(await walked(consumed), all.slice(0, records), `${records} records, walked`);
    }
    const steps = [all[middle - 1], all.at(-1)].map((record) => record?.step as number);
    for (const step of new Set(steps)) {
      const consumed = consuming(run, { steps: step });
      const fed = all.filter((record) => record.step <= step);
      t.strictSame(await indexed(t, consumed), fed, `${step} steps`);
      t.strictSame(await walked(consumed), fed, `${step} steps, walked`);
    }
    const samples = run.description.order?.samples;
    for (const consumed of [{ records: all.length + 1 }, { steps: 100_000 }]) {
      const isSaid = samples !== undefined && consumed.records !== undefined;
      const message = isSaid ? /at most the \d+ samples/ : /there are only \d+ (records|steps) in/;
      const refused = { code: 'run_invalid', message };
      await t.rejects(async () => indexed(t, consuming(run, consumed)), refused);
      await t.rejects(async () => walked(consuming(run, consumed)), refused);
    }
  });
}

interface Line {
  /** undefined: a line that is not a record. */
  readonly words: number | undefined;
  readonly rise: number;
}

interface Corpus {
  readonly files: readonly (readonly Line[])[];
  readonly rule: Steps;
  readonly epochs: number;
}

const textOf = (words: number, line: number) =>
  Array(words)
    .fill(`w${line % 7}`)
    .join(' ');

/** Good records of all files and epochs, with steps. A record of 50 tokens or more fits nowhere. */
function fedBy({ files, rule, epochs }: Corpus): Fed[] {
  const good: { row: number; words: number; said: number }[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    let said = 1;
    for (const lines of files) {
      for (const [i, { words, rise }] of lines.entries()) {
        said += rise;
        if (words !== undefined && words < 50) good.push({ row: i + 1, words, said });
      }
    }
  }
  let before = 0;
  return good.map(({ row, words, said }, rank) => {
    const budget = rule.words ?? rule.batch_size;
    const amount = rule.words === undefined ? rank : before;
    const step = budget === undefined ? said : Math.floor(amount / budget) + 1;
    before += words;
    return { step, row, parts: [textOf(words, row)] };
  });
}

function writeCorpus(folder: string, { files, rule, epochs }: Corpus): Run {
  let said = 1;
  const names = files.map((lines, file) => {
    const text = lines.map(({ words, rise }, i) => {
      said += rise;
      if (words === undefined) return i % 2 === 0 ? 'not a record\n' : ' \n';
      return `${JSON.stringify({ text: textOf(words, i + 1), step: said })}\n`;
    });
    const bytes = Buffer.from(text.join(''));
    writeFileSync(join(folder, `${file}.jsonl`), file === 1 ? gzipSync(bytes) : bytes);
    return `${file}.jsonl`;
  });
  return runIn(folder, { format: 'jsonl', files: names, steps: rule, epochs });
}

const someLine = fc.record({
  words: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 9 }) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, 60) },
  ),
  rise: fc.integer({ min: 0, max: 2 }),
});
const somePart = fc.array(someLine, { minLength: 1, maxLength: 9 });
const someCorpus: fc.Arbitrary<Corpus> = fc
  .record({
    files: fc.array(somePart, { minLength: 1, maxLength: 4 }),
    rule: fc.constantFrom<Steps>({ batch_size: 3 }, { words: 10 }, { field: 'step' }),
    epochs: fc.integer({ min: 1, max: 2 }),
  })
  .map((corpus) => (corpus.rule.field === undefined ? corpus : { ...corpus, epochs: 1 }))
  .filter(({ files }) => files.every((lines) => lines.some(({ words = 60 }) => words < 50)));

const skipping = { onBadRecord: 'skip', segmentSymbols: 50 } as const;

function factsAt(directory: string): Fed[] {
  return recordsAt(directory).map(({ step, line, parts }) => ({ step, row: line, parts }));
}

t.test('random files: exact, idempotent, goes on after a failure and with more', async (t) => {
  const property = fc.asyncProperty(
    someCorpus,
    fc.boolean(),
    fc.nat(1000),
    fc.integer({ min: 1, max: 3 }),
    async (corpus, bySteps, at, workers) => {
      const folder = temporaryFolder(t);
      const all = fedBy(corpus);
      const run = writeCorpus(folder, corpus);
      const pick = all[at % all.length] as Fed;
      const amount = bySteps ? pick.step : (at % all.length) + 1;
      const fed = bySteps ? all.filter(({ step }) => step <= amount) : all.slice(0, amount);
      const asked = consuming(run, bySteps ? { steps: amount } : { records: amount });
      const options = { ...skipping, workers, rangeBytes: 100 };
      const directory = join(folder, 'index');
      const { summary } = await indexRun(directory, asked, options);
      t.strictSame(factsAt(directory), fed);

      const again = await indexRun(directory, asked, options);
      t.equal(again.summary.snapshot, summary.snapshot, 'nothing to do');
      t.ok(again.events.some(({ kind }) => kind === 'nothing-new' || kind === 'source-skipped'));

      const broken = join(folder, 'broken');
      const dying = countedFiles((operation) => {
        if (operation === (at % 40) + 5) throw new Error('made by the test');
      });
      await indexRun(broken, asked, { ...options, inline: dying }).catch(() => {});
      await indexRun(broken, asked, { ...options, inline: fileOperations });
      t.strictSame(factsAt(broken), fed, 'after a failure');

      await indexRun(directory, run, options);
      t.strictSame(factsAt(directory), all, 'and then the rest');
    },
  );
  await fc.assert(property, { numRuns: runsOf(15) });
});

t.test('a long file is read up to its end of consumption, in any batch', async (t) => {
  const folder = temporaryFolder(t);
  const record = (i: number) => `${JSON.stringify({ text: `n${i} of it`, step: i + 1 })}\n`;
  const count = 90_000;
  const text = Array.from({ length: count }, (_, i) => (i % 1000 === 7 ? 'bad\n' : '') + record(i));
  writeFileSync(join(folder, 'a.jsonl'), `${text.join('')}{"text":`);
  const description: RunDescription = { format: 'jsonl', files: ['a.jsonl'] };
  const rules: [Steps, ConsumedAmount, number][] = [
    [{ batch_size: 10 }, { records: 60_001 }, 60_001],
    [{ batch_size: 10 }, { steps: 6001 }, 60_010],
    [{ field: 'step' }, { steps: 60_001 }, 60_001],
    [{ words: 3000 }, { steps: 60 }, 60_000],
  ];
  for (const [steps, consumed, records] of rules) {
    const directory = join(temporaryFolder(t), 'index');
    const run = runIn(folder, { ...description, steps, consumed });
    const options = { onBadRecord: 'skip', workers: 2, rangeBytes: 1 << 20 } as const;
    const { summary } = await indexRun(directory, run, options);
    t.match(summary, { records, skipped: Math.ceil((records - 7) / 1000) });
    using catalogue = Catalogue.openForReading(directory);
    const lines = records + summary.skipped;
    t.match(catalogue.sources(), [
      { lines, records, complete: false, sha256: null, dropped: `everything after line ${lines}` },
    ]);
    t.equal((await indexRun(directory, run, options)).summary.snapshot, summary.snapshot);
  }
});

t.test('what was not consumed is said, and what is behind it is not read', async (t) => {
  const folder = temporaryFolder(t);
  const lines = (name: string) => {
    writeFileSync(join(folder, name), '{"text":"a"}\n{"text":"b"}\n{"text":"c"}\n');
    return name;
  };
  const files = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => lines(`${name}.jsonl`));
  writeFileSync(join(folder, 'f.jsonl'), 'this is never read');
  const directory = join(folder, 'index');
  const run = (consumed: ConsumedAmount, more: Partial<RunDescription> = {}) =>
    runIn(folder, { format: 'jsonl', files, consumed, ...more });
  const { summary, events } = await indexRun(directory, run({ records: 4 }));
  const dropped =
    'everything after line 1, the 4 sources after it: F/c.jsonl; F/d.jsonl; F/e.jsonl and 1 more';
  const saying = [
    { source: join(folder, 'b.jsonl'), dropped: dropped.replaceAll('F/', `${folder}/`) },
  ];
  t.strictSame(summary.dropped, saying);
  const said = events.filter(({ kind }) => kind === 'not-consumed');
  t.match(said, [{ dropped: saying[0]?.dropped }]);
  const more = await indexRun(directory, run({ records: 6 }));
  t.match(more.summary, { records: 6, dropped: [{ source: join(folder, 'b.jsonl') }] });
  t.notMatch(more.summary.dropped?.[0]?.dropped, /everything/, 'the whole file');
  using catalogue = Catalogue.openForReading(directory);
  t.match(catalogue.sources(), [{ complete: true }, { complete: true, sha256: /^[0-9a-f]{64}$/ }]);
  t.match(catalogue.snapshot()?.settings.run, { consumed: { records: 6 } }, 'as it is now');
  await t.rejects(indexRun(directory, run({ records: 5 })), {
    code: 'run_invalid',
    message:
      /key consumed\.records: expected 6 or more, because the index has 6 of the records of this run already/,
  });
  await t.rejects(indexRun(directory, run({ steps: 1 }, { files: ['a.jsonl', 'no.jsonl'] })), {
    code: 'input_not_found',
  });
  const other = indexRun(directory, run({ records: 2 }, { files: ['d.jsonl', 'a.jsonl'] }));
  await t.rejects(other, { message: /found .*a\.jsonl in the index, and not all that comes/ });
  const next = await indexRun(directory, run({ records: 2 }, { files: ['d.jsonl'] }));
  t.match(next.summary, { records: 8 }, 'another run counts its own records');
});

t.test('a stream without an end is read up to the end of consumption', async (t) => {
  const lines = Buffer.from('{"text":"of it"}\n'.repeat(5000));
  let isClosed = false;
  const server = createServer((_, response) => {
    response.on('close', () => {
      isClosed = true;
    });
    const more = () => {
      while (!isClosed && response.write(lines));
    };
    response.on('drain', more);
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const files = [`http://127.0.0.1:${port}/a.jsonl`];
  const folder = temporaryFolder(t);
  const run = runIn(folder, { format: 'jsonl', files, consumed: { records: 123_456 } });
  const { summary } = await indexRun(join(folder, 'index'), run);
  t.match(summary, { records: 123_456, dropped: [{ dropped: 'everything after line 123456' }] });
});

t.test('a file that changed since it was fed in part is refused', async (t) => {
  const folder = temporaryFolder(t);
  const write = (first: string) =>
    writeFileSync(join(folder, 'a.jsonl'), `{"text":"${first}"}\n{"text":"b"}\n`);
  write('a');
  const directory = join(folder, 'index');
  const run = runIn(folder, { format: 'jsonl', files: ['a.jsonl'], consumed: { records: 1 } });
  await indexRun(directory, run);
  write('x');
  await t.rejects(indexRun(directory, run), { code: 'source_changed' });
});

t.test('the first record behind the end, or nothing left to feed, is an error', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a.jsonl'), '{"text":"a","step":5}\n{"text":"b","step":9}\n');
  const directory = join(folder, 'index');
  const files = ['a.jsonl'];
  const description: RunDescription = { format: 'jsonl', files, steps: { field: 'step' } };
  const run = (consumed: ConsumedAmount) => runIn(folder, { ...description, consumed });
  const none = { code: 'run_invalid', message: /step of the first record/ };
  await t.rejects(indexRun(directory, run({ steps: 4 })), none);
  await t.rejects(walked(run({ steps: 4 })), none);
  await t.rejects(indexRun(directory, run({ steps: 10 })), { message: /there are only 9 steps/ });
  t.notOk(existsSync(directory), 'no index');
  await indexRun(directory, run({ steps: 8 }));
  t.equal(recordsAt(directory).length, 1, 'steps may have gaps');
});
