import fc from 'fast-check';
import t from 'tap';
import Schema from 'typebox/schema';
import { SplitSummary } from '../../../schemas/split.ts';
import { addedFields, requireFreeFields } from '../../../splits/output/added-fields.ts';
import { RowDigests } from '../../../splits/output/row-digests.ts';
import { type SplitFile, splitFiles } from '../../../splits/output/split-files.ts';
import { rowJson } from '../../../splits/output/split-rows.ts';
import { filledSides } from '../../../splits/output/split-sides.ts';
import { pairs, split, textOf } from '../small-split.ts';

const files = new Map(Array.from(splitFiles(split), (file) => [file.path, textOf(file)]));

function text(path: string): string {
  return files.get(path) ?? '';
}

function textIn(of: Iterable<SplitFile>, path: string): string {
  return textOf([...of].find((file) => file.path === path) as SplitFile);
}

t.test('a side without rows has no file', async (t) => {
  t.strictSame([...files.keys()].sort(), [
    'README.md',
    'all kinds.proxy_train.jsonl',
    'all kinds.proxy_validation.jsonl',
    'exposure_curve.csv',
    'lm_eval/proxy_train.json',
    'lm_eval/proxy_train.tasks',
    'lm_eval/proxy_validation.json',
    'lm_eval/proxy_validation.tasks',
    'split.json',
    'wh_island.proxy_validation.jsonl',
  ]);
});

t.test('a row has its own fields as they were, then what is known of its phrases', async (t) => {
  const lines = text('all kinds.proxy_validation.jsonl').split('\n');
  t.equal(lines.length, 3);
  t.equal(lines[2], '');
  t.ok(lines[0]?.startsWith(String(pairs.rows[1]?.json).slice(0, -1)));
  const { row, critical_good, critical_bad, exposure_good, exposure_bad, ...own } = JSON.parse(
    text('all kinds.proxy_train.jsonl'),
  );
  t.strictSame(own, JSON.parse(String(pairs.rows[0]?.json)));
  t.strictSame(
    { row, critical_good, critical_bad, exposure_good, exposure_bad },
    {
      ...{ row: 0, critical_good: 'this sketch', critical_bad: 'this sketches' },
      exposure_good: { count: 2, first_step: 3 },
      exposure_bad: { count: 0, first_step: null },
    },
  );
  t.match(JSON.parse(text('wh_island.proxy_validation.jsonl')), { row: 1 }, 'no field of its own');
});

t.test('split.json is what its schema says', async (t) => {
  const summary = JSON.parse(text('split.json'));
  t.ok(Schema.Compile(SplitSummary).Check(summary));
  t.match(summary, {
    ...{ policy: 'either', at: 40, min_count: 1, snapshot: '1-abc', sampling: 'all', seed: 0 },
    sets: {
      'all kinds': {
        ...{ pairs: 3, proxy_train: 1, proxy_validation: 2, dropped: 0, class: null },
        ...{ distinct_phrases: 6, distinct_pairs: 3, first_step: 3, median_step: 3 },
      },
      wh_island: { pairs: 2, proxy_train: 0, proxy_validation: 1, dropped: 1, class: 'sentence' },
    },
    dropped: [
      { set: 'wh_island', row: 0, reason: 'good_equals_bad' },
      { set: 'nothing left', row: 0, reason: 'good_equals_bad' },
    ],
  });
});

t.test('lm-evaluation-harness is told of tasks that have rows, and of no other', async (t) => {
  t.strictSame(JSON.parse(text('lm_eval/proxy_train.json')), { 'blimp_all kinds': [0] });
  t.equal(text('lm_eval/proxy_train.tasks'), 'blimp_all kinds');
  t.strictSame(JSON.parse(text('lm_eval/proxy_validation.json')), {
    'blimp_all kinds': [1, 2],
    blimp_wh_island: [1],
  });
  t.equal(text('lm_eval/proxy_validation.tasks'), 'blimp_all kinds,blimp_wh_island');
  const named = new Map(
    Array.from(splitFiles(split, { taskPrefix: 'my_' }), (file) => [file.path, textOf(file)]),
  );
  t.equal(named.get('lm_eval/proxy_train.tasks'), 'my_all kinds');
});

t.test('the curve has a row wherever it rises', async (t) => {
  t.equal(text('exposure_curve.csv'), 'set,step,distinct_phrases,examples\nall kinds,3,1,1\n');
});

t.test('the dataset card names configs, splits and types', async (t) => {
  const card = text('README.md');
  const header = card.slice(0, card.indexOf('\n---\n'));
  t.match(
    header,
    /^---\nconfigs:\n- config_name: "all kinds"\n {2}description: "rows sha256:[0-9a-f]{64}"\n/,
  );
  t.match(
    header,
    '  - split: proxy_validation\n    path: "wh_island.proxy_validation.jsonl"\ndataset_info:',
  );
  t.notMatch(header, 'wh_island.proxy_train');
  t.notMatch(header, 'nothing left', 'a set without examples has no config');
  for (const lines of [
    '- name: "flag"\n    dtype: bool',
    '- name: "n"\n    dtype: int64',
    '- name: "x"\n    dtype: float64',
    '- name: "none"\n    dtype: string',
    '- name: "words"\n    list: string',
    '- name: "deep"\n    list:\n      list: int64',
    '- name: "object"\n    struct:\n    - name: "k"\n      dtype: string',
    '- name: "list"\n    list:\n    - name: "k"\n      dtype: int64',
    '- name: "empty"\n    dtype: json',
    '- name: "exposure_bad"\n    struct:\n    - name: "count"\n      dtype: int64\n    - name: "first_step"\n      dtype: int64',
  ]) {
    t.match(header, lines);
  }
  const empty = textIn(splitFiles({ ...split, sets: [] }), 'README.md');
  t.match(empty, /^---\n---\n/);
});

t.test('a card changes with its rows', async (t) => {
  const changed = structuredClone(split);
  Object.assign(changed.sets[1]?.proxyValidation[0]?.good ?? {}, { count: 1 });
  const card = textIn(splitFiles(changed), 'README.md');
  const stamps = (of: string) => of.match(/rows sha256:\w+/g) ?? [];
  t.equal(stamps(card)[0], stamps(text('README.md'))[0]);
  t.not(stamps(card)[1], stamps(text('README.md'))[1]);
});

t.test('an own field is never overwritten', async (t) => {
  const fields = new Map([...pairs.shape.fields, ['row', { kind: 'int' } as const]]);
  const taken = { ...pairs, shape: { kind: 'struct' as const, fields } };
  t.throws(() => requireFreeFields([pairs, taken]), {
    code: 'field_taken',
    message: /have a field "row".*--prefix/,
  });
  requireFreeFields([pairs, taken], { prefix: 'exposure_' });
  const column = new Map([['exposure_good_count', { kind: 'int' } as const]]);
  const flat = { ...pairs, shape: { kind: 'struct' as const, fields: column } };
  requireFreeFields([flat]);
  t.throws(() => requireFreeFields([flat], { parquet: true }), { code: 'field_taken' });
  const prefixed = [...splitFiles(split, { prefix: 'seen_' })];
  const rows = textIn(prefixed, 'all kinds.proxy_train.jsonl');
  t.match(JSON.parse(rows), { seen_row: 0, seen_exposure_good: { count: 2 } });
  t.match(textIn(prefixed, 'README.md'), '- name: "seen_critical_bad"');
});

t.test('a row is its own text and the JSON of what is added', (t) => {
  const seen = fc.record({
    phrase: fc.string({ unit: 'binary' }),
    count: fc.nat(),
    firstStep: fc.option(fc.nat()),
  });
  const row = fc.record({ row: fc.nat(), good: seen, bad: seen });
  const own = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(row, own, fc.string(), (row, own, prefix) => {
      const example = { ...row, json: JSON.stringify(own, null, 1), rarestCount: null };
      const added = JSON.stringify(addedFields(example, prefix)).slice(1);
      const text = example.json
        .slice(0, -1)
        .trimEnd()
        .replace(/[\r\n]+/g, ' ');
      const expected = `${text}${text === '{' ? '' : ', '}${added}`;
      t.equal(rowJson(example, prefix), expected);
    }),
  );
  t.end();
});

t.test('the digest of rows is the same whether they were written before or not', (t) => {
  const digestOf = (digests: RowDigests) =>
    split.sets.map((set) => {
      const walk = digests.digest(set);
      for (;;) {
        const { done, value } = walk.next();
        if (done) return value;
      }
    });
  const written = new RowDigests('');
  for (const set of split.sets) {
    for (const side of filledSides(set)) t.ok([...written.lines(set, side)].length > 0);
  }
  const started = new RowDigests('');
  for (const set of split.sets) started.lines(set, 'proxy_train').next();
  const fresh = digestOf(new RowDigests(''));
  t.same(digestOf(written), fresh);
  t.same(digestOf(started), fresh);
  t.not(digestOf(new RowDigests('x_'))[0], fresh[0]);
  t.end();
});
