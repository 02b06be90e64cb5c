import { execFile } from 'node:child_process';
import { linkSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import t from 'tap';
import { planSources } from '../../../formats/lines/source-plan.ts';
import { estimateTextBytes } from '../../../input/compression/estimate-text.ts';
import { planOne, writeSource } from '../../formats/lines/write-source.ts';

t.test('arguments keep their order and the files of a glob are sorted naturally', async (t) => {
  const cwd = t.testdir({
    'file10.jsonl': 'x',
    'file2.jsonl': 'xx',
    'file1.jsonl': 'x',
    'z.txt': 'x',
    sub: { 'file3.jsonl': 'x' },
  });
  const plans = await planSources(['z.txt', '-', 'file*.jsonl', 'https://host/a%20b.gz'], { cwd });
  t.same(
    plans.map(({ name, kind, sizeBytes }) => [name, kind, sizeBytes]),
    [
      ['z.txt', 'file', 1],
      ['-', 'stdin', undefined],
      ['file1.jsonl', 'file', 1],
      ['file2.jsonl', 'file', 2],
      ['file10.jsonl', 'file', 1],
      ['https://host/a%20b.gz', 'https', undefined],
    ],
  );
  const [deep, ...others] = await planSources(['**/file3.*'], { cwd, format: 'text' });
  t.match(deep, { path: `${cwd}/sub/file3.jsonl`, format: 'text' });
  t.same(others, []);
});

t.test('a glob leaves directories out', async (t) => {
  const cwd = t.testdir({ 'a.jsonl': 'x', b: { 'c.jsonl': 'x' } });
  t.same(
    (await planSources(['*'], { cwd })).map((plan) => plan.name),
    ['a.jsonl'],
  );
});

t.test(
  'a glob may find more files than a call has arguments, 64 are looked at at once',
  async (t) => {
    const cwd = t.testdir({ '0.txt': '' });
    for (let i = 1; i < 20_000; i++) linkSync(`${cwd}/0.txt`, `${cwd}/${i}.txt`);
    const script = `
    const { planSources } = await import('./formats/lines/source-plan.ts');
    let most = 0;
    const watching = setInterval(() => {
      const requests = process.getActiveResourcesInfo().filter((name) => name === 'FSReqPromise');
      most = Math.max(most, requests.length);
    });
    const plans = await planSources(['*.txt'], { cwd: process.argv[1] });
    clearInterval(watching);
    console.log(JSON.stringify({ found: plans.length, last: plans.at(-1).name, most }));
  `;
    // A small stack takes few arguments: by default it would need 130,000 files to see that.
    const options = ['--stack-size=128', '--input-type=module', '-e', script, cwd];
    const { stdout } = await promisify(execFile)(process.execPath, options);
    const { found, last, most } = JSON.parse(stdout);
    t.same({ found, last }, { found: 20_000, last: '19999.txt' });
    t.ok(most > 1 && most <= 64, `${most} requests at once`);
  },
);

t.test('a name with the characters of a glob is itself if there is such a file', async (t) => {
  const cwd = t.testdir({ 'a[1].jsonl': 'x', 'a1.jsonl': 'x' });
  t.equal((await planOne('a[1].jsonl', { cwd })).name, 'a[1].jsonl');
});

t.test('what cannot be read says what to do', async (t) => {
  const cwd = t.testdir({ folder: { inner: {} }, 'a.jsonl': 'x' });
  const cases: [string[], string, RegExp][] = [
    [
      ['missing.jsonl'],
      'input_not_found',
      /cannot read missing\.jsonl: no such file.*Check the path/,
    ],
    [['a.jsonl/b'], 'input_not_found', /a\.jsonl\/b/],
    [['m*.jsonl'], 'input_not_found', /no file matches m\*\.jsonl: nothing/],
    [['folder/*'], 'input_not_found', /only directories/],
    [['folder/'], 'bad_argument', /folder\/ is a directory: .*'folder\/\*\*\/\*\.jsonl'/],
    [[''], 'bad_argument', /empty path/],
    [['-', 'a.jsonl', '-'], 'bad_argument', /more than once/],
    [['https://'], 'bad_argument', /not a valid url/],
  ];
  for (const [paths, code, message] of cases) {
    await t.rejects(planSources(paths, { cwd }), { code, message }, paths.join(' '));
  }
});

t.test('the size of the text is estimated from the head of the file', async (t) => {
  const text = Buffer.from('some text that repeats itself\n'.repeat(10_000));
  const skippable = Buffer.from('502a4d180300000061626350'.slice(0, 22), 'hex');
  const zstd = zstdCompressSync(text, { pledgedSrcSize: text.length });
  const cases: [string, Uint8Array, number][] = [
    ['plain', text, text.length],
    ['gzip', gzipSync(text), text.length],
    ['zstd', zstd, text.length],
    ['zstd behind a skippable frame', Buffer.concat([skippable, zstd]), text.length],
    ['zstd of another size', zstdCompressSync(text.subarray(0, 300), { pledgedSrcSize: 300 }), 300],
  ];
  for (const [name, bytes, expected] of cases) {
    t.equal(await estimateTextBytes(await writeSource(t, 'a', bytes)), expected, name);
  }
  const members = Buffer.concat([gzipSync(text), gzipSync('x')]);
  const plan = await writeSource(t, 'a', members);
  t.equal(await estimateTextBytes(plan), Math.round(members.length * 3.5), 'several members');
  t.equal(await estimateTextBytes(await planOne('-')), undefined);
  t.equal(await estimateTextBytes(await writeSource(t, 'a', '')), 0);
});
