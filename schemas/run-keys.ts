// Which keys of a run description go together: data, so that a test can walk all of it.
//
// A key that nothing reads is refused, because whoever wrote it believes that it does something.

import type { Order, RunDescription, Steps } from './run.ts';
import {
  documentFormats,
  lineFormats,
  type RunFormat,
  runFormats,
  tableFormats,
  tokenFormats,
} from './run-formats.ts';

type Key = keyof RunDescription;

/** The formats that take a key; a key that is not here goes with every format. */
export const formatsOfKey: Readonly<Partial<Record<Key, readonly RunFormat[]>>> = {
  text_field: ['jsonl', 'json', ...tableFormats, ...documentFormats],
  tokens_field: documentFormats,
  id_field: ['jsonl', 'json', ...tableFormats, ...documentFormats],
  separator: ['text'],
  quoting: tableFormats,
  row_tokens: tokenFormats,
  row_stride: tokenFormats,
  dtype: [...tokenFormats, ...documentFormats],
  end_of_document: [...tokenFormats, ...documentFormats],
  unit: ['megatron', 'datatrove'],
};

export type OrderKind = Order['kind'];
type OrderKey = Exclude<keyof Order, 'kind'>;

export interface OrderRule {
  readonly formats: readonly RunFormat[];
  /** Keys that it takes, and of these the ones that it needs. */
  readonly keys: readonly OrderKey[];
  readonly required: readonly OrderKey[];
  /** How many `files` it has, and which. */
  readonly files: number;
  /** They may be left out. */
  readonly isOptional?: true;
  readonly filesAre: string;
}

const byNumber: readonly RunFormat[] = [...documentFormats, ...tokenFormats];

/** Formats, keys and files of each kind of order. */
export const orderRules: Readonly<Record<OrderKind, OrderRule>> = {
  none: { formats: runFormats, keys: [], required: [], files: 0, filesAre: 'none' },
  'gpt-dataset': {
    formats: ['megatron'],
    keys: ['files', 'samples', 'repeats'],
    required: ['files', 'samples'],
    files: 3,
    filesAre: 'three files: document index, sample index, shuffle index',
  },
  'gpt-blend': {
    formats: ['megatron'],
    keys: ['files', 'datasets', 'weights', 'samples', 'repeats'],
    required: ['datasets', 'samples'],
    files: 2,
    isOptional: true,
    filesAre: 'two files: dataset index, dataset sample index; or none, with weights',
  },
  'global-indices': {
    formats: byNumber,
    keys: ['files', 'samples', 'repeats'],
    required: ['files'],
    files: 1,
    filesAre: 'one file',
  },
  list: {
    formats: byNumber,
    keys: ['files', 'samples', 'dtype', 'repeats'],
    required: ['files'],
    files: 1,
    filesAre: 'one file',
  },
};

export type StepRuleName = 'batch_size' | 'schedule' | 'field' | 'model_tokens' | 'words';

/** The rules for steps, and the other keys of `steps` that each takes. */
export const stepRules: Readonly<Record<StepRuleName, readonly (keyof Steps)[]>> = {
  batch_size: ['drop_last'],
  schedule: [],
  field: ['format'],
  model_tokens: [],
  words: [],
};

/** Parts of a description that have just one of these keys. */
export const alternatives = {
  truncate: ['model_tokens', 'words'],
  consumed: ['records', 'steps'],
} as const;

export interface Clash {
  readonly key: string;
  /** Whether the key is there although nothing would read it. */
  readonly clashes: (run: RunDescription) => boolean;
  readonly expected: string;
}

/** Whether records are token ids. */
export function holdsTokens({
  format,
  tokens_field,
}: {
  readonly format?: RunFormat | undefined;
  readonly tokens_field?: string;
}): boolean {
  return tokens_field !== undefined || tokenFormats.some((one) => one === format);
}

const hasOrder = ({ order }: RunDescription) => order !== undefined && order.kind !== 'none';
/** Whether samples are those of GPTDataset, of one or of several. */
export function isGpt(order: Order | undefined): boolean {
  return order?.kind === 'gpt-dataset' || order?.kind === 'gpt-blend';
}

const isLines = ({ format }: RunDescription) => (lineFormats as readonly string[]).includes(format);

/** Keys that their format takes, but not together with another key of the description. */
export const clashes: readonly Clash[] = [
  {
    key: 'text_field',
    clashes: ({ text_field, tokens_field }) =>
      text_field !== undefined && tokens_field !== undefined,
    expected: 'either text_field or tokens_field, because a record is its text or its token ids',
  },
  {
    key: 'dtype',
    clashes: (run) => run.dtype !== undefined && !holdsTokens(run),
    expected: 'tokens_field with it, the column of token ids',
  },
  {
    key: 'end_of_document',
    clashes: (run) => run.end_of_document !== undefined && !holdsTokens(run),
    expected: 'tokens_field with it, the column of token ids',
  },
  {
    key: 'row_stride',
    clashes: ({ row_stride, row_tokens, format }) =>
      row_stride !== undefined && row_tokens === undefined && format !== 'pythia-rows',
    expected: 'row_tokens with it',
  },
  {
    key: 'row_stride',
    clashes: ({ row_stride, order }) => row_stride !== undefined && isGpt(order),
    expected: 'no row_stride with a gpt-dataset, whose sample index says where rows start',
  },
  {
    key: 'unit',
    clashes: ({ unit, row_tokens }) => unit !== undefined && row_tokens !== undefined,
    expected: 'no unit with row_tokens, which says itself what a record is',
  },
  {
    key: 'steps.drop_last',
    clashes: (run) => run.steps?.drop_last !== undefined && isLines(run),
    expected: 'it with a format whose files say how many records they hold',
  },
  {
    key: 'steps.drop_last',
    clashes: (run) => run.steps?.drop_last !== undefined && hasOrder(run),
    expected: 'no drop_last with an order, which says itself what is consumed',
  },
  {
    key: 'steps.field',
    clashes: ({ steps, format }) =>
      steps?.field !== undefined && [...tokenFormats, 'text'].includes(format),
    expected: 'another rule, because the records of this format have no fields',
  },
];
