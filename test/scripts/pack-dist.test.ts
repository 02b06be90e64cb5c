// What npm would pack holds together: its pages link to nothing that stays behind.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = fileURLToPath(new URL('../../', import.meta.url));

function packedFiles(): string[] | undefined {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { status, stdout } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) return undefined;
  // npm 12 has an object by package name there, older ones an array.
  const [packed] = Object.values(JSON.parse(stdout)) as { files: { path: string }[] }[];
  return packed?.files.map(({ path }) => path);
}

function linksOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return Array.from(text.matchAll(/\]\(([^)\s#]+)/g), ([, link]) => link as string)
    .filter((link) => !/^[a-z][a-z0-9+.-]*:/i.test(link))
    .map((link) => join(dirname(page), link));
}

const files = packedFiles();

t.test('pages link to what is packed', { skip: files ? false : 'npm does not run' }, (t) => {
  const packed = files as string[];
  // These two say of themselves that their links lead into a checkout.
  const ofCheckout = new Set(['ARCHITECTURE.md', 'CONTRIBUTING.md']);
  const pages = packed.filter((path) => path.endsWith('.md') && !ofCheckout.has(path));
  t.ok(pages.includes('README.md') && pages.includes('docs/formats/README.md'));
  for (const page of pages) {
    const missing = linksOf(page).filter(
      (link) => !packed.some((path) => path === link || path.startsWith(`${link}/`)),
    );
    t.same(missing, [], page);
  }
  t.end();
});
