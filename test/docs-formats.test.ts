// The run descriptions in docs/formats are ones that the indexer takes.

import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { requireRun } from '../corpus/read-run.ts';
import { runFormats } from '../schemas/run-formats.ts';

const folder = new URL('../docs/formats/', import.meta.url);
const formats = new Set<string>();

for (const name of readdirSync(folder)) {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const blocks = Array.from(
    text.matchAll(/^```json\n([\s\S]*?)^```/gm),
    ([, json]) => json as string,
  );
  t.ok(blocks.length > 0, `${name} has a run description`);
  for (const [i, block] of blocks.entries()) {
    const { format } = requireRun(JSON.parse(block), `${name}, block ${i}`);
    formats.add(format);
  }
}
t.strictSame([...formats].sort(), [...runFormats].sort(), 'every format has one');
