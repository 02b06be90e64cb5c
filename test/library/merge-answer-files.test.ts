// Lists over shards by the command line: the bytes of one index, or an error.

import { readFileSync, writeFileSync } from 'node:fs';
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
    kind: 'x',
  })),
  cuts: [7, 19, 31],
  facets: false,
};
const list = ['a', 'a b', 'nowhere', '漢', ' ', '{"x"'].map((phrase) => JSON.stringify({ phrase }));
const group = JSON.stringify({ name: 'g', phrases: ['a b', 'c'] });
const question = [
  ...['--at', '4,9', '--last-at', '9', '--records', '--records-at', '8', '--by-facet'],
  ...['--timeline', '5', '--from-step', '3', '--to-step', '16'],
];

t.test('merged files are the answers of one index, and nothing else is an answer', async (t) => {
  using built = await buildParts(corpus);
  const cwd = dirname(built.whole);
  writeFileSync(join(cwd, 'list.jsonl'), [...list, group, ''].join('\n'));
  const query = ['--phrases', 'list.jsonl', '--json', '--quiet'];
  const whole = await runCli(cwd, ['query', 'whole.idx', ...query, ...question]);
  t.equal(whole.stdout.trim().split('\n').length, list.length + 1);
  const files: string[] = [];
  for (let i = 0; i < 4; i++) {
    const asked = ['query', `shard-${i}.idx`, ...query, ...question, '--shard', `${i + 1}/4`];
    const shard = await runCli(cwd, asked);
    t.match(shard, { code: 0, stderr: '' });
    writeFileSync(join(cwd, `answers-${i}.jsonl`), shard.stdout);
    files.push(`answers-${i}.jsonl`);
  }
  const merge = async (names: readonly string[]) => await runCli(cwd, ['merge-answers', ...names]);
  const merged = await merge(files.toReversed());
  t.same(merged, { code: 0, stdout: whole.stdout, stderr: '' });

  const write = (name: string, text: string) => {
    writeFileSync(join(cwd, name), text);
    return name;
  };
  const [first = '', second = '', ...rest] = files;
  const lines = readFileSync(join(cwd, second), 'utf8').trimEnd().split('\n');
  const replaced = (made: string) => [first, made, ...rest];
  const text = (some: readonly string[]) => some.map((line) => `${line}\n`).join('');
  const cut = (name: string, count: number) => replaced(write(name, text(lines.slice(0, count))));
  const refused: [readonly string[], number, RegExp][] = [
    [[first, ...rest], 3, /answers of shard 2 of 4 are not among the files/],
    [[first], 3, /answers of shards 2, 3, 4 of 4/],
    [[...files, first], 3, /shard 1 of 4 is in answers-0.jsonl and answers-0.jsonl/],
    [cut('cut.jsonl', 4), 3, /cut.jsonl ends after 3 answers without its last line/],
    [cut('no-end.jsonl', lines.length - 1), 3, /no-end.jsonl ends after 7 answers/],
    [
      replaced(write('half.jsonl', text(lines).slice(0, -40))),
      3,
      /half.jsonl ends after \d answers/,
    ],
    [
      replaced(write('short.jsonl', text([...lines.slice(0, 3), lines.at(-1) ?? '']))),
      3,
      /same number/,
    ],
    [
      replaced(write('none.jsonl', text(lines.slice(1)))),
      2,
      /none.jsonl does not begin with the line/,
    ],
    [replaced(write('empty.jsonl', '')), 3, /empty.jsonl is empty: .* Ask that shard again/],
    [
      replaced(write('other.jsonl', text(lines).replace('"at":[4,9]', '"at":[4,8]'))),
      3,
      /another question/,
    ],
    [
      replaced(write('of.jsonl', text(lines).replace('"of":4', '"of":5'))),
      3,
      /one of 5 shards, not 4/,
    ],
    [
      replaced(write('steps.jsonl', text(lines).replace('"first_step":5', '"first_step":4'))),
      3,
      /steps fall/,
    ],
    [replaced('absent.jsonl'), 4, /absent.jsonl/],
    [[], 2, /no file/],
  ];
  for (const [names, code, message] of refused) {
    t.match(await merge(names), { code, stderr: message }, String(message));
  }
  const unmerged: [readonly string[], RegExp][] = [
    [['--shard', '1/4'], /expected --json/],
    [['--shard', '5/4', '--json'], /expected K\/N/],
    [['--shard', '1/4', '--json', '--timeline', '5'], /--from-step and --to-step/],
    [['--shard', '1/4', '--json', '--contexts', '1'], /contexts are not merged/],
  ];
  for (const [options, message] of unmerged) {
    const found = await runCli(cwd, ['query', 'shard-0.idx', 'a', ...options]);
    t.match(found, { code: 2, stdout: '', stderr: message });
  }
});
