import { join } from 'node:path';
import t from 'tap';
import { temporaryFolder, writeLines } from '../store/small-index.ts';
import { runCli } from './run-cli.ts';

async function smallIndex(t: Parameters<typeof temporaryFolder>[0]): Promise<string> {
  const folder = temporaryFolder(t);
  const texts = ['the cat and the dog', 'a dog', 'the bird', 'a dog and a bird'];
  writeLines(
    join(folder, 'corpus.jsonl'),
    texts.map((text, i) => ({ text, id: `r${i}` })),
  );
  await runCli(folder, [
    'index',
    'my.idx',
    '--from',
    'corpus.jsonl',
    '--batch-size',
    '1',
    '--quiet',
  ]);
  return folder;
}

t.test('queries of the command line make a table', async (t) => {
  const folder = await smallIndex(t);
  const { stdout, stderr, code } = await runCli(folder, [
    ...['search', 'my.idx', 'dog', 'dog NEAR/2 bird', 'unicorn', '--at', '2,9'],
  ]);
  t.equal(code, 0);
  t.match(stderr, /ends at step 4/);
  const lines = stdout.trim().split('\n');
  t.match(lines[0], /^query +records +first step +in record +last step +by 2 +by 9/);
  t.match(lines[1], /^dog +3 +1 +r0 +4 +2 +3/);
  t.match(lines[2], /^dog NEAR\/2 bird +1 +4 +r3 +4 +0 +1/);
  t.match(lines[3], /^unicorn +0 +never/);
});

t.test('a list of queries is text or JSON lines, and errors have their places in it', async (t) => {
  const folder = await smallIndex(t);
  const input = 'dog\n\n"a dog" OR\nthe NOT cat\n';
  const text = await runCli(folder, ['search', 'my.idx', '--queries', '-', '--json'], { input });
  t.equal(text.code, 0);
  const lines = text.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.match(lines, [
    { query: 'dog', records: 3, first: { step: 1, rank: 0, id: 'r0' }, last: { step: 4 } },
    { query: '"a dog" OR', error: { code: 'bad_query', offset: 10 } },
    { query: 'the NOT cat', records: 1, first: { id: 'r2' } },
  ]);
  writeLines(join(folder, 'list.jsonl'), [{ query: 'dog' }, { phrase: 'dog' }]);
  const wrong = await runCli(folder, ['search', 'my.idx', '--queries', 'list.jsonl', '--json']);
  t.equal(wrong.code, 3);
  t.match(wrong.stderr, /list\.jsonl:2: expected a JSON object with/);
  const none = await runCli(folder, ['search', 'my.idx', '--queries', 'nowhere.txt']);
  t.equal(none.code, 4);
});

t.test('what cannot be asked is a usage error', async (t) => {
  const folder = await smallIndex(t);
  const bad = await runCli(folder, ['search', 'my.idx', 'dog AND']);
  t.equal(bad.code, 2);
  t.match(bad.stderr, /offset 7.*\[bad_query\]/);
  t.equal((await runCli(folder, ['search', 'my.idx'])).code, 2);
});
