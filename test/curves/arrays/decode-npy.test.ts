// Arrays as NumPy writes them, and zips of them.

import { crc32, deflateRawSync } from 'node:zlib';
import t from 'tap';
import { decodeNpy } from '../../../curves/arrays/decode-npy.ts';
import { countValues, type NumberArray, valueReader } from '../../../curves/arrays/number-array.ts';
import { readZip } from '../../../curves/arrays/read-zip.ts';
import { npyOf } from './write-npy.ts';

function valuesOf(array: NumberArray): (number | bigint)[] {
  return Array.from({ length: countValues(array.shape) }, (_, i) => valueReader(array)(i));
}

t.test('each kind of number is read, at any place in memory', async (t) => {
  const kinds = [
    [Float64Array.of(1.5, -2, Number.NaN), '<f8'],
    [Float32Array.of(0.25, -0, 7), '<f4'],
    [Float16Array.of(0.5, -1024, 65504), '<f2'],
    [Uint8Array.of(0, 1, 1), '|b1'],
    [Uint8Array.of(0, 200, 255), '|u1'],
    [BigInt64Array.of(-1n, 2n ** 40n, 0n), '<i8'],
  ] as const;
  for (const [values, kind] of kinds) {
    const shifted = Buffer.concat([Buffer.alloc(3), npyOf(values, [3, 1], kind)]).subarray(3);
    const array = decodeNpy(shifted, 'x.npy');
    t.same(array.shape, [3, 1], kind);
    t.same(valuesOf(array), [...values], kind);
  }
  t.same(decodeNpy(npyOf(Float64Array.of(4), [], '<f8'), 'x').shape, [], 'a number alone');
  t.same(decodeNpy(npyOf(new Float64Array(0), [0, 3], '<f8'), 'x').bytes.byteLength, 0);
});

t.test('versions 2 and 3 have a longer header', async (t) => {
  const first = npyOf(Float32Array.of(1, 2), [2], '<f4');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(first.readUInt16LE(8));
  for (const version of [2, 3]) {
    const head = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\x00`, 'latin1');
    const array = decodeNpy(Buffer.concat([head, length, first.subarray(10)]), 'x');
    t.same(valuesOf(array), [1, 2]);
  }
});

t.test('whatever else there is in a .npy is refused', async (t) => {
  const whole = npyOf(Float32Array.of(1, 2, 3, 4), [2, 2], '<f4');
  const changed = (from: string, to: string) =>
    Buffer.from(whole.toString('latin1').replace(from, to.padEnd(from.length)), 'latin1');
  const bad: [Buffer, RegExp][] = [
    [Buffer.from('abc'), /does not begin as a \.npy/],
    [whole.subarray(0, 9), /does not begin as a \.npy/],
    [whole.subarray(0, -3), /13 bytes of values, expected 16 for the shape \(2, 2\)/],
    [changed("'<f4'", "'>f4'"), /its values are ">f4".*little-endian/],
    [changed("'<f4'", "'|O'"), /its values are "\|O"/],
    [changed('False', 'True'), /Fortran order/],
    [changed("'shape'", "'size'"), /no descr and shape/],
  ];
  for (const [bytes, message] of bad) {
    t.throws(() => decodeNpy(bytes, 'x.npy'), { code: 'source_damaged', message });
  }
});

/** A zip of one file, written field by field. */
function zipOf(name: string, content: Buffer, isPacked: boolean): Buffer {
  const packed = isPacked ? deflateRawSync(content) : content;
  const fields = Buffer.alloc(24);
  fields.writeUInt16LE(isPacked ? 8 : 0, 4);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([
    Buffer.from('PK\x03\x04'),
    fields,
    Buffer.alloc(2),
    Buffer.from(name),
  ]);
  const entry = Buffer.concat([
    ...[Buffer.from('PK\x01\x02\0\0'), fields, Buffer.alloc(16), Buffer.from(name)],
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, entry, end]);
}

t.test('a zip gives its files, stored or deflated; one that is damaged is refused', async (t) => {
  const content = Buffer.from('some text, some text, some text');
  for (const isPacked of [false, true]) {
    const zip = zipOf('scores.npy', content, isPacked);
    t.same([...readZip(zip)], [['scores.npy', content]]);
    for (let at = 0; at < zip.length; at++) {
      t.throws(() => readZip(zip.subarray(0, at)), `cut at ${at}`);
      const flipped = Buffer.from(zip);
      flipped.writeUInt8(zip.readUInt8(at) ^ 1, at);
      let files: Map<string, Buffer> | undefined;
      try {
        files = readZip(flipped);
      } catch {}
      // What is not covered by a checksum: names, and fields that a reader passes over.
      for (const file of files?.values() ?? []) t.same(file, content, `flipped at ${at}`);
    }
  }
});
