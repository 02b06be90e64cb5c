// Headers and descriptions that say what the contents are not.

import type { BadCase } from './bad-files.ts';
import { arrowShard, type RunObject, type SpoiltFolder, say } from './spoil-folder.ts';

const damaged = 'source_damaged';
const cutOrDamaged = ['source_truncated', damaged];

const idx = 'corpus_text_document.idx';
// magic 9, version 8, code 1, sequences 8, documents 8: lengths begin at byte 34.
export const lyingHeaders: readonly BadCase[] = [
  ['Megatron magic', 'megatron', idx, damaged, (f) => f.flip(idx, 3)],
  [
    'Megatron version',
    'megatron',
    idx,
    damaged,
    (f) => f.patch(idx, (bytes) => bytes.writeUInt32LE(2, 9)),
  ],
  [
    'Megatron sequences',
    'megatron',
    idx,
    cutOrDamaged,
    (f) => f.patch(idx, (bytes) => bytes.writeUInt32LE(1e9, 18)),
  ],
  [
    'Megatron documents',
    'megatron',
    idx,
    cutOrDamaged,
    (f) => f.patch(idx, (bytes) => bytes.writeUInt32LE(3, 26)),
  ],
  [
    'Megatron length below 0',
    'megatron',
    idx,
    damaged,
    (f) => f.patch(idx, (bytes) => bytes.writeInt32LE(-5, 38)),
  ],
  [
    'Megatron length too large',
    'megatron',
    'corpus_text_document',
    cutOrDamaged,
    (f) => f.patch(idx, (bytes) => bytes.writeInt32LE(1e6, 38)),
  ],
  [
    'Megatron document bound',
    'megatron-documents',
    'corpus_text_sentence.idx',
    damaged,
    (f) =>
      f.patch('corpus_text_sentence.idx', (bytes) => bytes.writeUInt32LE(99, bytes.length - 16)),
  ],
  ['llm.c magic', 'llmc-u16', 'train_000000.bin', damaged, (f) => f.flip('train_000000.bin', 0)],
  [
    'llm.c version',
    'llmc-u32',
    'train_000000.bin',
    damaged,
    (f) => f.patch('train_000000.bin', (bytes) => bytes.writeInt32LE(9, 4)),
  ],
  [
    'llm.c too few',
    'llmc-u16',
    'train_000000.bin',
    damaged,
    (f) => f.patch('train_000000.bin', (bytes) => bytes.writeInt32LE(10, 8)),
  ],
  ['Parquet magic', 'parquet', 'docs.parquet', cutOrDamaged, (f) => f.flip('docs.parquet', -1)],
  [
    'Parquet footer length',
    'parquet',
    'docs.parquet',
    cutOrDamaged,
    (f) => f.patch('docs.parquet', (bytes) => bytes.writeUInt32LE(5e8, bytes.length - 8)),
  ],
  [
    'Arrow metadata length',
    'arrow',
    arrowShard(0),
    cutOrDamaged,
    (f) => f.patch(arrowShard(0), (bytes) => bytes.writeInt32LE(0x7fff_fff0, 4)),
  ],
  [
    'MDS samples',
    'mds',
    'shard.00000.mds',
    damaged,
    (f) => patchUnhashed(f, (bytes) => bytes.writeUInt32LE(7, 0)),
  ],
  [
    'MDS offsets',
    'mds',
    'shard.00000.mds',
    damaged,
    (f) => patchUnhashed(f, (bytes) => bytes.writeUInt32LE(1e9, 12)),
  ],
  [
    'MDS index says more samples',
    'mds',
    'shard.00000.mds',
    damaged,
    (f) => f.json((index) => addTo(index, 'samples', 1), 'mds/index.json'),
  ],
  [
    'datatrove .index falls',
    'datatrove',
    '.ds.index',
    damaged,
    (f) => f.patch('00000_shuffled.ds.index', (bytes) => bytes.writeUInt32LE(9999, 16)),
  ],
];

export const types: readonly BadCase[] = [
  [
    'Megatron float code 6',
    'megatron',
    idx,
    undefined,
    (f) => f.patch(idx, (bytes) => bytes.writeUInt8(6, 17)),
  ],
  [
    'Megatron float code 7',
    'megatron',
    idx,
    undefined,
    (f) => f.patch(idx, (bytes) => bytes.writeUInt8(7, 17)),
  ],
  [
    'Megatron no such code',
    'megatron',
    idx,
    undefined,
    (f) => f.patch(idx, (bytes) => bytes.writeUInt8(42, 17)),
  ],
  [
    'Megatron int32 said, uint16 there',
    'megatron',
    'corpus_text_document',
    undefined,
    (f) => f.patch(idx, (bytes) => bytes.writeUInt8(4, 17)),
  ],
  [
    'llm.c uint32 said, uint16 there',
    'llmc-u16',
    'train_000000.bin',
    undefined,
    (f) => f.json(say('dtype', 'uint32')),
  ],
  [
    'nanoGPT uint32 said, uint16 there',
    'nanogpt',
    'train-',
    undefined,
    (f) => f.json(say('dtype', 'uint32')),
  ],
  [
    'datatrove uint16 said, uint32 there',
    'datatrove',
    '00000_shuffled.ds',
    undefined,
    (f) => f.json(say('dtype', 'uint16')),
  ],
];

/** The first shard of an index.json. */
function firstShard(index: RunObject): RunObject {
  return (index['shards'] as RunObject[])[0] as RunObject;
}

function addTo(index: RunObject, key: string, more: number): void {
  const shard = firstShard(index);
  shard[key] = (shard[key] as number) + more;
}

/** Changes an MDS shard whose hash nobody wrote down, as is the default of its writer. */
function patchUnhashed(folder: SpoiltFolder, write: (bytes: Buffer) => void): void {
  folder.json((index) => {
    (firstShard(index)['raw_data'] as RunObject)['hashes'] = {};
  }, 'mds/index.json');
  folder.patch('mds/shard.00000.mds', write);
}
