// The columns that a table of results has.

import { badResult } from '../bad-result.ts';

const tableColumns = ['set', 'row', 'step', 'seed', 'correct', 'good', 'bad'] as const;
export type TableColumn = (typeof tableColumns)[number];

const expected = 'set, row, step, and correct or both good and bad; seed where there are several';

/**
 * Those that are read, `correct` before the log-probabilities. Others may be there too. Throws
 * `results_invalid` where some are missing or a name is there twice.
 */
export function planColumns(names: readonly string[], file: string): TableColumn[] {
  const has = (name: string) => names.includes(name);
  const twice = tableColumns.find((name) => names.filter((other) => other === name).length > 1);
  if (twice !== undefined) {
    throw badResult({ file }, `two columns are named ${twice}, expected one. Rename one of them.`);
  }
  const judgement: TableColumn[] = has('correct') ? ['correct'] : ['good', 'bad'];
  const wanted: TableColumn[] = ['set', 'row', 'step', ...judgement];
  const missing = wanted.filter((name) => !has(name));
  if (missing.length === 0) return has('seed') ? [...wanted, 'seed'] : wanted;
  const found = names.length > 0 ? names.slice(0, 20).join(', ') : 'none';
  const [only = ''] = names;
  const delimiter = names.length === 1 ? /[;\t|,]/.exec(only)?.[0] : undefined;
  const advice =
    delimiter === undefined
      ? ''
      : `. The columns seem to be separated by ${JSON.stringify(delimiter)}; expected a comma in CSV and a tab in TSV.`;
  throw badResult(
    { file },
    `the table has no ${describeMissing(missing)}: found ${found}, expected ${expected}${advice}`,
  );
}

function describeMissing(missing: readonly string[]): string {
  const isUnjudged = missing.includes('good') && missing.includes('bad');
  const names = missing.filter((name) => !isUnjudged || (name !== 'good' && name !== 'bad'));
  const all = isUnjudged ? [...names, 'correct'] : names;
  return `${all.length > 1 ? 'columns' : 'column'} ${all.join(', ')}`;
}
