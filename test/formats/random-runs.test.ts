// The random runs themselves: every format and rule is among them, and the digest is that of Python.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { digestOf, type FedRecord, readRandomRuns } from './random-runs.ts';
import { smallFolders } from './spoil-folder.ts';

const runs = readRandomRuns();

t.test('every format and every rule is among the random runs', async (t) => {
  const keys = new Set<string>();
  const formats = new Set<string>();
  for (const { make } of runs) {
    const run = JSON.parse(readFileSync(make(t.testdir()), 'utf8'));
    formats.add(run.format);
    for (const part of [run, run.order ?? {}, run.steps, run.truncate ?? {}]) {
      for (const key of Object.keys(part)) keys.add(key);
    }
  }
  t.equal(formats.size, 14);
  const expected = ['epochs', 'truncate', 'order', 'repeats', 'samples', 'row_stride', 'unit'];
  const rules = ['batch_size', 'drop_last', 'schedule', 'field', 'words', 'model_tokens'];
  t.same(
    [...expected, ...rules].filter((key) => !keys.has(key)),
    [],
  );
});

t.test('a digest of expected.jsonl is what Python makes of it', async (t) => {
  // Python: digest_of(list(read_run(Path("mds/run.json")))), and of nanogpt.
  const known = {
    mds: '1503aefd1e7cb0e5fe3c938734e5e334b02455df8e50aec62ac0af2260d20e83',
    nanogpt: 'fe46e8514a121551d5de5cc35bd41e561e61c82cb10f04ace9f33b18aa064f84',
  };
  for (const [name, digest] of Object.entries(known)) {
    const lines = readFileSync(join(smallFolders, name, 'expected.jsonl'), 'utf8').trimEnd();
    const records = lines.split('\n').map((line): FedRecord => {
      const { text, text_pieces: pieces, ...facts } = JSON.parse(line);
      return { ...facts, parts: pieces ?? [text] };
    });
    t.equal(digestOf(records), digest, name);
  }
});
