// Globs leave nothing out but folders and hidden names.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { planSources } from '../../../formats/lines/source-plan.ts';
import { buildIndex } from '../../../indexer/build-index.ts';
import { expandGlob } from '../../../input/paths/expand-glob.ts';
import { fileOperations } from '../../../store/files.ts';
import { temporaryFolder } from '../../store/small-index.ts';

const files = ['a1.jsonl', 'a2.jsonl', 'a10.jsonl', 'b[1].txt', '.hidden.jsonl', 'd/x/c.jsonl'];
const more = ['d/y/c.jsonl', 'd/y/z/c.txt', '.h/e.jsonl', 'd/.h/e.jsonl', 'e+f/g.jsonl'];

function makeFiles(t: Test): string {
  const cwd = temporaryFolder(t);
  for (const name of [...files, ...more]) {
    mkdirSync(join(cwd, name, '..'), { recursive: true });
    writeFileSync(join(cwd, name), '{"text":"word"}\n');
  }
  return cwd;
}

t.test('without links a glob finds what node:fs finds', async (t) => {
  const cwd = makeFiles(t);
  const patterns = ['*', '*.jsonl', './a?.jsonl', '**', '**/*', '**/*.jsonl', 'd/**/c.*', '*/x/*'];
  patterns.push('d/**/z/*', '{a1,d/x/c}.jsonl', 'd/{x,y}/c.jsonl', 'a[12].jsonl', 'a{1..3}.jsonl');
  patterns.push(
    '.h/*',
    '.*',
    'd/.h/*',
    'd/../a*',
    `${cwd}/d/*/c.jsonl`,
    'none*',
    'no/**/x',
    'e+f/*',
  );
  patterns.push(
    '**/y/**/*.txt',
    'd/*/c.jsonl',
    '{d,e+f}/**/*.jsonl',
    'b\\[*.txt',
    '@(a1|a2).jsonl',
  );
  for (const pattern of patterns) {
    const expected: string[] = [];
    for await (const name of glob(pattern, { cwd })) if (name !== '.') expected.push(name);
    const found = await expandGlob(pattern, cwd);
    t.strictSame(found.sort(), [...new Set(expected)].sort(), pattern);
  }
});

t.test('folders that are symbolic links are entered', async (t) => {
  const cwd = makeFiles(t);
  symlinkSync('d', join(cwd, 's'));
  const names = async (pattern: string) =>
    (await planSources([pattern], { cwd })).map(({ name }) => name);
  t.strictSame(await names('*/x/*.jsonl'), ['d/x/c.jsonl', 's/x/c.jsonl']);
  t.strictSame(await names('**/c.jsonl'), [
    'd/x/c.jsonl',
    'd/y/c.jsonl',
    's/x/c.jsonl',
    's/y/c.jsonl',
  ]);
  t.strictSame(await names('s/**/*.txt'), ['s/y/z/c.txt']);
});

t.test('links that lead nowhere or back are errors', async (t) => {
  const cwd = makeFiles(t);
  symlinkSync('../.git/annex/objects/a', join(cwd, 'a3.jsonl'));
  const missing = {
    code: 'input_not_found',
    message: /a3\.jsonl: it is a symbolic link to .*annex/,
  };
  await t.rejects(planSources(['a*.jsonl'], { cwd }), missing);
  await t.rejects(planSources(['**/*.jsonl'], { cwd }), missing);
  await t.rejects(planSources(['{a3,d/x/c}.jsonl'], { cwd }), missing);
  await t.rejects(planSources(['a3.jsonl'], { cwd }), { code: 'input_not_found' });
  t.equal((await planSources(['a1*.jsonl'], { cwd })).length, 2, 'others are not asked for');
  symlinkSync('..', join(cwd, 'd/x/up'));
  const loop = { code: 'bad_argument', message: /d\/x\/up is a symbolic link to .*holds it/ };
  await t.rejects(planSources(['d/**/*.jsonl'], { cwd }), loop);
  t.equal((await planSources(['d/*/c.jsonl'], { cwd })).length, 2, 'without ** there is no loop');
  symlinkSync('self', join(cwd, 'd/self'));
  const unreadable = { code: 'source_unreadable', message: /cannot read .*self: .*\(ELOOP\)/ };
  await t.rejects(planSources(['d/*/c.jsonl'], { cwd }), unreadable);
});

t.test('an index is not built without a shard', async (t) => {
  const cwd = makeFiles(t);
  symlinkSync('gone', join(cwd, 'a3.jsonl'));
  const building = buildIndex(join(cwd, 'index'), {
    from: [join(cwd, 'a*.jsonl')],
    workers: 1,
    inline: fileOperations,
  });
  await t.rejects(building, { code: 'input_not_found', message: /a3\.jsonl/ });
});
