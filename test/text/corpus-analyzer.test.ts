import fc from 'fast-check';
import t from 'tap';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import type { AnalyzerName } from '../../text/analyzer.ts';
import { createCorpusAnalyzer } from '../../text/corpus-analyzer.ts';
import { growingSink } from '../../text/token-sink.ts';
import { decodeUtf8, type Utf8Text } from '../../text/utf8-text.ts';
import { onBothKernels, skipNative } from '../native/both-kernels.ts';
import { runsOf } from '../runs.ts';
import { frames, nastyText, parting, tellingPieces } from './nasty-text.ts';

const decoder = new TextDecoder();

/** Everything that analysing these records amounts to. */
function analyzeRecords(
  texts: readonly (string | Utf8Text)[],
  analyzer: AnalyzerName,
  kernel: Kernel,
) {
  const corpus = createCorpusAnalyzer(analyzer, kernel);
  const sink = growingSink(0);
  const records = texts.map((text) => ({
    tokens: corpus.addRecord(text, sink),
    words: sink.words,
  }));
  const { size, termUnits } = corpus;
  const { bytes, offsets } = corpus.takeTerms();
  const ids = sink.ids.slice(0, sink.length);
  return { records, size, termUnits, bytes, offsets, ids };
}

type Analyzed = ReturnType<typeof analyzeRecords>;

/** The same, all texts at once. */
function analyzeTogether(
  texts: readonly Utf8Text[],
  analyzer: AnalyzerName,
  kernel: Kernel,
): Analyzed {
  const corpus = createCorpusAnalyzer(analyzer, kernel);
  const sink = growingSink(0);
  const ids: number[] = [];
  const records: { tokens: number; words: number }[] = [];
  let before = 0;
  const taken = (text: number) => {
    if (text !== records.length) throw new Error(`text ${text} after ${records.length}`);
    for (const id of sink.ids.subarray(before, sink.length)) ids.push(id);
    records.push({ tokens: sink.length - before, words: sink.words });
    sink.reserve(1);
    sink.ids[sink.length++] = 0xffff_ffff;
    before = sink.length;
  };
  const bytes = texts[0]?.bytes ?? Buffer.alloc(0);
  const places = Uint32Array.from(texts.flatMap(({ start, end }) => [start, end, 7]));
  corpus.addRecords({ bytes, places, stride: 3, first: 0, end: texts.length }, sink, taken);
  const { size, termUnits } = corpus;
  return { records, size, termUnits, ...corpus.takeTerms(), ids: Uint32Array.from(ids) };
}

const bytesOf = (numbers: Uint8Array | Uint32Array): Buffer =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);

function isSame(one: Analyzed, other: Analyzed): boolean {
  return (
    JSON.stringify([one.records, one.size, one.termUnits]) ===
      JSON.stringify([other.records, other.size, other.termUnits]) &&
    (['ids', 'bytes', 'offsets'] as const).every((name) =>
      bytesOf(one[name]).equals(bytesOf(other[name])),
    )
  );
}

/** The texts in one buffer, with letters before, between and behind them. */
function inBytes(texts: readonly string[]): Utf8Text[] {
  const bytes = Buffer.from(`Ab${texts.map((text) => `${text}Ab`).join('')}`);
  let end = 0;
  return texts.map((text) => {
    const start = end + 2;
    end = start + Buffer.byteLength(text);
    return { bytes, start, end };
  });
}

/** Do both kernels make the same of these records, as strings and as bytes? */
function agree(texts: readonly string[], analyzer: AnalyzerName): boolean {
  const expected = analyzeRecords(texts, analyzer, loadKernel('typescript'));
  const native = loadKernel('native');
  const bytes = inBytes(texts);
  return (
    [texts, bytes].every((given) => isSame(analyzeRecords(given, analyzer, native), expected)) &&
    isSame(analyzeTogether(bytes, analyzer, native), expected)
  );
}

t.test('many texts are taken together', { skip: skipNative }, (t) => {
  for (const texts of [
    [],
    ['a', 'e\u0301 b', 'b c', '😀', '', '😀', ' '],
    Array.from({ length: 3000 }, (_, i) => `a b${i % 7} ${i % 50 === 0 ? '😀' : ''}`),
    // So many short tokens are more than there is room for at first.
    ['a '.repeat(2000), 'b', 'a'],
    ['a', 'b '.repeat(5), 'a '.repeat(2000)],
  ]) {
    t.ok(agree(texts, 'words'), `${texts.length} texts`);
  }
  t.end();
});

onBothKernels('records share a vocabulary in order of first occurrence', (kernel, t) => {
  const corpus = createCorpusAnalyzer('words', kernel);
  const sink = growingSink(2);
  t.equal(corpus.addRecord('The cat. ', sink), 3);
  t.equal(corpus.addRecord('', sink), 0);
  t.equal(corpus.addRecord(' \n', sink), 0);
  t.equal(corpus.addRecord('a CAT the 𝒳 cat', sink), 5);
  t.same([...sink.ids.subarray(0, sink.length)], [0, 1, 2, 3, 1, 0, 4, 1]);
  t.equal(sink.words, 2 + 5);
  t.equal(corpus.size, 5);
  t.equal(corpus.termUnits, 3 + 3 + 1 + 1 + 2);
  const { bytes, offsets } = corpus.takeTerms();
  t.equal(decoder.decode(bytes), 'thecat.a𝒳');
  t.same([...offsets], [0, 3, 6, 7, 8, 12]);
});

onBothKernels('taking the terms leaves an empty vocabulary', (kernel, t) => {
  const corpus = createCorpusAnalyzer('cased', kernel);
  const first = growingSink(0);
  corpus.addRecord('One, two: unquestionably-three 😀 ж', first);
  corpus.takeTerms();
  t.equal(corpus.size, 0);
  t.equal(corpus.termUnits, 0);
  const second = growingSink(0);
  corpus.addRecord('ж 😀 unquestionably, One', second);
  t.same([...second.ids.subarray(0, second.length)], [0, 1, 2, 3, 4]);
  t.equal(decoder.decode(corpus.takeTerms().bytes), 'ж😀unquestionably,One');
  t.same([...corpus.takeTerms().offsets], [0]);
});

onBothKernels('lone surrogates are the replacement character', (kernel, t) => {
  const { records, bytes } = analyzeRecords(['a\ud800 \udc00b'], 'words', kernel);
  t.equal(decoder.decode(bytes), 'a\ufffdb');
  t.same(records, [{ tokens: 4, words: 2 }]);
});

onBothKernels('a text among other bytes is a text', (kernel, t) => {
  const [given] = inBytes(['It’s 😀 here.']) as [Utf8Text];
  t.equal(decodeUtf8(given), 'It’s 😀 here.');
  const found = analyzeRecords([given], 'words', kernel);
  t.equal(decoder.decode(found.bytes), "it's😀here.");
  t.same(found.records, [{ tokens: 4, words: 3 }]);
});

const skip = { skip: skipNative };

for (const analyzer of ['words', 'cased'] as const) {
  t.test(`${analyzer}: both kernels make the same of any records`, skip, (t) => {
    const result = fc.check(
      fc.property(fc.array(nastyText(), { maxLength: 6 }), (texts) => agree(texts, analyzer)),
      { numRuns: runsOf(1500) },
    );
    t.notOk(result.failed, JSON.stringify(result.counterexample));
    t.end();
  });

  t.test(`${analyzer}: both kernels agree on every unit in every company`, skip, (t) => {
    const wrong: string[] = [];
    for (let row = 0; row < 0x10000; row += 256) {
      const characters = Array.from({ length: 256 }, (_, i) => String.fromCharCode(row + i));
      const records = frames.map((frame) =>
        characters.map((c) => frame.replace('#', c)).join(parting),
      );
      if (!agree(records, analyzer)) wrong.push(row.toString(16));
    }
    t.same(wrong, []);
    t.end();
  });

  t.test(`${analyzer}: both kernels agree on terms of every length`, skip, (t) => {
    const lengths = Array.from({ length: 70 }, (_, i) => i + 1);
    for (const letter of ['q', 'Q', 'é', 'Ж', '7', '_', 'カ', 'א']) {
      const terms = lengths.map((length) => letter.repeat(length));
      const mixed = lengths.map((length) => `Word${letter.repeat(length)}`);
      t.ok(agree([...terms, terms.join(' '), mixed.join(', '), mixed.join('.')], analyzer), letter);
    }
    t.end();
  });
}

t.test('both kernels agree on any three telling pieces in a row', skip, (t) => {
  const wrong: string[] = [];
  for (const first of tellingPieces) {
    const texts = tellingPieces.flatMap((second) =>
      tellingPieces.map((third) => `${first}${second}${third}`),
    );
    if (!agree([texts.join(parting)], 'words')) wrong.push(first);
  }
  t.same(wrong, []);
  t.end();
});

// scan-into.ts gives a text to the kernel in windows of 65,536 units.
t.test('both kernels agree wherever a window ends', skip, (t) => {
  const wrong: string[] = [];
  for (const [i, piece] of tellingPieces.entries()) {
    const next = tellingPieces[(7 * i + 3) % tellingPieces.length];
    const run = `x ${piece}${next}${piece}a'b 1.2${piece} `;
    const records = [0, 1, 2, 3].map((more) => {
      const filler = 'It is a truth. '.repeat(5000).slice(0, 65_500 + more);
      return filler + run.repeat(Math.ceil(80 / run.length)) + filler.slice(0, 100);
    });
    if (!agree(records, 'words')) wrong.push(piece);
  }
  t.same(wrong, []);
  t.end();
});

t.test('both kernels take tokens and white space longer than a window', skip, (t) => {
  const long = 'Ab'.repeat(150_000);
  const blank = ' \n'.repeat(100_000);
  t.ok(agree([`a ${long} x`, long, `${long}\u0301`, `${long}'`, `x${blank}y`, blank], 'words'));
  t.ok(agree([`${blank}\u0308`, `x ${blank}😀`, '.'.repeat(300_000), long.toLowerCase()], 'cased'));
  t.ok(
    agree(['e\u0301 '.repeat(50_000), '한국어 '.repeat(50_000), 'go 😀, '.repeat(50_000)], 'words'),
  );
  t.end();
});

t.test('both kernels agree on records of five megabytes', skip, (t) => {
  const pieces = fc.sample(nastyText(), { numRuns: 4000, seed: 7 });
  const english = 'Call me Ishmael. Some years ago — never mind how long, precisely — I didn’t… ';
  const plain = english.repeat(20);
  const mixed = pieces.map((piece, i) => (i % 4 === 0 ? plain : '') + piece).join(' ');
  const text = mixed.repeat(Math.ceil(5e6 / mixed.length));
  t.ok(text.length >= 5e6);
  t.ok(agree([text, plain, text.slice(1)], 'words'));
  t.end();
});

t.test('both kernels agree on a vocabulary of a hundred thousand terms', skip, (t) => {
  const term = (i: number) => (i * 7919).toString(36).repeat(1 + (i % 5));
  const text = Array.from({ length: 100_000 }, (_, i) => term(i)).join(' ');
  t.ok(agree([text, text.toUpperCase()], 'words'));
  t.ok(agree([text, text.toUpperCase()], 'cased'));
  t.end();
});
