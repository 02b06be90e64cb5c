import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const path = fileURLToPath(new URL('../../package-lock.json', import.meta.url));

t.test('the lock has a hash of every package, and names no registry', (t) => {
  const { packages } = JSON.parse(readFileSync(path, 'utf8')) as {
    packages: Record<string, { integrity?: string; resolved?: string }>;
  };
  const names = Object.keys(packages).filter((name) => name !== '');
  t.ok(names.length > 400);
  const without = names.filter((name) => !packages[name]?.integrity?.startsWith('sha512-'));
  t.same(without, []);
  t.same(
    names.filter((name) => packages[name]?.resolved !== undefined),
    [],
  );
  t.end();
});
