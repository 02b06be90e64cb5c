import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readRun, requireRun } from '../../corpus/read-run.ts';
import { temporaryFolder } from '../store/small-index.ts';

const jsonl = { format: 'jsonl', files: ['a.jsonl'] };
const nanogpt = { format: 'nanogpt', files: ['a.bin'], row_tokens: 8, tokenizer: 't.json' };
const megatron = { format: 'megatron', files: ['a'], tokenizer: 't.json' };
const blend = { kind: 'gpt-blend', datasets: [['d', 's', 'x']] };

t.test('what is right is taken', (t) => {
  const order = { kind: 'gpt-dataset', files: ['d', 's', 'x'], samples: 3 };
  for (const run of [
    jsonl,
    {
      ...jsonl,
      steps: {
        schedule: [
          [1, 2],
          [10, 4],
        ],
      },
    },
    { ...jsonl, steps: { field: 'step' }, epochs: 2 },
    { ...jsonl, truncate: { words: 3 } },
    { format: 'text', files: ['a.txt'], separator: '<|endoftext|>' },
    { ...nanogpt, steps: { model_tokens: 100 } },
    { ...nanogpt, order: { kind: 'list', files: ['o.npy'] } },
    { ...megatron, order, row_tokens: 9 },
    { ...megatron, unit: 'sequence', order: { kind: 'none' } },
  ]) {
    t.equal(requireRun(run, 'run.json'), run);
  }
  t.end();
});

t.test('what is wrong is refused, the key named', (t) => {
  const cases: [string, unknown][] = [
    ['format', { files: ['a'] }],
    ['format', { ...jsonl, format: 'xls' }],
    ['files', { format: 'jsonl' }],
    ['files', { ...jsonl, files: [] }],
    ['files[0]', { ...jsonl, files: [''] }],
    ['filess', { ...jsonl, filess: [] }],
    ['steps.batch_size', { ...jsonl, steps: { batch_size: 0 } }],
    ['steps.batch_size', { ...jsonl, steps: { batch_size: 1.5 } }],
    ['steps.batch_size', { ...jsonl, steps: {} }],
    ['steps.field', { ...jsonl, steps: { batch_size: 4, field: 'step' } }],
    ['steps.batchsize', { ...jsonl, steps: { batchsize: 4 } }],
    ['steps.schedule[0][0]', { ...jsonl, steps: { schedule: [[2, 4]] } }],
    [
      'steps.schedule[1][0]',
      {
        ...jsonl,
        steps: {
          schedule: [
            [1, 4],
            [1, 8],
          ],
        },
      },
    ],
    ['steps.schedule[0]', { ...jsonl, steps: { schedule: [[1]] } }],
    ['steps.drop_last', { ...jsonl, steps: { batch_size: 4, drop_last: 'file' } }],
    ['steps.drop_last', { ...nanogpt, steps: { words: 4, drop_last: 'file' } }],
    ['steps.field', { ...nanogpt, steps: { field: 'step' } }],
    ['truncate', { ...jsonl, truncate: {} }],
    ['truncate', { ...jsonl, truncate: { words: 1, model_tokens: 1 }, tokenizer: 't' }],
    ['tokenizer', { ...jsonl, truncate: { model_tokens: 1 } }],
    ['tokenizer', { ...jsonl, steps: { model_tokens: 1 } }],
    ['row_tokens', { ...jsonl, row_tokens: 8 }],
    ['row_tokens', { format: 'nanogpt', files: ['a'] }],
    ['row_stride', { ...megatron, row_stride: 3 }],
    ['dtype', { ...nanogpt, dtype: 'float16' }],
    ['dtype', { ...jsonl, dtype: 'uint16' }],
    ['unit', { ...nanogpt, unit: 'document' }],
    ['separator', { ...jsonl, separator: 'x' }],
    ['text_field', { ...nanogpt, text_field: 'x' }],
    ['end_of_document', { ...nanogpt, end_of_document: -1 }],
    ['order', { ...jsonl, order: { kind: 'list', files: ['o'] } }],
    ['order.kind', { ...nanogpt, order: { kind: 'shuffle', files: ['o'] } }],
    ['order.kind', { ...nanogpt, order: { kind: 'gpt-dataset', files: ['a', 'b', 'c'] } }],
    ['order.files', { ...nanogpt, order: { kind: 'list' } }],
    ['order.files', { ...megatron, row_tokens: 9, order: { kind: 'gpt-dataset', files: ['a'] } }],
    [
      'order.samples',
      { ...megatron, row_tokens: 9, order: { kind: 'gpt-dataset', files: ['a', 'b', 'c'] } },
    ],
    ['order.weights', { ...megatron, row_tokens: 9, order: { ...blend, samples: 3 } }],
    ['order.samples', { ...megatron, row_tokens: 9, order: { ...blend, weights: [1] } }],
    [
      'order.datasets',
      { ...megatron, row_tokens: 9, order: { kind: 'gpt-blend', weights: [1], samples: 3 } },
    ],
    ['row_tokens', { ...megatron, order: { ...blend, weights: [1], samples: 3 } }],
    ['order.datasets[0]', { ...megatron, order: { ...blend, datasets: [['a', 'b']] } }],
    ['order.weights[0]', { ...megatron, order: { ...blend, weights: [-1] } }],
    ['epochs', { ...jsonl, epochs: 0 }],
    ['order.files[1]', { ...nanogpt, order: { kind: 'list', files: ['o', 3] } }],
    ['a.b', { ...jsonl, 'a.b': 1 }],
  ];
  for (const [key, run] of cases) {
    const error = t.throws(() => requireRun(run, 'run.json'), { code: 'run_invalid' }, key);
    const { message, details } = error as unknown as { message: string; details: object };
    t.match(message, `run.json: key ${key}: expected`);
    t.match(details, { key, file: 'run.json' });
  }
  t.end();
});

t.test('messages say in plain words what was expected and what was found', (t) => {
  const cases: [unknown, string][] = [
    [5, 'run.json: expected an object; found 5.'],
    [[], 'run.json: expected an object; found [].'],
    [{ format: 'jsonl' }, 'key files: expected a value; found nothing.'],
    [{ ...jsonl, files: 'a' }, 'key files: expected a list; found "a".'],
    [{ ...jsonl, files: [] }, 'key files: expected a list of at least 1; found [].'],
    [{ ...jsonl, files: [''] }, 'key files[0]: expected a text of at least 1 character; found "".'],
    [{ ...jsonl, epochs: 0 }, 'key epochs: expected at least 1; found 0.'],
    [{ ...jsonl, epochs: '2' }, 'key epochs: expected a whole number; found "2".'],
    [
      { ...jsonl, steps: { schedule: [[1]] } },
      'steps.schedule[0]: expected a list of at least 2; found [1].',
    ],
    [{ ...jsonl, batch_size: 4 }, 'key batch_size: expected it inside "steps", as in {"steps":'],
    [{ ...jsonl, 'a.b': 1 }, 'expected no such key, but one of format, files, text_field,'],
  ];
  for (const [run, message] of cases) {
    const error = t.throws(() => requireRun(run, 'run.json'), { code: 'run_invalid' });
    t.ok((error as unknown as Error).message.includes(message), message);
  }
  t.end();
});

t.test('a description is a file, its paths relative to it', (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'run.json');
  t.throws(() => readRun(path), { code: 'input_not_found' });
  writeFileSync(path, '{"format":');
  t.throws(() => readRun(path), { code: 'not_json', message: /run description/ });
  writeFileSync(path, JSON.stringify(jsonl));
  t.match(readRun(path), { name: path, folder, description: jsonl });
  writeFileSync(path, `\uFEFF${JSON.stringify(jsonl)}`);
  t.match(readRun(path), { description: jsonl }, 'behind a byte order mark');
  t.throws(() => readRun(folder), {
    code: 'bad_argument',
    message: /cannot read the run description .*: it is a folder/,
  });
  t.end();
});
