// The consumed order of a run, with its files where they lie: plain data, so that it can go to a worker.

import type { NamedPath } from '../../input/paths/named-path.ts';
import type { LogOrder } from './log-order.ts';
import type { Order } from './order.ts';

/** Record numbers in a file, in consumed order. */
export interface ListOrder {
  readonly kind: 'list';
  readonly file: NamedPath;
  /** How many entries were consumed; undefined: one for each record. */
  readonly samples: number | undefined;
  /** Of a file without a header. */
  readonly dtype: 'uint32' | 'uint64';
  readonly repeats: boolean;
}

/** The three cache files of a GPTDataset. */
export interface GptFiles {
  readonly documents: NamedPath;
  readonly samples: NamedPath;
  readonly shuffle: NamedPath;
}

/** Records are the samples of a GPTDataset, or of several that are blended. */
export type GptOrder = GptDataset | GptBlend;

interface GptDataset {
  readonly kind: 'gpt-dataset';
  readonly files: GptFiles;
  /** How many were consumed; undefined: all. */
  readonly samples: number | undefined;
  readonly repeats: boolean;
}

export interface GptBlend {
  readonly kind: 'gpt-blend';
  /** Data set and sample of each entry; undefined: the weights say them. */
  readonly files: { readonly sets: NamedPath; readonly samples: NamedPath } | undefined;
  readonly datasets: readonly GptFiles[];
  readonly weights: readonly number[] | undefined;
  readonly samples: number;
  readonly repeats: boolean;
}

interface NamedOrder {
  /** An order over the records of all files. */
  readonly list?: ListOrder;
  /** The order, and the steps, that training has logged. */
  readonly log?: LogOrder;
  /** The samples that are the records. */
  readonly gpt?: GptOrder;
}

/** The order that a consistent description says; `place` says where a file lies. */
export function nameOrder(
  order: Order | undefined,
  place: (file: string) => NamedPath,
): NamedOrder {
  if (order === undefined) return {};
  const { kind, samples, dtype = 'uint32', repeats = false, gaps = false, weights } = order;
  const files = (order.files ?? []).map(place);
  const [first, second] = files;
  switch (kind) {
    case 'none':
      return {};
    case 'gpt-dataset':
      return { gpt: { kind, files: nameGptFiles(order.files, place), samples, repeats } };
    case 'gpt-blend': {
      const blend = first && second && { sets: first, samples: second };
      const datasets = (order.datasets ?? []).map((set) => nameGptFiles(set, place));
      if (samples === undefined) throw new Error('a blend without samples');
      return { gpt: { kind, files: blend, datasets, weights, samples, repeats } };
    }
    case 'order-log':
      return { log: { kind, log: { files, gaps, found: {} }, found: {} } };
    default:
      if (first === undefined) throw new Error('an order without a file');
      return { list: { kind: 'list', file: first, samples, dtype, repeats } };
  }
}

function nameGptFiles(files: readonly string[] = [], place: (file: string) => NamedPath): GptFiles {
  const [documents, samples, shuffle] = files.map(place);
  if (documents === undefined || samples === undefined || shuffle === undefined) {
    throw new Error('a gpt-dataset has three files');
  }
  return { documents, samples, shuffle };
}
