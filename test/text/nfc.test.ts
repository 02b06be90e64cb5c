// The oracle is the runtime's own NFC, which is exact and slow on long runs of marks.

import fc from 'fast-check';
import t from 'tap';
import { analyze } from '../../text/analyzer.ts';
import { toNfc } from '../../text/nfc.ts';

/** Every mark that has a class or a decomposition, and some that have neither. */
const marks = Array.from({ length: 0x110000 }, (_, i) => i)
  .filter((i) => i < 0xd800 || i > 0xdfff)
  .map((i) => String.fromCodePoint(i))
  .filter((character) => /\p{M}/u.test(character));

t.test('runs of any marks are as the runtime normalises them', (t) => {
  const unit = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...marks) },
    { weight: 1, arbitrary: fc.constantFrom('a', 'é', '\u1100', '\u1161', '漢') },
  );
  const few = fc.uniqueArray(unit, { minLength: 1, maxLength: 12 }).chain((units) => {
    return fc.string({ unit: fc.constantFrom(...units), minLength: 0, maxLength: 2500 });
  });
  fc.assert(
    fc.property(few, fc.constantFrom('', 'a', 'é', '\u0915'), (run, before) => {
      const text = before + run;
      t.ok(toNfc(text) === text.normalize('NFC'));
    }),
    { numRuns: 300 },
  );
  for (const mark of marks) {
    const text = `a${`${mark}\u0316\u0301`.repeat(400)}`;
    t.ok(toNfc(text) === text.normalize('NFC'), `${mark.codePointAt(0)}`);
  }
  t.end();
});

t.test('marks of two classes by turns take no longer than others', (t) => {
  const start = performance.now();
  const text = `a${'\u0301\u0316'.repeat(200_000)} b`;
  t.same(analyze(text, 'words'), [
    `a${'\u0316'.repeat(200_000)}${'\u0301'.repeat(200_000)}`.normalize('NFC'),
    'b',
  ]);
  const ms = performance.now() - start;
  t.ok(ms < 5000, `${Math.round(ms)} ms, where ICU alone takes a minute`);
  t.end();
});

t.test('millions of marks take no stack', (t) => {
  for (const mark of ['\u0301', '\u{1d165}']) {
    const text = `a${mark.repeat(2_000_000)}b`;
    t.ok(toNfc(text) === text.normalize('NFC'), JSON.stringify(mark));
  }
  t.end();
});
