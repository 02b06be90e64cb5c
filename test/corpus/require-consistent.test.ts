// Every kind of order, rule for steps and format with every key: taken or refused, as the table says.
// The tables are written out here, so that a change of formats/run-keys.ts shows.

import t, { type Test } from 'tap';
import { requireRun } from '../../corpus/read-run.ts';

/** Takes the run, or refuses it by that key, with what was expected and found. */
function check(t: Test, run: object, refusedKey: string | undefined, name: string): void {
  if (refusedKey === undefined) {
    t.equal(requireRun(run, 'run.json'), run, name);
    return;
  }
  const error = t.throws(() => requireRun(run, 'run.json'), { code: 'run_invalid' }, name);
  const { message } = error as unknown as Error;
  t.match(message, `run.json: key ${refusedKey}: expected `, name);
  t.match(message, /; found (?!nothing)/, name);
}

/** Formats with what each needs. */
const minimal: Readonly<Record<string, object>> = {
  jsonl: {},
  json: {},
  csv: {},
  tsv: {},
  text: {},
  parquet: {},
  arrow: {},
  mds: {},
  'order-log': {},
  megatron: {},
  'pythia-rows': {},
  olmo: { row_tokens: 8 },
  nanogpt: { row_tokens: 8 },
  llmc: { row_tokens: 8 },
  datatrove: {},
};
const all = Object.keys(minimal);
const texts = ['jsonl', 'json', 'csv', 'tsv', 'text', 'parquet', 'arrow', 'mds'];
const ids = all.filter((format) => !texts.includes(format) && format !== 'order-log');
/** Formats whose steps a description says. */
const counted = all.filter((format) => format !== 'order-log');
const fields = texts.filter((format) => format !== 'text');

t.test('formats x keys', (t) => {
  const table: [string, object, string[]][] = [
    ['text_field', { text_field: 'x' }, fields],
    ['id_field', { id_field: 'x' }, fields],
    ['separator', { separator: 'x' }, ['text']],
    ['quoting', { quoting: 'none' }, ['csv', 'tsv']],
    ['tokenizer', { tokenizer: 't.json' }, all],
    ['row_tokens', { row_tokens: 8 }, ids],
    ['row_stride', { row_tokens: 8, row_stride: 7 }, ids],
    ['dtype', { dtype: 'uint32' }, ids],
    ['end_of_document', { end_of_document: 0 }, ids],
    ['gaps', { gaps: true }, ['order-log']],
    ['unit', { unit: 'document' }, ['megatron', 'datatrove']],
    ['order', { order: { kind: 'none' } }, all],
    ['truncate', { truncate: { words: 3 } }, all],
    ['epochs', { epochs: 2 }, all],
    ['steps.batch_size', { steps: { batch_size: 3 } }, counted],
    ['steps.drop_last', { steps: { batch_size: 3, drop_last: 'file' } }, counted.slice(5)],
    ['steps.schedule', { steps: { schedule: [[1, 2]] } }, counted],
    ['steps.field', { steps: { field: 'step' } }, fields],
    ['steps.words', { steps: { words: 9 } }, counted],
  ];
  for (const [key, keys, formats] of table) {
    for (const format of all) {
      const run = { format, files: ['a'], ...minimal[format], ...keys };
      // A stride brings row_tokens, which is refused first.
      const isLogged = format === 'order-log' && key.startsWith('steps.');
      const refused = key === 'row_stride' ? 'row_tokens' : isLogged ? 'steps' : key;
      check(t, run, formats.includes(format) ? undefined : refused, `${key} with ${format}`);
    }
  }
  t.end();
});

t.test('kinds of order x keys', (t) => {
  const megatron = { format: 'megatron', files: ['a'], row_tokens: 9 };
  const bases: Readonly<Record<string, object>> = {
    none: { kind: 'none' },
    'gpt-dataset': { kind: 'gpt-dataset', files: ['d', 's', 'x'], samples: 3 },
    'gpt-blend': { kind: 'gpt-blend', files: ['d', 's'], datasets: [['d', 's', 'x']], samples: 3 },
    'global-indices': { kind: 'global-indices', files: ['o'] },
    list: { kind: 'list', files: ['o'] },
    'order-log': { kind: 'order-log', files: ['o', 'p'] },
  };
  const table: [string, unknown, string[]][] = [
    ['files', undefined, ['gpt-dataset', 'gpt-blend', 'global-indices', 'list', 'order-log']],
    ['samples', 3, ['gpt-dataset', 'gpt-blend', 'global-indices', 'list']],
    ['weights', [2], ['gpt-blend']],
    ['datasets', [['d', 's', 'x']], ['gpt-blend']],
    ['dtype', 'uint32', ['list']],
    ['gaps', true, ['order-log']],
    ['repeats', true, ['gpt-dataset', 'gpt-blend', 'global-indices', 'list']],
  ];
  for (const [kind, base] of Object.entries(bases)) {
    for (const [key, value, kinds] of table) {
      const added = key === 'files' ? (kind === 'none' ? { files: ['o'] } : {}) : { [key]: value };
      const run = { ...megatron, order: { ...base, ...added } };
      check(t, run, kinds.includes(kind) ? undefined : `order.${key}`, `${key} with ${kind}`);
    }
  }
  const logged = { kind: 'order-log', files: ['o'] };
  check(t, { ...megatron, order: { ...logged, files: [] } }, 'order.files', 'a log without a file');
  check(t, { ...megatron, order: logged, steps: { batch_size: 3 } }, 'steps', 'steps beside a log');
  const log = { format: 'order-log', files: ['o'] };
  check(t, { ...log, tokens_field: 'tokens', end_of_document: 0 }, undefined, 'ids in a log');
  check(t, { ...log, tokens_field: 'x' }, 'tokens_field', 'another field of a log');
  check(t, { ...log, order: logged }, 'order.kind', 'a log ordered by a log');
  for (const format of ['json', 'csv', 'tsv', 'text', 'jsonl']) {
    const refusedKey = format === 'jsonl' ? undefined : 'order';
    check(t, { format, files: ['a'], order: logged }, refusedKey, `a log over ${format}`);
  }
  for (const format of texts.slice(0, 3)) {
    const run = { format, files: ['a'], order: { kind: 'none', samples: 10 } };
    check(t, run, 'order.samples', `an order none over ${format}`);
  }
  t.end();
});

t.test('rules for steps x keys', (t) => {
  const base = { format: 'parquet', files: ['a'], tokenizer: 't.json' };
  const rules: Readonly<Record<string, unknown>> = {
    batch_size: 4,
    schedule: [[1, 4]],
    field: 'step',
    model_tokens: 9,
    words: 9,
  };
  for (const [name, value] of Object.entries(rules)) {
    for (const [other, second] of Object.entries(rules)) {
      if (name === other) continue;
      const keys = Object.keys(rules).filter((key) => key === name || key === other);
      const steps = { [name]: value, [other]: second };
      check(t, { ...base, steps }, `steps.${keys[1]}`, `${name} and ${other}`);
    }
    const dropLast = { ...base, steps: { [name]: value, drop_last: 'file' } };
    const refused = name === 'batch_size' ? undefined : 'steps.drop_last';
    check(t, dropLast, refused, `drop_last with ${name}`);
  }
  t.end();
});

t.test('keys that mean nothing next to others are refused', (t) => {
  const megatron = { format: 'megatron', files: ['a'] };
  const gpt = { kind: 'gpt-dataset', files: ['d', 's', 'x'], samples: 3 };
  const list = { kind: 'list', files: ['o'] };
  const blended = { format: 'megatron', files: ['a', 'b'], row_tokens: 9 };
  const datasets = [gpt.files, gpt.files];
  const blend = { kind: 'gpt-blend', datasets, samples: 3 };
  const cases: [object, string | undefined][] = [
    [{ ...megatron, row_stride: 3 }, 'row_stride'],
    [{ format: 'pythia-rows', files: ['a'], row_stride: 3 }, undefined],
    [{ ...megatron, row_tokens: 9, row_stride: 8, order: gpt }, 'row_stride'],
    [{ ...megatron, row_tokens: 9, row_stride: 8, order: list }, undefined],
    [{ ...blended, order: { ...blend, weights: [1, 2] } }, undefined],
    [{ ...blended, order: { ...blend, weights: [1, 2], files: ['d', 's'] } }, undefined],
    [{ ...blended, order: { ...blend, files: ['d', 's'] } }, undefined],
    [{ ...blended, order: { ...blend, files: ['d'] } }, 'order.files'],
    [{ ...blended, order: { ...blend, weights: [1] } }, 'order.weights'],
    [{ ...blended, order: { ...blend, weights: [1, 0] } }, 'order.weights[1]'],
    [{ ...blended, order: { ...blend, weights: [1, 2], datasets: [gpt.files] } }, 'order.datasets'],
    [{ ...blended, row_stride: 8, order: { ...blend, weights: [1, 2] } }, 'row_stride'],
    [{ ...megatron, row_tokens: 9, unit: 'document' }, 'unit'],
    [{ ...megatron, unit: 'sequence', order: list }, undefined],
    [{ ...megatron, steps: { batch_size: 2, drop_last: 'file' }, order: list }, 'steps.drop_last'],
    [{ ...megatron, order: { kind: 'none', files: [] } }, 'order.files'],
    [{ ...megatron, truncate: { words: 1, model_tokens: 1 } }, 'truncate'],
    [{ ...megatron, truncate: { tokens: 1 } }, 'truncate.tokens'],
  ];
  for (const [run, refused] of cases) check(t, run, refused, JSON.stringify(run));
  const order = { kind: 'none', samples: 10 };
  const run = { format: 'jsonl', files: ['a'], order };
  t.throws(() => requireRun(run, 'run.json'), {
    message:
      'run.json: key order.samples: expected it to be absent, because an order of kind none takes no other key; found 10. Fix the run description.',
  });
  t.end();
});
