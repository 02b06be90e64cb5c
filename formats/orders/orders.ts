// The kinds of order, one entry each: which formats take it, and its keys and files.

type OrderKey = 'files' | 'datasets' | 'weights' | 'samples' | 'dtype' | 'repeats' | 'gaps';

interface OrderRule {
  /**
   * `rows`: every format whose records are found by number; `numbered`: JSON lines, too; `own`: the
   * formats that name it.
   */
  readonly formats: 'every' | 'rows' | 'numbered' | 'own';
  /** Keys that it takes, and of these the ones that it needs. */
  readonly keys: readonly OrderKey[];
  readonly required: readonly OrderKey[];
  /** How many `files` it has, and which; `some`: one or more. */
  readonly files: number | 'some';
  /** They may be left out. */
  readonly isOptional?: true;
  readonly filesAre: string;
  /** Records are samples of GPTDataset, of `row_tokens` ids. */
  readonly isGpt?: true;
  /** Data sets are blended, one for each of the description's `files`. */
  readonly isBlend?: true;
}

export const orderKinds = [
  'none',
  'gpt-dataset',
  'gpt-blend',
  'global-indices',
  'list',
  'order-log',
] as const;
type OrderKind = (typeof orderKinds)[number];

export const orderRules: Readonly<Record<OrderKind, OrderRule>> = {
  none: { formats: 'every', keys: [], required: [], files: 0, filesAre: 'none' },
  'gpt-dataset': {
    formats: 'own',
    keys: ['files', 'samples', 'repeats'],
    required: ['files', 'samples'],
    files: 3,
    filesAre: 'three files: document index, sample index, shuffle index',
    isGpt: true,
  },
  'gpt-blend': {
    formats: 'own',
    keys: ['files', 'datasets', 'weights', 'samples', 'repeats'],
    required: ['datasets', 'samples'],
    files: 2,
    isOptional: true,
    filesAre: 'two files: dataset index, dataset sample index; or none, with weights',
    isGpt: true,
    isBlend: true,
  },
  'global-indices': {
    formats: 'rows',
    keys: ['files', 'samples', 'repeats'],
    required: ['files'],
    files: 1,
    filesAre: 'one file',
  },
  list: {
    formats: 'rows',
    keys: ['files', 'samples', 'dtype', 'repeats'],
    required: ['files'],
    files: 1,
    filesAre: 'one file',
  },
  'order-log': {
    formats: 'numbered',
    keys: ['files', 'gaps'],
    required: ['files'],
    files: 'some',
    filesAre: 'the logs of all ranks of a run',
  },
};
