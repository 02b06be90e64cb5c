import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import t from 'tap';
import { splitFiles } from '../../../splits/output/split-files.ts';
import { writeSplits } from '../../../splits/output/write-split.ts';
import { split, textOf } from '../small-split.ts';

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}

t.test('one split is the folder, several are folders of it', async (t) => {
  const root = t.testdir({ 'there already': {} });
  const expected = [...splitFiles(split)];
  await writeSplits(join(root, 'a', 'one'), [split]);
  await writeSplits(join(root, 'there already'), [split]);
  for (const folder of ['a/one', 'there already']) {
    t.strictSame(filesOf(join(root, folder)), expected.map(({ path }) => path).sort());
    for (const file of expected) {
      t.equal(readFileSync(join(root, folder, file.path), 'utf8'), textOf(file));
    }
  }
  await writeSplits(join(root, 'two'), [split, { ...split, at: 7 }]);
  t.strictSame(readdirSync(join(root, 'two')).sort(), ['step-40', 'step-7']);
  t.strictSame(filesOf(join(root, 'two/step-7')), expected.map(({ path }) => path).sort());
  t.strictSame(readdirSync(root).sort(), ['a', 'there already', 'two'], 'and no draft is left');
});

t.test('what is there already stays', async (t) => {
  const root = t.testdir({ out: { 'notes.txt': 'mine' }, file: '' });
  for (const name of ['out', 'file']) {
    await t.rejects(writeSplits(join(root, name), [split]), { code: 'output_exists' });
  }
  await t.rejects(writeSplits(join(root, 'file', 'out'), [split]), { code: /./ });
  t.strictSame(readdirSync(root).sort(), ['file', 'out']);
  t.strictSame(readdirSync(join(root, 'out')), ['notes.txt']);
});

t.test('a link, and a folder inside an index, are refused in words', async (t) => {
  const root = t.testdir({
    empty: {},
    to: t.fixture('symlink', 'empty'),
    dangling: t.fixture('symlink', 'nowhere'),
    'my.idx': { 'catalogue.sqlite': '', segments: {} },
    inside: t.fixture('symlink', 'my.idx/segments'),
  });
  for (const name of ['to', 'dangling']) {
    await t.rejects(writeSplits(join(root, name), [split]), {
      code: 'output_exists',
      message: / is a symbolic link: expected a new or an empty folder/,
    });
  }
  for (const name of ['my.idx/out', 'my.idx/segments', 'my.idx/a/b', 'inside/out']) {
    await t.rejects(writeSplits(join(root, name), [split]), {
      code: 'bad_argument',
      message: / lies inside the index .*my\.idx: expected a folder outside of it/,
    });
  }
  t.strictSame(readdirSync(join(root, 'my.idx')).sort(), ['catalogue.sqlite', 'segments']);
  t.strictSame(readdirSync(root).sort(), ['dangling', 'empty', 'inside', 'my.idx', 'to']);
});

t.test('a split that fails half-way leaves nothing', async (t) => {
  const root = t.testdir({});
  const [first] = split.sets;
  const faulty = { ...split, sets: [...split.sets, { ...first, name: 'no/such/folder' }] };
  const out = join(root, 'out');
  await t.rejects(writeSplits(out, [split, faulty as typeof split]), {
    code: 'output_not_writable',
  });
  t.strictSame(readdirSync(root), []);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) {
    mkdirSync(join(root, 'locked'));
    writeFileSync(join(root, 'locked', 'x'), '');
    chmodSync(join(root, 'locked'), 0o500);
    await t.rejects(writeSplits(join(root, 'locked', 'out'), [split]), {
      code: 'output_not_writable',
    });
  }
  t.notOk(existsSync(out));
});

t.test('Parquet holds the rows of the JSON lines, exposures as columns', async (t) => {
  const root = t.testdir({});
  await writeSplits(join(root, 'out'), [split], { parquet: true, prefix: 'p_' });
  for (const name of [
    'all kinds.proxy_train',
    'all kinds.proxy_validation',
    'wh_island.proxy_validation',
  ]) {
    const bytes = readFileSync(join(root, 'out', `${name}.parquet`));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const read = await parquetReadObjects({ file: file as ArrayBuffer });
    const lines = readFileSync(join(root, 'out', `${name}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n');
    const rows = lines.map((line) => {
      const { p_exposure_good: good, p_exposure_bad: bad, ...row } = JSON.parse(line);
      return {
        ...row,
        p_exposure_good_count: good.count,
        p_exposure_good_first_step: good.first_step,
        p_exposure_bad_count: bad.count,
        p_exposure_bad_first_step: bad.first_step,
      };
    });
    t.strictSame(read.map(asJson), rows.map(asJson), name);
  }
  t.notOk(existsSync(join(root, 'out', 'wh_island.proxy_train.parquet')));
  const card = readFileSync(join(root, 'out', 'README.md'), 'utf8');
  t.match(card, 'path: "all kinds.proxy_train.parquet"');
  t.match(card, '- name: "p_exposure_good_first_step"\n    dtype: int64');
  t.notMatch(card, /jsonl|"p_exposure_good"/);
});

/** Whole numbers as numbers, what is null as missing: a column has a value for every row. */
function asJson(row: Record<string, unknown>): unknown {
  const text = JSON.stringify(row, (_, value) => {
    if (typeof value === 'bigint') return Number(value);
    return value === null ? undefined : value;
  });
  const plain = JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(plain).sort(([a], [b]) => (a < b ? -1 : 1)));
}
