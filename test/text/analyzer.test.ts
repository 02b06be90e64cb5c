import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { analyze, analyzeWithRanges } from '../../text/analyzer.ts';
import { analyzerVersion, runtimeUnicode } from '../../text/index-analyzer.ts';
import { runsOf } from '../runs.ts';
import { nastyText } from './nasty-text.ts';

t.test('the version is 1 and the runtime tells its Unicode version', (t) => {
  t.equal(analyzerVersion, 1);
  t.match(runtimeUnicode, /^\d+\.\d+$/);
  t.end();
});

const examples: [title: string, text: string, tokens: string[]][] = [
  ['nothing', '', []],
  ['white space and control characters are no tokens', ' \t\r\n\u0085\u2028\u3000\u0001\u007f', []],
  [
    'contractions, abbreviations, numbers and names stay whole',
    "Hasn't U.S 3.14 foo_bar",
    ["hasn't", 'u.s', '3.14', 'foo_bar'],
  ],
  ['a hyphen parts three tokens', 'well-known', ['well', '-', 'known']],
  ['each Han character is one', '学而时习之。', ['学', '而', '时', '习', '之', '。']],
  ['punctuation is a token', 'paula. References', ['paula', '.', 'references']],
  ['curly quotes are straight ones', '“don’t” ‘I’', ['"', "don't", '"', "'", 'i', "'"]],
  ['a modifier apostrophe is a quote', 'oʼclock x＇y ＂', ["o'clock", "x'y", '"']],
  [
    'soft hyphens and other invisible characters are gone',
    'co\u00adop\ufeff a\u200bb \u200e',
    ['coop', 'ab'],
  ],
  [
    'a final capital sigma becomes a final sigma in its own token',
    'ΟΔΟΣ ΟΔΟΣ-Α Σ',
    ['οδος', 'οδος', '-', 'α', 'σ'],
  ],
  ['a dotted capital I keeps its dot', 'İI', ['i\u0307i']],
  ['NFC comes first', 'Cafe\u0301 \u212b', ['café', 'å']],
  ['a space with a combining mark is a token', 'a \u0308b', ['a', ' \u0308', 'b']],
  ['Hebrew keeps its quotes', "צה\u201dל ג\u2019 ג'", ['צה"ל', "ג'", "ג'"]],
  ['a family is one token, flags are pairs', '👨‍👩‍👧 🇫🇷🇩🇪', ['👨‍👩‍👧', '🇫🇷', '🇩🇪']],
  ['a lone surrogate is a replacement character', 'a\ud800 \udc00', ['a', '\ufffd', '\ufffd']],
];

for (const [title, text, tokens] of examples) {
  t.test(title, (t) => {
    t.same(analyze(text, 'words'), tokens);
    t.same(analyzeWithRanges(text, 'words').tokens, tokens);
    t.end();
  });
}

t.test('cased leaves the case alone and does all the rest', (t) => {
  t.same(analyze('“Don’T” İ ΟΔΟΣ', 'cased'), ['"', "Don'T", '"', 'İ', 'ΟΔΟΣ']);
  t.end();
});

t.test('ranges point into the original text', (t) => {
  const text = '\ufeff “Cafe\u0301s” co\u00adop\u00ad. 각x';
  const { tokens, starts, ends } = analyzeWithRanges(text, 'words');
  t.same(tokens, ['"', 'cafés', '"', 'coop', '.', '각x']);
  t.same(
    starts.map((start, i) => text.slice(start, ends[i])),
    ['“', 'Cafe\u0301s', '”', 'co\u00adop', '.', '각x'],
  );
  t.end();
});

t.test('ranges ascend, are not empty, and give the tokens of analyze', (t) => {
  const result = fc.check(
    fc.property(nastyText(), (text) => {
      const { tokens, starts, ends } = analyzeWithRanges(text, 'words');
      return (
        isDeepStrictEqual(tokens, analyze(text, 'words')) &&
        tokens.every(
          (_, i) =>
            starts[i]! >= (starts[i - 1] ?? 0) &&
            ends[i]! >= (ends[i - 1] ?? 0) &&
            ends[i]! > starts[i]! &&
            ends[i]! <= text.length,
        )
      );
    }),
    { numRuns: runsOf(1000) },
  );
  t.notOk(result.failed, JSON.stringify(result.counterexample));
  t.end();
});

t.test('the text of a range analyses to its token, but for what stands around it', (t) => {
  const text = 'The “Quick” bro\u00adwn fox can’t jump 32.3 feet, 学 Cafe\u0301!';
  const { tokens, starts, ends } = analyzeWithRanges(text, 'words');
  t.same(
    tokens.map((_, i) => analyze(text.slice(starts[i], ends[i]), 'words')),
    tokens.map((token) => [token]),
  );
  t.end();
});
