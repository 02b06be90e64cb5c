// Run descriptions from the command line: indexed, inspected, refused.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { tokenizer } from '../formats/rows/write-rows.ts';
import { smallTokenizerJson } from '../text/small-tokenizer.ts';
import { runCli } from './run-cli.ts';

const documents = ['of the lake', 'the sketch of it', 'a lake'];

/** A folder `data` with ids, a tokenizer and run.json; rows of 6. */
function writeRun(folder: string, keys: object = {}): void {
  mkdirSync(join(folder, 'data'));
  const ids = documents.flatMap((text) => [...tokenizer.encode(text), 0]);
  writeFileSync(join(folder, 'data/ids.bin'), new Uint8Array(Uint16Array.from(ids).buffer));
  writeFileSync(join(folder, 'data/tokenizer.json'), smallTokenizerJson());
  const run = {
    format: 'nanogpt',
    files: ['ids.bin'],
    row_tokens: 6,
    tokenizer: 'tokenizer.json',
    steps: { batch_size: 2 },
    ...keys,
  };
  writeFileSync(join(folder, 'data/run.json'), JSON.stringify(run));
}

t.test('a run is indexed, its provenance shown, its contexts lead to file and row', async (t) => {
  const cwd = t.testdir({});
  writeRun(cwd);
  const built = await runCli(cwd, ['index', 'a.idx', '--run', 'data/run.json', '--json']);
  t.match(built, { code: 0 }, built.stderr);
  const info = JSON.parse((await runCli(cwd, ['info', 'a.idx', '--json'])).stdout);
  t.match(info, {
    run: { format: 'nanogpt', row_tokens: 6 },
    tokenizer: { name: 'data/tokenizer.json', sha256: /^[0-9a-f]{64}$/ },
    model_tokens: info.records * 6,
    sources: [{ name: 'data/ids.bin', dropped: /short last rows/, files: [{ role: 'data' }] }],
  });
  const query = ['query', 'a.idx', 'of', '--contexts', '1', '--json'];
  const answer = JSON.parse((await runCli(cwd, query)).stdout);
  t.match(answer.contexts, [{ source: 'data/ids.bin', match: 'of' }]);
  t.ok(answer.contexts[0].line >= 1);
  const text = await runCli(cwd, ['info', 'a.idx']);
  t.match(text.stdout, new RegExp(`^model tokens +${info.records * 6}$`, 'm'));
  t.match(text.stdout, /not consumed\n {2}data\/ids\.bin: tokens of short last rows/);
  const again = await runCli(cwd, ['index', 'a.idx', '--run', 'data/run.json', '--json']);
  t.match(again.stderr, /is in the index already: skipped/);
});

t.test('inspect cuts a long text for people, but with --full', async (t) => {
  const text = 'the cat sat on the mat. '.repeat(500);
  const cwd = t.testdir({
    'run.json': '{"format":"jsonl","files":["a.jsonl"]}',
    'a.jsonl': `${JSON.stringify({ text })}\n`,
  });
  const inspect = ['inspect', '--run', 'run.json'];
  const { stdout } = await runCli(cwd, inspect);
  t.match(
    stdout,
    /\n\nthe cat [^…]+\n… 10,400 characters left out: --full shows them, and so does --json …\n/,
  );
  t.ok(stdout.endsWith(`${text.slice(-400)}\n`));
  t.ok((await runCli(cwd, [...inspect, '--full'])).stdout.endsWith(`\n\n${text}\n`));
  t.strictSame(JSON.parse((await runCli(cwd, [...inspect, '--json'])).stdout).parts, [text]);
});

t.test('inspect shows a record as the model saw it', async (t) => {
  const cwd = t.testdir({});
  writeRun(cwd);
  const inspect = ['inspect', '--run', 'data/run.json', '--record'];
  const { stdout, code } = await runCli(cwd, [...inspect, '2', '--json']);
  t.equal(code, 0);
  const record = JSON.parse(stdout);
  t.match(record, { rank: 2, step: 2, id: null, source: 'data/ids.bin', line: 3, model_tokens: 6 });
  const ids = documents.flatMap((text) => [...tokenizer.encode(text), 0]).slice(12, 18);
  const decoded = tokenizer.decode(ids);
  t.equal(record.parts.join(''), typeof decoded === 'number' ? undefined : decoded.text);
  t.match((await runCli(cwd, [...inspect, '0'])).stdout, /^rank +0\nstep +1\n/);
  t.match(await runCli(cwd, [...inspect, '999']), {
    code: 2,
    stderr: /rank 999 was asked for: expected a rank below \d+, as/,
  });
  const path = join(cwd, 'data/run.json');
  const written = JSON.parse(readFileSync(path, 'utf8'));
  const counts: string[] = [];
  for (const files of [['ids.bin'], ['ids.bin', './ids.bin']]) {
    writeFileSync(path, JSON.stringify({ ...written, files, format: 'olmo' }));
    counts.push((await runCli(cwd, [...inspect, '999'])).stderr);
  }
  t.match(counts[0], /the run has \d+ records/);
  t.equal(counts[1], counts[0], 'a file that is named twice is fed once');
  writeFileSync(path, JSON.stringify({ ...written, tokenizer: 'no.json' }));
  t.match(await runCli(cwd, [...inspect, '0']), { code: 4, stderr: /run\.json: key tokenizer: / });
  writeFileSync(path, JSON.stringify(written));
  const { tokenizer: _, ...none } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify(none));
  const without = await runCli(cwd, [...inspect, '0']);
  t.match(without, {
    code: 3,
    stderr: /key tokenizer: expected a tokenizer\.json to read records as text/,
  });
});

t.test('a step behind the last one is asked with a warning', async (t) => {
  const cwd = t.testdir({});
  writeRun(cwd);
  await runCli(cwd, ['index', 'a.idx', '--run', 'data/run.json']);
  const asked = await runCli(cwd, ['query', 'a.idx', 'of', '--at', '1,999', '--json']);
  t.match(asked, {
    code: 0,
    stderr: /warning: the index ends at step \d+, so counts for step 999 equal/,
  });
});

t.test(
  'bad descriptions and bad files end with 3, the place named, nothing published',
  async (t) => {
    const cases: [object, number, RegExp][] = [
      [{ batch: 3 }, 3, /key batch: expected no such key/],
      [{ steps: { batch_size: 'x' } }, 3, /key steps\.batch_size/],
      [{ dtype: 'uint32' }, 3, /ids\.bin/],
      [{ tokenizer: 'run.json' }, 3, /run\.json is not a tokenizer\.json/],
      [
        { files: ['no.bin'] },
        4,
        /^firstseen: data\/run\.json: key files\[0\]: expected a file at \/.*\/data\/no\.bin, found none/,
      ],
      [
        { tokenizer: 'no.json' },
        4,
        /run\.json: key tokenizer: expected a file at \/.*\/data\/no\.json/,
      ],
      [
        { order: { kind: 'list', files: ['no.npy'] } },
        4,
        /key order\.files\[0\]: expected a file at .*no\.npy/,
      ],
      [
        { files: ['ids.bin', 'x*.bin'] },
        4,
        /key files\[1\]: expected files that match .*data\/x\*\.bin, found none/,
      ],
      [
        { format: 'megatron', files: ['no'] },
        4,
        /key files\[0\]: no file at .*no\.idx and .*no\.bin/,
      ],
      [
        { format: 'arrow', files: ['no'], row_tokens: undefined },
        4,
        /key files\[0\]: expected a folder at .*no,/,
      ],
      [
        { format: 'jsonl', files: ['run.json', '.'], row_tokens: undefined },
        2,
        /key files\[1\]: .*is a directory/,
      ],
    ];
    for (const [keys, code, message] of cases) {
      const cwd = t.testdir({});
      writeRun(cwd, keys);
      const ended = await runCli(cwd, ['index', 'a.idx', '--run', 'data/run.json']);
      t.match(ended, { code, stderr: message }, JSON.stringify(keys));
      t.notOk(existsSync(join(cwd, 'a.idx')));
    }
    const cwd = t.testdir({});
    t.match(await runCli(cwd, ['index', 'a.idx']), { code: 2, stderr: /--run FILE\.json/ });
    const ids = ['index', 'a.idx', '--from', 'a.bin', '--format', 'nanogpt'];
    const says = /key row_tokens: .*Say it in a run description, with --run FILE\.json/;
    t.match(await runCli(cwd, ids), { code: 3, stderr: says });
    const both = ['index', 'a.idx', '--run', 'a.json', '--from', 'b'];
    t.match(await runCli(cwd, both), { code: 2 });
  },
);

t.test('what was not consumed is said on stderr, in the summary and by info', async (t) => {
  const cwd = t.testdir({});
  writeRun(cwd, { consumed: { steps: 1 } });
  const index = ['index', 'a.idx', '--run', 'data/run.json'];
  const built = await runCli(cwd, [...index, '--json']);
  const left = /records after the first 2 of \d+/;
  t.match(built, { code: 0, stderr: left });
  t.match(JSON.parse(built.stdout), {
    records: 2,
    steps: 1,
    dropped: [{ source: 'data/ids.bin', dropped: left }],
  });
  t.match(await runCli(cwd, index), { code: 0, stderr: /nothing to do: .* 2 records/ });
  const info = await runCli(cwd, ['info', 'a.idx']);
  t.match(
    info.stdout,
    /consumed +\{"steps":1\}[\s\S]*\nnot consumed\n {2}data\/ids\.bin: .*after the/,
  );
  const inspect = await runCli(cwd, ['inspect', '--run', 'data/run.json', '--record', '2']);
  t.match(inspect, { code: 2, stderr: /the run has 2 records/ });
});

t.test('--step-format says how --step-field is read', async (t) => {
  const cwd = t.testdir({ 'a.jsonl': '{"text":"of it","day":"1999-12-31"}\n' });
  const index = ['index', 'a.idx', '--from', 'a.jsonl', '--json', '--step-field', 'day'];
  t.match(await runCli(cwd, index), { code: 3, stderr: /--step-format date reads it/ });
  const alone = ['index', 'a.idx', '--from', 'a.jsonl', '--step-format', 'date'];
  t.match(await runCli(cwd, alone), { code: 2, stderr: /expected --step-field FIELD with it/ });
  const built = await runCli(cwd, [...index, '--step-format', 'date']);
  t.match(JSON.parse(built.stdout), { steps: 19991231 });
  const scan = ['scan', 'of', '--from', 'a.jsonl', '--json', '--step-field', 'day'];
  const scanned = await runCli(cwd, [...scan, '--step-format', 'date']);
  t.match(JSON.parse(scanned.stdout), { first: { step: 19991231 } });
});

t.test(
  'a tokenizer without a decoder is said, and its tokens are words all the same',
  async (t) => {
    const cwd = t.testdir({});
    writeRun(cwd);
    const json = { ...JSON.parse(smallTokenizerJson()), decoder: null };
    writeFileSync(join(cwd, 'data/tokenizer.json'), JSON.stringify(json));
    const index = await runCli(cwd, ['index', 'a.idx', '--run', 'data/run.json']);
    t.match(index, { code: 0, stderr: /tokenizer\.json has no decoder: .*\(ByteLevel\)/ });
    const scan = await runCli(cwd, ['scan', 'of the', '--run', 'data/run.json', '--json']);
    t.match(scan, { code: 0, stderr: /has no decoder/ });
    const query = await runCli(cwd, ['query', 'a.idx', 'of the', '--json']);
    t.equal(query.stdout, scan.stdout);
    t.match(JSON.parse(query.stdout), { tokens: ['of', 'the'], count: 1 });
    t.end();
  },
);
