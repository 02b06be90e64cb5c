// LZ4 as Parquet files have it: a raw block, or blocks in the frame that Hadoop writes.
//
//   block   sequences: token (literals << 4 | match - 4), lengths over 15 and 19 in further bytes,
//           literals, offset u16; the last sequence has literals only
//   Hadoop  size of the text u32, then chunks until it is reached: size of the block u32, the block;
//           sizes are big-endian
//
// No checksum: a block has to fill exactly the size that the page header states.

/** Text of a raw block, of exactly `length` bytes; throws a plain Error for anything else. */
export function decodeLz4Block(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  const end = decodeInto(input, output, 0);
  if (end !== length) throw new Error(`its LZ4 block has ${end} bytes of text, expected ${length}`);
  return output;
}

/**
 * Text of what codec LZ4 says, which writers have understood in two ways. The two cannot be taken
 * for each other: a frame begins with a size below 2^28, whose first byte is a token without
 * literals, and a block cannot begin with a match.
 */
export function decodeLz4(input: Uint8Array, length: number): Uint8Array {
  const isBlock = length === 0 ? input.length < 4 : (input[0] as number) >> 4 > 0;
  if (isBlock) return decodeLz4Block(input, length);
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  const output = new Uint8Array(length);
  let filled = 0;
  for (let at = 0; at < input.length; ) {
    if (at + 4 > input.length) throw new Error('its LZ4 frame is cut short');
    const frameEnd = filled + view.getUint32(at);
    at += 4;
    if (frameEnd > length) throw new Error('its LZ4 frame has more text than the page');
    while (filled < frameEnd) {
      if (at + 4 > input.length) throw new Error('its LZ4 frame is cut short');
      const blockEnd = at + 4 + view.getUint32(at);
      if (blockEnd > input.length) throw new Error('its LZ4 frame is cut short');
      const before = filled;
      filled = decodeInto(input.subarray(at + 4, blockEnd), output.subarray(0, frameEnd), filled);
      if (filled === before) throw new Error('its LZ4 frame has an empty block');
      at = blockEnd;
    }
  }
  if (filled === length) return output;
  throw new Error(`its LZ4 frame has ${filled} bytes of text, expected ${length}`);
}

/** Decodes a block behind the `start` bytes that `output` has; returns where its text ends. */
function decodeInto(input: Uint8Array, output: Uint8Array, start: number): number {
  let at = 0;
  let end = start;
  const more = (length: number): number => {
    for (let byte = 255; byte === 255; length += byte) {
      if (at >= input.length) throw new Error('its LZ4 block is cut short');
      byte = input[at++] as number;
    }
    return length;
  };
  while (at < input.length) {
    const token = input[at++] as number;
    const literals = token >> 4 === 15 ? more(15) : token >> 4;
    if (at + literals > input.length) throw new Error('its LZ4 block is cut short');
    if (end + literals > output.length) throw new Error('its LZ4 block has too much text');
    output.set(input.subarray(at, at + literals), end);
    at += literals;
    end += literals;
    if (at === input.length) return end;
    if (at + 2 > input.length) throw new Error('its LZ4 block is cut short');
    const offset = (input[at] as number) | ((input[at + 1] as number) << 8);
    at += 2;
    const match = 4 + ((token & 15) === 15 ? more(15) : token & 15);
    if (offset === 0 || offset > end - start) throw new Error('its LZ4 block points before itself');
    if (end + match > output.length) throw new Error('its LZ4 block has too much text');
    if (offset >= match) output.copyWithin(end, end - offset, end - offset + match);
    else for (let i = end; i < end + match; i++) output[i] = output[i - offset] as number;
    end += match;
  }
  if (input.length === 0) return end;
  throw new Error('its LZ4 block does not end with literals');
}
