// `npm run test:data`: which data of the tests is missing, and where it comes from.
//
// The data is too large for the repository, or under a licence of its own. Tests that need a missing
// piece are skipped with a reason; everything else is tested without it.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface TestData {
  /** Relative to the folder of the data. */
  readonly path: string;
  readonly holds: string;
  /** The public source. */
  readonly source: string;
  /** The test files that need it. */
  readonly tests: readonly string[];
}

export const testData: readonly TestData[] = [
  {
    path: 'blimp',
    holds: 'BLiMP, 67 sets of 1,000 minimal pairs (CC BY 4.0)',
    source: 'https://github.com/alexwarstadt/blimp, folder data',
    tests: [
      'test/scripts/slurm.test.ts',
      'test/splits/blimp.test.ts',
      'test/splits/novels.test.ts',
    ],
  },
  {
    path: 'corpora/english-novels-by-year.jsonl.zst',
    holds:
      '98 English novels, one JSON line per novel in the order of years (public domain in the US)',
    source: 'https://github.com/computationalstylistics/100_english_novels',
    tests: ['test/splits/novels.test.ts'],
  },
  {
    path: 'corpora/state-of-the-union.jsonl',
    holds: '65 addresses of US presidents, one JSON line per address (public domain)',
    source: 'https://github.com/nltk/nltk_data, package state_union',
    tests: ['test/exposure/answer-phrases.test.ts'],
  },
  {
    path: 'unicode/word-break-cases.jsonl',
    holds: 'the word break cases of Unicode 17, one JSON line {"text","segments"} per case',
    source: 'https://www.unicode.org/Public/17.0.0/ucd/auxiliary/WordBreakTest.txt',
    tests: ['test/text/word-break.test.ts'],
  },
  {
    path: 'formats',
    holds: 'one small corpus in each format, written by the library of the format',
    source: 'the libraries that docs/formats names, on texts of Project Gutenberg',
    tests: [
      'test/formats/rows/shared-formats.test.ts',
      'test/formats/lines/formats.test.ts',
      'test/parts/shared-formats.test.ts',
      'test/scripts/slurm.test.ts',
    ],
  },
  {
    path: 'training-run',
    holds: 'a small pre-training run of ours, scored on BLiMP at 42 checkpoints',
    source: 'trained on https://github.com/rcdm-uga/Gutenberg_Text by the scripts that lie with it',
    tests: [
      'test/curves/concepts/describe-runs.test.ts',
      'test/curves/results/read-results.test.ts',
    ],
  },
];

/** The folder next to the repository in which the tests look. */
const dataFolder = '../shared/data';

/** The pieces that are not in a folder. */
export function missingData(folder: string): TestData[] {
  return testData.filter(({ path }) => !existsSync(join(folder, path)));
}

export function describeData(missing: readonly TestData[]): string {
  if (missing.length === 0) return `All data of the tests is in ${dataFolder}.\n`;
  const lines = missing.flatMap(({ path, holds, source, tests }) => [
    `${dataFolder}/${path}`,
    `  holds    ${holds}`,
    `  source   ${source}`,
    `  skipped  ${tests.join(', ')}`,
  ]);
  return `${missing.length} of ${testData.length} pieces of test data are missing. Tests that need them are skipped.\n\n${lines.join('\n')}\n`;
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  process.stdout.write(describeData(missingData(join(root, dataFolder))));
}
