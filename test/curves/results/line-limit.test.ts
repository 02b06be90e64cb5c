// A line without an end, and an array that unpacks to more than is taken, are refused early.

import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { readZip } from '../../../curves/arrays/read-zip.ts';
import { maxLineBytes } from '../../../curves/results/line-limit.ts';
import { readResults } from '../../../curves/results/read-results.ts';
import { splitOf } from './small-results.ts';
import { write } from './write-results.ts';

const split = splitOf({ wh_island: { pairs: 4, kept: [0, 1, 3] } });
const endless = 'a'.repeat(maxLineBytes + (8 << 20));

for (const [name, text, message] of [
  ['step7/samples_blimp_wh_island.jsonl', endless, /line 1: the line has more than 67108864 bytes/],
  ['x.jsonl.gz', `{"set":"${endless}`, /line 1: the line has more than 67108864 bytes/],
  ['x.csv', `set,row,step,correct\n${endless}`, /line 2: the row is not valid: Max Record Size/],
] as const) {
  t.test(`an endless line: ${name}`, async (t) => {
    const file = write(join(t.testdir(), name), gzipSync(text, { level: 1 }));
    await t.rejects(readResults([file], split, { taskPrefix: 'blimp_' }), {
      code: 'results_invalid',
      message,
    });
  });
}

t.test('a zip says how large its files are before they are unpacked', async (t) => {
  const packed = deflateRawSync(Buffer.alloc(1000));
  const zip = zipOf(packed, 1000);
  t.throws(() => readZip(zip, 999), { message: 'its files have more than 999 bytes' });
  t.throws(() => readZip(zip, 1000), { message: /checksum/ }, 'read, and found to be another file');
});

/** One entry `a` without a checksum. */
function zipOf(packed: Buffer, bytes: number): Buffer {
  const local = Buffer.alloc(31);
  local.write('PK\x03\x04', 'latin1');
  local.writeUInt16LE(1, 26);
  local.write('a', 30);
  const entry = Buffer.alloc(47);
  entry.write('PK\x01\x02', 'latin1');
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(bytes, 24);
  entry.writeUInt16LE(1, 28);
  entry.write('a', 46);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, entry, end]);
}
