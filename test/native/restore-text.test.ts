import fc from 'fast-check';
import t from 'tap';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { quadBlockWords, superblockWords } from '../../native/quad-blocks.ts';
import type { RestoreTextArguments } from '../../native/restore-verbs.ts';
import { onBothKernels, skipNative, someNumbers } from './both-kernels.ts';
import { hostileQuadLengths, superblockLengths } from './naive-quad-blocks.ts';

interface Text {
  readonly symbols: Uint32Array;
  readonly bwt: Uint32Array;
  readonly firstRows: Uint32Array;
  readonly recordEnds: Uint32Array;
}

/** Suffixes are compared up to the 0 that ends their record; equal ones are in order of position. */
function makeText(lengths: readonly number[], bound: number, seed: number): Text {
  const records = lengths.map((length, i) => [...someNumbers(length, bound, seed + i), -1]);
  const symbols = Uint32Array.from(records.flat(), (number) => number + 1);
  let end = 0;
  const recordEnds = Uint32Array.from(records, ({ length }) => {
    end += length;
    return end;
  });
  const suffixes = Array.from(symbols, (_, start) => {
    return symbols.subarray(start, symbols.indexOf(0, start) + 1);
  });
  const rows = Array.from(symbols.keys()).sort((a, b) => {
    const [one, other] = [suffixes[a] as Uint32Array, suffixes[b] as Uint32Array];
    const differs = one.findIndex((symbol, i) => symbol !== other[i]);
    return differs < 0 ? a - b : (one[differs] as number) - (other[differs] as number);
  });
  const before = (start: number) => symbols[(start + symbols.length - 1) % symbols.length];
  const bwt = Uint32Array.from(rows, (start) => before(start) as number);
  const firstRows = Uint32Array.from({ length: bound + 1 }, (_, symbol) => {
    return symbols.reduce((sum, other) => sum + Number(other < symbol), 0);
  });
  return { symbols, bwt, firstRows, recordEnds };
}

function restore(kernel: Kernel, text: Text, changes: Partial<RestoreTextArguments> = {}) {
  const { symbols: _, ...given } = text;
  const symbols = new Uint32Array(given.bwt.length).fill(77);
  const links = new Uint32Array(2 * given.bwt.length);
  const restored = kernel.restoreText({ ...given, links, symbols, ...changes });
  return restored ? symbols.join() : undefined;
}

onBothKernels('a text comes back from the symbols before its suffixes', (kernel, t) => {
  const texts = fc.record({
    lengths: fc.array(fc.oneof(fc.nat(3), fc.nat(60)), { minLength: 1, maxLength: 120 }),
    bound: fc.constantFrom(1, 2, 3, 50),
    seed: fc.nat(1000),
  });
  fc.assert(
    fc.property(texts, ({ lengths, bound, seed }) => {
      const text = makeText(lengths, bound, seed);
      return restore(kernel, text) === text.symbols.join();
    }),
    { numRuns: 100 },
  );
  t.equal(restore(kernel, makeText([], 1, 1)), '');
});

onBothKernels('what is not a text is not restored', (kernel, t) => {
  const text = makeText([5, 0, 9, 30], 4, 1);
  const change = (array: Uint32Array, at: number, value: number) => array.with(at, value);
  const wrong: Partial<RestoreTextArguments>[] = [
    { bwt: change(text.bwt, 2, 99) },
    { bwt: change(text.bwt, 2, 0) },
    { recordEnds: change(text.recordEnds, 1, 6) },
    { recordEnds: change(text.recordEnds, 1, 8) },
    { recordEnds: change(text.recordEnds, 1, 1000) },
    { firstRows: change(text.firstRows, 2, 2 ** 32 - 1) },
    { firstRows: text.firstRows.subarray(0, 2) },
  ];
  for (const changes of wrong) t.equal(restore(kernel, text, changes), undefined);
});

onBothKernels('arrays that do not fit are refused', (kernel, t) => {
  const text = makeText([5, 0, 9], 4, 1);
  const rows = text.bwt.length;
  const wrong: Partial<RestoreTextArguments>[] = [
    { symbols: new Uint32Array(rows - 1) },
    { links: new Uint32Array(2 * rows - 1) },
    { recordEnds: Uint32Array.of(rows - 1) },
    { symbols: text.bwt },
  ];
  for (const changes of wrong) t.throws(() => restore(kernel, text, changes), RangeError);
  const blocks = new Uint32Array(quadBlockWords(10));
  const values = new Uint32Array(10);
  const undo = (sorted: Uint32Array, given = blocks) => {
    return () => kernel.undoQuadLevel({ sorted, blocks: given, values });
  };
  t.doesNotThrow(undo(new Uint32Array(10)));
  t.throws(undo(new Uint32Array(9)), RangeError);
  t.throws(undo(values), RangeError);
  t.throws(undo(new Uint32Array(10), blocks.subarray(1)), RangeError);
});

function buildAndUndo(kernel: Kernel, values: Uint32Array, shift: number): string {
  const { length } = values;
  const sorted = new Uint32Array(length);
  const blocks = new Uint32Array(quadBlockWords(length));
  const superblocks = new Uint32Array(superblockWords(length));
  kernel.buildQuadLevel({ values, shift, next: sorted, blocks, superblocks });
  const undone = new Uint32Array(length);
  kernel.undoQuadLevel({ sorted, blocks, values: undone });
  return undone.join();
}

onBothKernels('a level undone gives the values that it was built from', (kernel, t) => {
  for (const length of [...hostileQuadLengths, ...superblockLengths]) {
    for (const bound of [1, 3, 4, 2 ** 32]) {
      const values = someNumbers(length, bound, length + bound);
      t.equal(buildAndUndo(kernel, values, 0), values.join(), `${length} below ${bound}`);
    }
    const values = new Uint32Array(length).fill(3);
    t.equal(buildAndUndo(kernel, values, 0), values.join(), `${length} of one digit`);
  }
});

t.test('both kernels restore a longer text alike', { skip: skipNative }, (t) => {
  const text = makeText([...someNumbers(300, 40, 9)], 9, 4);
  t.equal(restore(loadKernel('native'), text), restore(loadKernel('typescript'), text));
  t.end();
});
