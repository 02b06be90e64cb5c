// Files of other frameworks are refused by name: among lines, and where raw ids are expected.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ArrowRows } from '../../../formats/arrow/arrow-rows.ts';
import { planSources } from '../../../formats/lines/source-plan.ts';
import { MegatronIndex } from '../../../formats/megatron/megatron-index.ts';
import { openRawFile } from '../../../formats/tokens/raw-token-file.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { numbers, writeFile, writeMegatron } from '../rows/write-rows.ts';
import { readSource } from './read-source.ts';

const ids = numbers([5, 6, 7, 8, 9, 10], 2);
const chunk = Buffer.concat([numbers([2, 16, 22, 28], 4), ids]);
const record = '0c00000000000000f4c8fe0a0a0b0a090a04746578741201a1d925b5';
const packs: [string, Buffer, RegExp][] = [
  ['chunk-0-0.bin', chunk, /a chunk of litdata/],
  ['train_0000000000.bin', Buffer.from('LITPKDS\0\x01\0\0\0\0\0\0\0'), /packed dataset of LitGPT/],
  ['a.idx', Buffer.from('TNTIDX\0\0\x01\0\0\0\0\0\0\0'), /fairseq.*mmap/],
  ['a.tfrecord', Buffer.from(record, 'hex'), /a TFRecord file/],
];

for (const [name, bytes, message] of packs) {
  t.test(name, async (t) => {
    const path = writeFile(temporaryFolder(t), name, bytes);
    const [plan] = await planSources([path]);
    if (plan === undefined) throw new Error('no plan');
    await t.rejects(readSource(plan), { code: 'bad_argument', message });
    const open = () => openRawFile({ name, path }, 'uint16');
    t.throws(open, { code: 'source_damaged', message });
  });
}

t.test('ids that begin like a chunk and have another size are ids', async (t) => {
  const bytes = Buffer.concat([chunk, numbers([1], 2)]);
  const path = writeFile(temporaryFolder(t), 'a.bin', bytes);
  const { file, tokens } = openRawFile({ name: 'a.bin', path }, 'uint16');
  t.equal(tokens, bytes.length / 2);
  file.close();
});

t.test('a zstd frame that needs a dictionary, and a WARC file', async (t) => {
  const frame = Buffer.from('28b52ffd23a1cb075829550000080a023cd2002c915620', 'hex');
  const files: [string, Buffer, RegExp][] = [
    ['a.jsonl.zst', frame, /compressed with a zstd dictionary: .*zstd -dc -D/],
    ['a.txt', Buffer.from('WARC/1.0\r\nWARC-Type: warcinfo\r\n'), /a WARC file/],
  ];
  for (const [name, bytes, message] of files) {
    const [plan] = await planSources([writeFile(temporaryFolder(t), name, bytes)]);
    if (plan === undefined) throw new Error('no plan');
    await t.rejects(readSource(plan), { code: 'bad_argument', message });
  }
});

t.test('Megatron: TNTIDX, and an index with a mode for each sequence', async (t) => {
  const folder = temporaryFolder(t);
  const parts = { sequences: [[1, 2], [3]], documents: [0, 1, 2], code: 8, bytes: 2 as const };
  writeMegatron(folder, 'a', parts);
  const place = (name: string) => ({ name, path: join(folder, name) });
  const whole = readFileSync(join(folder, 'a.idx'));
  writeFile(folder, 'a.idx', Buffer.concat([whole, Buffer.from([0, 1])]));
  const open = () => new MegatronIndex(place('a.idx'), place('a.bin'));
  t.throws(open, { code: 'source_damaged', message: /a mode for each of its 2 sequences/ });
  writeFile(folder, 'a.idx', Buffer.concat([Buffer.from('TNTIDX\0\0'), Buffer.alloc(40)]));
  t.throws(open, { code: 'source_damaged', message: /is the index of a fairseq dataset/ });
});

t.test('the cache of datasets: .arrow files without a state.json', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'cache'));
  writeFile(folder, 'cache/a-00000-of-00001.arrow', 'x');
  const place = { name: 'cache', path: join(folder, 'cache') };
  const fields = { text: 'text', id: 'id', step: undefined };
  t.throws(() => new ArrowRows(place, fields), {
    code: 'shard_missing',
    message: /has 1 \.arrow files, as the cache of datasets.*save_to_disk\("FOLDER"\)/,
  });
  await t.rejects(planSources([place.path]), { code: 'bad_argument', message: /without a state/ });
});
