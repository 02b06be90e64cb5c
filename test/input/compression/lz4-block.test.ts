// LZ4 as python-lz4 and Hadoop write it, and its edges by hand.

import fc from 'fast-check';
import t from 'tap';
import { decodeLz4, decodeLz4Block } from '../../../input/compression/lz4-block.ts';

/** An LZ4 block of literals, then of a run: written by the format's description. */
function lengthBytes(length: number, most: number): number[] {
  if (length < most) return [];
  const rest = length - most;
  return [...Array.from({ length: Math.floor(rest / 255) }, () => 255), rest % 255];
}

function blockOf(literals: Uint8Array, copies: { offset: number; length: number } | undefined) {
  const { length } = literals;
  const match = copies === undefined ? 0 : copies.length - 4;
  const token = (Math.min(length, 15) << 4) | Math.min(match, 15);
  const tail = copies === undefined ? [] : [copies.offset & 255, copies.offset >> 8];
  const more = copies === undefined ? [] : lengthBytes(match, 15);
  // The last sequence has literals only.
  const last = copies === undefined ? [] : [0x10, 0x21];
  return Uint8Array.from([
    token,
    ...lengthBytes(length, 15),
    ...literals,
    ...tail,
    ...more,
    ...last,
  ]);
}

function textOf(literals: Uint8Array, copies: { offset: number; length: number } | undefined) {
  if (copies === undefined) return [...literals];
  const text = [...literals];
  for (let i = 0; i < copies.length; i++) text.push(text[text.length - copies.offset] as number);
  return [...text, 0x21];
}

function u32(number: number): number[] {
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255];
}

const parts = fc.uint8Array({ minLength: 1, maxLength: 600 }).chain((literals) =>
  fc.record({
    literals: fc.constant(literals),
    copies: fc.option(
      fc.record({
        offset: fc.integer({ min: 1, max: literals.length }),
        length: fc.integer({ min: 4, max: 700 }),
      }),
      { nil: undefined },
    ),
  }),
);

t.test('a raw block and frames of Hadoop are the same text', (t) => {
  fc.assert(
    fc.property(
      fc.array(parts, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (all, isOneFrame) => {
        const blocks = all.map(({ literals, copies }) => blockOf(literals, copies));
        const texts = all.map(({ literals, copies }) => textOf(literals, copies));
        const text = Uint8Array.from(texts.flat());
        const sized = blocks.map((block) => [...u32(block.length), ...block]);
        const framed = isOneFrame
          ? [...u32(text.length), ...sized.flat()]
          : sized.flatMap((block, i) => [...u32((texts[i] as number[]).length), ...block]);
        t.strictSame(decodeLz4(Uint8Array.from(framed), text.length), text);
        const [block, first] = [blocks[0] as Uint8Array, texts[0] as number[]];
        t.strictSame(decodeLz4(block, first.length), Uint8Array.from(first));
        t.strictSame(decodeLz4Block(block, first.length), Uint8Array.from(first));
        for (const wrong of [-1, 1]) {
          t.throws(() => decodeLz4(block, first.length + wrong), /LZ4/);
          t.throws(() => decodeLz4(Uint8Array.from(framed), text.length + wrong), /LZ4/);
        }
        for (const cut of [1, 3, block.length - 1]) {
          t.throws(
            () => decodeLz4Block(block.subarray(0, block.length - cut), first.length),
            /LZ4/,
          );
          const short = framed.slice(0, framed.length - cut);
          t.throws(() => decodeLz4(Uint8Array.from(short), text.length), /LZ4/);
        }
      },
    ),
    { numRuns: 60 },
  );
  t.end();
});

t.test('an empty page', async (t) => {
  t.strictSame(decodeLz4(Uint8Array.of(0), 0), new Uint8Array(0));
  t.strictSame(decodeLz4(new Uint8Array(0), 0), new Uint8Array(0));
  t.strictSame(decodeLz4(Uint8Array.of(0, 0, 0, 0), 0), new Uint8Array(0));
});

t.test('a match cannot begin before the block', async (t) => {
  const block = Uint8Array.of(0x10, 0x41, 2, 0, 0x10, 0x21);
  t.throws(() => decodeLz4Block(block, 6), /points before itself/);
});
