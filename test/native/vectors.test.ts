// The loops with vector instructions against the portable ones, which run where the processor has
// none. Nothing but these tests switches them off.

import { createRequire } from 'node:module';
import t from 'tap';
import { loadKernel } from '../../native/kernel.ts';
import { hostileLengths, skipNative, someNumbers } from './both-kernels.ts';
import { hostileQuadLengths, quadMemory } from './naive-quad-blocks.ts';

interface Switch {
  allowVectors(allowed: boolean): void;
}

function levels(length: number): string {
  const kernel = loadKernel('native');
  const values = someNumbers(length, 5000, length);
  const codes = someNumbers(5000, 2 ** 9, 3);
  const lengths = Uint8Array.from(codes, (code) => (code % 3 === 0 ? 9 : 10));
  const results: unknown[] = [];
  for (const shift of [0, 12, 31]) {
    const next = new Uint32Array(length);
    const blocks = new Uint32Array((Math.floor(length / 480) + 1) * 16);
    results.push(kernel.buildLevel({ values, shift, next, blocks }), [...next], [...blocks]);
  }
  for (const level of [0, 8]) {
    const next = new Uint32Array(length);
    const blocks = new Uint32Array((Math.floor(length / 480) + 1) * 16);
    const built = kernel.buildHuffmanLevel({
      symbols: values,
      codes,
      lengths,
      level,
      next,
      blocks,
    });
    results.push(built, [...next.subarray(0, built.kept)], [...blocks]);
  }
  results.push(...quadLevels(values, codes, lengths));
  return JSON.stringify(results);
}

function quadLevels(values: Uint32Array, codes: Uint32Array, lengths: Uint8Array): unknown[] {
  const kernel = loadKernel('native');
  const { written, ...memory } = quadMemory(values.length);
  const results: unknown[] = [];
  for (const shift of [0, 12, 30, 31]) {
    kernel.buildQuadLevel({ values, shift, ...memory });
    results.push(written(values.length));
  }
  for (const level of [0, 8]) {
    const kept = kernel.buildQuadHuffmanLevel({
      symbols: values,
      codes,
      lengths,
      level,
      ...memory,
    });
    results.push(kept, written(kept));
  }
  return results;
}

t.test('levels are the same without vector instructions', { skip: skipNative }, (t) => {
  const require = createRequire(import.meta.url);
  const { allowVectors } = require('../../native/firstseen.node') as Switch;
  t.teardown(() => allowVectors(true));
  for (const length of [...hostileLengths, ...hostileQuadLengths, 70_001]) {
    allowVectors(true);
    const wide = levels(length);
    allowVectors(false);
    t.equal(levels(length), wide, `${length} values`);
  }
  t.end();
});
