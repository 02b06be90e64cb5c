import fc from 'fast-check';
import t from 'tap';
import {
  assertLittleEndian,
  joinU64,
  putU64,
  readU32,
  readU64,
  two32,
  viewBytes,
  writeU32,
  writeU64,
} from '../../store/codec.ts';

const u64 = fc.oneof(
  fc.maxSafeNat(),
  fc.constantFrom(0, 1, two32 - 1, two32, two32 + 1, Number.MAX_SAFE_INTEGER),
);

t.test('a u64 that was written is read again, as bytes and as words', async (t) => {
  const property = fc.property(u64, fc.nat({ max: 9 }), (value, at) => {
    const bytes = new Uint8Array(17);
    writeU64(bytes, at, value);
    const words = new Uint32Array(2);
    putU64(words, 0, value);
    return readU64(bytes, at) === value && joinU64(words[0] ?? -1, words[1] ?? -1) === value;
  });
  t.doesNotThrow(() => fc.assert(property));
});

t.test('numbers are little-endian', async (t) => {
  const bytes = new Uint8Array(12);
  writeU32(bytes, 0, 0x01020304);
  writeU64(bytes, 4, 0x0506_0708_090a);
  t.strictSame([...bytes], [4, 3, 2, 1, 10, 9, 8, 7, 6, 5, 0, 0]);
  t.equal(readU32(bytes, 0), 0x01020304);
  t.equal(readU32(Uint8Array.of(0xff, 0xff, 0xff, 0xff), 0), two32 - 1, 'without a sign');
  t.doesNotThrow(assertLittleEndian);
});

t.test('what is no u64 below 2^53 is a RangeError, written or read', async (t) => {
  const bytes = new Uint8Array(8);
  for (const value of [-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1]) {
    t.throws(() => writeU64(bytes, 0, value), RangeError);
    t.throws(() => putU64(new Uint32Array(2), 0, value), RangeError);
  }
  t.throws(() => joinU64(0, 1 << 21), RangeError);
  t.throws(() => readU64(bytes.fill(0xff), 0), RangeError);
});

t.test('reading or writing over the end is a RangeError', async (t) => {
  const bytes = new Uint8Array(new ArrayBuffer(32), 8, 8);
  for (const at of [-1, 5, 8, 100]) {
    t.throws(() => readU32(bytes, at), RangeError);
    t.throws(() => writeU32(bytes, at, 1), RangeError);
  }
  t.throws(() => readU64(bytes, 1), RangeError);
  t.throws(() => writeU64(bytes, 1, 1), RangeError);
});

t.test('the bytes of words are the same memory', async (t) => {
  const words = new Uint32Array(8).subarray(2, 6);
  const bytes = viewBytes(words, 1, 3);
  words[1] = 0x01020304;
  t.equal(bytes.length, 8);
  t.strictSame([...bytes.subarray(0, 4)], [4, 3, 2, 1]);
  t.equal(viewBytes(words).length, 16);
});
