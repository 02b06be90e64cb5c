// Ids that no tokenizer has, shards and fields that are not there, bits that a checksum knows of.

import type { BadCase } from './bad-files.ts';
import { arrowShard, say } from './spoil-folder.ts';

const damaged = 'source_damaged';
const unknown = 'token_unknown';
const missing = 'missing_field';
const wrongType = 'wrong_field_type';

const u16 = (value: number) => (bytes: Buffer) => void bytes.writeUInt16LE(value, 20);

export const unknownIds: readonly BadCase[] = [
  [
    'Megatron',
    'megatron',
    'corpus_text_document',
    unknown,
    (f) => f.patch('corpus_text_document.bin', u16(306)),
  ],
  [
    'Megatron, negative',
    'megatron-documents',
    'corpus_text_sentence',
    unknown,
    (f) => f.patch('corpus_text_sentence.bin', (bytes) => bytes.writeInt32LE(-1, 40)),
  ],
  [
    'Megatron, an order',
    'megatron-order',
    'corpus_text_document',
    unknown,
    (f) => f.patch('corpus_text_document.bin', u16(65_535)),
  ],
  [
    'Pythia',
    'pythia-rows',
    'document-2.bin',
    unknown,
    (f) => f.patch('document-2.bin', u16(50_277)),
  ],
  ['OLMo', 'olmo', 'part-0-00000.npy', unknown, (f) => f.patch('part-0-00000.npy', u16(306))],
  ['nanoGPT', 'nanogpt', 'train-0.bin', unknown, (f) => f.patch('train-0.bin', u16(306))],
  [
    'llm.c',
    'llmc-u32',
    'train_000000.bin',
    unknown,
    (f) => f.patch('train_000000.bin', (bytes) => bytes.writeUInt32LE(0xffff_ffff, 1032)),
  ],
  [
    'datatrove',
    'datatrove',
    '00000_shuffled.ds',
    unknown,
    (f) => f.patch('00000_shuffled.ds', (bytes) => bytes.writeUInt32LE(306, 40)),
  ],
];

export const missingFiles: readonly BadCase[] = [
  [
    'a rank of an order log',
    'order-log',
    'order.log.rank0',
    'shard_missing',
    (f) => f.remove('order.log.rank1'),
  ],
  ['MDS', 'mds', 'shard.00001.mds', 'shard_missing', (f) => f.remove('mds/shard.00001.mds')],
  [
    'MDS, zstd',
    'mds-zstd',
    'shard.00000.mds.zstd',
    'shard_missing',
    (f) => f.remove('mds/shard.00000.mds.zstd'),
  ],
  ['Arrow', 'arrow', arrowShard(1), 'shard_missing', (f) => f.remove(arrowShard(1))],
  [
    'Arrow indices',
    'arrow-indices',
    'indices.arrow',
    'shard_missing',
    (f) => f.remove('saved/indices.arrow'),
  ],
  [
    'Megatron .bin',
    'megatron',
    'corpus_text_document.bin',
    'shard_missing',
    (f) => f.remove('corpus_text_document.bin'),
  ],
  [
    'Megatron .idx',
    'megatron',
    'corpus_text_document.idx',
    'shard_missing',
    (f) => f.remove('corpus_text_document.idx'),
  ],
];

export const wrongFields: readonly BadCase[] = [
  [
    'JSON lines',
    'jsonl-gz',
    'part-2.jsonl.gz',
    missing,
    (f) => f.json(say('text_field', 'content')),
  ],
  ['JSON array', 'json-array', 'a.json', missing, (f) => f.json(say('text_field', 'content'))],
  ['CSV', 'csv', 'part-1.csv', missing, (f) => f.json(say('text_field', 'content'))],
  ['TSV, step', 'tsv', 'docs.tsv', missing, (f) => f.json(say('steps', { field: 'step' }))],
  [
    'TSV, a text as step',
    'tsv',
    'docs.tsv',
    wrongType,
    (f) => f.json(say('steps', { field: 'name' })),
  ],
  ['Parquet', 'parquet', 'docs.parquet', missing, (f) => f.json(say('text_field', 'content'))],
  [
    'Parquet, step',
    'parquet-step',
    'train.parquet',
    missing,
    (f) => f.json(say('steps', { field: 'stage' })),
  ],
  [
    'Arrow',
    'arrow',
    'data-00000-of-00002.arrow',
    missing,
    (f) => f.json(say('text_field', 'content')),
  ],
  ['MDS', 'mds', 'shard.00000.mds', missing, (f) => f.json(say('text_field', 'content'))],
  [
    'Parquet, a number',
    'parquet',
    'docs.parquet',
    wrongType,
    (f) => f.json(say('text_field', 'id')),
  ],
  ['MDS, a number', 'mds', 'shard.00000.mds', wrongType, (f) => f.json(say('text_field', 'n'))],
  ['an unknown key', 'olmo', 'row_token', 'run_invalid', (f) => f.json(say('row_token', 24))],
  [
    'a batch of none',
    'olmo',
    'batch_size',
    'run_invalid',
    (f) => f.json(say('steps', { batch_size: 0 })),
  ],
  [
    'two rules of steps',
    'olmo',
    'steps',
    'run_invalid',
    (f) => f.json(say('steps', { batch_size: 8, words: 9 })),
  ],
];

export const flippedBits: readonly BadCase[] = [
  ['order log', 'order-log', 'order.log.rank1', damaged, (f) => f.flip('order.log.rank1', 400)],
  [
    'order log beside Parquet',
    'order-log-ids',
    'order.log',
    damaged,
    (f) => f.flip('order.log', 300),
  ],
  ['gzip content', 'jsonl-gz', 'part-2.jsonl.gz', damaged, (f) => f.flip('part-2.jsonl.gz', 30)],
  ['gzip checksum', 'jsonl-gz', 'part-2.jsonl.gz', damaged, (f) => f.flip('part-2.jsonl.gz', -6)],
  ['zstd checksum', 'jsonl-zst', 'docs.jsonl.zst', damaged, (f) => f.flip('docs.jsonl.zst', -15)],
  ['Parquet page, zstd', 'parquet', 'docs.parquet', damaged, (f) => f.flip('docs.parquet', 600)],
  // A literal of snappy: it unpacks, and only the page's checksum knows.
  [
    'Parquet page, snappy',
    'parquet-step',
    'train.parquet',
    damaged,
    (f) => f.flip('train.parquet', 'keeper'),
  ],
  ['MDS text', 'mds', 'shard.00000.mds', damaged, (f) => f.flip('mds/shard.00000.mds', 'keeper')],
  [
    'MDS, zstd',
    'mds-zstd',
    'shard.00000.mds.zstd',
    damaged,
    (f) => f.flip('mds/shard.00000.mds.zstd', -6),
  ],
];
