import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { hashBytes } from '../../../store/segment/dictionary.ts';
import { PhraseList, type PhraseTerms } from '../../../store/segment/phrase-list.ts';

const encoder = new TextEncoder();

/** The bytes and the hash of each term, and where the phrases end. */
function readTerms({ bytes, starts, hashes, ends }: PhraseTerms) {
  assert.equal(starts.length, hashes.length + 1);
  const terms = Array.from(hashes, (hash, i) => {
    const term = bytes.slice(starts[i], (starts[i + 1] as number) - 1);
    return [Buffer.from(term).toString('hex'), hash];
  });
  return { terms, ends: [...ends] };
}

const token = fc.oneof(fc.string({ maxLength: 9 }), fc.string({ unit: 'binary', maxLength: 9 }));
const phrases = fc.array(fc.array(token, { minLength: 1, maxLength: 6 }), { maxLength: 50 });

t.test('terms are the bytes of the tokens, made at once or with pauses', async () => {
  fc.assert(
    fc.property(phrases, (phrases) => {
      let tokens = 0;
      const ends = phrases.map((phrase) => (tokens += phrase.length));
      const terms = phrases.flat().map((token) => {
        const bytes = encoder.encode(token);
        return [Buffer.from(bytes).toString('hex'), hashBytes(bytes, 0, bytes.length)];
      });
      assert.deepEqual(readTerms(new PhraseList(phrases).terms), { terms, ends });
      const paused = new PhraseList(phrases);
      for (const _ of paused.prepare());
      assert.deepEqual(readTerms(paused.terms), { terms, ends });
    }),
  );
});

t.test('a text of many parts has the terms of one', async (t) => {
  const text = Array.from({ length: 20_000 }, (_, i) => (i % 7 === 0 ? `é${i}` : `t${i}`));
  const paused = new PhraseList([text]);
  // One behind the ends of phrases, and one behind each part.
  t.equal([...paused.prepare()].length, 1 + 3);
  t.same(readTerms(paused.terms), readTerms(new PhraseList([text]).terms));
});
