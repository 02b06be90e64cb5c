// Asks for every outer address of the pages: `npm run links [-- FILE...]`.
//
// A dead link ends with exit code 1. An address that cannot be reached is said and passes, so a machine
// without a network passes as well; the last line has the numbers. Paths and anchors inside the
// repository are checked by test/docs.test.ts, always.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askAddress, type Verdict } from './links/ask-address.ts';
import { outerLinksOf } from './links/read-links.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const atOnce = 4;

/** Hosts that are not asked, and why. A name stands for the hosts below it too. */
const notAsked: Readonly<Record<string, string>> = {
  '127.0.0.1': 'it is the machine of the reader',
  localhost: 'it is the machine of the reader',
  'example.org': 'it is reserved for examples',
  'example.com': 'it is reserved for examples',
  'www.w3.org': 'its addresses here are names of XML namespaces',
};

/** Files of the repository that people read. */
function findPages(): string[] {
  const roots = readdirSync(root).filter((name) => /\.(?:md|cff)$/.test(name));
  const folders = ['docs', 'examples', '.github', 'scripts/interop', 'bench'];
  const below = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:md|yml)$/.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  return [...roots, ...below].sort();
}

/** Addresses with the pages that name them, in order of addresses. */
function readAddresses(pages: readonly string[]): Map<string, string[]> {
  const found = pages.flatMap((page) =>
    outerLinksOf(readFileSync(join(root, page), 'utf8')).map((address) => ({ page, address })),
  );
  const sorted = found.sort((a, b) => (a.address < b.address ? -1 : 1));
  const named = Map.groupBy(sorted, ({ address }) => address);
  return new Map([...named].map(([address, places]) => [address, places.map(({ page }) => page)]));
}

function whyNotAsked(address: string): string | undefined {
  const { hostname } = new URL(address);
  const name = Object.keys(notAsked).find(
    (name) => hostname === name || hostname.endsWith(`.${name}`),
  );
  return name === undefined ? undefined : notAsked[name];
}

async function check(addresses: ReadonlyMap<string, readonly string[]>): Promise<number> {
  const counts = { alive: 0, dead: 0, unreachable: 0, refused: 0 };
  const waiting = [...addresses.keys()].filter((address) => {
    const reason = whyNotAsked(address);
    if (reason !== undefined) console.log(`not asked    ${address}: ${reason}`);
    return reason === undefined;
  });
  const total = waiting.length;
  const say = (address: string, { state, detail }: Verdict) => {
    counts[state]++;
    if (state === 'alive') return;
    console.log(
      `${state.padEnd(12)} ${address}: ${detail} (${addresses.get(address)?.join(', ')})`,
    );
  };
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      say(next, await askAddress(next));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (counts.unreachable === total && total > 0) console.log('no address answers: no network?');
  const { alive, dead, unreachable, refused } = counts;
  console.log(
    `${total} addresses: ${alive} alive, ${dead} dead, ${refused} refuse programs, ${unreachable} not reached`,
  );
  return dead;
}

const given = process.argv.slice(2);
const dead = await check(readAddresses(given.length > 0 ? given : findPages()));
process.exitCode = dead > 0 ? 1 : 0;
