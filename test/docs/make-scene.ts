// The files that the snippets of the pages name: a corpus, indexes, pairs, results, arrays.
//
// The corpus is the Brown corpus, a paragraph a record, with two domains. demo-index/ is what
// `npm run demo` makes. The pairs are those of examples/ under names of sets of BLiMP.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { zstdCompressSync } from 'node:zlib';
import { ZipFile } from 'yazl';
import { brownCorpus } from '../../scripts/demo.ts';
import { npyOf } from '../curves/arrays/write-npy.ts';
import { seededRandom } from '../phrases.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'bin/firstseen.cjs');
/** Sets of BLiMP whose rules fit our own pairs. */
const sets = {
  determiner_noun_agreement_1: 'demonstrative_agreement',
  irregular_past_participle_verbs: 'irregular_verbs',
};
const pairsOfSet = 50;
const steps = [0, 100, 200];

export async function makeScene(folder: string): Promise<void> {
  writeCommands(folder);
  writeCorpora(folder);
  writePairs(folder);
  writeLists(folder);
  const runNode = (...args: string[]) => {
    const run = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`${args.join(' ')}: ${run.stderr}`);
  };
  const demo = ['demo-index/index', '--from', 'demo-index/brown.jsonl', '--batch-size', '5'];
  runNode(main, 'index', ...demo);
  const fields = ['--facet-field', 'domain', '--batch-size', '8'];
  runNode(main, 'index', 'my.idx', '--from', 'shards/*.jsonl.zst', ...fields);
  const split = ['split', 'my.idx', '--pairs', 'blimp/*.jsonl', '--out'];
  runNode(main, ...split, 'blimp-splits', '--checkpoints', 'steps.txt');
  for (const [format, out] of [
    ['lm-eval', 'results'],
    ['parquet', 'table'],
  ] as const) {
    const amounts = ['--format', format, '--checkpoints', '3', '--seeds', '1'];
    const made = ['--split', 'blimp-splits', '--out', out, ...amounts];
    runNode(join(root, 'scripts/make-results.ts'), ...made);
  }
  copyFileSync(join(folder, 'table/results.parquet'), join(folder, 'scores.parquet'));
  await writeArrays(folder);
}

/** bin/ has the commands as a user types them; `npm run firstseen` works as in the checkout. */
function writeCommands(folder: string): void {
  mkdirSync(join(folder, 'bin'));
  const node = `exec '${process.execPath}'`;
  const program = (name: string, lines: string) => {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${lines}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  const serve = join(root, 'test/docs/serve-once.ts');
  program('firstseen', `[ "$1" = serve ] && ${node} '${serve}' "$@"\n${node} '${main}' "$@"`);
  program('python', `exec '${process.env['FIRSTSEEN_PYTHON'] ?? 'python3'}' "$@"`);
  const scripts = { firstseen: `'${process.execPath}' '${main}'` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, scripts }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(join(root, 'examples'), join(folder, 'examples'));
}

function writeCorpora(folder: string): void {
  mkdirSync(join(folder, 'shards'));
  mkdirSync(join(folder, 'demo-index'));
  const documents = brownCorpus();
  writeFileSync(join(folder, 'demo-index/brown.jsonl'), jsonLines(documents));
  const paragraphs = documents.flatMap(({ id, text }) =>
    text.split('\n').map((text, i) => ({
      ...{ id: `${id}-${i}`, domain: id < 'cj' ? 'web' : 'books', text },
    })),
  );
  const middle = paragraphs.length >> 1;
  const shards = [paragraphs.slice(0, middle), paragraphs.slice(middle)].map(jsonLines);
  for (const [i, shard] of shards.entries()) {
    const packed = zstdCompressSync(shard);
    writeFileSync(join(folder, `shards/${i}.jsonl`), shard);
    writeFileSync(join(folder, `shards/${i}.jsonl.zst`), packed);
    writeFileSync(join(folder, `part-${i}.jsonl.zst`), packed);
  }
  writeFileSync(join(folder, 'corpus.jsonl.zst'), zstdCompressSync(shards.join('')));
  writeFileSync(join(folder, 'consumed.jsonl'), shards.join(''));
  const tokenizer = 'test/formats/small/tokenizer.json';
  copyFileSync(join(root, tokenizer), join(folder, 'tokenizer.json'));
}

/** Our pairs differ in the determiner; crossed with their neighbours they differ in the noun. */
function writePairs(folder: string): void {
  mkdirSync(join(folder, 'blimp'));
  for (const [set, own] of Object.entries(sets)) {
    const lines = readFileSync(join(root, `examples/pairs/${own}.jsonl`), 'utf8')
      .trim()
      .split('\n');
    const pairs = lines.map((line) => JSON.parse(line) as { sentence_bad: string });
    const named = pairs.map((pair, i) => {
      const sentence_bad =
        own === 'irregular_verbs' ? pair.sentence_bad : pairs[i ^ 1]?.sentence_bad;
      return { ...pair, sentence_bad, UID: set };
    });
    writeFileSync(join(folder, `blimp/${set}.jsonl`), jsonLines(named));
  }
}

function writeLists(folder: string): void {
  const items = [
    {
      id: 'q1',
      question: 'Which of the members of the United Nations is it?',
      answer: 'all of the',
    },
    { id: 'q2', question: 'The house by the side of the road', answer: 'a house' },
  ];
  const lists = {
    'steps.txt': steps.map((step) => `${step}\n`).join(''),
    'phrases.txt': 'of the\nthe soviet union\n',
    'tokens.txt': 'one-token-of-the-test\n',
    'answer.txt': 'They said that the house by the side of the road was one of the best.\n',
    'test.jsonl': jsonLines(items),
    'results.csv': 'id,step,correct\nq1,100,0\nq2,100,1\nq1,1000,1\nq2,1000,1\n',
    'names.json': JSON.stringify({ steps, sets: Object.keys(sets), seed: 1 }),
  };
  for (const [name, text] of Object.entries(lists)) writeFileSync(join(folder, name), text);
}

/** Scores, hidden states and attention at random. */
async function writeArrays(folder: string): Promise<void> {
  const random = seededRandom(1);
  const makeArray = (shape: readonly number[]) => {
    const values = new Float32Array(shape.reduce((a, b) => a * b)).map(() => random());
    return npyOf(values, shape, '<f4');
  };
  const zip = new ZipFile();
  const names = Object.keys(sets);
  zip.addBuffer(makeArray([steps.length, names.length, pairsOfSet, 2]), 'scores.npy');
  zip.end();
  const packed = await buffer(zip.outputStream);
  for (const name of ['seed1.npz', 'scores.npz']) writeFileSync(join(folder, name), packed);
  mkdirSync(join(folder, 'states'));
  mkdirSync(join(folder, 'attention'));
  for (const place of names.flatMap((set) => [100, 1950].map((step) => `${set}.step${step}`))) {
    const write = (path: string, shape: readonly number[]) =>
      writeFileSync(join(folder, path), makeArray(shape));
    for (const seed of ['', 'seed1.']) {
      write(`attention/${seed}${place}.npy`, [pairsOfSet, 2, 2]);
      for (const side of ['good', 'bad']) {
        write(`states/${seed}${place}.${side}.npy`, [pairsOfSet, 4]);
      }
    }
  }
}

function jsonLines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
