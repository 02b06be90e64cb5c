// Files that end too early, or in the middle of a number.

import type { BadCase } from './bad-files.ts';
import { arrowShard, type SpoiltFolder } from './spoil-folder.ts';

const truncated = 'source_truncated';
const cutOrDamaged = [truncated, 'source_damaged'];
const idx = 'corpus_text_document.idx';

export const truncatedFiles: readonly BadCase[] = [
  ['gzip', 'jsonl-gz', 'part-2.jsonl.gz', truncated, (f) => f.cut('part-2.jsonl.gz', 5)],
  ['JSON lines', 'jsonl-gz', 'part-10.jsonl', 'not_json', (f) => f.cut('part-10.jsonl', 4)],
  // The last frame has a checksum of 4 bytes; behind it is a skippable one of 13.
  ['zstd', 'jsonl-zst', 'docs.jsonl.zst', truncated, (f) => f.cut('docs.jsonl.zst', 15)],
  ['zstd, skippable', 'jsonl-zst', 'docs.jsonl.zst', truncated, (f) => f.cut('docs.jsonl.zst', 3)],
  ['JSON array', 'json-array', 'a.json', [truncated, 'not_json'], (f) => f.cut('a.json', 2)],
  ['CSV', 'csv', 'part-1.csv', 'not_csv', (f) => f.cut('part-1.csv', 4)],
  ['TSV', 'tsv', 'docs.tsv', 'not_csv', (f) => f.cut('docs.tsv', 7)],
  ['text', 'text-lines', 'lines.txt', 'not_utf8', (f) => cutInside(f, 'lines.txt', '灯')],
  [
    'stories',
    'text-separated',
    'stories.txt',
    'not_utf8',
    (f) => cutInside(f, 'stories.txt', '🗼'),
  ],
  ['Parquet', 'parquet', 'docs.parquet', cutOrDamaged, (f) => f.cut('docs.parquet', 100)],
  [
    'Parquet, to nothing',
    'parquet',
    'docs.parquet',
    undefined,
    (f) => f.replace('docs.parquet', ''),
  ],
  ['Arrow', 'arrow', arrowShard(1), cutOrDamaged, (f) => f.cut(arrowShard(1), 300)],
  ['Arrow, its end mark', 'arrow', arrowShard(0), cutOrDamaged, (f) => f.cut(arrowShard(0), 8)],
  [
    'Arrow indices',
    'arrow-indices',
    'indices.arrow',
    cutOrDamaged,
    (f) => f.cut('saved/indices.arrow', 64),
  ],
  ['MDS', 'mds', 'shard.00001.mds', cutOrDamaged, (f) => f.cut('mds/shard.00001.mds', 9)],
  [
    'MDS, zstd',
    'mds-zstd',
    'shard.00001.mds.zstd',
    cutOrDamaged,
    (f) => f.cut('mds/shard.00001.mds.zstd', 9),
  ],
  ['MDS index', 'mds', 'index.json', undefined, (f) => f.cut('mds/index.json', 9)],
  [
    'Megatron .bin',
    'megatron',
    'corpus_text_document',
    cutOrDamaged,
    (f) => f.cut('corpus_text_document.bin', 8),
  ],
  ['Megatron .idx', 'megatron', idx, cutOrDamaged, (f) => f.cut(idx, 8)],
  [
    'Megatron .idx, its header',
    'megatron',
    idx,
    cutOrDamaged,
    (f) => f.cut(idx, f.read(idx).length - 20),
  ],
  ['llm.c', 'llmc-u16', 'train_000001.bin', cutOrDamaged, (f) => f.cut('train_000001.bin', 2)],
  [
    'llm.c, its header',
    'llmc-u32',
    'train_000000.bin',
    cutOrDamaged,
    (f) => f.cut('train_000000.bin', f.read('train_000000.bin').length - 500),
  ],
  [
    'datatrove',
    'datatrove',
    '00000_shuffled.ds',
    cutOrDamaged,
    (f) => f.cut('00000_shuffled.ds', 4),
  ],
  [
    'datatrove .index',
    'datatrove',
    '00000_shuffled.ds',
    cutOrDamaged,
    (f) => f.cut('00000_shuffled.ds.index', 8),
  ],
];

export const oddFiles: readonly BadCase[] = [
  ['Pythia', 'pythia-rows', 'document-10.bin', cutOrDamaged, (f) => f.cut('document-10.bin', 1)],
  ['OLMo', 'olmo', 'part-1-00000.npy', cutOrDamaged, (f) => f.cut('part-1-00000.npy', 1)],
  ['nanoGPT', 'nanogpt', 'train-0.bin', cutOrDamaged, (f) => f.append('train-0.bin', Buffer.of(7))],
  [
    'llm.c',
    'llmc-u32',
    'train_000001.bin',
    cutOrDamaged,
    (f) => f.append('train_000001.bin', Buffer.of(7)),
  ],
  ['datatrove rows', 'datatrove-rows', '00001.ds', cutOrDamaged, (f) => f.cut('00001.ds', 1)],
  [
    'datatrove .index',
    'datatrove',
    '.ds.index',
    cutOrDamaged,
    (f) => f.cut('00000_shuffled.ds.index', 3),
  ],
  [
    'Megatron .bin',
    'megatron',
    'corpus_text_document',
    cutOrDamaged,
    (f) => f.append('corpus_text_document.bin', Buffer.of(7)),
  ],
];

/** Ends a file inside its first `character`. */
function cutInside(folder: SpoiltFolder, file: string, character: string): void {
  const bytes = folder.read(file);
  folder.cut(file, bytes.length - bytes.indexOf(character) - 1);
}
