// Tokens a second of analysis for indexing, one thread, in TypeScript and in the native kernel,
// next to what one would write first: Intl.Segmenter or a regular expression, with a Map. JSON lines
// on stdout.
//
//   node scripts/bench-analyzer.ts [CORPUS.jsonl.zst] [MEGABYTES]
//
// The default corpus is the shared one of English novels. The baselines cut differently, so only
// ours is compared with the definition, on the first texts, before anything is timed.

import { cpus } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { hasAddon } from '../native/addon.ts';
import { type Kernel, loadKernel } from '../native/kernel.ts';
import { type AnalyzerName, analyze } from '../text/analyzer.ts';
import { createCorpusAnalyzer } from '../text/corpus-analyzer.ts';
import { growingSink } from '../text/token-sink.ts';
import { readRecords } from './bench/read-records.ts';

const sharedCorpus = new URL(
  '../../shared/data/corpora/english-novels-by-year.jsonl.zst',
  import.meta.url,
);
const [corpus = sharedCorpus, megabytes = '30'] = process.argv.slice(2);
const rounds = 3;

// The first article of the declaration of human rights, for the share of text that is not simple.
const samples = {
  russian:
    'Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны поступать в отношении друг друга в духе братства. ',
  chinese: '人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。',
  korean:
    '모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다. ',
  hindi:
    'सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए। ',
};

function readTexts(): string[] {
  const texts: string[] = [];
  let left = Number(megabytes) * 1e6;
  for (const { text } of readRecords(corpus)) {
    if (left <= 0) break;
    texts.push(text);
    left -= text.length;
  }
  return texts;
}

type Trial = (texts: readonly string[]) => number;

const ours =
  (analyzer: AnalyzerName, kernel: Kernel): Trial =>
  (texts) => {
    const corpus = createCorpusAnalyzer(analyzer, kernel);
    const sink = growingSink(1 << 20);
    for (const text of texts) corpus.addRecord(text, sink);
    return sink.length;
  };

function internInMap(tokens: Iterable<string>, ids: Map<string, number>, out: number[]): void {
  for (const token of tokens) {
    const lower = token.toLowerCase();
    let id = ids.get(lower);
    if (id === undefined) {
      id = ids.size;
      ids.set(lower, id);
    }
    out.push(id);
  }
}

const regexAndMap: Trial = (texts) => {
  const ids = new Map<string, number>();
  const out: number[] = [];
  for (const text of texts) {
    internInMap(text.match(/[\p{L}\p{M}\p{N}_']+|[^\s\p{L}\p{M}\p{N}_']/gu) ?? [], ids, out);
  }
  return out.length;
};

const segmenterAndMap: Trial = (texts) => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
  const ids = new Map<string, number>();
  const out: number[] = [];
  for (const text of texts) {
    const segments = segmenter.segment(text)[Symbol.iterator]();
    const tokens = segments.map(({ segment }) => segment).filter((token) => token.trim() !== '');
    internInMap(tokens, ids, out);
  }
  return out.length;
};

function assertDefinition(texts: readonly string[], kernel: Kernel): void {
  const decoder = new TextDecoder();
  for (const text of texts) {
    const corpus = createCorpusAnalyzer('words', kernel);
    const sink = growingSink(0);
    corpus.addRecord(text, sink);
    const { bytes, offsets } = corpus.takeTerms();
    const tokens = Array.from(sink.ids.subarray(0, sink.length), (id) =>
      decoder.decode(bytes.subarray(offsets[id], offsets[id + 1])),
    );
    if (!isDeepStrictEqual(tokens, analyze(text, 'words'))) throw new Error('not the definition');
  }
}

function run([trial, input]: [string, string], texts: readonly string[], measure: Trial): void {
  const units = texts.reduce((sum, text) => sum + text.length, 0);
  let best = Number.POSITIVE_INFINITY;
  let tokens = 0;
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    tokens = measure(texts);
    best = Math.min(best, performance.now() - started);
  }
  const result = {
    trial,
    input,
    tokens,
    million_tokens_per_s: Number((tokens / best / 1000).toFixed(2)),
    million_units_per_s: Number((units / best / 1000).toFixed(1)),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

const machine = { cpu: cpus()[0]?.model, cpus: cpus().length, node: process.version };
process.stdout.write(`${JSON.stringify({ ...machine, megabytes, rounds, reported: 'best' })}\n`);
const texts = readTexts();
const lines = texts.flatMap((text) => text.match(/.{1,60}/gsu) ?? []);
const kernels = hasAddon() ? (['native', 'typescript'] as const) : (['typescript'] as const);
for (const name of kernels) {
  const kernel = loadKernel(name);
  assertDefinition(texts.slice(0, 2), kernel);
  for (const analyzer of ['words', 'cased'] as const) {
    run([`${name} ${analyzer}`, 'novels'], texts, ours(analyzer, kernel));
  }
  run([`${name} words`, 'novels in records of 60 units'], lines, ours('words', kernel));
  for (const [language, sample] of Object.entries(samples)) {
    const repeated = Array.from({ length: 300 }, () => sample.repeat(20));
    run([`${name} words`, language], repeated, ours('words', kernel));
  }
}
run(['regex and Map', 'novels'], texts, regexAndMap);
run(
  ['Intl.Segmenter and Map', 'novels'],
  texts.slice(0, Math.ceil(texts.length / 4)),
  segmenterAndMap,
);
