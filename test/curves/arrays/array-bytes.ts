// Files of arrays as NumPy and safetensors write them, made here byte by byte.

export interface Written {
  readonly shape: readonly number[];
  /** C order. */
  readonly values: readonly number[];
}

/** float16 as an integer, for values that float16 has. */
function halfBits(value: number): number {
  return new Uint16Array(new Float16Array([value]).buffer)[0] as number;
}

function put(view: DataView, at: number, { value, descr }: { value: number; descr: string }): void {
  const little = descr[0] !== '>';
  if (descr.endsWith('f2')) view.setUint16(at, halfBits(value), little);
  else if (descr.endsWith('f4')) view.setFloat32(at, value, little);
  else view.setFloat64(at, value, little);
}

export function bytesOf(values: readonly number[], descr: string): Buffer {
  const size = Number(descr.at(-1));
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) put(view, i * size, { value, descr });
  return Buffer.from(bytes);
}

/** The upper half of the float32: exact for small whole numbers. */
export function bfloat16BytesOf(values: readonly number[]): Buffer {
  const halves = Uint16Array.from(values, (value) => {
    return (new Uint32Array(new Float32Array([value]).buffer)[0] as number) >>> 16;
  });
  return Buffer.from(halves.buffer);
}

interface NpyOptions {
  readonly descr?: string;
  readonly version?: 1 | 2 | 3;
  readonly fortran?: boolean;
  /** In place of the header that fits. */
  readonly header?: string;
}

export function npy(
  { shape, values }: Written,
  { descr = '<f4', version = 1, fortran = false, header }: NpyOptions = {},
): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text =
    header ??
    `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const start = version === 1 ? 10 : 12;
  const padded = `${text.padEnd(Math.ceil((text.length + start + 1) / 64) * 64 - start - 1)}\n`;
  const prefix = Buffer.alloc(start);
  prefix.write('\x93NUMPY', 'latin1');
  prefix[6] = version;
  if (version === 1) prefix.writeUInt16LE(padded.length, 8);
  else prefix.writeUInt32LE(padded.length, 8);
  const ordered = fortran ? fortranOrder({ shape, values }) : values;
  return Buffer.concat([prefix, Buffer.from(padded), bytesOf(ordered, descr)]);
}

/** By all indices, the first one fastest. */
function fortranOrder({ shape, values }: Written): number[] {
  const ordered: number[] = [];
  for (let i = 0; i < values.length; i++) {
    let rest = i;
    let position = 0;
    for (const [axis, length] of shape.entries()) {
      const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      position += (rest % length) * inner;
      rest = Math.floor(rest / length);
    }
    ordered.push(values[position] as number);
  }
  return ordered;
}

export interface WrittenTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Buffer;
}

export function safetensors(
  tensors: Readonly<Record<string, WrittenTensor>>,
  { header }: { readonly header?: string } = {},
): Buffer {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
    const start = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [start, end] }] as const;
  });
  const json =
    header ?? JSON.stringify({ __metadata__: { by: 'test' }, ...Object.fromEntries(entries) });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(json)));
  return Buffer.concat([
    length,
    Buffer.from(json),
    ...Object.values(tensors).map(({ bytes }) => bytes),
  ]);
}
