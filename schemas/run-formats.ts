// The names of formats and types in a run description, apart from its schema: every command's help
// has them, and loading the schema's library takes longer than a question.

export const tableFormats = ['csv', 'tsv'] as const;
export const lineFormats = ['jsonl', 'json', ...tableFormats, 'text'] as const;
export const documentFormats = ['parquet', 'arrow', 'mds'] as const;
export const tokenFormats = [
  'megatron',
  'pythia-rows',
  'olmo',
  'nanogpt',
  'llmc',
  'datatrove',
] as const;
export const runFormats = [...lineFormats, ...documentFormats, ...tokenFormats] as const;
export type TableFormat = (typeof tableFormats)[number];
export type LineFormat = (typeof lineFormats)[number];
export type DocumentFormat = (typeof documentFormats)[number];
export type TokenFormat = (typeof tokenFormats)[number];
export type RunFormat = (typeof runFormats)[number];

export const tokenTypes = ['uint16', 'uint32', 'int32', 'int64'] as const;

/** What quotation marks in a table do: `standard`, they enclose cells; `none`, they are text. */
export const quotings = ['standard', 'none'] as const;
export type Quoting = (typeof quotings)[number];

/** The field of a record's text, or several whose texts are joined by a line feed, in this order. */
export type TextField = string | readonly string[];

/** How a field says a step. */
export const stepFormats = ['integer', 'digits', 'date', 'date-time'] as const;
export type StepFormat = (typeof stepFormats)[number];
