// The order of a blend by weights, against what Megatron-LM's own helper made of the same weights
// (build_blending_indices of August 2026, compiled for x86-64, weights normalised by NumPy twice).

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { WeightedBlend } from '../../../formats/orders/weighted-blend.ts';

/** Data sets, entries, and the beginning of the SHA-256 of Megatron's two arrays (int16, int64). */
const known: readonly (readonly [number, number, string])[] = [
  [1, 10, '3c0598e9efa7dc1a'],
  [2, 1000, 'ebc3e9f1550f5a5c'],
  [3, 70000, 'c5a2ffeeaa26b1a3'],
  [9, 70000, '583ece6a606c3160'],
  [20, 1000, 'fc5c64dbc9b27730'],
  [131, 70000, '040f461c117d1cc2'],
];

t.test('the order is the one that Megatron computes', (t) => {
  for (const [sets, entries, digest] of known) {
    const weights = Array.from({ length: sets }, (_, i) => (((i * 7) % 11) + 1) / 10);
    const blend = new WeightedBlend(weights);
    // Entries are found in any order.
    blend.at(entries - 1);
    const index = new Int16Array(entries);
    const samples = new BigInt64Array(entries);
    for (let entry = 0; entry < entries; entry++) {
      const { set, sample } = blend.at(entry);
      index[entry] = set;
      samples[entry] = BigInt(sample);
    }
    const hash = createHash('sha256').update(index).update(samples);
    t.equal(hash.digest('hex').slice(0, 16), digest, `${sets} data sets`);
  }
  t.end();
});

t.test('each data set gives its samples in order, and comes close to its share', (t) => {
  const weights = fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), {
    minLength: 1,
    maxLength: 12,
  });
  const property = fc.property(weights, fc.integer({ min: 1, max: 500 }), (given, entries) => {
    const blend = new WeightedBlend(given);
    const sum = given.reduce((all, weight) => all + weight, 0);
    const counts = given.map(() => 0);
    for (let entry = 0; entry < entries; entry++) {
      const { set, sample } = blend.at(entry);
      t.equal(sample, counts[set], 'its next sample');
      counts[set] = (counts[set] as number) + 1;
    }
    for (const [i, weight] of given.entries()) {
      const share = (weight / sum) * entries;
      t.ok(Math.abs((counts[i] as number) - share) <= given.length, `${counts[i]} of ${share}`);
    }
  });
  fc.assert(property, { numRuns: 50 });
  t.end();
});
