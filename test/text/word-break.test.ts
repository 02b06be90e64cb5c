import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { wordBoundaries } from '../../text/word-break.ts';
import { runsOf } from '../runs.ts';

const casesFile = new URL('../../../shared/data/unicode/word-break-cases.jsonl', import.meta.url);

function segmentsOf(text: string): string[] {
  const boundaries = wordBoundaries(text);
  return boundaries.slice(1).map((end, i) => text.slice(boundaries[i], end));
}

t.test(
  'all cases of the Unicode 17 word break test file pass',
  { skip: existsSync(casesFile) ? false : 'the shared data folder is not here' },
  (t) => {
    const lines = readFileSync(casesFile, 'utf8').trim().split('\n');
    t.equal(lines.length, 1944);
    const failed = lines.filter((line) => {
      const { text, segments } = JSON.parse(line);
      return JSON.stringify(segmentsOf(text)) !== JSON.stringify(segments);
    });
    t.same(failed, []);
    t.end();
  },
);

// ICU's 'word' rules (ICU 78, compared over all code points) part from the plain rules only where a
// dictionary cuts: in scripts written without spaces (line breaking class SA) and in Han, Hiragana,
// Katakana and Hangul with the marks and iteration signs that go with them (U+16FF0 and U+16FF1
// among these). Everything else must agree: colon, '@', quotes, emoji and flags included.
const dictionaryScripts = [
  ...['Thai', 'Lao', 'Myanmar', 'Khmer', 'Tai_Le', 'New_Tai_Lue', 'Tai_Tham', 'Tai_Viet', 'Ahom'],
  ...['Han', 'Hiragana', 'Katakana', 'Hangul'],
];
const dictionary = new RegExp(
  dictionaryScripts.map((script) => `\\p{Script_Extensions=${script}}`).join('|'),
  'u',
);

function segmenterText(): fc.Arbitrary<string> {
  const telling = [
    ...' aZ1_\'":.,;@#\r\n\t\u00a0\u0308\u00ad\u200d\u05d0\u05d3\u00b7\u2060❤😀🏽ⓂЖΣé\u202f\u3000\u0600',
  ];
  const flags = ['\u{1f1e6}', '\u{1f1f7}'];
  const any = fc
    .integer({ min: 0, max: 0x1ffff })
    .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
    .map((codePoint) => String.fromCodePoint(codePoint))
    .filter((character) => !dictionary.test(character));
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...telling, ...flags) },
    { weight: 1, arbitrary: any },
  );
  return fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
}

t.test('boundaries are those of Intl.Segmenter where it uses no dictionary', (t) => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
  const result = fc.check(
    fc.property(segmenterText(), (text) => {
      const expected = [...segmenter.segment(text)].map(({ segment }) => segment);
      return isDeepStrictEqual(segmentsOf(text), expected);
    }),
    { numRuns: runsOf(4000) },
  );
  t.notOk(result.failed, JSON.stringify(result.counterexample));
  t.end();
});

t.test('the empty text has no boundary, a lone surrogate has its own two', (t) => {
  t.same(wordBoundaries(''), []);
  t.same(wordBoundaries('\ud800'), [0, 1]);
  t.same(wordBoundaries('a\udc00b'), [0, 1, 2, 3]);
  t.end();
});

t.test('the time is linear in the text', (t) => {
  const marks = `a'${'\u0308'.repeat(200_000)}'`.repeat(2);
  const started = performance.now();
  wordBoundaries(marks);
  t.ok(performance.now() - started < 1000);
  t.end();
});
