// The small folders and the bad files made of them: all there, small, and really bad.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { badFiles } from './bad-files.ts';
import { smallFolders } from './spoil-folder.ts';

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

t.test('the small folders are small, and each says what it is and what comes of it', async (t) => {
  const files = filesBelow(smallFolders);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  t.ok(bytes < 200_000, `${bytes} bytes`);
  const formats = new Set<string>();
  for (const { name } of readdirSync(smallFolders, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )) {
    const run = JSON.parse(readFileSync(join(smallFolders, name, 'run.json'), 'utf8'));
    formats.add(run.format);
    const lines = readFileSync(join(smallFolders, name, 'expected.jsonl'), 'utf8').split('\n');
    t.equal(lines.pop(), '', `${name}: whole lines`);
    t.same(
      lines.map((line) => JSON.parse(line).rank),
      lines.map((_, rank) => rank),
      `${name}: ranks`,
    );
  }
  t.equal(formats.size, 15, 'every format is there');
});

t.test('a bad file is bad, and named only once', async (t) => {
  t.equal(new Set(badFiles.map(({ name }) => name)).size, badFiles.length);
  for (const { name, make } of badFiles) {
    const dir = t.testdir();
    const runFile = make(dir);
    const folder = join(runFile, '..');
    const original = join(smallFolders, folder.slice(dir.length + 1));
    const changed = filesBelow(original).filter((file) => {
      const copy = join(folder, file.slice(original.length + 1));
      return (
        !statSync(copy, { throwIfNoEntry: false }) || !readFileSync(file).equals(readFileSync(copy))
      );
    });
    t.ok(changed.length === 1 || changed.length === 2, `${name}: ${changed.length} files differ`);
  }
});
