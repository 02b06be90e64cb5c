import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { Dictionary, fillSlots, hashBytes, slotsFor } from '../../../store/segment/dictionary.ts';
import { withPages } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';

const folder = temporaryFolder(t);

/** Runs `look` on the dictionary of the terms; the symbol of terms[i] is i + 1. */
function withTerms(terms: readonly string[], look: (dictionary: Dictionary) => void): void {
  const encoded = terms.map((term) => Buffer.from(term));
  const alphabet = terms.length + 1;
  const starts = new Uint32Array(alphabet);
  const symbols = new Uint32Array(alphabet * 4);
  let at = 0;
  for (const [i, bytes] of encoded.entries()) {
    starts[i + 1] = at;
    symbols[(i + 1) * 4 + 3] = at;
    at += bytes.length;
  }
  const bytes = new Uint8Array(Buffer.concat(encoded));
  const { slots, hashes } = fillSlots(bytes, starts, alphabet);
  assert.deepEqual(
    [...hashes.subarray(1)],
    encoded.map((term) => hashBytes(term, 0, term.length)),
  );
  withPages(folder, { term_slots: slots, term_bytes: bytes, symbols }, (file) =>
    look(new Dictionary(file, alphabet)),
  );
}

function checkTerms(terms: readonly string[], others: readonly string[]): void {
  withTerms(terms, (dictionary) => {
    const known = new Set(terms);
    for (const [i, term] of terms.entries()) {
      assert.equal(dictionary.find(term), i + 1, term);
      assert.equal(dictionary.term(i + 1), term);
    }
    for (const other of others) {
      if (!known.has(other)) assert.equal(dictionary.find(other), undefined, other);
    }
  });
}

const term = fc.string({ unit: 'grapheme', maxLength: 8 }).map((term) => term.toWellFormed());

t.test('every term is found under its symbol, no other one is', async (t) => {
  const terms = fc.uniqueArray(term, { maxLength: 200, size: 'max' });
  const property = fc.property(terms, fc.array(term, { maxLength: 50 }), checkTerms);
  t.doesNotThrow(() => fc.assert(property, { numRuns: 40 }));
});

/** Terms whose hashes all fall into one slot of `slots`. */
function collidingTerms(count: number, slots: number): string[] {
  const found: string[] = [];
  for (let i = 0; found.length < count; i++) {
    const bytes = Buffer.from(`t${i}`);
    if ((hashBytes(bytes, 0, bytes.length) & (slots - 1)) === slots - 1) found.push(`t${i}`);
  }
  return found;
}

t.test('terms that fall into the same slot, the last one, are told apart', async (t) => {
  const count = 40;
  const slots = slotsFor(count + 1);
  const [unknown, ...terms] = collidingTerms(count + 1, slots) as [string, ...string[]];
  t.equal(terms.length, count);
  t.doesNotThrow(() => checkTerms(terms, [unknown, 't', '']));
});

t.test(
  'the empty term, terms across pages and unknown ones of any length are handled',
  async (t) => {
    const long = [
      '',
      'x'.repeat(4095),
      '漢'.repeat(5000),
      `${'y'.repeat(9000)}1`,
      `${'y'.repeat(9000)}2`,
    ];
    const unknown = ['x', 'x'.repeat(4096), '漢'.repeat(4999), 'y'.repeat(9001), '😀'.repeat(9000)];
    t.doesNotThrow(() => checkTerms(long, unknown));
    t.doesNotThrow(() => checkTerms([], ['', 'a', ...unknown]), 'a dictionary of no term');
  },
);

t.test('there is always an empty slot to end a search', async (t) => {
  for (const alphabet of [1, 2, 3, 4, 100, 1365, 1366]) {
    const slots = slotsFor(alphabet);
    t.ok(slots > alphabet - 1 && Number.isInteger(Math.log2(slots)), `${slots} for ${alphabet}`);
  }
});
