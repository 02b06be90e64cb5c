// Writes the tables of docs/scale.md, from the last line of bench/history/scale.jsonl.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ScaleRun, scaleTables } from './scale-tables.ts';

const file = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** The last measurement. */
export function lastScaleRun(): ScaleRun {
  const lines = readFileSync(file('bench/history/scale.jsonl'), 'utf8').trimEnd().split('\n');
  return JSON.parse(lines.at(-1) ?? '') as ScaleRun;
}

/** The page with the tables in it; throws if their marks are not there. */
export function withTables(page: string, tables: string): string {
  const marked = /(<!-- tables: [^>]*-->\n)[\s\S]*(\n<!-- end of tables -->)/;
  if (!marked.test(page)) throw new Error('docs/scale.md has no marks for the tables');
  return page.replace(marked, (_, before, after) => `${before}\n${tables}\n${after}`);
}

if (import.meta.main) {
  const path = file('docs/scale.md');
  writeFileSync(path, withTables(readFileSync(path, 'utf8'), scaleTables(lastScaleRun())));
}
