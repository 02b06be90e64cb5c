import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { analyzeInto } from '../../text/analyze-into.ts';
import { type AnalyzerName, analyze } from '../../text/analyzer.ts';
import { simpleUnits } from '../../text/simple-units.ts';
import { TermInterner } from '../../text/term-interner.ts';
import { growingSink } from '../../text/token-sink.ts';
import { runsOf } from '../runs.ts';
import { naiveTokens, naiveWords } from './naive-analyzer.ts';
import { frames, nastyText, parting, tellingPieces } from './nasty-text.ts';

const decoder = new TextDecoder();

function analyzeRecord(text: string, analyzer: AnalyzerName): { tokens: string[]; words: number } {
  const interner = new TermInterner(simpleUnits().fold[analyzer]);
  const sink = growingSink(0);
  const appended = analyzeInto(text, { analyzer, interner }, sink);
  const ids = [...sink.ids.subarray(0, sink.length)];
  if (appended !== ids.length) throw new Error(`${appended} reported, ${ids.length} appended`);
  if (new Set(ids).size !== interner.size) throw new Error('a term that no token has');
  const tokens = ids.map((id) => decoder.decode(interner.termBytes(id)));
  return { tokens, words: sink.words };
}

/** What is wrong with the tokens of a text, or undefined. */
function complaint(text: string, analyzer: AnalyzerName): string | undefined {
  const expected = { tokens: naiveTokens(text, analyzer), words: naiveWords(text) };
  const found = analyzeRecord(text, analyzer);
  if (!isDeepStrictEqual(analyze(text, analyzer), expected.tokens)) return 'analyze';
  return isDeepStrictEqual(found, expected) ? undefined : JSON.stringify({ found, expected });
}

for (const analyzer of ['words', 'cased'] as const) {
  t.test(`${analyzer}: any text gives the tokens and words of the definition`, (t) => {
    const result = fc.check(
      fc.property(nastyText(), (text) => complaint(text, analyzer) === undefined),
      { numRuns: runsOf(4000) },
    );
    t.notOk(result.failed, JSON.stringify(result.counterexample));
    t.end();
  });

  t.test(`${analyzer}: every code unit gives the definition's tokens in every company`, (t) => {
    const wrong: string[] = [];
    for (let row = 0; row < 0x10000; row += 16) {
      const characters = Array.from({ length: 16 }, (_, i) => String.fromCharCode(row + i));
      const texts = characters.flatMap((c) => frames.map((frame) => frame.replace('#', c)));
      if (complaint(texts.join(parting), analyzer) !== undefined) wrong.push(row.toString(16));
    }
    t.same(wrong, []);
    t.end();
  });
}

t.test('any three telling pieces in a row give the tokens of the definition', (t) => {
  const wrong: string[] = [];
  for (const first of tellingPieces) {
    for (const second of tellingPieces) {
      const texts = tellingPieces.map((third) => `${first}${second}${third}`);
      if (complaint(texts.join(parting), 'words') !== undefined) wrong.push(first + second);
    }
  }
  t.same(wrong, []);
  t.end();
});

t.test('records follow each other in the sink and share the vocabulary', (t) => {
  const interner = new TermInterner(simpleUnits().fold.words);
  const sink = growingSink(2);
  t.equal(analyzeInto('The cat. ', { analyzer: 'words', interner }, sink), 3);
  t.equal(analyzeInto('', { analyzer: 'words', interner }, sink), 0);
  t.equal(analyzeInto(' \n', { analyzer: 'words', interner }, sink), 0);
  t.equal(analyzeInto('a CAT the 𝒳 cat', { analyzer: 'words', interner }, sink), 5);
  t.same([...sink.ids.subarray(0, sink.length)], [0, 1, 2, 3, 1, 0, 4, 1]);
  t.equal(sink.words, 2 + 5);
  t.equal(interner.size, 5);
  t.end();
});

t.test('a very long token, and very many, are taken', (t) => {
  const long = 'Ab'.repeat(100_000);
  t.same(analyzeRecord(`${long} x`, 'words').tokens, [long.toLowerCase(), 'x']);
  t.equal(analyzeRecord('.'.repeat(300_000), 'words').tokens.length, 300_000);
  t.equal(analyzeRecord('e\u0301 '.repeat(100_000), 'words').words, 100_000);
  t.end();
});
