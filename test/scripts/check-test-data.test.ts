import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { describeData, missingData, testData } from '../../scripts/check-test-data.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

t.test('missing data is named, with its public source and the tests that need it', async (t) => {
  const folder = t.testdir({ blimp: {} });
  const missing = missingData(folder).map(({ path }) => path);
  t.strictSame(
    missing,
    testData.map(({ path }) => path).filter((path) => path !== 'blimp'),
  );
  const text = describeData(missingData(folder));
  for (const { source, tests } of missingData(folder)) {
    t.ok(text.includes(source), source);
    for (const test of tests) t.ok(text.includes(test), test);
  }
  t.equal(describeData([]), 'All data of the tests is in ../shared/data.\n');
});

t.test('the list has every test that looks for data outside the repository', async (t) => {
  const listed = new Set(testData.flatMap(({ tests }) => tests));
  for (const path of listed) t.ok(existsSync(join(root, path)), path);
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  for (const name of files.filter((name) => name.endsWith('.test.ts'))) {
    const code = readFileSync(join(root, 'test', name), 'utf8');
    const path = `test/${name.replaceAll('\\', '/')}`;
    if (path === 'test/scripts/check-test-data.test.ts') continue;
    const looksOutside = /['"](?:\.\.\/)+shared\/data/.test(code);
    t.equal(looksOutside, listed.has(path), path);
    if (looksOutside) t.match(code, /skip/, `${path} skips without its data`);
  }
});
