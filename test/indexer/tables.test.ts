// Indexes of CSV and TSV: a table that is consumed further by each command, by builds that die in
// between, is in the end the table; bad rows are counted; options and run descriptions say the same.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import type { RunDescription } from '../../formats/run-description.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { fileOperations } from '../../store/files.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { runsOf } from '../runs.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { countedFiles } from './counted-files.ts';
import { indexRun, recordsAt, runIn } from './run-index.ts';

const cell = fc.constantFrom('the cat', 'a\nb', 'say ""this""', '', 'é, x', '語\r\n\r\nend');
const someTable = fc.record({
  cells: fc.array(cell, { minLength: 1, maxLength: 30 }),
  blankEvery: fc.integer({ min: 2, max: 5 }),
  amounts: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }),
  by: fc.constantFrom('records', 'steps'),
  dyingAt: fc.integer({ min: 5, max: 60 }),
  workers: fc.integer({ min: 1, max: 3 }),
});

t.test('a table that is consumed further by each command, and by builds that die', async (t) => {
  const property = fc.asyncProperty(someTable, async (table) => {
    const folder = temporaryFolder(t);
    const directory = join(folder, 'index');
    const { cells, blankEvery, amounts, by, workers } = table;
    const rows = cells.map((text, i) => `"${text}",${i + 1}\n${i % blankEvery === 0 ? '\n' : ''}`);
    writeFileSync(join(folder, 'a.csv'), zstdCompressSync(`text,step\n${rows.join('')}`));
    const steps = by === 'steps' ? { field: 'step' } : { batch_size: 2 };
    const texts = cells.map((text) => text.replaceAll('""', '"'));
    const ends = amounts.map((amount) => Math.min(amount, cells.length)).sort((a, b) => a - b);
    for (const end of [...ends, undefined]) {
      const run = runIn(folder, {
        ...{ format: 'csv', files: ['a.csv'], steps },
        ...(end !== undefined && { consumed: { [by]: end } }),
      });
      const inline = countedFiles((operation) => {
        if (operation === table.dyingAt) throw new Error('made by the test');
      });
      const slow = { workers, rangeBytes: 40 };
      await indexRun(directory, run, { ...slow, inline }).catch(() => {});
      await indexRun(directory, run, { ...slow, inline: fileOperations });
      const found = recordsAt(directory).map(({ parts }) => parts.join(''));
      t.strictSame(found, texts.slice(0, end));
    }
    const once = join(folder, 'once');
    await buildIndex(once, {
      from: [join(folder, 'a.csv')],
      stepRule: steps,
      inline: fileOperations,
    });
    t.strictSame(recordsAt(directory), recordsAt(once));
    t.strictSame([...verifyIndex(directory)], []);
  });
  await fc.assert(property, { numRuns: runsOf(10) });
});

t.test('bad rows are skipped with their line, and bad options are refused', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a.csv');
  writeFileSync(path, 'id,text\n1,"a\nb"\n2\n3,"c"\n');
  const options = { from: [path], inline: fileOperations, workers: 1 };
  const directory = join(folder, 'index');
  const error = { code: 'not_csv', message: /a\.csv, line 4 has 1 cell.*--on-bad-record skip/ };
  await t.rejects(buildIndex(directory, options), error);
  const { skipped, records } = await buildIndex(directory, { ...options, onBadRecord: 'skip' });
  t.strictSame([records, skipped], [2, 1]);
  using catalogue = Catalogue.openForReading(directory);
  t.match(catalogue.skipped(10), [{ line: 4, code: 'not_csv' }]);
  const lines = join(folder, 'a.jsonl');
  writeFileSync(lines, '{"text":"a"}\n');
  await t.rejects(
    buildIndex(join(folder, 'other'), { ...options, from: [lines], quoting: 'none' }),
    { code: 'bad_argument', message: /--quoting none is for CSV and TSV/ },
  );
  const parquet = { ...options, format: 'parquet', quoting: 'none' } as const;
  await t.rejects(buildIndex(join(folder, 'other'), parquet), { code: 'run_invalid' });
});

t.test('a table whose header changed between two commands is refused', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a.csv');
  const directory = join(folder, 'index');
  const rows = 'one,two\nthree,four\n';
  writeFileSync(path, `text,more\n${rows}`);
  const run: RunDescription = { format: 'csv', files: ['a.csv'] };
  await indexRun(directory, runIn(folder, { ...run, consumed: { records: 1 } }));
  writeFileSync(path, `more,text\n${rows}`);
  await t.rejects(indexRun(directory, runIn(folder, run)), { code: 'source_changed' });
  writeFileSync(path, `text,more\n${rows}`);
  await indexRun(directory, runIn(folder, run));
  t.strictSame(
    recordsAt(directory).map(({ parts }) => parts.join('')),
    ['one', 'three'],
  );
});
