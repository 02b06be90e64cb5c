import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { type AnalyzerName, analyzeWithRanges } from '../../text/analyzer.ts';
import { findCut } from '../../text/find-cut.ts';
import { runsOf } from '../runs.ts';
import { naiveTokens } from './naive-analyzer.ts';
import { nastyText, tellingPieces } from './nasty-text.ts';

interface Token {
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

function tokensOf(text: string, analyzer: AnalyzerName, base = 0): Token[] {
  const { tokens, starts, ends } = analyzeWithRanges(text, analyzer);
  return tokens.map((token, i) => ({
    token,
    start: base + (starts[i] as number),
    end: base + (ends[i] as number),
  }));
}

/** Every place at which the text may be cut. */
function cutsOf(text: string): number[] {
  const cuts: number[] = [];
  for (let at = 0; ; ) {
    const cut = findCut(text, at + 1, text.length);
    if (cut === undefined) return cuts;
    cuts.push(cut);
    at = cut;
  }
}

/** The first cut that changes something: all of them together, then each by itself. */
function wrongCut(text: string): number | string | undefined {
  const cuts = cutsOf(text);
  const whole = tokensOf(text, 'words');
  const naive = naiveTokens(text, 'words');
  const at = (...places: number[]) =>
    [0, ...places].flatMap((from, i) =>
      tokensOf(text.slice(from, places[i] ?? text.length), 'words', from),
    );
  const words = (tokens: readonly Token[]) => tokens.map(({ token }) => token);
  if (!isDeepStrictEqual(words(whole), naive)) return 'the whole';
  if (!isDeepStrictEqual(at(...cuts), whole)) return 'all cuts';
  return cuts.find((cut) => !isDeepStrictEqual(at(cut), whole));
}

t.test('cutting any text changes no token and no range', (t) => {
  const result = fc.check(
    fc.property(nastyText(), (text) => wrongCut(text) === undefined),
    { numRuns: runsOf(4000) },
  );
  t.notOk(result.failed, JSON.stringify(result.counterexample));
  t.end();
});

t.test('any three telling pieces in a row can be cut where they say', (t) => {
  const wrong: string[] = [];
  for (const first of tellingPieces) {
    for (const second of tellingPieces) {
      for (const third of tellingPieces) {
        const text = `${first}${second}${third}`;
        if (wrongCut(text) !== undefined) wrong.push(text);
      }
    }
  }
  t.same(wrong, []);
  t.end();
});

t.test('every code point may be cut from its neighbours where they say', (t) => {
  const company = ['a', '1', '学', '😀', ' ', '.', "'", '\u0301', 'カ', 'א', '\u1161', '\u{1f1e6}'];
  const wrong: string[] = [];
  for (let point = 0; point < 0x110000; point += point < 0x30000 ? 1 : 0x101) {
    const one = String.fromCodePoint(point);
    // Parted by what has a cut on both sides, so that one text tries all of them.
    const text = company.map((other) => `${one}${other}${one}`).join('漢 漢');
    const cuts = cutsOf(text);
    const pieces = [0, ...cuts].flatMap((from, i) =>
      tokensOf(text.slice(from, cuts[i] ?? text.length), 'cased', from),
    );
    if (!isDeepStrictEqual(pieces, tokensOf(text, 'cased'))) wrong.push(point.toString(16));
  }
  t.same(wrong, []);
  t.end();
});

t.test('scripts without spaces have cuts nearly everywhere, and a word has none', (t) => {
  const cutsIn = (text: string) => cutsOf(text.repeat(100)).length;
  t.equal(cutsIn('学習'), 199);
  t.equal(cutsIn('\u{20000}\u{2a6df}'), 199, 'Han beyond the first plane');
  t.equal(cutsIn('ひら'), 199);
  t.equal(cutsIn('กข'), 199, 'Thai');
  t.equal(cutsIn('😀🎉'), 199);
  t.equal(cutsIn('...'), 299);
  t.equal(cutsIn('か\u3099'), 99, 'not before a mark');
  t.equal(cutsIn('❤\ufe0f'), 99);
  t.equal(cutsIn('👨\u200d👩'), 99, 'not inside an emoji of several');
  t.equal(cutsIn('word'), 0);
  t.equal(cutsIn('\u{1f1e9}\u{1f1ea}'), 0, 'flags are counted from the first on');
  t.equal(cutsIn('\u1100\u1161\u11a8'), 0, 'jamo');
  t.end();
});
