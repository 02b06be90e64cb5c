// Results as the Markdown of bench/RESULTS.md.

import { introduction, type RunKind, runKinds, sectionTexts } from './results-text.ts';

export interface Result {
  /** The heading of the table that it is in. */
  readonly table: string;
  readonly trial: string;
  /** The engine, or the kernel, that was measured. */
  readonly by: string;
  readonly measured: Readonly<Record<string, number | string>>;
}

/** One run of the bench: a line of bench/history. */
export interface Run {
  readonly machine: Readonly<Record<string, string>>;
  /** By corpus. */
  readonly results: Readonly<Record<string, readonly Result[]>>;
}

/** The last run of each kind; one that was never done is left out. */
export type Runs = Readonly<Partial<Record<RunKind, Run>>>;

/** A section for each run. One of an older version than the newest of them says so. */
export function formatResults(runs: Runs): string {
  const versions = Object.values(runs).flatMap(({ machine }) => machine['firstseen'] ?? []);
  const newest = versions.reduce(later, '');
  const sections = runKinds.flatMap((kind) => {
    const run = runs[kind];
    return run === undefined ? [] : sectionLines(kind, run, newest);
  });
  return [...introduction, '', ...sections].join('\n');
}

function later(one: string, other: string): string {
  return one.localeCompare(other, 'en', { numeric: true }) < 0 ? other : one;
}

function sectionLines(kind: RunKind, { machine, results }: Run, newest: string): string[] {
  const [heading = '', ...text] = sectionTexts[kind];
  const { firstseen: version = newest, commit = '' } = machine;
  const older =
    version === newest
      ? []
      : [
          '',
          `**These figures are of an older version, firstseen ${version} (${commit}). Those of ${newest} may differ.**`,
        ];
  return [
    heading,
    ...older,
    ...text,
    '',
    ...Object.entries(machine).map(([key, value]) => `- ${key}: ${value}`),
    '',
    ...Object.entries(results).flatMap(([corpus, own]) => [
      `### Novels, ${corpus}`,
      '',
      ...[...Map.groupBy(own, ({ table }) => table)].flatMap(([table, rows]) => [
        `**${table}**`,
        '',
        ...tableLines(rows),
        '',
      ]),
    ]),
  ];
}

/** A row a result, or a column a result where a result has more figures than there are results. */
function tableLines(results: readonly Result[]): string[] {
  const keys = [...new Set(results.flatMap(({ measured }) => Object.keys(measured)))];
  const head = ['trial', 'by', ...keys];
  const rows = results.map(({ trial, by, measured }) => {
    return [trial, by, ...keys.map((key) => cell(measured[key]))];
  });
  const lines = [head, ...rows];
  const [first = [], ...others] = keys.length > results.length ? transpose(lines) : lines;
  return [first, first.map(() => '---'), ...others].map((cells) => `| ${cells.join(' | ')} |`);
}

function transpose(lines: readonly string[][]): string[][] {
  return (lines[0] ?? []).map((_, column) => lines.map((line) => line[column] ?? ''));
}

function cell(value: number | string | undefined): string {
  return typeof value === 'number' ? value.toLocaleString('en') : (value ?? '');
}
