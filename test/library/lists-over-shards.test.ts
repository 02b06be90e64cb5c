// Searches and splits over shards by the command line: the bytes of one index, or an error.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { runCli } from '../cli/run-cli.ts';
import { buildParts } from '../shards/split-corpus.ts';

const words = ['a b', 'b a', 'c', '漢 a b'];
const corpus = {
  rows: Array.from({ length: 40 }, (_, i) => ({
    text: Array.from({ length: 9 }, (_, w) => words[(i * 7 + w * w) % 4]).join(' '),
    id: i % 3 === 0 ? `r${i}` : null,
    step: 3 + Math.floor(i / 3),
    kind: 'zxyw'[Math.floor(i / 11) + (i % 2)] ?? 'v',
  })),
  cuts: [19],
  facets: true,
};

/** Runs the command for each shard; the files of what they print. */
async function askShards(cwd: string, args: (index: string) => readonly string[], name: string) {
  const files: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { code, stdout, stderr } = await runCli(cwd, [
      ...args(`shard-${i}.idx`),
      ...['--shard', `${i + 1}/2`],
    ]);
    if (code !== 0 || stderr !== '') throw new Error(stderr);
    writeFileSync(join(cwd, `${name}-${i}.jsonl`), stdout);
    files.push(`${name}-${i}.jsonl`);
  }
  return files;
}

t.test('searches of shards are merged', async (t) => {
  using built = await buildParts(corpus);
  const cwd = dirname(built.whole);
  const queries = ['a', '"a b" AND NOT c', 'NOT a', '漢 NEAR/2 c', 'nowhere', '"'];
  writeFileSync(join(cwd, 'queries.txt'), `${queries.join('\n')}\n`);
  const options = [
    ...['--queries', 'queries.txt', '--json', '--quiet', '--at', '4,9', '--by-facet'],
    ...['--contexts', '3', '--timeline', '5', '--from-step', '3', '--to-step', '16'],
  ];
  const whole = await runCli(cwd, ['search', 'whole.idx', 'b AND c', ...options]);
  t.match(whole, { code: 0, stderr: '' });
  const ask = (index: string) => ['search', index, 'b AND c', ...options];
  const files = await askShards(cwd, ask, 'found');
  const merged = await runCli(cwd, ['merge-answers', ...files.toReversed()]);
  t.same(merged, { code: 0, stdout: whole.stdout, stderr: '' });
  t.equal(merged.stdout.trim().split('\n').length, queries.length + 1);

  const query = ['query', 'shard-0.idx', 'a', '--json', '--shard', '1/2', '--quiet'];
  writeFileSync(join(cwd, 'phrases.jsonl'), (await runCli(cwd, query)).stdout);
  const mixed = await runCli(cwd, ['merge-answers', 'phrases.jsonl', ...files.slice(1)]);
  t.match(mixed, { code: 3, stderr: /another question/ });
  const table = await runCli(cwd, ['search', 'shard-0.idx', 'a', '--shard', '1/2']);
  t.match(table, { code: 2, stderr: /expected --json/ });
  const ends = ['--timeline', '5', '--json', '--shard', '1/2'];
  const bins = await runCli(cwd, ['search', 'shard-0.idx', 'a', ...ends]);
  t.match(bins, { code: 2, stderr: /--from-step and --to-step/ });
});

/** The files of a folder by path, without the name of the snapshot. */
function filesOf(folder: string, snapshot: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    paths.flatMap((entry) => {
      if (!entry.isFile()) return [];
      const path = join(entry.parentPath, entry.name);
      const text = readFileSync(path, 'latin1').replaceAll(snapshot, '');
      return [[path.slice(folder.length), text]];
    }),
  );
}

t.test('a split is made of what shards say of its phrases', async (t) => {
  using built = await buildParts(corpus);
  const cwd = dirname(built.whole);
  const phrases = ['a', 'a b', 'b a a', '漢 a', 'c 漢', 'nowhere', 'b c', ' ', 'c c', 'a b c'];
  const pairs = phrases.map((good, i) => ({ good, bad: phrases[(i * 3 + 1) % 10], n: i }));
  writeFileSync(join(cwd, 'own.jsonl'), pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
  const given = [
    ...['--pairs', 'own.jsonl', '--phrase-good', 'good', '--phrase-bad', 'bad', '--quiet'],
  ];
  const questions = [
    ['--at', '4,9'],
    ['--at', '14', '--match-frequency', '--min-count', '30'],
    ['--checkpoints', '9,4,3', '--policy', 'both'],
  ];
  for (const [i, question] of questions.entries()) {
    const name = `case-${i}`;
    const whole = ['split', 'whole.idx', ...given, ...question, '--out', `${name}-whole`, '--json'];
    const expected = await runCli(cwd, whole);
    t.match(expected, { code: 0, stderr: '' });
    const ask = (index: string) => ['split', index, ...given, ...question];
    const files = await askShards(cwd, ask, name);
    const made = ['split', ...given, ...question, '--out', name, '--json', '--answers', ...files];
    const found = await runCli(cwd, made);
    t.match(found, { code: 0, stderr: '' });
    const snapshotOf = (text: string) => String(JSON.parse(text.split('\n')[0] ?? '').snapshot);
    t.same(
      filesOf(join(cwd, name), snapshotOf(found.stdout)),
      filesOf(join(cwd, `${name}-whole`), snapshotOf(expected.stdout)),
      question.join(' '),
    );
  }
  const answers = ['case-0-0.jsonl', 'case-0-1.jsonl'];
  const split = ['split', ...given, '--out', 'out', '--answers'];
  const refused: [readonly string[], number, RegExp][] = [
    [[...split, ...answers.slice(1)], 3, /answers of shard 1 of 2 are not among the files/],
    [[...split, ...answers, '--at', '5'], 3, /asked by the steps 4, 9 .* found the steps 5/],
    [[...split, ...answers, '--min-count', '2'], 3, /--min-count 1: .* --min-count 2/],
    [[...split, ...answers, '--match-frequency', '--at', '9'], 3, /not asked for the phrase/],
    [['split', ...given, '--out', 'out'], 2, /no index/],
    [['split', 'whole.idx', ...given], 2, /no folder to write/],
    [['split', 'whole.idx', ...given, '--out', 'o', '--answers', ...answers], 2, /one of them/],
    [['split', 'whole.idx', ...given, '--shard', '1/2'], 2, /expected --at or --checkpoints/],
    [['split', 'whole.idx', ...given, '--shard', '1/2', '--out', 'o'], 2, /--out/],
    [['merge-answers', ...answers], 2, /exposures of pairs/],
  ];
  for (const [args, code, message] of refused) {
    t.match(await runCli(cwd, args), { code, stderr: message }, String(message));
  }
  writeFileSync(join(cwd, 'other.jsonl'), '{"good":"zebra","bad":"a"}\n');
  const other = given.map((one) => (one === 'own.jsonl' ? 'other.jsonl' : one));
  const unasked = await runCli(cwd, ['split', ...other, '--out', 'o', '--answers', ...answers]);
  t.match(unasked, { code: 3, stderr: /not asked for the phrase "zebra"/ });
});
