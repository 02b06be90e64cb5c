// A set of code points as steps over bytes: the UTF-8 of each of them, and of no other code point.
//
// The steps of a code point are a path of one to four bytes. Paths that continue alike share their
// rest, so a set of a thousand ranges takes dozens of nodes. Surrogates have no UTF-8.

import { type CodePointRange, type CodePoints, joinRanges } from './code-points.ts';

/** Bytes [start, end) lead to the node `to`, or out of the set: `done`. */
export interface ByteStep {
  readonly start: number;
  readonly end: number;
  readonly to: number;
}

/** In place of a node: the code point is complete. */
export const done = -1;

/** The steps of each node. Nodes lead to those before them; the last one is the first byte's. */
export type Utf8Steps = readonly (readonly ByteStep[])[];

/** Code points by the length of their UTF-8: how many bytes follow, and the first byte less their block. */
const lengths = [
  { start: 0, end: 0x80, rest: 0, lead: 0 },
  { start: 0x80, end: 0x800, rest: 1, lead: 0xc0 },
  { start: 0x800, end: 0xd800, rest: 2, lead: 0xe0 },
  { start: 0xe000, end: 0x10000, rest: 2, lead: 0xe0 },
  { start: 0x10000, end: 0x110000, rest: 3, lead: 0xf0 },
] as const;

const blockValues = 64;
const followingByte = 0x80;

export function utf8Steps(set: CodePoints): Utf8Steps {
  const maker = new StepMaker();
  const first = lengths.flatMap(({ start, end, rest, lead }) => {
    return maker.steps(clip(set, { start, end }), rest, lead);
  });
  return [...maker.nodes, first];
}

/** The part of a set in a range. */
function clip(set: CodePoints, { start, end }: CodePointRange): CodePoints {
  return joinRanges(
    set.map((range) => ({ start: Math.max(start, range.start), end: Math.min(end, range.end) })),
  );
}

class StepMaker {
  nodes: ByteStep[][] = [];
  /** Nodes by what they stand for. */
  #known = new Map<string, number>();

  /** The steps of a byte that `rest` bytes follow, for values below 64 ** (rest + 1) or of a first byte. */
  steps(values: CodePoints, rest: number, base: number): ByteStep[] {
    const size = blockValues ** rest;
    const steps: ByteStep[] = [];
    let open: { readonly block: number; readonly values: CodePointRange[] } | undefined;
    const close = () => {
      if (open !== undefined) add(open.block, open.block + 1, this.#node(open.values, rest - 1));
      open = undefined;
    };
    const add = (start: number, end: number, to: number) => {
      const last = steps.at(-1);
      if (last?.to === to && last.end === base + start) steps.pop();
      const from = last?.to === to && last.end === base + start ? last.start : base + start;
      steps.push({ start: from, end: base + end, to });
    };
    for (const { start, end } of values) {
      for (let at = start; at < end; ) {
        const block = Math.floor(at / size);
        const whole = Math.floor(end / size);
        if (at === block * size && whole > block) {
          close();
          add(block, whole, this.#node([{ start: 0, end: size }], rest - 1));
          at = whole * size;
          continue;
        }
        if (open?.block !== block) close();
        open ??= { block, values: [] };
        const until = Math.min(end, (block + 1) * size);
        open.values.push({ start: at - block * size, end: until - block * size });
        at = until;
      }
    }
    close();
    return steps;
  }

  /** The node of a following byte; `done` where no byte is left. */
  #node(values: CodePoints, rest: number): number {
    if (rest < 0) return done;
    const key = `${rest}:${values.map(({ start, end }) => `${start}-${end}`).join()}`;
    let node = this.#known.get(key);
    if (node === undefined) {
      const steps = this.steps(values, rest, followingByte);
      node = this.nodes.push(steps) - 1;
      this.#known.set(key, node);
    }
    return node;
  }
}
