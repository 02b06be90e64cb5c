import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { IndexError } from '../../errors.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { countedFiles } from './counted-files.ts';
import { planScene, stateOf, unnamedFiles } from './crash-scene.ts';

const scene = await planScene(temporaryFolder(t));
const last = scene.states.length - 1;
const operations: string[] = [];
const counting = countedFiles((_, name) => operations.push(name));
await buildIndex(scene.copyIndex('counted'), { ...scene.options, inline: counting });

t.test('the scene has two rounds of commits and every kind of operation', async (t) => {
  t.equal(last, 2);
  const kinds = ['close', 'create', 'fsync', 'fsyncDirectory', 'list', 'makeDirectory', 'rename'];
  t.strictSame([...new Set(operations)].sort(), [...kinds, 'write']);
  t.ok(operations.length > 40, `${operations.length} operations`);
});

/** Fails the build at operation k, looks at what is left, and runs the command again. */
async function failAt(k: number, errno: 'EIO' | 'ENOSPC', forGood: boolean): Promise<number> {
  const where = `${errno} at operation ${k}, ${operations[k - 1]}${forGood ? ' and after' : ''}`;
  const directory = scene.copyIndex('failing');
  const inline = countedFiles((operation) => {
    if (operation !== k && !(forGood && operation > k)) return;
    throw Object.assign(new Error(`${errno}: made by the test`), { code: errno });
  });
  const failure = await buildIndex(directory, { ...scene.options, inline }).then(
    () => assert.fail(`${where} was not noticed`),
    (error: unknown) => error,
  );
  if (errno === 'ENOSPC')
    assert(failure instanceof IndexError && failure.code === 'disk_full', where);
  else assert.match(String(failure), /EIO/, where);
  const state = stateOf(directory, scene);
  assert.notEqual(state, -1, `${where}: no commit has these answers`);
  if (!forGood) assert.deepEqual(unnamedFiles(directory), [], where);
  await buildIndex(directory, { ...scene.options, inline: fileOperations });
  assert.equal(stateOf(directory, scene), last, `${where}: run again, the answers differ`);
  assert.deepEqual(unnamedFiles(directory), [], where);
  rmSync(directory, { recursive: true });
  return state;
}

for (const [errno, forGood] of [
  ['EIO', false],
  ['ENOSPC', true],
] as const) {
  const how = forGood ? `${errno} from any operation on` : `${errno} at any one operation`;
  t.test(`${how} leaves the last commit, and the same command goes on`, async (t) => {
    const seen = new Set<number>();
    for (let k = 1; k <= operations.length; k++) seen.add(await failAt(k, errno, forGood));
    t.strictSame([...seen].sort(), [0, 1], 'before the first commit and after it');
  });
}

t.test(
  'EIO at any one operation of a first build leaves no commit, and the same command makes it',
  async (t) => {
    const made: string[] = [];
    const folder = temporaryFolder(t);
    const counted = countedFiles((_, name) => made.push(name));
    await buildIndex(join(folder, 'counted'), { ...scene.making, inline: counted });
    t.ok(made.filter((name) => name === 'remove').length >= 4, 'the catalogue is made');
    const left = new Set<string>();
    for (const [k, name] of made.entries()) {
      const where = `operation ${k + 1}, ${name}`;
      const directory = join(folder, `failed-${k}`);
      const inline = countedFiles((operation) => {
        if (operation === k + 1) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      });
      await assert.rejects(buildIndex(directory, { ...scene.making, inline }), /EIO/, where);
      assert.throws(() => Snapshot.open(directory), { name: 'FirstseenError' }, where);
      if (existsSync(directory)) for (const name of readdirSync(directory)) left.add(name);
      await buildIndex(directory, { ...scene.making, inline: fileOperations });
      assert.equal(stateOf(directory, scene), 0, where);
      assert.deepEqual(unnamedFiles(directory), [], where);
    }
    const ours = ['catalogue.sqlite', 'catalogue.sqlite.tmp', 'segments', 'writer.lock'];
    t.strictSame([...left].sort(), ours, 'the next writer uses or removes them');
  },
);

t.test('a build that failed once and went on is whole', async (t) => {
  const directory = scene.copyIndex('mended');
  const inline = countedFiles((operation) => {
    if (operation === operations.length - 3) throw new Error('made by the test');
  });
  await t.rejects(buildIndex(directory, { ...scene.options, inline }));
  await buildIndex(directory, { ...scene.options, inline: fileOperations });
  t.strictSame([...verifyIndex(directory)], []);
});
