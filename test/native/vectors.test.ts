// The loops with vector instructions against the portable ones, which run where the processor has
// none. Nothing but these tests switches them off.

import { createRequire } from 'node:module';
import t from 'tap';
import { loadKernel } from '../../native/kernel.ts';
import { skipNative, someNumbers } from './both-kernels.ts';
import { hostileQuadLengths, quadMemory } from './naive-quad-blocks.ts';

interface Switch {
  allowVectors(allowed: boolean): void;
}

function levels(length: number): string {
  const values = someNumbers(length, 5000, length);
  const codes = someNumbers(5000, 2 ** 9, 3);
  const lengths = Uint8Array.from(codes, (code) => (code % 3 === 0 ? 9 : 10));
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
  return JSON.stringify(results);
}

t.test('levels are the same without vector instructions', { skip: skipNative }, (t) => {
  const require = createRequire(import.meta.url);
  const { allowVectors } = require('../../native/firstseen.node') as Switch;
  t.teardown(() => allowVectors(true));
  for (const length of [...hostileQuadLengths, 70_001]) {
    allowVectors(true);
    const wide = levels(length);
    allowVectors(false);
    t.equal(levels(length), wide, `${length} values`);
  }
  t.end();
});
