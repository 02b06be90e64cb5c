// What the readers of token ids may leave out or change. The right numbers are counted from the ids.

import type { TokenFormatName } from '../../../formats/registry.ts';
import type { RunDescription } from '../../../formats/run-description.ts';
import {
  documentsOf,
  llmcBytes,
  npy,
  numbers,
  writeFile,
  writeMegatron,
} from '../../formats/rows/write-rows.ts';
import { kindOf, texts } from './document-cases.ts';
import type { SilenceCase } from './silence-case.ts';

const ids = documentsOf(texts).flat();
/** The small tokenizer's id of byte 0. */
const firstByteId = 2;

function shortRows(count: number): SilenceCase['expect'] {
  const dropped = `tokens of short last rows: ${count}`;
  return { dropped, remark: new RegExp(`not consumed: ${dropped}`) };
}

/** Writes so many ids, and describes them; `rows` says how they are cut. */
type Writer = (folder: string, ids: readonly number[]) => RunDescription;

const flat =
  (format: 'pythia-rows' | 'nanogpt' | 'olmo'): Writer =>
  (folder, some) => {
    writeFile(folder, 'a.npy', numbers(some, 2));
    return { format, files: ['a.npy'], dtype: 'uint16' };
  };

const llmc: Writer = (folder, some) => {
  writeFile(folder, 'a.bin', llmcBytes(some, 2));
  return { format: 'llmc', files: ['a.bin'] };
};

const megatron: Writer = (folder, some) => {
  const parts = { sequences: [some], documents: [0, 1], code: 8, bytes: 2 } as const;
  writeMegatron(folder, 'text', parts);
  return { format: 'megatron', files: ['text'] };
};

const datatrove: Writer = (folder, some) => {
  writeFile(folder, 'a.ds', numbers(some, 2));
  writeFile(folder, 'a.ds.index', numbers([some.length], 8));
  return { format: 'datatrove', files: ['a.ds'] };
};

/** What every format of flat ids may leave out. */
function cutIntoRows(write: Writer): readonly SilenceCase[] {
  const describe = (folder: string, some: readonly number[]) => {
    return { ...write(folder, some), row_tokens: 10, end_of_document: 0 };
  };
  return [
    {
      leavesOut: 'ids of a short last row',
      make: (folder) => describe(folder, ids.slice(0, 57)),
      expect: shortRows(7),
    },
    {
      leavesOut: 'ids between rows',
      make: (folder) => ({ ...describe(folder, ids.slice(0, 60)), row_stride: 25 }),
      expect: {
        dropped: 'tokens between rows: 30',
        remark: /not consumed: tokens between rows: 30/,
      },
    },
    {
      leavesOut: 'rows of a last batch that is not whole, and ids of a short row',
      make: (folder) => ({
        ...describe(folder, ids.slice(0, 57)),
        steps: { batch_size: 2, drop_last: 'file' },
      }),
      expect: {
        remark: /not consumed: tokens of short last rows: 7, .*(: 1|1 rows of a last batch)/,
        dropped: /^tokens of short last rows: 7, .*last batch/,
      },
    },
    halfCharacters(write),
    unknownId(write, { row_tokens: 10 }),
  ];
}

/** A character whose bytes lie in two rows. */
function halfCharacters(write: Writer): SilenceCase {
  const bytes = [...Buffer.from('漢')].map((byte) => firstByteId + byte);
  return {
    leavesOut: 'bytes that are not UTF-8',
    make: (folder) => ({
      ...write(folder, [...ids.slice(0, 9), ...bytes, ...ids.slice(0, 8)]),
      row_tokens: 10,
    }),
    expect: { counts: { repaired: 2 }, remark: /2 records were repaired: .* became U\+FFFD/ },
  };
}

function unknownId(write: Writer, rows: Partial<RunDescription>): SilenceCase {
  return {
    leavesOut: 'an id that the tokenizer does not have',
    make: (folder) => ({ ...write(folder, [...ids.slice(0, 8), 299, 5]), ...rows }),
    expect: { error: { code: 'token_unknown', message: /299/ } },
  };
}

/** Half an id more than a whole number of them. */
function halfAnId(write: Writer, name: string): SilenceCase {
  return {
    leavesOut: 'half an id at the end',
    make(folder) {
      const run = write(folder, ids.slice(0, 30));
      writeFile(folder, name, Buffer.concat([numbers(ids.slice(0, 30), 2), Buffer.of(1)]));
      return { ...run, row_tokens: 10 };
    },
    expect: { error: { code: 'source_truncated', message: new RegExp(name) } },
  };
}

/** An empty file beside one of records. */
function emptyFile(write: Writer, name: string): SilenceCase {
  return {
    leavesOut: 'a file without a byte',
    make(folder) {
      const run = write(folder, ids.slice(0, 30));
      writeFile(folder, name, '');
      return { ...run, files: [...run.files, name], row_tokens: 10 };
    },
    expect: { counts: { empty: 1 }, remark: new RegExp(`${name} holds no record: skipped`) },
  };
}

/** The consumed samples are fewer than those of the shuffle index. */
const samplesOfOrder: SilenceCase = {
  leavesOut: 'samples behind those that were consumed',
  make(folder) {
    const run = megatron(folder, ids.slice(0, 31));
    writeFile(folder, 'documents.npy', npy([0], 4, [1]));
    writeFile(folder, 'samples.npy', npy([0, 0, 0, 10, 0, 20, 0, 30], 4, [4, 2]));
    writeFile(folder, 'shuffle.npy', npy([2, 0, 1], 4, [3]));
    const files = ['documents.npy', 'samples.npy', 'shuffle.npy'];
    return { ...run, row_tokens: 11, order: { kind: 'gpt-dataset', files, samples: 2 } };
  },
  expect: {
    dropped: '1 samples of the shuffle index',
    remark: /not consumed: 1 samples of the shuffle index/,
  },
};

const entriesOfOrder: SilenceCase = {
  leavesOut: 'entries of an order behind its samples',
  make(folder) {
    const run = kindOf('olmo, uint32').pack(folder, texts).run;
    writeFile(folder, 'order.u32', numbers([1, 0, 2], 4));
    return { ...run, order: { kind: 'global-indices', files: ['order.u32'], samples: 2 } };
  },
  expect: {
    dropped: /^tokens of short last rows: \d+, 1 entries of the order$/,
    remark: /not consumed: .*1 entries of the order/,
  },
};

export const tokenCases: Readonly<Record<TokenFormatName, readonly SilenceCase[]>> = {
  megatron: [...cutIntoRows(megatron), unknownId(megatron, {}), samplesOfOrder],
  'pythia-rows': [
    ...cutIntoRows(flat('pythia-rows')),
    halfAnId(flat('pythia-rows'), 'a.npy'),
    emptyFile(flat('pythia-rows'), 'empty.bin'),
  ],
  olmo: [
    ...cutIntoRows(flat('olmo')),
    halfAnId(flat('olmo'), 'a.npy'),
    emptyFile(flat('olmo'), 'empty.npy'),
    entriesOfOrder,
  ],
  nanogpt: [
    ...cutIntoRows(flat('nanogpt')),
    halfAnId(flat('nanogpt'), 'a.npy'),
    emptyFile(flat('nanogpt'), 'empty.bin'),
  ],
  llmc: [...cutIntoRows(llmc), emptyFile(llmc, 'empty.bin')],
  datatrove: [...cutIntoRows(datatrove), unknownId(datatrove, {})],
};
