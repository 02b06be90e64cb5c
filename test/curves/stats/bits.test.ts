import fc from 'fast-check';
import t from 'tap';
import { countCommon, countWords, packBits, setBit } from '../../../curves/stats/bits.ts';

t.test('bits in common equal those counted one by one', (t) => {
  const flags = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 200 });
  fc.assert(
    fc.property(flags, (pairs) => {
      const a = packBits(Uint8Array.from(pairs, ([first]) => Number(first)));
      const b = new Uint32Array(countWords(pairs.length));
      for (const [i, [, second]] of pairs.entries()) if (second) setBit(b, i);
      return countCommon(a, b) === pairs.filter(([first, second]) => first && second).length;
    }),
  );
  t.equal(countCommon(new Uint32Array(0), new Uint32Array(0)), 0);
  t.equal(countCommon(Uint32Array.of(0xffffffff), Uint32Array.of(0xffffffff)), 32);
  t.end();
});
