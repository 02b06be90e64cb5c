// The run descriptions in docs/formats are ones that the indexer takes, and its table has every format.

import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { requireRun } from '../corpus/read-run.ts';
import { formats as described, formatNames } from '../formats/registry.ts';

const folder = new URL('../docs/formats/', import.meta.url);
const formats = new Set<string>();

for (const name of readdirSync(folder)) {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const blocks = Array.from(
    text.matchAll(/^```json(?: file .*)?\n([\s\S]*?)^```/gm),
    ([, json]) => json as string,
  );
  t.ok(blocks.length > 0, `${name} has a run description`);
  for (const [i, block] of blocks.entries()) {
    const { format } = requireRun(JSON.parse(block), `${name}, block ${i}`);
    formats.add(format);
  }
}
t.strictSame([...formats].sort(), [...formatNames].sort(), 'every format has one');

const table = readFileSync(new URL('README.md', folder), 'utf8');
for (const { name, docs } of described) {
  const row = `| \`${name}\` | ${docs.files} | ${docs.record} | [${name}](${name}.md) |`;
  t.ok(table.includes(row), `the table of formats has ${row}`);
}
