// Records of plain lines that are taken at once make the same index as records one by one.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { skipNative } from '../native/both-kernels.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { recordsAt } from './run-index.ts';

const plainLines = [
  '{"id":"a","text":"the first record, of it"}',
  '{"text":"“it” — é"}',
  '{"id":7.0,"text":""}',
  '{"id":null,"text":" x\\n"}',
];
const oddLines = [
  '{"id":"\\u0041","text":"the of"}',
  '{"id":[1],"text":"e\u0301 and of"}',
  '{"id":"c","text":"😀 the new"}',
  '{"id":"d","text":"\u00a0of"}',
  '{"id":"bad","text":5}',
  'x',
  '',
  `{"id":"long","text":"${'word '.repeat(40)}"}`,
];

/** The files of an index, and its records. */
async function build(t: Test, path: string, options: BuildOptions, kernel: '0' | undefined) {
  const directory = join(temporaryFolder(t), 'index');
  if (kernel !== undefined) process.env['FIRSTSEEN_NATIVE'] = kernel;
  try {
    const { seconds: _, ...summary } = await buildIndex(directory, {
      ...{ from: [path], workers: 1, inline: fileOperations, onBadRecord: 'skip', ...options },
    });
    const segments = join(directory, 'segments');
    const files = readdirSync(segments).sort();
    const bytes = files.map((name) => readFileSync(join(segments, name)).toString('base64'));
    return { summary, files, bytes, records: recordsAt(directory) };
  } finally {
    if (kernel !== undefined) delete process.env['FIRSTSEEN_NATIVE'];
  }
}

t.test('the same index with either kernel', { skip: skipNative }, async (t) => {
  const line = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...plainLines) },
    { weight: 1, arbitrary: fc.constantFrom(...oddLines) },
  );
  const options = fc.constantFrom<BuildOptions>(
    {},
    { storesText: false },
    { resolution: 'step' },
    { segmentSymbols: 30, merges: false },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 60 }), options, async (lines, options) => {
      const path = join(temporaryFolder(t), 'a.jsonl');
      writeFileSync(path, [...lines, plainLines[0]].map((line) => `${line}\n`).join(''));
      const native = await build(t, path, options, undefined);
      t.strictSame(native, await build(t, path, options, '0'));
    }),
    { numRuns: 40 },
  );
});
