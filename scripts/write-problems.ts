// Writes the table of docs/problems.md anew from the table of codes. A test fails where they differ.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorTable } from '../errors/table.ts';
import { type ErrorCode, httpStatus } from '../errors.ts';

/** The page with one row for each code, and its text as it is. */
export function renderProblemPage(page: string): string {
  const rows = Object.entries(errorTable).map(([code, { kind, title, solve }]) => {
    return `| \`${code}\` | ${httpStatus(code as ErrorCode)} | ${kind} | ${title} | ${solve} |\n`;
  });
  return page.replace(/(?:^\| `.*\n)+/m, () => rows.join(''));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = new URL('../docs/problems.md', import.meta.url);
  writeFileSync(path, renderProblemPage(readFileSync(path, 'utf8')));
}
