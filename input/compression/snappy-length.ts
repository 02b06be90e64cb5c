/** What Snappy says of the size of its text, a varint at the start; NaN: it is not Snappy. */
export function snappyLength(packed: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < 5 && at < packed.length; at++) {
    const byte = packed[at] as number;
    length += (byte & 127) * 2 ** (7 * at);
    if (byte < 128) return length;
  }
  return Number.NaN;
}
