import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import { listTensors, readArray } from '../../../curves/arrays/read-array.ts';
import { readRows } from '../../../curves/arrays/read-rows.ts';
import { takeRows } from '../../../curves/arrays/take-rows.ts';
import { IndexError } from '../../../errors.ts';
import { bfloat16BytesOf, bytesOf, npy, safetensors } from './array-bytes.ts';

const shape = [3, 2, 4];
/** Exact in all four types. */
const values = Array.from({ length: 24 }, (_, i) => i * 2 - 23);

async function codeOf(run: () => Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await run();
  } catch (error) {
    if (error instanceof IndexError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'none', message: '' };
}

t.test('.npy is read in each type, byte order, axis order and version', async (t) => {
  const path = join(t.testdir(), 'a.npy');
  for (const descr of ['<f2', '>f2', '<f4', '>f4', '<f8', '>f8']) {
    for (const version of [1, 2, 3] as const) {
      for (const fortran of [false, true]) {
        writeFileSync(path, npy({ shape, values }, { descr, version, fortran }));
        const array = await readArray(path, null);
        t.strictSame(array.shape, shape);
        const rows = [...takeRows(array, [2, 0, 2])];
        t.strictSame(
          rows,
          [...values.slice(16), ...values.slice(0, 8), ...values.slice(16)],
          `${descr}, version ${version}, Fortran ${fortran}`,
        );
      }
    }
  }
});

t.test('safetensors are read in each type, by name or as the only one', async (t) => {
  const path = join(t.testdir(), 'a.safetensors');
  const tensors = {
    half: { dtype: 'F16', shape, bytes: bytesOf(values, '<f2') },
    brain: { dtype: 'BF16', shape, bytes: bfloat16BytesOf(values) },
    single: { dtype: 'F32', shape, bytes: bytesOf(values, '<f4') },
    double: { dtype: 'F64', shape, bytes: bytesOf(values, '<f8') },
    ids: { dtype: 'I64', shape: [1], bytes: Buffer.alloc(8) },
  };
  writeFileSync(path, safetensors(tensors));
  t.strictSame(await listTensors(path), Object.keys(tensors));
  for (const name of ['half', 'brain', 'single', 'double']) {
    t.strictSame([...takeRows(await readArray(path, name), [0, 1, 2])], values, name);
  }
  const ofIds = await codeOf(() => readArray(path, 'ids'));
  t.match(ofIds, { code: 'results_invalid', message: /tensor ids of type I64, expected F16/ });
  const ofNone = await codeOf(() => readArray(path, 'other'));
  t.match(ofNone, { code: 'results_invalid', message: /half, brain.*expected other/ });
  t.equal((await codeOf(() => readArray(path, null))).code, 'results_invalid', 'one of many');
  writeFileSync(path, safetensors({ only: tensors.brain }));
  t.strictSame([...takeRows(await readArray(path, null), [1])], values.slice(8, 16));
});

t.test('float16 and bfloat16 keep every value, small and large ones too', async (t) => {
  const dir = t.testdir();
  const halves = [6e-8, 6.103515625e-5, 65504, -1.0009765625, 0, 0.333251953125].map(Math.f16round);
  writeFileSync(join(dir, 'h.npy'), npy({ shape: [6, 1], values: halves }, { descr: '<f2' }));
  t.strictSame(
    [...takeRows(await readArray(join(dir, 'h.npy'), null), [0, 1, 2, 3, 4, 5])],
    halves,
  );
  const bits = Buffer.from(Uint16Array.of(0x3f81, 0x0001, 0xff7f, 0x8000).buffer);
  const file = safetensors({ b: { dtype: 'BF16', shape: [4, 1], bytes: bits } });
  writeFileSync(join(dir, 'b.safetensors'), file);
  const read = takeRows(await readArray(join(dir, 'b.safetensors'), null), [0, 1, 2, 3]);
  t.strictSame([...read], [1.0078125, 2 ** -133, -(2 - 2 ** -7) * 2 ** 127, -0]);
});

t.test('files that are something else, or not whole, are refused by name', async (t) => {
  const whole = npy({ shape: [2, 3], values: [1, 2, 3, 4, 5, 6] });
  const header = (text: string) => npy({ shape: [1, 1], values: [1] }, { header: text });
  const tensor = { dtype: 'F32', shape: [2], bytes: Buffer.alloc(8) };
  const json = (text: string) => safetensors({ a: tensor }, { header: text });
  const lfs = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n';
  const files: readonly (readonly [string, Buffer, string, RegExp])[] = [
    ['empty', Buffer.alloc(0), 'source_truncated', /has 0 bytes, expected a \.npy or safetensors/],
    ['cut', whole.subarray(0, -1), 'source_truncated', /151 bytes, expected 152/],
    ['cut header', whole.subarray(0, 40), 'source_truncated', /40 bytes, expected 128/],
    [
      'longer',
      Buffer.concat([whole, Buffer.alloc(4)]),
      'source_damaged',
      /28 bytes of values, expected 24 for float32 \(2,3\)/,
    ],
    ['version 9', Buffer.from(whole).fill(9, 6, 7), 'source_damaged', /version 9 of \.npy/],
    [
      'long header',
      Buffer.concat([Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\xff', 'latin1'), Buffer.alloc(9)]),
      'source_damaged',
      /header of 4294967295 bytes/,
    ],
    [
      'integers',
      header("{'descr': '<i8', 'fortran_order': False, 'shape': (1, 1), }"),
      'results_invalid',
      /type <i8, expected float16/,
    ],
    [
      'objects',
      header("{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }"),
      'results_invalid',
      /type \|O,/,
    ],
    [
      'bfloat16 of ml_dtypes',
      header("{'descr': '<V2', 'fortran_order': False, 'shape': (1, 1), }"),
      'results_invalid',
      /type <V2,/,
    ],
    [
      'records',
      header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }"),
      'results_invalid',
      /type \[\('a', '<f4'\)\],/,
    ],
    [
      'no shape',
      header("{'descr': '<f4', 'fortran_order': False, }"),
      'source_damaged',
      /expected descr, fortran_order and shape/,
    ],
    [
      'shape of text',
      header("{'descr': '<f4', 'fortran_order': False, 'shape': (1,,1), }"),
      'source_damaged',
      /a shape \(1,,1\)/,
    ],
    ['no dict', header('nothing'), 'source_damaged', /expected descr/],
    [
      'npz',
      Buffer.from('PK\x03\x04aaaaaaaaaaaaaaaaaaaa', 'latin1'),
      'results_invalid',
      /a zip archive, such as \.npz or a file of torch\.save/,
    ],
    [
      'pickle',
      Buffer.from('\x80\x04\x95aaaaaaaaaaaaaaaaaa', 'latin1'),
      'results_invalid',
      /a pickle of Python/,
    ],
    ['pointer', Buffer.from(lfs), 'source_damaged', /Git LFS pointer/],
    [
      'text',
      Buffer.from('step,value\n1,2\n3,4\n'),
      'source_damaged',
      /neither the first bytes of \.npy/,
    ],
    ['not JSON', json('{"a": '), 'source_damaged', /header that is not valid JSON/],
    ['a list', json('[]'), 'source_damaged', /not a JSON object/],
    [
      'no dtype',
      json('{"a":{"shape":[2],"data_offsets":[0,8]}}'),
      'source_damaged',
      /tensor a without dtype/,
    ],
    [
      'other size',
      json('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}'),
      'source_damaged',
      /tensor a in 8 bytes, expected 12/,
    ],
    [
      'hole',
      json('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}'),
      'source_damaged',
      /tensor a at byte 4, expected it at 0/,
    ],
    [
      'short',
      json('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}'),
      'source_truncated',
      /expected/,
    ],
    [
      'extra',
      json('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'),
      'source_damaged',
      /as its header says/,
    ],
    ['long JSON', safetensors({ a: tensor }).subarray(0, 30), 'source_truncated', /expected/],
  ];
  const dir = t.testdir();
  for (const [name, bytes, code, message] of files) {
    const path = join(dir, name);
    writeFileSync(path, bytes);
    t.match(await codeOf(() => readArray(path, null)), { code, message }, name);
  }
  t.match(await codeOf(() => readArray(join(dir, 'none'), null)), { code: 'input_not_found' });
  t.match(await codeOf(() => readArray(dir, null)), { code: 'source_unreadable' });
});

t.test('whatever bytes of a file change, it is read or refused with a code', async (t) => {
  const path = join(t.testdir(), 'a');
  const bf16 = { dtype: 'BF16', shape: [2, 2], bytes: bfloat16BytesOf([1, 2, 3, 4]) };
  const files = [npy({ shape: [2, 2], values: [1, 2, 3, 4] }), safetensors({ a: bf16 })];
  const codes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), fc.nat(), fc.nat(255), async (file, at, byte) => {
      const bytes = Buffer.from(file);
      bytes[at % bytes.length] = byte;
      writeFileSync(path, bytes);
      codes.add((await codeOf(() => readArray(path, null))).code);
    }),
    { numRuns: 400, seed: 1 },
  );
  t.ok(codes.has('none') && codes.has('source_damaged'), [...codes].join(', '));
});

t.test('the rows of examples have to have the shape and to be finite', async (t) => {
  const dir = t.testdir();
  const path = join(dir, 'a.npy');
  const nan = Number.NaN;
  writeFileSync(path, npy({ shape: [4, 2], values: [1, 2, nan, nan, 5, Infinity, 7, 8] }));
  const place = { path, tensor: null };
  const set = { set: 's', pairs: 4 };
  const axes = ['pairs', 'width'];
  const kept = await readRows(place, { ...set, rows: Int32Array.of(0, 3) }, axes);
  t.strictSame([...kept.values], [1, 2, 7, 8], 'rows of dropped pairs may hold anything');
  t.strictSame([kept.width, kept.shape], [2, [2]]);
  const odd = (rows: number[]) =>
    codeOf(() => readRows(place, { ...set, rows: Int32Array.from(rows) }, axes));
  t.match(await odd([0, 1]), {
    code: 'results_invalid',
    message: /found NaN in row 1, expected a finite/,
  });
  t.match(await odd([0, 2]), { code: 'results_invalid', message: /found Infinity in row 2/ });
  const shape5 = await codeOf(() =>
    readRows(place, { set: 's', pairs: 5, rows: Int32Array.of(0) }, axes),
  );
  t.match(shape5, {
    code: 'results_invalid',
    message: /shape \[4, 2\], expected \[5, width\]: one row for each of the 5 pairs of s/,
  });
  const axes3 = await codeOf(() =>
    readRows(place, { ...set, rows: Int32Array.of(0) }, ['pairs', 'layers', 'heads']),
  );
  t.match(axes3, { code: 'results_invalid', message: /expected \[4, layers, heads\]/ });
});
