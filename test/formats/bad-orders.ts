// Orders that cannot be what a model was fed: outside the records, not filled, too short, twice.

import type { BadCase } from './bad-files.ts';
import type { RunObject } from './spoil-folder.ts';

const invalid = 'order_invalid';
const damaged = ['source_damaged', 'source_truncated', invalid];
const global = 'global_indices.npy';

/** Little-endian numbers of .npy files begin behind a header of 128 bytes here. */
const npyHeader = 128;

const fill = (bytes: Buffer) => void bytes.fill(0, npyHeader);

function withoutRepeats(run: RunObject): void {
  delete (run['order'] as RunObject)['repeats'];
}

function samples(count: number): (run: RunObject) => void {
  return (run) => {
    (run['order'] as RunObject)['samples'] = count;
  };
}

const blend = 'dataset_index.npy';
const blendSample = 'dataset_sample_index.npy';

/** The order of the blend without its weights, changed. */
function blendOrder(change: (order: RunObject) => void): (run: RunObject) => void {
  return (run) => change(run['order'] as RunObject);
}

const badBlends: readonly BadCase[] = [
  [
    'blend, a data set that is not there',
    'megatron-blend',
    blend,
    invalid,
    (f) => f.patch(blend, (bytes) => bytes.writeInt16LE(2, npyHeader + 8)),
  ],
  [
    'blend, a data set below 0',
    'megatron-blend',
    blend,
    invalid,
    (f) => f.patch(blend, (bytes) => bytes.writeInt16LE(-1, npyHeader + 8)),
  ],
  ['blend, not filled', 'megatron-blend', blend, invalid, (f) => f.patch(blend, fill)],
  [
    'blend, samples not filled',
    'megatron-blend',
    blendSample,
    invalid,
    (f) => f.patch(blendSample, fill),
  ],
  ['blend, cut', 'megatron-blend', blendSample, damaged, (f) => f.cut(blendSample, 8)],
  ['blend, shorter than "samples"', 'megatron-blend', blend, invalid, (f) => f.json(samples(25))],
  [
    'blend, more samples than a data set has',
    'megatron-blend-weights',
    'code_text_document',
    invalid,
    (f) => f.json(samples(5000)),
  ],
  [
    'blend, other weights',
    'megatron-blend',
    blend,
    invalid,
    (f) =>
      f.json(
        blendOrder((order) => {
          order['weights'] = [0.5, 0.5];
        }),
      ),
  ],
  [
    'blend, its files the other way round',
    'megatron-blend-files',
    'sample.npy',
    invalid,
    (f) =>
      f.json(
        blendOrder((order) => {
          order['files'] = ['sample.npy', 'dataset.npy'];
        }),
      ),
  ],
  [
    "blend, a data set's shuffle index, not filled",
    'megatron-blend',
    'code-shuffle_index.npy',
    invalid,
    (f) => f.patch('code-shuffle_index.npy', fill),
  ],
  [
    'blend, the order of another data set',
    'megatron-blend',
    '_index.npy',
    invalid,
    (f) =>
      f.json(
        blendOrder((order) => {
          (order['datasets'] as unknown[]).reverse();
        }),
      ),
  ],
];

export const badOrders: readonly BadCase[] = [
  ...badBlends,
  [
    'OLMo, out of range',
    'olmo',
    global,
    invalid,
    (f) => f.patch(global, (bytes) => bytes.writeUInt32LE(5000, 8)),
  ],
  ['OLMo, a part is short', 'olmo', global, invalid, (f) => f.cut('part-2-00000.npy', 48)],
  [
    'OLMo, not filled',
    'olmo',
    global,
    invalid,
    (f) => {
      f.json(withoutRepeats);
      f.patch(global, (bytes) => void bytes.fill(0, 4));
    },
  ],
  ['OLMo, padded without saying so', 'olmo', global, invalid, (f) => f.json(withoutRepeats)],
  ['OLMo, odd', 'olmo', global, damaged, (f) => f.cut(global, 1)],
  ['OLMo, empty', 'olmo', global, undefined, (f) => f.replace(global, '')],
  [
    'list, out of range',
    'parquet',
    'order.u32',
    invalid,
    (f) => f.patch('order.u32', (bytes) => bytes.writeUInt32LE(12, 4)),
  ],
  [
    'list, twice',
    'parquet',
    'order.u32',
    invalid,
    (f) => f.patch('order.u32', (bytes) => bytes.copy(bytes, 4, 0, 4)),
  ],
  [
    'list, twice without saying so',
    'datatrove-list',
    'order.npy',
    invalid,
    (f) => f.json(withoutRepeats),
  ],
  [
    'list, beyond 2^53',
    'datatrove-list',
    'order.npy',
    invalid,
    (f) => f.patch('order.npy', (bytes) => bytes.fill(255, npyHeader, npyHeader + 8)),
  ],
  ['list, shorter than the records', 'parquet', 'order.u32', invalid, (f) => f.cut('order.u32', 4)],
  [
    'list, shorter than "samples"',
    'datatrove-list',
    'order.npy',
    invalid,
    (f) => f.json(samples(9)),
  ],
  [
    'shuffle index, out of range',
    'megatron-order',
    'shuffle_index.npy',
    invalid,
    (f) => f.patch('shuffle_index.npy', (bytes) => bytes.writeUInt32LE(25, npyHeader + 8)),
  ],
  [
    'shuffle index, not filled',
    'megatron-order',
    'shuffle_index.npy',
    invalid,
    (f) => f.patch('shuffle_index.npy', fill),
  ],
  [
    'shuffle index, mostly not filled',
    'megatron-order',
    'shuffle_index.npy',
    invalid,
    (f) => f.patch('shuffle_index.npy', (bytes) => void bytes.fill(0, npyHeader + 8)),
  ],
  [
    'shuffle index, shorter than "samples"',
    'megatron-order',
    'shuffle_index.npy',
    invalid,
    (f) => f.json(samples(1000)),
  ],
  [
    'shuffle index, cut',
    'megatron-order',
    'shuffle_index.npy',
    damaged,
    (f) => f.cut('shuffle_index.npy', 12),
  ],
  [
    'document index, out of range',
    'megatron-order',
    'document_index.npy',
    invalid,
    (f) => f.patch('document_index.npy', (bytes) => bytes.writeInt32LE(9, npyHeader + 4)),
  ],
  [
    'document index, below 0',
    'megatron-order-epochs',
    'document_index.npy',
    invalid,
    (f) => f.patch('document_index.npy', (bytes) => bytes.writeInt32LE(-1, npyHeader + 4)),
  ],
  [
    'document index, not filled',
    'megatron-order',
    '_index.npy',
    invalid,
    (f) => f.patch('document_index.npy', fill),
  ],
  [
    'document index, no .npy',
    'megatron-order',
    'document_index.npy',
    damaged,
    (f) => f.flip('document_index.npy', 1),
  ],
  [
    'sample index, not filled',
    'megatron-order',
    'sample_index.npy',
    invalid,
    (f) => f.patch('sample_index.npy', fill),
  ],
  [
    'sample index, cut',
    'megatron-order',
    'sample_index.npy',
    damaged,
    (f) => f.cut('sample_index.npy', 8),
  ],
  [
    'sample index, an offset beyond the document',
    'megatron-order',
    'sample_index.npy',
    invalid,
    (f) => f.patch('sample_index.npy', (bytes) => bytes.writeInt32LE(5000, npyHeader + 12)),
  ],
  [
    'row_tokens of another length',
    'megatron-order',
    'sample_index.npy',
    invalid,
    (f) =>
      f.json((run) => {
        run['row_tokens'] = 16;
      }),
  ],
  [
    'the files in the wrong order',
    'megatron-order',
    '_index.npy',
    invalid,
    (f) =>
      f.json((run) => {
        (run['order'] as { files: string[] }).files.reverse();
      }),
  ],
];
