// The pages on formats: one for each, with run descriptions that are what they say.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const folder = fileURLToPath(new URL('../docs/formats/', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');

function runsOf(markdown: string): Record<string, unknown>[] {
  return Array.from(markdown.matchAll(/^```json\n([\s\S]*?)^```/gm), ([, json]) =>
    JSON.parse(json as string),
  );
}

/** First column of the table under a heading: names in backticks. */
function namesUnder(heading: string): Set<string> {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const cells = Array.from(section.matchAll(/^\| ([^|]+) \|/gm), ([, cell]) => cell as string);
  return new Set(
    cells.flatMap((cell) => Array.from(cell.matchAll(/`(\w[\w-]*)`/g), ([, n]) => n)) as string[],
  );
}

t.test('every format has a page with run descriptions of its own', async (t) => {
  const formats = [...namesUnder('Formats')].filter((name) => name !== 'format');
  const pages = readdirSync(folder).filter((name) => name !== 'README.md');
  t.same(pages, formats.map((name) => `${name}.md`).sort());
  const keys = namesUnder('Keys');
  for (const format of formats) {
    const page = readFileSync(`${folder}${format}.md`, 'utf8');
    const runs = runsOf(page);
    t.ok(runs.length > 0, `${format}: a run description`);
    for (const run of runs) {
      t.equal(run['format'], format);
      t.same(
        Object.keys(run).filter((key) => !keys.has(key)),
        [],
        `${format}: its keys`,
      );
    }
    for (const heading of ['## What is checked', '## Known traps']) t.ok(page.includes(heading));
  }
});
