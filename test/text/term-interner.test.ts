import fc from 'fast-check';
import t from 'tap';
import { TermInterner } from '../../text/term-interner.ts';

const decoder = new TextDecoder();
const fold = Uint16Array.from({ length: 0x10000 }, (_, unit) =>
  String.fromCharCode(unit).toLowerCase().charCodeAt(0),
);

t.test('terms get ids in order of first occurrence', (t) => {
  const interner = new TermInterner(fold);
  t.same(
    ['the', 'cat', 'the', '', 'Cat', 'cat', ''].map((term) => interner.internString(term)),
    [0, 1, 0, 2, 3, 1, 2],
  );
  t.equal(interner.size, 4);
  t.end();
});

t.test('a slice through a folding table is the folded term', (t) => {
  const interner = new TermInterner(fold);
  const id = interner.internString('жук');
  t.equal(interner.internSlice('a ЖУК!', 2, 5), id);
  t.equal(interner.internSlice('a ЖУК!', 2, 6), id + 1);
  t.end();
});

t.test('it does what a Map does, and growing changes no id', (t) => {
  const result = fc.check(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 200 }),
      (terms) => {
        const interner = new TermInterner(fold);
        const map = new Map<string, number>();
        for (const term of terms) {
          if (!map.has(term)) map.set(term, map.size);
          if (interner.internString(term) !== map.get(term)) return false;
        }
        const { bytes, offsets } = interner.encodeTerms();
        return (
          interner.size === map.size &&
          [...map].every(([term, id]) => {
            const encoded = bytes.subarray(offsets[id], offsets[id + 1]);
            return decoder.decode(encoded) === term.toWellFormed();
          })
        );
      },
    ),
  );
  t.notOk(result.failed, JSON.stringify(result.counterexample));
  t.end();
});

t.test('a hundred thousand terms are all found again', (t) => {
  const interner = new TermInterner(fold);
  const held = interner.byteLength;
  const terms = Array.from({ length: 100_000 }, (_, i) => `term ${i * 7919}`);
  const ids = terms.map((term) => interner.internString(term));
  t.equal(interner.size, terms.length);
  t.ok(terms.every((term, i) => interner.internString(term) === ids[i]));
  t.ok(terms.every((term, i) => decoder.decode(interner.termBytes(ids[i]!)) === term));
  t.ok(interner.byteLength > held + 2 * terms.join('').length);
  t.end();
});

t.test('terms are given as UTF-8, one by one and all together', (t) => {
  const interner = new TermInterner(fold);
  const terms = ['a', 'é', '学', '😀x', '', 'long'.repeat(1000)];
  for (const term of terms) interner.internString(term);
  t.same(
    terms.map((_, id) => decoder.decode(interner.termBytes(id))),
    terms,
  );
  const { bytes, offsets } = interner.encodeTerms();
  t.equal(decoder.decode(bytes), terms.join(''));
  t.same([...offsets], [0, 1, 3, 6, 11, 11, 4011]);
  t.throws(() => interner.termBytes(terms.length), RangeError);
  t.throws(() => interner.termBytes(-1), RangeError);
  t.end();
});

t.test('an interner without terms encodes to nothing', (t) => {
  const { bytes, offsets } = new TermInterner(fold).encodeTerms();
  t.equal(bytes.length, 0);
  t.same([...offsets], [0]);
  t.end();
});
