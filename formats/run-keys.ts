// Which keys of a run description go together: data, so that a test can walk all of it.
//
// A key that nothing reads is refused, because whoever wrote it believes that it does something.

import { type Format, type FormatKey, formatKeys } from './format.ts';
import type { Order } from './orders/order.ts';
import { orderRules } from './orders/orders.ts';
import {
  columnFormats,
  formatNamed,
  formats,
  isLineFormat,
  lineFormats,
  logFormats,
  numberedFormats,
  type RunFormat,
  tokenFormats,
} from './registry.ts';
import type { RunDescription, Steps } from './run-description.ts';

/** The keys that not every format takes, each with the names of those that do. */
export const keyFormats: readonly {
  readonly key: FormatKey;
  readonly formats: readonly string[];
}[] = formatKeys.map((key) => {
  const taking = [...tokenFormats, ...lineFormats, ...columnFormats, ...logFormats].filter(
    ({ keys }) => keys.includes(key),
  );
  return { key, formats: taking.map(({ name }) => name) };
});

/** The names of the formats that take an order of this kind. */
export function listOrderFormats(kind: Order['kind']): readonly string[] {
  const takes = {
    every: () => true,
    rows: (one: Format) => one.kind === 'rows' && one.holds !== 'log',
    numbered: (one: Format) => numberedFormats.some(({ name }) => name === one.name),
    own: (one: Format) => one.holds === 'ids' && (one.orders?.includes(kind) ?? false),
  }[orderRules[kind].formats];
  return formats.filter(takes).map(({ name }) => name);
}

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

interface Clash {
  readonly key: string;
  /** Whether the key is there although nothing would read it. */
  readonly clashes: (run: RunDescription) => boolean;
  readonly expected: string;
}

/** Whether records are token ids. */
export function holdsTokens({
  format = 'jsonl',
  tokens_field,
}: {
  readonly format?: RunFormat | undefined;
  readonly tokens_field?: string;
}): boolean {
  return tokens_field !== undefined || formatNamed(formats, format).holds === 'ids';
}

/** Whether a log says the steps. */
export function hasLoggedSteps({
  format = 'jsonl',
  order,
}: {
  readonly format?: RunFormat | undefined;
  readonly order?: Order | undefined;
}): boolean {
  return formatNamed(formats, format).holds === 'log' || order?.kind === 'order-log';
}

/** Whether the description has to say how many ids a row is. */
export function needsRowTokens({ format, row_tokens }: RunDescription): boolean {
  const one = formatNamed(formats, format);
  return row_tokens === undefined && one.holds === 'ids' && one.rowTokens === 'needed';
}

/** Whether it is known how many ids a row is. */
function hasRowTokens({ format, row_tokens }: RunDescription): boolean {
  const one = formatNamed(formats, format);
  return row_tokens !== undefined || (one.holds === 'ids' && typeof one.rowTokens === 'number');
}

/** Whether records have fields, or columns. */
export function hasFields({ format }: Pick<RunDescription, 'format'>): boolean {
  return formatNamed(formats, format).keys.includes('text_field');
}

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
    key: 'tokens_field',
    clashes: ({ format, tokens_field }) =>
      formatNamed(formats, format).holds === 'log' && (tokens_field ?? 'tokens') !== 'tokens',
    expected: '"tokens", the key under which an order log has token ids',
  },
  {
    key: 'steps',
    clashes: (run) => run.steps !== undefined && hasLoggedSteps(run),
    expected: 'it to be absent, because the order log says the steps',
  },
  {
    key: 'row_stride',
    clashes: (run) => run.row_stride !== undefined && !hasRowTokens(run),
    expected: 'row_tokens with it',
  },
  {
    key: 'row_stride',
    clashes: ({ row_stride, order }) =>
      row_stride !== undefined && order !== undefined && orderRules[order.kind].isGpt === true,
    expected: 'no row_stride with a gpt-dataset, whose sample index says where rows start',
  },
  {
    key: 'unit',
    clashes: ({ unit, row_tokens }) => unit !== undefined && row_tokens !== undefined,
    expected: 'no unit with row_tokens, which says itself what a record is',
  },
  {
    key: 'steps.drop_last',
    clashes: (run) => run.steps?.drop_last !== undefined && isLineFormat(run.format),
    expected: 'it with a format whose files say how many records they hold',
  },
  {
    key: 'steps.drop_last',
    clashes: (run) => run.steps?.drop_last !== undefined && (run.order?.kind ?? 'none') !== 'none',
    expected: 'no drop_last with an order, which says itself what is consumed',
  },
  {
    key: 'steps.field',
    clashes: (run) => run.steps?.field !== undefined && !hasFields(run),
    expected: 'another rule, because the records of this format have no fields',
  },
];
