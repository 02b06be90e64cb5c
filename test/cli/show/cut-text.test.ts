// A long text is shown with its beginning and its end, and the note counts what is between.

import fc from 'fast-check';
import t from 'tap';
import { cutText } from '../../../cli/show/cut-text.ts';

const note = /\n… ([\d,]+) characters left out: --full shows them …\n/;
const cut = (text: string) => cutText(text, '--full shows them');

t.test('what is shown are both ends, whole characters, of bounded length and lines', async () => {
  const piece = fc.constantFrom('a', 'word ', '\n', '\n\n', 'é', '語', '😀', 'x'.repeat(300));
  const text = fc
    .tuple(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 60 }))
    .map(([parts, times]) => parts.join('').repeat(times));
  fc.assert(
    fc.property(text, (text) => {
      const shown = cut(text);
      if (shown === text) return text.length <= 1200 + 400 + 200 && text.split('\n').length <= 33;
      const found = note.exec(shown);
      if (found === null) return false;
      const [start, end] = [
        shown.slice(0, found.index),
        shown.slice(found.index + found[0].length),
      ];
      const left = Number(found[1]?.replaceAll(',', ''));
      return (
        text.startsWith(start) &&
        text.endsWith(end) &&
        text.length - start.length - end.length === left &&
        left > 0 &&
        start.isWellFormed() &&
        end.isWellFormed() &&
        start.length <= 1200 &&
        end.length <= 400 &&
        shown.split('\n').length <= 20 + 1 + 7
      );
    }),
    { numRuns: 300 },
  );
});

t.test('a short text is shown whole, a long one is cut', async (t) => {
  for (const text of ['', 'a', '\n', 'a\n'.repeat(26), 'x'.repeat(1700)]) t.equal(cut(text), text);
  t.equal(cut('x'.repeat(10_000)).length, 1200 + 400 + 49);
  t.match(cut('a\n'.repeat(100)), /^(a\n){20}… 151 characters left out: .* …\n(a\n){5}$/);
});
