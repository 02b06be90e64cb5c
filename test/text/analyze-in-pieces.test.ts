import fc from 'fast-check';
import t from 'tap';
import { analyzeInPieces } from '../../text/analyze-in-pieces.ts';
import { analyzeWithRanges } from '../../text/analyzer.ts';
import { runsOf } from '../runs.ts';
import { nastyText } from './nasty-text.ts';

/** What it gives in the end, and the places to pause before. */
function walked(text: string, pieceLength?: number) {
  const walk = analyzeInPieces(text, 'words', pieceLength);
  for (let pauses = 0; ; pauses += 1) {
    const { done, value } = walk.next();
    if (done) return { pauses, ...value };
  }
}

t.test('tokens and ranges are those of the whole text', (t) => {
  const lengths = fc.integer({ min: 1, max: 30 });
  fc.assert(
    fc.property(
      nastyText(),
      lengths,
      fc.constantFrom('words', 'cased'),
      (text, length, analyzer) => {
        const walk = analyzeInPieces(text, analyzer, length);
        let step = walk.next();
        while (!step.done) step = walk.next();
        t.same(step.value, analyzeWithRanges(text, analyzer));
      },
    ),
    { numRuns: runsOf(1000) },
  );
  t.end();
});

t.test('a text without a place to cut is analysed in many steps', (t) => {
  for (const unit of ['x', 'é', '\u{1f1e6}', '\u{10400}', '  ', 'e\u0301', '1.']) {
    const text = unit.repeat(300_000);
    const { pauses, ...found } = walked(text);
    t.same(found, analyzeWithRanges(text, 'words'), JSON.stringify(unit));
    t.ok(pauses >= (2 * text.length) / (64 << 10), `${pauses} pauses`);
  }
  t.end();
});
