// Indexes that earlier versions made, committed as they were: those of the current format open and
// answer, older ones are refused with advice.

import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { formatVersion } from '../../store/segment/page-format.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { answersAt, temporaryFolder } from './small-index.ts';

const versions = join(import.meta.dirname, 'versions');
const corpus = join(versions, 'corpus.jsonl');
const folders = readdirSync(versions).filter((name) => /^\d+$/.test(name));

t.test('a folder of each format is here', async (t) => {
  t.same(
    folders.map(Number).sort((a, b) => a - b),
    Array.from({ length: formatVersion }, (_, i) => i + 1),
  );
});

for (const name of folders) {
  const isCurrent = Number(name) === formatVersion;
  t.test(`an index of format ${name} ${isCurrent ? 'answers' : 'is refused'}`, async (t) => {
    const directory = join(temporaryFolder(t), 'index');
    cpSync(join(versions, name), directory, { recursive: true });
    const append = () =>
      buildIndex(directory, { from: [corpus], workers: 1, inline: fileOperations });
    if (isCurrent) {
      const fresh = `${directory}-fresh`;
      const stepRule = { batch_size: 2 };
      const options = { from: [corpus], stepRule, workers: 1, inline: fileOperations };
      await buildIndex(fresh, options);
      const names = (answers: unknown[]) =>
        JSON.stringify(answers).replaceAll(JSON.stringify(corpus), '"-"');
      t.equal(names(answersAt(directory)), names(answersAt(fresh)));
      t.same([...verifyIndex(directory)], []);
      await append();
      using snapshot = Snapshot.open(directory);
      t.equal(snapshot.records, 8, 'and it can be appended to');
      return;
    }
    const refusal = {
      code: 'format_too_old',
      message: /catalogue\.sqlite has format \d.* Build the index again from its sources/,
      details: { found: Number(name), expected: formatVersion },
    };
    t.throws(() => Snapshot.open(directory), refusal);
    t.throws(() => [...verifyIndex(directory)], refusal);
    const before = readFileSync(join(directory, 'catalogue.sqlite'));
    await t.rejects(append(), refusal);
    t.same(readFileSync(join(directory, 'catalogue.sqlite')), before, 'it stays as it was');
    t.ok(existsSync(join(directory, 'segments/000001.index')));
  });
}
