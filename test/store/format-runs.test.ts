// FORMAT.md, where token files made the index: boundaries, model tokens, ids, files of a source.
//
// The reader is made from the page alone; it shows the byte FF, which is no UTF-8, as U+FFFD.

import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { RunDescription } from '../../formats/run-description.ts';
import { numbers, tokenizer, writeFile } from '../formats/rows/write-rows.ts';
import { indexRun, runIn } from '../indexer/run-index.ts';
import { readIndex } from './read-format.ts';
import { temporaryFolder } from './small-index.ts';

/** Two rows: the first of two documents, the second of the end of one and of two special tokens. */
const rows = [
  [...tokenizer.encode('of the'), 0, ...tokenizer.encode('a b')],
  [...tokenizer.encode('the end'), 0, 1],
];
const length = Math.max(...rows.map((row) => row.length));
const padded = rows.map((row) => [...row, ...Array.from({ length: length - row.length }, () => 0)]);

async function build(t: Test, analyzer: 'words' | 'ids') {
  const folder = temporaryFolder(t);
  writeFile(folder, 'ids.bin', numbers([...padded.flat(), 5], 2));
  const run: RunDescription = {
    format: 'nanogpt',
    files: ['ids.bin'],
    row_tokens: length,
    end_of_document: 0,
    tokenizer: 'tokenizer.json',
    steps: { batch_size: 1 },
  };
  const directory = join(folder, 'index');
  await indexRun(directory, runIn(folder, run), { analyzer });
  return readIndex(directory);
}

t.test('a boundary is a symbol of its own between tokens, and a byte of the text', async (t) => {
  const { segments, rows: bodies, sources, settings } = await build(t, 'words');
  t.match(segments[0]?.tokens, [
    ['of', 'the', '\ufffd', 'a', 'b'],
    ['the', 'end'],
  ]);
  t.same(segments[0]?.texts, ['of the\ufffda b', 'the end']);
  t.equal(bodies[0]?.tokens, 6, 'boundaries are no tokens');
  t.same(segments[0]?.steps, [1, 2]);
  t.same(segments[0]?.amounts, [
    { tokens: 4, words: 4, modelTokens: length },
    { tokens: 6, words: 6, modelTokens: 2 * length },
  ]);
  t.match(sources[0], {
    lines: 2,
    endByte: 0,
    files: [{ role: 'data', rows: 2, sizeBytes: 2 * (2 * length + 1) }],
    reading: { format: 'nanogpt', row_tokens: length },
    dropped: 'tokens of short last rows: 1',
  });
  t.match(settings, { tokenizer: { sha256: /^[0-9a-f]{64}$/ }, run: { format: 'nanogpt' } });
});

t.test('with the analyzer ids terms and texts are ids in decimal', async (t) => {
  const { segments, settings } = await build(t, 'ids');
  t.equal(settings['analyzer'], 'ids');
  t.same(
    segments[0]?.tokens,
    padded.map((row) => row.map(String)),
  );
  t.same(
    segments[0]?.texts,
    padded.map((row) => row.join(' ')),
  );
});
