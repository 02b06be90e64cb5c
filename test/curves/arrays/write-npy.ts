// Arrays as numpy.save writes them.

/** A `.npy` of version 1, as numpy.save writes it. */
export function npyOf(
  values: Float64Array | Float32Array | Uint8Array | Float16Array | BigInt64Array,
  shape: readonly number[],
  kind: string,
): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const literal = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const header = `${literal.padEnd(117)}\n`;
  const head = Buffer.from(`\x93NUMPY\x01\x00..${header}`, 'latin1');
  head.writeUInt16LE(header.length, 8);
  return Buffer.concat([head, new Uint8Array(values.buffer)]);
}
