// `consumed` together with sources that grow, empty sources and commits by time: whatever was
// appended and committed in between, the index is the one that a single build makes.

import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import type { ConsumedAmount, RunDescription, Steps } from '../../formats/run-description.ts';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { fileOperations } from '../../store/files.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { runsOf } from '../runs.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { countedFiles } from './counted-files.ts';
import { indexRun, recordsAt, runIn } from './run-index.ts';

/** A clock that is `stepMs` later at each look. */
function ticking(stepMs: number): () => number {
  let ms = 0;
  return () => {
    ms += stepMs;
    return ms;
  };
}

const sourcesOf = (directory: string) => {
  using catalogue = Catalogue.openForReading(directory);
  return catalogue.sources();
};

const json = (text: string, step: number) => JSON.stringify({ text, step });
const logKinds = [
  { name: 'log.jsonl', format: 'jsonl', line: json, pack: (bytes: Buffer) => bytes },
  { name: 'log.txt', format: 'text', line: (text: string) => text, pack: (bytes: Buffer) => bytes },
  { name: 'log.jsonl.gz', format: 'jsonl', line: json, pack: (bytes: Buffer) => gzipSync(bytes) },
] as const;

const someLog = fc.record({
  words: fc.array(fc.constantFrom('a', 'the cat', '語', 'b  c'), { minLength: 2, maxLength: 12 }),
  cuts: fc.array(fc.nat(300), { maxLength: 5 }),
  /** How much of what is there each command consumes. */
  shares: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 }),
  rule: fc.constantFrom<Steps>({ batch_size: 2 }, { words: 3 }, { field: 'step' }),
  isWindows: fc.boolean(),
  dyingAt: fc.integer({ min: 5, max: 60 }),
  stepMs: fc.constantFrom(0, 30_000, 70_000),
  workers: fc.integer({ min: 1, max: 3 }),
});

for (const { name, format, line, pack } of logKinds) {
  t.test(`${name}: a log that grows, consumed further by each command`, async (t) => {
    const property = fc.asyncProperty(someLog, async (log) => {
      const folder = temporaryFolder(t);
      const path = join(folder, name);
      const steps: Steps =
        format === 'text' && log.rule.field !== undefined ? { batch_size: 2 } : log.rule;
      const texts = log.words.map((word, i) => `${i} ${word}`);
      const end = log.isWindows ? '\r\n' : '\n';
      const lines = texts.map((one, i) => `${line(one, i + 1)}${end}`);
      // An empty file before it changes nothing.
      writeFileSync(join(folder, 'empty'), '');
      const run = (records: number) => {
        // Records say that they are steps 1, 2, 3 and so on.
        const consumed = steps.field === undefined ? { records } : { steps: records };
        return runIn(folder, { format, files: ['empty', name], steps, consumed });
      };
      const rest = Buffer.from(lines.slice(1).join(''));
      // Where records say their step, half a line might belong to the last step.
      const cutAt = (cut: number) => {
        const end = Math.min(cut, rest.length);
        return steps.field === undefined ? end : rest.subarray(0, end).lastIndexOf('\n') + 1;
      };
      const ends = [...log.cuts.map(cutAt), rest.length];
      writeFileSync(path, pack(Buffer.from(lines[0] as string)));
      const directory = join(folder, 'index');
      let consumed = 1;
      let at = 0;
      for (const [i, to] of ends.sort((a, b) => a - b).entries()) {
        if (to > at) appendFileSync(path, pack(rest.subarray(at, to)));
        at = to;
        const whole = rest.subarray(0, to).filter((byte) => byte === 10).length + 1;
        const share = i === ends.length - 1 ? 4 : (log.shares[i % log.shares.length] as number);
        consumed = Math.max(consumed, Math.floor((whole * share) / 4));
        const slow = { workers: log.workers, rangeBytes: 40, now: ticking(log.stepMs) };
        const dying = countedFiles((operation) => {
          if (operation === log.dyingAt) throw new Error('made by the test');
        });
        await indexRun(directory, run(consumed), { ...slow, inline: dying }).catch(() => {});
        const options = { ...slow, inline: fileOperations };
        const { summary } = await indexRun(directory, run(consumed), options);
        t.strictSame(
          recordsAt(directory).map(({ parts }) => parts.join('')),
          texts.slice(0, consumed),
        );
        t.match(summary, { records: consumed, empty: 1 });
        const isSaid = summary.dropped?.[0]?.dropped === `everything after line ${consumed}`;
        const isWaiting = sourcesOf(directory)[1]?.openLine?.state === 'waiting';
        const isLeft = rest.subarray(0, to).at(-1) !== 10 && to > 0;
        if (whole > consumed) t.ok(isSaid, 'lines are left');
        else t.equal(isSaid || isWaiting, isLeft, 'half a line is left');
        const again = await indexRun(directory, run(consumed), options);
        t.equal(again.summary.snapshot, summary.snapshot, 'the same command again changes nothing');
      }
      const once = join(folder, 'once');
      await indexRun(once, run(texts.length));
      t.strictSame(recordsAt(directory), recordsAt(once));
      const reached = (of: string) =>
        sourcesOf(of).map(({ lines, endByte, endCrc, records }) => {
          return { lines, endByte, endCrc, records };
        });
      t.strictSame(reached(directory), reached(once));
      t.strictSame([...verifyIndex(directory)], []);
    });
    await fc.assert(property, { numRuns: runsOf(8) });
  });
}

/** Long lines, so that there are several batches; every fifth of them is not a record. */
function longCorpus(folder: string) {
  const lines = Array.from({ length: 40 }, (_, i) => {
    const text = `${i} ${'of some length '.repeat(10_000)}`;
    return i % 5 === 4 ? 'bad\n' : `${JSON.stringify({ text, step: i + 1 })}\n`;
  });
  writeFileSync(join(folder, 'a.jsonl'), lines.slice(0, 25).join(''));
  writeFileSync(join(folder, 'b.jsonl'), lines.slice(25).join(''));
  const steps = lines.flatMap((line, i) => (line === 'bad\n' ? [] : [i + 1]));
  return { files: ['a.jsonl', 'b.jsonl'], steps };
}

t.test('commits by time hold no more than was consumed, up to the end of the run', async (t) => {
  const folder = temporaryFolder(t);
  const { files, steps } = longCorpus(folder);
  const plain = join(folder, 'plain');
  const skipping = { onBadRecord: 'skip' } as const;
  const description = { format: 'jsonl', files, steps: { field: 'step' } } as const;
  await indexRun(plain, runIn(folder, description), skipping);
  const all = recordsAt(plain);
  const words = 30_001;
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: all.length }),
    fc.constantFrom('records', 'step', 'words'),
    fc.integer({ min: 10_000, max: 70_000 }),
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom(1 << 20, 3 << 20, 100 << 20),
    fc.nat(4),
    async (amount, unit, stepMs, workers, rangeBytes, stopAfter) => {
      const consumed: ConsumedAmount =
        unit === 'step' ? { steps: steps[amount - 1] as number } : { records: amount };
      const rule: Steps =
        unit === 'step' ? { field: 'step' } : unit === 'words' ? { words } : { batch_size: 3 };
      const run = runIn(folder, {
        ...description,
        steps: rule,
        consumed: unit === 'words' ? { steps: amount } : consumed,
      });
      const directory = join(temporaryFolder(t), 'index');
      const slow = { ...skipping, workers, rangeBytes, now: ticking(stepMs) };
      const stop = new AbortController();
      let commits = 0;
      const options: BuildOptions = {
        ...slow,
        run,
        inline: fileOperations,
        signal: stop.signal,
        onEvent: ({ kind }) => {
          if (kind === 'commit' && commits++ === stopAfter) stop.abort();
        },
      };
      await buildIndex(directory, options).catch((error) => {
        if (error.code !== 'interrupted') throw error;
      });
      if (stop.signal.aborted) {
        // Every commit on its way holds a beginning of the run.
        const held = recordsAt(directory).map(({ parts }) => parts);
        t.strictSame(
          held,
          all.slice(0, held.length).map(({ parts }) => parts),
        );
      }
      await indexRun(directory, run, { ...slow, inline: fileOperations });
      t.strictSame(
        recordsAt(directory).map(({ parts, line, source }) => ({ parts, line, source })),
        all.slice(0, amount).map(({ parts, line, source }) => ({ parts, line, source })),
      );
      t.strictSame([...verifyIndex(directory)], []);
    },
  );
  await fc.assert(property, { numRuns: runsOf(10) });
});

const two = '{"text":"a"}\n{"text":"b"}\n';

/** Files in a folder of their own, and runs over them. */
function runsIn(folder: string, contents: Record<string, string>) {
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text);
  const files = Object.keys(contents);
  return (consumed: ConsumedAmount, more: Partial<RunDescription> = {}) =>
    runIn(folder, { format: 'jsonl', files, consumed, ...more });
}

t.test('empty sources hold no record of what was consumed, wherever they stand', async (t) => {
  const folder = temporaryFolder(t);
  const contents = { 'e.jsonl': '', 'a.jsonl': two, 'f.jsonl': '', 'b.jsonl': two, 'g.jsonl': '' };
  const run = runsIn(folder, contents);
  const directory = join(folder, 'index');
  const first = await indexRun(directory, run({ records: 2 }));
  const behind = `the source after it: ${join(folder, 'b.jsonl')}`;
  const dropped = [{ source: join(folder, 'a.jsonl'), dropped: behind }];
  t.match(first.summary, { records: 2, empty: 3, dropped });
  const said = first.events.filter(({ kind }) => kind === 'source-empty');
  t.strictSame(
    said.map((event) => 'name' in event && event.name),
    ['e', 'f', 'g'].map((name) => join(folder, `${name}.jsonl`)),
  );
  const again = await indexRun(directory, run({ records: 2 }));
  t.equal(again.summary.snapshot, first.summary.snapshot);
  const second = await indexRun(directory, run({ records: 3 }));
  t.match(second.summary, { records: 3, empty: 3 });
  t.strictSame(second.summary.dropped, [
    { source: join(folder, 'b.jsonl'), dropped: 'everything after line 1' },
  ]);
  await t.rejects(indexRun(directory, run({ records: 5 })), {
    message: /there are only 4 records in all/,
  });
});

t.test('a run in which all sources are empty says so', async (t) => {
  const folder = temporaryFolder(t);
  const run = runsIn(folder, { 'a.jsonl': '', 'b.jsonl': ' \n' });
  const refused = { code: 'source_empty', message: /none of the 2 sources holds a record/ };
  await t.rejects(indexRun(join(folder, 'index'), run({ records: 2 })), refused);
});

t.test('what a log grows by behind the end of its run is not consumed, and said', async (t) => {
  const folder = temporaryFolder(t);
  const run = runsIn(folder, { 'log.jsonl': two });
  const directory = join(folder, 'index');
  const first = await indexRun(directory, run({ records: 2 }));
  t.notOk(first.summary.dropped);
  appendFileSync(join(folder, 'log.jsonl'), `${two}{"tex`);
  const grown = await indexRun(directory, run({ records: 2 }));
  const dropped = 'everything after line 2';
  t.match(grown.summary, { records: 2, dropped: [{ dropped }] });
  t.notOk(
    grown.events.some(({ kind }) => kind === 'source-continued'),
    'it is not',
  );
  const again = await indexRun(directory, run({ records: 2 }));
  t.equal(again.summary.snapshot, grown.summary.snapshot);
  t.match(
    again.events.map(({ kind }) => kind).filter((kind) => kind !== 'progress'),
    ['start', 'nothing-new', 'not-consumed'],
  );
  const more = await indexRun(directory, run({ records: 4 }));
  t.match(more.summary, { records: 4 });
  t.notOk(more.summary.dropped, 'half a line waits');
  t.match(sourcesOf(directory), [{ lines: 4, openLine: { state: 'waiting', bytes: 5 } }]);
});

t.test('half a line of a log that grows is not there to be consumed yet', async (t) => {
  const folder = temporaryFolder(t);
  const run = runsIn(folder, { 'log.jsonl': two });
  const directory = join(folder, 'index');
  await indexRun(directory, run({ records: 2 }));
  appendFileSync(join(folder, 'log.jsonl'), '{"text":"c"}\n{"tex');
  await t.rejects(indexRun(directory, run({ records: 4 })), {
    code: 'run_invalid',
    message: /there are only 3 records in all/,
  });
  const three = await indexRun(directory, run({ records: 3 }));
  t.match(three.summary, { records: 3 });
  appendFileSync(join(folder, 'log.jsonl'), 't":"d"}\n');
  const { summary } = await indexRun(directory, run({ records: 4 }));
  t.match(summary, { records: 4 });
  t.notOk(summary.dropped);
});

t.test('a log that grows before a source that was consumed is refused', async (t) => {
  const folder = temporaryFolder(t);
  const run = runsIn(folder, { 'log.jsonl': two, 'b.jsonl': two });
  const directory = join(folder, 'index');
  await indexRun(directory, run({ records: 4 }));
  appendFileSync(join(folder, 'log.jsonl'), two);
  await t.rejects(indexRun(directory, run({ records: 6 })), {
    code: 'run_invalid',
    message: /found .*b\.jsonl in the index, and not all that comes before it/,
  });
});

t.test('a source that was consumed in part and holds nothing now is refused', async (t) => {
  const folder = temporaryFolder(t);
  const run = runsIn(folder, { 'a.jsonl': two, 'b.jsonl': two });
  const directory = join(folder, 'index');
  await indexRun(directory, run({ records: 1 }));
  writeFileSync(join(folder, 'a.jsonl'), '');
  const refused = { code: 'source_changed', message: /holds no record now/ };
  await t.rejects(indexRun(directory, run({ records: 3 })), refused);
  t.equal(recordsAt(directory).length, 1);
});

t.test('half a line behind the end of an earlier consumed waits for its line feed', async (t) => {
  for (const { name, format, line, pack } of logKinds) {
    for (const rule of [{ batch_size: 2 }, { field: 'step' }] as const) {
      if (format === 'text' && 'field' in rule) continue;
      const folder = temporaryFolder(t);
      const path = join(folder, name);
      const directory = join(folder, 'index');
      const run = (end?: number) => {
        const consumed = 'field' in rule ? { steps: end } : { records: end };
        const rest = end === undefined ? {} : { consumed: consumed as ConsumedAmount };
        return runIn(folder, { format, files: [name], steps: rule, ...rest });
      };
      const texts = () => recordsAt(directory).map(({ parts }) => parts.join(''));
      const add = (text: string) => appendFileSync(path, pack(Buffer.from(text)));
      writeFileSync(path, pack(Buffer.from(`${line('one', 1)}\n${line('two', 2)}\n`)));
      await indexRun(directory, run(1));
      const third = line('three words', 3);
      add(third.slice(0, -5));
      const { events } = await indexRun(directory, run());
      t.strictSame(texts(), ['one', 'two'], name);
      t.match(
        events.filter(({ kind }) => kind === 'source-waiting'),
        [{ name: path, line: 3, bytes: third.length - 5 }],
      );
      add(`${third.slice(-5)}\n${line('four', 4)}\n`);
      await indexRun(directory, run());
      t.strictSame(texts(), ['one', 'two', 'three words', 'four'], name);
      t.ok(sourcesOf(directory)[0]?.grown);
      t.notHas(sourcesOf(directory)[0], { seenBytes: Number });
      t.strictSame([...verifyIndex(directory)], []);
    }
  }
});

t.test('a file that was cut by consumed twice, and grew in between, still grows', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'log.jsonl');
  const directory = join(folder, 'index');
  const lines = ['a', 'b', 'c'].map((text, i) => `${json(text, i + 1)}\n`);
  const run = (records?: number) =>
    runIn(folder, {
      ...{ format: 'jsonl', files: ['log.jsonl'] },
      ...(records !== undefined && { consumed: { records } }),
    });
  writeFileSync(path, lines.slice(0, 2).join(''));
  await indexRun(directory, run(1));
  appendFileSync(path, `${lines[2]}{"te`);
  await indexRun(directory, run(2));
  const { events } = await indexRun(directory, run());
  t.equal(recordsAt(directory).length, 3);
  t.match(
    events.filter(({ kind }) => kind === 'source-waiting'),
    [{ line: 4, bytes: 4 }],
  );
});
