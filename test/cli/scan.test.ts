import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { smallFolders } from '../formats/spoil-folder.ts';
import { phrases, someLines, writeLines } from '../store/small-index.ts';
import { runCli } from './run-cli.ts';

const asked = ['--at', '3,1,9', '--timeline', '5', '--records', '--json'];

t.test('a scan prints what a query of an index prints, byte for byte', async (t) => {
  const cwd = t.testdir({});
  const lines = someLines(60).map((line, i) => ({ ...line, step: 1 + Math.floor(i / 7) * 2 }));
  writeLines(join(cwd, 'a.jsonl'), lines.slice(0, 40));
  writeLines(join(cwd, 'b.jsonl'), lines.slice(40));
  writeFileSync(join(cwd, 'list.txt'), `${[...phrases, ' ', 'THE'].join('\n')}\n`);
  for (const steps of [[], ['--batch-size', '3'], ['--step-field', 'step']]) {
    for (const analyzer of [[], ['--analyzer', 'cased']]) {
      const corpus = ['--from', 'a.jsonl', 'b.jsonl', ...steps, ...analyzer];
      const directory = `index-${steps.join('')}${analyzer.join('')}`;
      t.equal((await runCli(cwd, ['index', directory, ...corpus])).code, 0);
      const query = ['query', directory, 'of a', '--phrases', 'list.txt', ...asked];
      const scan = ['scan', 'of a', '--phrases', 'list.txt', ...corpus, ...asked];
      const expected = await runCli(cwd, query);
      const found = await runCli(cwd, scan);
      t.equal(found.stdout, expected.stdout, `${directory}: ${expected.stdout.length} bytes`);
      t.equal(found.code, 0);
      const remarks = (text: string) =>
        text.replace('the index ends', 'the corpus ends').split('\n');
      t.same(remarks(found.stderr).sort(), remarks(expected.stderr).sort());
      const isTable = (argument: string) => argument !== '--json' && argument !== 'of a';
      const table = await runCli(cwd, scan.filter(isTable));
      const wanted = await runCli(cwd, query.filter(isTable));
      t.equal(table.stdout, wanted.stdout, 'the table too');
    }
  }
});

t.test('a scan by facet prints what a query of an index prints, byte for byte', async (t) => {
  const cwd = t.testdir({});
  const domains = ['web', 'books', '1999', 7, null, { a: [1] }, '__proto__'];
  const lines = someLines(60).map((line, i) => {
    const domain = domains[(i * i) % 11];
    return { ...line, ...(domain !== undefined && { domain }) };
  });
  writeLines(join(cwd, 'a.jsonl'), lines.slice(0, 40));
  writeLines(join(cwd, 'b.jsonl'), lines.slice(40));
  const groups = [{ name: 'both', phrases: ['the', 'of', 'the of'] }, { phrase: 'nowhere' }];
  writeLines(join(cwd, 'list.jsonl'), groups);
  for (const field of [[], ['--facet-field', 'domain'], ['--facet-field', 'none']]) {
    const corpus = ['--from', 'a.jsonl', 'b.jsonl', '--batch-size', '3', ...field];
    const directory = `index-${field.join('')}`;
    t.equal((await runCli(cwd, ['index', directory, ...corpus])).code, 0);
    for (const more of [asked, ['--at', '5', '--json'], ['--json'], []]) {
      // A table has the list below the arguments where an index is asked.
      const list = more.includes('--json') ? ['--phrases', 'list.jsonl'] : [];
      const ask = ['the', 'of a', ...list, '--by-facet', ...more];
      const expected = await runCli(cwd, ['query', directory, ...ask]);
      const found = await runCli(cwd, ['scan', ...ask, ...corpus]);
      t.equal(found.stdout, expected.stdout, `${directory} ${more.join(' ')}`);
      t.match(found.stdout, /by_facet":\{"|first step/);
    }
  }
  const lost = ['scan', 'the', '--from', 'a.jsonl', '--facet-field', 'domain'];
  t.match(await runCli(cwd, lost), { code: 2, stderr: /--by-facet with it/ });
});

t.test('a timeline begins at the first step where records say their step', async (t) => {
  const years = [1945, 1945, 1950, 1951, 1960];
  const cwd = t.testdir({
    'a.jsonl': years.map((year) => `${JSON.stringify({ text: 'peace', year })}\n`).join(''),
  });
  const corpus = ['--from', 'a.jsonl', '--step-field', 'year'];
  await runCli(cwd, ['index', 'idx', ...corpus]);
  for (const ask of [
    ['query', 'idx', 'peace'],
    ['scan', 'peace', ...corpus],
  ]) {
    const { stdout } = await runCli(cwd, [...ask, '--json', '--timeline', '4']);
    const { timeline } = JSON.parse(stdout);
    t.same(timeline, { edges: [1944, 1948, 1952, 1956, 1960], count: [2, 2, 0, 1] });
    const table = await runCli(cwd, [...ask, '--timeline', '4']);
    t.match(table.stdout, /first step .* steps 1945 to 1960\npeace +5 +1945 .* ██·▄\n/);
  }
});

t.test('a scan takes a run description, and standard input', async (t) => {
  const cwd = t.testdir({});
  for (const name of ['megatron', 'parquet', 'mds']) {
    cpSync(join(smallFolders, name), join(cwd, name), { recursive: true });
    cpSync(join(smallFolders, 'tokenizer.json'), join(cwd, 'tokenizer.json'));
    const run = ['--run', `${name}/run.json`];
    t.equal((await runCli(cwd, ['index', `${name}.idx`, ...run])).code, 0, name);
    const expected = await runCli(cwd, ['query', `${name}.idx`, 'the', 'of', ...asked]);
    const found = await runCli(cwd, ['scan', 'the', 'of', ...run, ...asked]);
    t.equal(found.stdout, expected.stdout, name);
    t.match(found.stdout, /"count":[1-9]/);
    const facets = ['the', 'of', '--by-facet', ...asked];
    const bySource = await runCli(cwd, ['query', `${name}.idx`, ...facets]);
    const scanned = await runCli(cwd, ['scan', ...facets, ...run]);
    t.equal(scanned.stdout, bySource.stdout, `${name} by source`);
  }
  const piped = await runCli(cwd, ['scan', 'a b', '--from', '-', '--json'], {
    input: '{"text":"a b a b"}\n{"text":"b a"}\n',
  });
  t.match(JSON.parse(piped.stdout), { count: 2, first: { rank: 0 } });
});

t.test('what cannot be scanned ends with what to do', async (t) => {
  const cwd = t.testdir({
    'a.jsonl': '{"text":"a b"}\n{"txt":"a"}\n{"text":"a"}\n',
    'none.txt': '',
  });
  const cases: [string[], object][] = [
    [['scan', 'a'], { code: 2, stderr: /nothing to scan/ }],
    [['scan', '--from', 'a.jsonl'], { code: 2, stderr: /no phrase to scan for/ }],
    [['scan', ' ', '--from', 'a.jsonl'], { code: 2, stderr: /has no token/ }],
    [['scan', 'a', '--from', 'no.jsonl'], { code: 4, stderr: /no\.jsonl/ }],
    [['scan', 'a', '--from', 'a.jsonl'], { code: 3, stderr: /a\.jsonl, line 2.*on-bad-record/ }],
    [['scan', 'a', '--run', 'x.json', '--from', 'y'], { code: 2 }],
    [['scan', '--from', '-', '--phrases', '-'], { code: 2, stderr: /not both/ }],
    [
      ['scan', '--from', 'a.jsonl', '--phrases', 'none.txt'],
      { code: 0, stdout: '', stderr: /none\.txt holds no phrase/ },
    ],
    [['scan', 'a', '--from', 'a.jsonl', '--analyzer', 'ids'], { code: 2, stderr: /cased/ }],
  ];
  for (const [argv, expected] of cases) t.match(await runCli(cwd, argv), expected, argv.join(' '));
  const skip = ['scan', 'a', '--from', 'a.jsonl', '--on-bad-record', 'skip', '--json'];
  const skipped = await runCli(cwd, skip);
  t.match(skipped, { code: 0, stderr: /line 2.*\n.*1 record could not be used/ });
  t.match(JSON.parse(skipped.stdout), { count: 2, last: { rank: 1 } });
});
