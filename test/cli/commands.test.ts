import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import t from 'tap';
import { createProgram } from '../../cli/program.ts';
import { npy } from '../curves/arrays/array-bytes.ts';
import { jsonLines, runCli } from './run-cli.ts';

const lines = [
  { id: 'a', text: 'This sketch is of the lake. Of the LAKE!' },
  { id: 'b', text: 'paula. references' },
  { id: 7, text: 'of the lake' },
];
const corpus = lines.map((line) => `${JSON.stringify(line)}\n`).join('');

t.test('an index is built, described, asked and verified', async (t) => {
  const cwd = t.testdir({ 'corpus.jsonl': corpus });
  const built = await runCli(
    cwd,
    'index my.idx --from corpus.jsonl --batch-size 2 --json'.split(' '),
  );
  t.equal(built.code, 0, built.stderr);
  t.match(JSON.parse(built.stdout), { records: 3, tokens: 17, steps: 2, skipped: 0, segments: 1 });

  const asked = await runCli(cwd, [
    ...'query my.idx --at 1,2 --records --timeline 2 --json'.split(' '),
    'Of  the\nlake',
    'paula references',
  ]);
  t.equal(asked.code, 0, asked.stderr);
  t.strictSame(jsonLines(asked.stdout), [
    {
      phrase: 'Of  the\nlake',
      tokens: ['of', 'the', 'lake'],
      count: 3,
      first: { step: 1, rank: 0, id: 'a' },
      last: { step: 2, rank: 2, id: '7' },
      at: { 1: 2, 2: 3 },
      records: 2,
      timeline: { edges: [0, 1, 2], count: [2, 1] },
    },
    {
      phrase: 'paula references',
      tokens: ['paula', 'references'],
      count: 0,
      first: null,
      last: null,
      at: { 1: 0, 2: 0 },
      records: 0,
      timeline: { edges: [0, 1, 2], count: [0, 0] },
    },
  ]);

  const table = await runCli(cwd, ['query', 'my.idx', 'of the', 'zebra', '--contexts', '1']);
  t.match(table.stdout, /^of the +3 +1 +a +2 +\S+$/m);
  t.match(table.stdout, /^zebra +0 +never/m);
  t.match(table.stdout, /This sketch is \[of the\] lake/);
  t.match(table.stdout, /step 1, rank 0, a, corpus\.jsonl:1/);

  const info = await runCli(cwd, ['info', 'my.idx', '--json']);
  t.match(JSON.parse(info.stdout), {
    format: 2,
    analyzer: 'words',
    snapshot: /^1-[0-9a-f]{12}$/,
    records: 3,
    tokens: 17,
    steps: 2,
    segments: 1,
    skipped: { count: 0, first: [] },
    sources: [{ name: 'corpus.jsonl', records: 3, complete: true }],
    run: { steps: { batch_size: 2 } },
  });
  t.match((await runCli(cwd, ['info', 'my.idx'])).stdout, /records +3/);
  t.equal((await runCli(cwd, ['verify', 'my.idx'])).code, 0);

  const again = await runCli(cwd, 'index my.idx --from corpus.jsonl --json'.split(' '));
  t.match(JSON.parse(again.stdout), { records: 3 });
  t.match(again.stderr, /in the index already/);
});

t.test('a phrase list is answered in its order, with errors in their places', async (t) => {
  const cwd = t.testdir({
    'corpus.jsonl': corpus,
    'list.txt': 'of the\n\n...\r\nlake',
    'list.jsonl': '{"phrase":"of the"}\n{"phrase":"a\\nb"}\n',
    'bad.jsonl': '{"phrase":"of the"}\n{"phrase":5}\n',
  });
  await runCli(cwd, ['index', 'my.idx', '--from', 'corpus.jsonl', '--quiet']);
  const plain = await runCli(cwd, ['query', 'my.idx', '--phrases', 'list.txt', '--json']);
  t.equal(plain.code, 0, 'phrases that cannot be asked do not fail the list');
  const table = await runCli(cwd, ['query', 'my.idx', '--phrases', 'list.txt']);
  t.equal(
    table.stdout.match(/^phrase /gm)?.length,
    1,
    'one table, though the last line does not end',
  );
  t.match(jsonLines(plain.stdout), [
    { phrase: 'of the', count: 3 },
    { phrase: '', error: { code: 'phrase_without_token' } },
    { phrase: '...', tokens: ['.', '.', '.'], count: 0 },
    { phrase: 'lake', count: 3 },
  ]);
  const json = await runCli(cwd, ['query', 'my.idx', '--phrases', 'list.jsonl', '--json']);
  t.match(jsonLines(json.stdout), [{ count: 3 }, { tokens: ['a', 'b'] }]);
  const piped = await runCli(cwd, ['query', 'my.idx', '--phrases', '-', '--json'], {
    input: 'lake\n',
  });
  t.match(jsonLines(piped.stdout), [{ phrase: 'lake', count: 3 }]);
  const bad = await runCli(cwd, ['query', 'my.idx', '--phrases', 'bad.jsonl', '--json']);
  t.equal(bad.code, 3);
  t.match(JSON.parse(bad.stderr), { error: { code: 'wrong_field_type', details: { line: 2 } } });
});

t.test('a phrase list may be a JSON array, and compressed', async (t) => {
  const cwd = t.testdir({
    'corpus.jsonl': corpus,
    'list.json': '\ufeff [ "of the",\n {"phrase":"lake"}, "..." ]\n',
    'lines.json': '{"phrase":"of the"}\n"lake"\n',
    'empty.txt': '',
    'empty.json': '[]',
    'number.json': '["of the", 5]',
    'object.json': '{"phrases":["of the"]}',
    'broken.jsonl': '{"phrase":"of the"}\n{"phrase":\n',
    'type.jsonl': '{"phrase":["of"]}',
    'latin.txt': Buffer.concat([Buffer.from('of the\né\n'), Buffer.from('na\u00efve', 'latin1')]),
    'wide.txt': Buffer.from('\ufeffof the', 'utf16le'),
  });
  writeFileSync(join(cwd, 'list.txt.gz'), gzipSync('of the\nlake\n'));
  writeFileSync(join(cwd, 'list.jsonl.zst'), zstdCompressSync('{"phrase":"of the"}\n"lake"\n'));
  writeFileSync(join(cwd, 'list.zip'), 'PK\x03\x04 and more');
  await runCli(cwd, ['index', 'my.idx', '--from', 'corpus.jsonl', '--quiet']);
  const ask = (list: string) => runCli(cwd, ['query', 'my.idx', '--phrases', list, '--json']);
  for (const list of ['list.json', 'lines.json', 'list.txt.gz', 'list.jsonl.zst']) {
    const { stdout, stderr } = await ask(list);
    t.match(jsonLines(stdout).slice(0, 2), [{ phrase: 'of the' }, { phrase: 'lake' }], list);
    t.equal(stderr, '', list);
  }
  for (const list of ['empty.txt', 'empty.json', '-']) {
    const says = /holds no phrase: nothing was asked/;
    t.match(await ask(list), { code: 0, stdout: '', stderr: says }, list);
  }
  const cases: [string, number, RegExp][] = [
    ['number.json', 3, /number\.json, element 2: expected .*or a string; found the number 5/],
    ['object.json', 3, /object\.json:1: expected .*; found \\"phrases\\" and no \\"name\\"/],
    [
      'broken.jsonl',
      3,
      /broken\.jsonl:2: expected .*found a line that is not valid JSON: it ends at character 10/,
    ],
    ['type.jsonl', 3, /type\.jsonl:1: expected a string as \\"phrase\\"; found an array/],
    ['wide.txt', 3, /wide\.txt is UTF-16 text.*iconv -f UTF-16/],
    ['latin.txt', 3, /latin\.txt:3: the line is not UTF-8.*iconv/],
    ['list.zip', 2, /is a zip file/],
    ['.', 2, /cannot read the phrase list \.: it is a folder.*one phrase per line/],
    ['list.json/x', 4, /cannot read the phrase list list\.json\/x: /],
  ];
  for (const [list, code, message] of cases) {
    t.match(await ask(list), { code, stderr: message }, list);
  }
});

t.test('exit codes and messages say what is wrong and what to do', async (t) => {
  const cwd = t.testdir({
    'corpus.jsonl': corpus,
    'bad.jsonl': '{"text":"a"}\n{"txt":"b"}\n',
    'back.jsonl': '{"text":"a","step":2}\n{"text":"b","step":1}\n',
    'notes.md': 'no index',
    'pretty.json': '{\n "text": "a"\n}\n',
    'field.jsonl': '{"content":"a"}\n',
    'list.csv': 'of the,lake\n',
  });
  await runCli(cwd, ['index', 'my.idx', '--from', 'corpus.jsonl', '--quiet']);
  const before = (await runCli(cwd, ['info', 'my.idx', '--json'])).stdout;
  const cases: [args: string[], code: number, says: RegExp][] = [
    [['query', 'my.idx'], 2, /no phrase to ask for.*standard input/],
    [
      ['index', 'new.idx', '--from', 'pretty.json'],
      3,
      /pretty\.json, line 1 is not valid JSON.*an array of/,
    ],
    [
      ['index', 'new.idx', '--from', 'field.jsonl'],
      3,
      /it has "content"\. Name the right field with --/,
    ],
    [['query', 'my.idx', ' \n'], 2, /phrase_without_token/],
    [['query', 'my.idx', 'a', '--at', 'x'], 2, /whole number/],
    [
      ['query', 'my.idx', 'a', '--at', Array.from({ length: 1001 }, (_, i) => i).join(',')],
      2,
      /names 1001 steps: a table shows 1000 at most.*--json/,
    ],
    [['query', 'my.idx', 'a', '--bogus'], 2, /unknown option/],
    [['query', 'my.idx', 'a', '--bogus', '--json'], 2, /^\{"error":\{"code":"bad_argument","mess/],
    [['index', '--from', 'corpus.jsonl', 'new.idx'], 2, /DIR first, because --from takes/],
    [['scan', 'a', '--from', 'corpus.jsonl', '--contexts', '1'], 2, /gives no contexts/],
    [['query'], 2, /missing required argument[\s\S]*expected: firstseen query DIR PHRASE/],
    [['query', 'of the', 'my.idx'], 2, /goes before the phrases: expected firstseen query my\.idx/],
    [['index', '', '--from', 'corpus.jsonl'], 2, /argument 'dir'.*found an empty one/],
    [['query', 'my.idx', '--phrases', ''], 2, /--phrases.*found an empty one/],
    [['index', 'my.idx', 'corpus.jsonl'], 2, /expected: firstseen index DIR --from PATH/],
    [['index', 'new.idx', '--from', 'ftp://b/a.jsonl'], 2, /and https:\/\/ are read, found ftp:/],
    [
      ['index', 'new.idx', '--from', '~/none/*.jsonl'],
      4,
      /~ stands in quotes, where no shell expands it/,
    ],
    [
      ['index', 'new.idx', '--from', 'notes.md'],
      3,
      /is not valid JSON: .*plain text is read with --format/,
    ],
    [
      ['index', 'new.idx', '--from', 'no', '--format', 'megatron'],
      4,
      /firstseen: no file at .*no\.idx/,
    ],
    [
      ['query', 'my.idx', '--phrases', 'list.csv'],
      2,
      /list\.csv is a table: expected one phrase per line/,
    ],
    [['fly'], 2, /unknown command/],
    [['index', 'my.idx'], 2, /--from/],
    [['index', 'my.idx', '--from', 'bad.jsonl', '--memory', '1X'], 2, /512M or 4G/],
    [
      ['index', 'my.idx', '--from', 'bad.jsonl', '--memory', '1M'],
      2,
      /1M is too little.*at least --memory 426M/,
    ],
    [
      ['index', 'my.idx', '--from', 'bad.jsonl', '--memory', '10'],
      2,
      /: 10 bytes \(a number without/,
    ],
    [['index', 'my.idx', '--from', '.'], 2, /is a directory/],
    [['index', 'my.idx', '--from', 'corpus.jsonl', '--batch-size', '3'], 2, /step_rule_mismatch/],
    [['index', 'my.idx', '--from', 'bad.jsonl'], 3, /bad\.jsonl.* 2 .*"text".*missing_field/],
    [
      ['index', 'new.idx', '--from', 'back.jsonl', '--step-field', 'step'],
      3,
      /back\.jsonl:2.*step 1 after step 2/,
    ],
    [['query', '.', 'a'], 3, /found none\..*not_an_index/],
    [['info', 'my.idx/catalogue.sqlite'], 3, /found a file\..*not_an_index/],
    [['index', '.', '--from', 'corpus.jsonl'], 3, /not empty/],
    [['query', 'none.idx', 'a'], 4, /index_not_found/],
    [['index', 'my.idx', '--from', 'none.jsonl'], 4, /input_not_found/],
    [['query', 'my.idx', '--phrases', 'none.txt'], 4, /input_not_found/],
    [['--help'], 0, /^$/],
    [['--version'], 0, /^$/],
  ];
  // One after the other: two writers at once would be another error.
  for (const [args, code, says] of cases) {
    t.match(await runCli(cwd, args), { code, stderr: says }, args.join(' '));
  }
  const late = await runCli(cwd, ['query', 'my.idx', 'a', '--phrases', 'none.txt']);
  t.match(late, { code: 4, stdout: /^$/ }, 'nothing is answered before the list is there');
  t.match((await runCli(cwd, ['index', '--help'])).stdout, /426M or\s+more/);
  t.equal(
    (await runCli(cwd, ['info', 'my.idx', '--json'])).stdout,
    before,
    'the index is as it was',
  );
  t.notOk(existsSync(join(cwd, 'new.idx')), 'a new index that failed is not there');
});

t.test('bad records are skipped, counted and listed where that is asked for', async (t) => {
  const cwd = t.testdir({ 'bad.jsonl': '{"text":"a"}\n{"txt":"b"}\nnope\n\n{"text":"c"}\n' });
  const args = 'index my.idx --from bad.jsonl --on-bad-record skip --json'.split(' ');
  t.match(JSON.parse((await runCli(cwd, args)).stdout), { records: 2, skipped: 2 });
  const { skipped } = JSON.parse((await runCli(cwd, ['info', 'my.idx', '--json'])).stdout) as {
    skipped: unknown;
  };
  t.strictSame(skipped, {
    count: 2,
    first: [
      { source: 'bad.jsonl', line: 2, code: 'missing_field' },
      { source: 'bad.jsonl', line: 3, code: 'not_json' },
    ],
  });
  t.match((await runCli(cwd, ['info', 'my.idx'])).stdout, /bad\.jsonl:3 not_json/);
});

t.test('without stored text everything but contexts is answered', async (t) => {
  const cwd = t.testdir({ 'corpus.jsonl': corpus });
  await runCli(cwd, 'index my.idx --from corpus.jsonl --no-text --quiet'.split(' '));
  t.match(readdirSync(join(cwd, 'my.idx/segments')), ['000001.index']);
  t.match(await runCli(cwd, ['query', 'my.idx', 'of the', '--json']), {
    code: 0,
    stdout: /"count":3/,
  });
  const contexts = await runCli(cwd, ['query', 'my.idx', 'of the', '--contexts', '1']);
  t.match(contexts, { code: 2, stderr: /text_not_stored/ });
});

t.test('standard input, text files and the cased analyzer', async (t) => {
  const cwd = t.testdir({ 'poem.txt': 'Of the lake\n\nof The lake\n' });
  const piped = await runCli(cwd, 'index in.idx --from - --json'.split(' '), {
    input: gzipSync(corpus),
  });
  t.match(JSON.parse(piped.stdout), { records: 3 });
  const cased = await runCli(
    cwd,
    'index cased.idx --from poem.txt --analyzer cased --json'.split(' '),
  );
  t.match(JSON.parse(cased.stdout), { records: 2, tokens: 6 });
  const asked = await runCli(cwd, ['query', 'cased.idx', 'of', 'Of', 'OF', '--json']);
  t.match(jsonLines(asked.stdout), [{ count: 1 }, { count: 1 }, { count: 0 }]);
});

async function buildOthers(cwd: string): Promise<void> {
  for (const rank of [0, 1, 2, 4, 5, 6, 7]) {
    const env = { SLURM_ARRAY_TASK_ID: String(rank) };
    await runCli(cwd, ['build', 'plan.json', '--workers', '1'], { env });
  }
}

t.test('the example in the help of every command runs', async (t) => {
  const cwd = t.testdir({});
  mkdirSync(join(cwd, 'corpus'));
  writeFileSync(join(cwd, 'corpus/part1.jsonl.gz'), gzipSync(corpus));
  writeFileSync(join(cwd, 'corpus/part1.jsonl'), corpus);
  const run = { format: 'jsonl', files: ['corpus/part1.jsonl.gz'], steps: { batch_size: 2 } };
  writeFileSync(join(cwd, 'run.json'), JSON.stringify(run));
  mkdirSync(join(cwd, 'blimp'));
  const pair = {
    sentence_good: 'Many girls insulted themselves.',
    sentence_bad: 'Many girls insulted herself.',
  };
  writeFileSync(join(cwd, 'blimp/anaphor_number_agreement.jsonl'), `${JSON.stringify(pair)}\n`);
  writeFileSync(join(cwd, 'answer.txt'), 'the lake of the woods');
  writeFileSync(join(cwd, 'test.jsonl'), '{"id":"q1","question":"of the lake"}\n');
  const names = (await createProgram()).commands.map((command) => command.name());
  t.strictSame(names, [
    ...['index', 'info', 'inspect', 'verify', 'compact', 'export', 'plan', 'build', 'assemble'],
    ...['query', 'search', 'records', 'words', 'trace', 'overlap'],
    ...['merge-answers', 'scan', 'serve', 'watch', 'route'],
    ...['split', 'curves', 'dose', 'concepts', 'attention', 'completion'],
  ]);
  for (const name of names) {
    const { stdout } = await runCli(cwd, [name, '--help']);
    const example = /Example:\n {2}firstseen (.*)/.exec(stdout)?.[1] ?? '';
    t.match(example, new RegExp(`^${name} `));
    const args = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(
      ([, quoted, bare]) => quoted ?? bare ?? '',
    );
    // A server runs until it is told to stop: test/query-server/serve.test.ts, test/router/route-command.test.ts.
    if (name === 'serve' || name === 'route') continue;
    // It follows a server: test/cli/watch.test.ts.
    if (name === 'watch') continue;
    // It needs a cluster: test/opensearch/export.test.ts.
    if (name === 'export') continue;
    // Its files are those of query: test/library/merge-answer-files.test.ts.
    if (name === 'merge-answers') continue;
    t.match(await runCli(cwd, args), { code: 0 }, example);
    // Its first example makes a split for each of two steps; what follows wants one for all.
    if (name === 'split') await prepareCheckpoints(cwd);
    // Its example is one task of a job array.
    if (name === 'build') await buildOthers(cwd);
  }
});

/** One split of many checkpoints, and what a model made of its pair at two of them. */
async function prepareCheckpoints(cwd: string): Promise<void> {
  rmSync(join(cwd, 'blimp-splits'), { recursive: true });
  const pairs = ['split', 'brown.idx', '--pairs', 'blimp/anaphor_number_agreement.jsonl'];
  const made = await runCli(cwd, [
    ...pairs,
    '--out',
    'blimp-splits',
    '--checkpoints',
    '100,1000,1950',
  ]);
  assert.equal(made.code, 0, made.stderr);
  for (const folder of ['results', 'states', 'attention']) mkdirSync(join(cwd, folder));
  const set = 'anaphor_number_agreement';
  for (const step of [100, 1000, 1950]) {
    const row = `set,row,step,correct\n${set},0,${step},1\n`;
    writeFileSync(join(cwd, `results/step${step}.csv`), row);
    const state = npy({ shape: [1, 2], values: [step, 1] });
    writeFileSync(join(cwd, `states/${set}.step${step}.good.npy`), state);
    writeFileSync(join(cwd, `states/${set}.step${step}.bad.npy`), state);
    const weights = npy({ shape: [1, 1, 2], values: [step / 2000, 0.5] });
    writeFileSync(join(cwd, `attention/${set}.step${step}.npy`), weights);
  }
}

t.test('Ctrl-C ends a build with 130, and the same command goes on', async (t) => {
  const record = `${JSON.stringify({ text: 'one two three four five six seven '.repeat(2000) })}\n`;
  const cwd = t.testdir({ 'big.jsonl': record.repeat(1500) });
  const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));
  const args = [
    'index',
    'my.idx',
    '--from',
    'big.jsonl',
    '--batch-size',
    '1',
    '--json',
    '--memory',
    '512M',
  ];
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const segments = join(cwd, 'my.idx/segments');
  const poll = setInterval(() => {
    if (!existsSync(segments) || readdirSync(segments).length === 0) return;
    clearInterval(poll); // a second one would end the process without a word
    child.kill('SIGINT');
  }, 20);
  const [code] = (await once(child, 'close')) as [number];
  clearInterval(poll);
  t.equal(code, 130);
  t.match(stderr, /interrupted/);
  const whole = await runCli(cwd, args);
  t.match(JSON.parse(whole.stdout), { records: 1500, tokens: 1500 * 14_000 });
});
