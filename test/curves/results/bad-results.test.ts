// Each kind of bad results is an error that names file, line, row, set or step, and says what to do.

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { readResults } from '../../../curves/results/read-results.ts';
import type { ResultOptions } from '../../../curves/results/result-format.ts';
import { npyOf } from '../arrays/write-npy.ts';
import { range, type Scored, sampleLine, splitOf } from './small-results.ts';
import { write } from './write-results.ts';

const split = splitOf({
  wh_island: { pairs: 4, kept: [0, 1, 3] },
  passive_1: { pairs: 2, kept: [0, 1] },
});
const rows = (step: number): Scored[] =>
  range(4).map((row) => ({ ...{ set: 'wh_island', seed: 1, step, row }, good: -1, bad: -2 }));

type Case = readonly [
  title: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  message: RegExp,
  options?: Partial<ResultOptions> & { readonly code?: string },
];

const header = 'set,row,step,correct\n';
const csv = (lines: string, head = header) => ({ 'x.csv': head + lines });
const scores = 'set,row,step,good,bad\n';
const sample = 'step7/samples_blimp_wh_island_2026-01-01T10-00-00.1.jsonl';
const samplesOf = (change: (line: string, row: number) => string) =>
  rows(7)
    .map((one) => `${change(sampleLine(one), one.row)}\n`)
    .join('');
const sound = samplesOf((line) => line);

const inTables: readonly Case[] = [
  ['an empty table', { 'x.csv': '' }, /x\.csv: the table has no columns .*: found none/],
  ['a header alone', csv(''), /no set of the split: found none/],
  [
    'no columns',
    csv('1,2\n', 'a,b\n'),
    /no columns set, row, step, correct: found a, b, expected set/,
  ],
  [
    'half of the scores',
    csv('', 'set,row,step,good\n'),
    /no column bad: found set, row, step, good/,
  ],
  ['another delimiter', csv('', 'set;row;step;correct\n'), /separated by ";"; expected a comma/],
  ['a column twice', csv('', 'set,row,step,correct,row\n'), /two columns are named row/],
  ['a row too short', csv('wh_island,0,1\n'), /line 2: the row is not valid: .*expect 4, got 3/],
  ['an open quote', csv('wh_island,0,1,1\n"wh_island,1\n'), /line 3: the row is not valid: Quote/],
  ['an empty cell', csv('wh_island,0,1,\n'), /line 2: correct is an empty cell, expected 0 or 1/],
  ['another word', csv('wh_island,0,1,yes\n'), /line 2: correct is "yes", expected 0 or 1/],
  ['a half', csv('wh_island,0,1,0.5\n'), /line 2: correct is "0.5"/],
  ['no set', csv(',0,1,1\n'), /line 2: set is an empty cell, expected the name of a set/],
  ['a step below 0', csv('wh_island,0,-1,1\n'), /line 2: step is "-1", expected a whole number/],
  ['a step as a word', csv('wh_island,0,step7,1\n'), /line 2: step is "step7"/],
  ['a row of a half', csv('wh_island,0.5,1,1\n'), /line 2: row is "0.5", expected a whole number/],
  [
    'an empty seed',
    csv('wh_island,0,1,1,\n', 'set,row,step,correct,seed\n'),
    /seed is an empty cell/,
  ],
  ['a row behind the end', csv('wh_island,4,1,1\n'), /line 2: row 4, expected one from 0 to 3/],
  [
    'a row twice',
    csv('wh_island,0,1,1\nwh_island,1,1,1\nwh_island,0,1,1\n'),
    /line 4: row 0 a second time \(wh_island, step 1\)/,
  ],
  [
    'a checkpoint twice, in two files',
    { 'a.csv': `${header}wh_island,0,1,1\n`, 'b.csv': `${header}wh_island,0,1,1\n` },
    /b\.csv, line 2: row 0 a second time; .*a\.csv has it too/,
  ],
  [
    'rows missing',
    csv('wh_island,0,5,1\nwh_island,2,5,1\n'),
    /wh_island, step 5: 2 of 3 examples.*first of them row 1 \(read: .*x\.csv\)/,
  ],
  ['NaN', csv('wh_island,0,1,nan,-1\n', scores), /line 2: good is "nan", expected a log-prob/],
  ['infinity', csv('wh_island,0,1,-1,inf\n', scores), /line 2: bad is "inf"/],
  ['no score', csv('wh_island,0,1,,-1\n', scores), /line 2: good is an empty cell/],
  ['a hexadecimal score', csv('wh_island,0,1,0x1,-1\n', scores), /line 2: good is "0x1"/],
  [
    'twice minus infinity',
    csv('wh_island,0,1,-inf,-inf\n', scores),
    /line 2: good and bad are both/,
  ],
  [
    'unknown sets alone',
    csv('x,0,1,1\n'),
    /found x, expected sets such as wh_island.*--task-prefix/,
  ],
  [
    'broken JSON',
    { 'x.jsonl': '{"set":"wh_island"\n' },
    /line 1: the line is not valid JSON: Expected ',' or '}'.* at character 18/,
  ],
  [
    'a line that is a list',
    { 'x.jsonl': '{"set":"wh_island","row":0,"step":1,"correct":1}\n[1]\n' },
    /line 2: the line is not a JSON object/,
  ],
  [
    'a key that is missing further on',
    {
      'x.jsonl':
        '{"set":"wh_island","row":0,"step":1,"correct":1}\n{"set":"wh_island","row":1,"step":1}\n',
    },
    /line 2: correct is nothing, expected 0 or 1/,
  ],
  ['a JSON array', { 'x.json': '[{}]' }, /the file is a JSON array, expected samples of/],
  ['an unknown format', { 'x.bin': 'abc' }, /the format of the file is not known/],
  [
    'bytes that are not UTF-8',
    { 'x.jsonl': Buffer.from('{"set":"\xff"}\n', 'latin1') },
    /not valid UTF-8/,
  ],
  [
    'a Git LFS pointer',
    { 'x.csv': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n' },
    /x\.csv is a Git LFS pointer/,
    { code: 'source_damaged' },
  ],
  [
    'gzip that is cut short',
    { 'x.csv.gz': gzipSync(header.repeat(99)).subarray(0, 30) },
    /x\.csv\.gz ends at byte 30 inside a gzip member/,
    { code: 'source_truncated' },
  ],
  [
    'Parquet that is cut short',
    { 'x.parquet': 'PAR1abcdefgh' },
    /x\.parquet is not a whole Parquet file/,
    { code: 'source_damaged' },
  ],
];

const inSamples: readonly Case[] = [
  [
    'a folder without results',
    { 'a.txt': '', 'b/c.txt': '' },
    /found 2 other files, such as .*a\.txt/,
  ],
  [
    'no step in the path',
    { [sample.replace('step7', 'run')]: sound },
    /no folder in its path names a step.*--step-pattern/,
  ],
  [
    'two steps in the path',
    { [sample.replace('step7', 'step7-iter9')]: sound },
    /several steps \(7, 9\)/,
  ],
  [
    'a pattern that matches nothing',
    { [sample]: sound },
    /--step-pattern v\(\\d\+\) matches nothing/,
    { stepPattern: /v(\d+)/ },
  ],
  [
    'a pattern that finds no number',
    { [sample]: sound },
    /the step in its path is "st", expected a whole number/,
    { stepPattern: /(st)ep/ },
  ],
  [
    'a line that is cut short',
    { [sample]: sound.slice(0, -40) },
    /line 4: the line is not valid JSON: Unterminated string/,
  ],
  [
    'another sentence',
    { [sample]: samplesOf((line, row) => (row === 2 ? line.replaceAll('sees', 'saw') : line)) },
    /line 3: doc of row 2 is not the pair of the split \(wh_island, step 7\): its sentence_good is .*saw/,
  ],
  [
    'another sentence at a later checkpoint',
    {
      [sample]: sound,
      [sample.replace('step7', 'step8')]: samplesOf((line, row) =>
        row === 1 ? line.replaceAll('sees', 'saw') : line,
      ),
    },
    /step8.*line 2: doc of row 1 is not the pair/,
  ],
  [
    'a row behind the end',
    {
      [sample]: samplesOf((line, row) =>
        row === 3 ? line.replace('"doc_id": 3', '"doc_id": 9') : line,
      ),
    },
    /line 4: /,
  ],
  ['a row twice', { [sample]: sound + sound }, /line 5: row 0 a second time \(wh_island, step 7\)/],
  [
    'rows missing',
    { [sample]: sound.split('\n').slice(1).join('\n') },
    /wh_island, step 7: 1 of 3 .* row 0/,
  ],
  ['no lines', { [sample]: '' }, /wh_island, step 7: 3 of 3 examples/],
  [
    'two filters',
    { [sample]: samplesOf((line, row) => (row === 1 ? line.replace('"none"', '"strict"') : line)) },
    /line 2: row 1 is of filter "strict", and the lines before are of filter "none"/,
  ],
  [
    'a metric that is missing',
    { [sample]: sound },
    /line 1: the line has no metric acc_norm; its metrics are acc/,
    { metric: 'acc_norm' },
  ],
  [
    'another metric',
    { [sample]: sound.replaceAll('"acc": 1.0', '"acc": 2') },
    /line 1: acc is 2, expected 0 or 1/,
  ],
  ['samples under another name', { 'step7/log.jsonl': sound }, /no files samples_TASK_DATE/],
];

const names = (fields: object) => JSON.stringify({ steps: [0, 9], sets: ['passive_1'], ...fields });
const right = npyOf(new Uint8Array([1, 0, 1, 0]), [2, 1, 2], '|b1');

const inArrays: readonly Case[] = [
  ['no names', { 'x.npy': right }, /x\.npy: an array does not say.*--names/],
  [
    'another number of steps',
    { 'x.npy': right, 'names.json': names({ steps: [0] }) },
    /shape \(2, 1, 2\), expected 1 along axis 0 \(step\)/,
  ],
  [
    'no good and bad',
    { 'x.npy': npyOf(new Float32Array(12), [2, 1, 2, 3], '<f4'), 'names.json': names({}) },
    /expected 2 along axis 3 \(score\), as good and bad are two/,
  ],
  [
    'too many axes',
    { 'x.npy': npyOf(new Uint8Array(4), [1, 1, 2, 1, 2], '|b1'), 'names.json': names({}) },
    /has 5 axes, expected steps, sets, rows/,
  ],
  [
    'unknown axes',
    { 'x.npy': right, 'names.json': names({ axes: ['step', 'task', 'row'] }) },
    /axes is \["step","task","row"\], expected the array's 3 axes/,
  ],
  [
    'too few rows',
    { 'x.npy': npyOf(new Uint8Array(2), [2, 1, 1], '|b1'), 'names.json': names({}) },
    /passive_1, step 0: 1 of 2 examples/,
  ],
  [
    'too many rows',
    { 'x.npy': npyOf(new Uint8Array(6), [2, 1, 3], '|b1'), 'names.json': names({}) },
    /passive_1, step 0, row 2: found 0, expected NaN, as the set has 2 pairs/,
  ],
  [
    'NaN',
    {
      'x.npy': npyOf(Float32Array.of(-1, -2, NaN, 0, 1, 1, 1, 1), [2, 1, 2, 2], '<f4'),
      'names.json': names({}),
    },
    /passive_1, step 0, row 1: found NaN and 0, expected two log-prob/,
  ],
  [
    'another judgement',
    { 'x.npy': npyOf(Uint8Array.of(1, 1, 1, 2), [2, 1, 2], '|u1'), 'names.json': names({}) },
    /passive_1, step 9, row 1: found 2, expected 0 or 1/,
  ],
  [
    'steps twice',
    { 'x.npy': right, 'names.json': names({ steps: [9, 9] }) },
    /names\.json: steps has 9 twice/,
  ],
  [
    'steps that are words',
    { 'x.npy': right, 'names.json': names({ steps: ['a', 'b'] }) },
    /steps has "a", expected whole numbers/,
  ],
  [
    'no steps',
    { 'x.npy': right, 'names.json': '{"sets":["passive_1"]}' },
    /names\.json: the file has no steps/,
  ],
  [
    'no sets',
    { 'x.npy': right, 'names.json': '{"steps":[1,2]}' },
    /names\.json: sets is nothing, expected a list/,
  ],
  [
    'names that are not JSON',
    { 'x.npy': right, 'names.json': '{' },
    /names\.json: the file is not valid JSON/,
  ],
  [
    'an array cut short',
    { 'x.npy': right.subarray(0, -1), 'names.json': names({}) },
    /has 3 bytes of values, expected 4/,
    { code: 'source_damaged' },
  ],
  [
    'text in an array',
    { 'x.npy': npyOf(new Uint8Array(4), [1], '<U1'), 'names.json': names({}) },
    /its values are "<U1"/,
    { code: 'source_damaged' },
  ],
  [
    'a zip without an end',
    { 'x.npz': 'PK\x03\x04abcdefghijklmnopqrstuvwxyz', 'names.json': names({}) },
    /x\.npz cannot be read as \.npz: it ends before its directory/,
    { code: 'source_damaged' },
  ],
];

const folders = new Set<readonly Case[]>([inSamples]);

for (const [kind, cases] of Object.entries({ inTables, inSamples, inArrays })) {
  t.test(`bad results ${kind} are named`, async (t) => {
    for (const [title, files, message, { code = 'results_invalid', ...options } = {}] of cases) {
      const dir = t.testdir({});
      const paths = Object.entries(files).map(([name, content]) => write(join(dir, name), content));
      const given = paths.filter((path) => !path.endsWith('names.json'));
      const hasNames = paths.length > given.length && { names: join(dir, 'names.json') };
      const read = readResults(folders.has(cases) ? [dir] : given, split, {
        ...{ taskPrefix: 'blimp_', ...hasNames, ...options },
      });
      await t.rejects(read, { code, message }, title);
    }
  });
}

t.test('a path that is not there is said to be missing', async (t) => {
  const path = join(t.testdir({}), 'nothing');
  await t.rejects(readResults([path], split, { taskPrefix: '' }), {
    code: 'input_not_found',
    message: /cannot read the results .*nothing: no such file/,
  });
  const dir = t.testdir({ 'x.npy': right });
  await t.rejects(readResults([join(dir, 'x.npy')], split, { taskPrefix: '', names: path }), {
    code: 'input_not_found',
  });
});

t.test('checkpoints that some runs do not have are listed', async (t) => {
  const file = write(
    join(t.testdir({}), 'x.csv'),
    `${header}${[5, 9].map((step) => [0, 1, 3].map((row) => `wh_island,${row},${step},1\n`).join('')).join('')}passive_1,0,9,0\npassive_1,1,9,0\n`,
  );
  const { gaps } = await readResults([file], split, { taskPrefix: '' });
  t.same(gaps, [{ set: 'passive_1', seed: null, steps: [5] }]);
});
