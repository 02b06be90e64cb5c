// The formats of results: one that accepts a file reads it, in this order.

import { lmEvalResults } from './lm-eval/lm-eval-results.ts';
import { npyResults } from './npy/npy-results.ts';
import type { ResultFormat } from './result-format.ts';
import { csvResults, tsvResults } from './table/csv-results.ts';
import { jsonLinesResults } from './table/jsonl-results.ts';
import { parquetResults } from './table/parquet-results.ts';

export const resultFormats: readonly ResultFormat[] = [
  ...[parquetResults, npyResults, lmEvalResults, tsvResults, csvResults, jsonLinesResults],
];
