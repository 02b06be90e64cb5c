// The fast way to the tokens of a phrase gives those of the definition.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { analyzePhrase } from '../../text/analyze-phrase.ts';
import { analyze } from '../../text/analyzer.ts';
import { hostilePhrases } from '../phrases.ts';
import { runsOf } from '../runs.ts';

function check(phrase: string): void {
  for (const analyzer of ['words', 'cased'] as const) {
    assert.deepEqual(analyzePhrase(phrase, analyzer), analyze(phrase, analyzer));
  }
}

/** One character of each kind, blanks included, and some that are not plain. */
const kinds = ['a', 'Z', '7', '_', "'", '.', ':', ',', ';', '"', '-', ' ', '\n', '\r', '\t', '\0'];

t.test('every string of four characters of every kind', async (t) => {
  let checked = 0;
  for (let n = 0; n < kinds.length ** 4; n++) {
    const at = (place: number) => kinds[Math.floor(n / kinds.length ** place) % kinds.length] ?? '';
    check(at(0) + at(1) + at(2) + at(3));
    checked++;
  }
  t.equal(checked, 65_536);
});

t.test('every character of ASCII between and beside letters and digits', async (t) => {
  for (let unit = 0; unit < 128; unit++) {
    const character = String.fromCharCode(unit);
    for (const side of ['a', '1', 'A_', '_', ' ', '.']) {
      check(character + side + character + side + character);
    }
  }
  t.pass('all are the same');
});

t.test('random phrases, plain or not', async (t) => {
  const unit = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...kinds) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constantFrom('é', 'e\u0301', '\u2019', '\u00ad', '漢', '\ud800') },
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 30 }), (units) => check(units.join(''))),
    { numRuns: runsOf(1500) },
  );
  for (const phrase of hostilePhrases()) check(phrase);
  check('a.b '.repeat(400));
  t.pass('all are the same');
});
