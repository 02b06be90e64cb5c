// Indexes that earlier versions made, committed as they were: those of the current format open and
// answer, older ones are refused with advice.

import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { answerPhrase } from '../../exposure/answer-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { formatVersion } from '../../store/segment/page-format.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { answersAt, temporaryFolder } from './small-index.ts';

const versions = join(import.meta.dirname, 'versions');
const corpus = join(versions, 'corpus.jsonl');
const facetCorpus = join(versions, 'facets.jsonl');
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

t.test('an index with facets answers by facet as a fresh one does', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  cpSync(join(versions, `${formatVersion}-facets`), directory, { recursive: true });
  const fresh = `${directory}-fresh`;
  const inline = { workers: 1, inline: fileOperations } as const;
  const build = { from: [facetCorpus], facetField: 'domain', ...inline };
  await buildIndex(fresh, { ...build, stepRule: { batch_size: 2 } });
  const answers = byFacet(directory);
  t.same(answers, byFacet(fresh));
  t.match(answers[0]?.by_facet, {
    web: { count: 2, first: { rank: 0, id: 'r0' }, at: { 1: 2 } },
    'books, old': { count: 1, last: { rank: 1, id: null } },
    null: { count: 1, first: { step: 2 } },
    7: { count: 1, at: { 1: 0, 3: 1 } },
  });
  t.same([...verifyIndex(directory)], []);
  await buildIndex(directory, build);
  using snapshot = Snapshot.open(directory);
  t.equal(snapshot.records, 10, 'and it can be appended to');
  t.same(snapshot.facets.values, ['web', 'books, old', 'null', '7']);
});

function byFacet(directory: string) {
  using snapshot = Snapshot.open(directory);
  const plan = planQuestion(snapshot, { at: [1, 3], bins: 2, byFacet: true });
  return ['a', 'of a', 'time', 'nowhere'].map((phrase) => answerPhrase(snapshot, plan, phrase));
}
