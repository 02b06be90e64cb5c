// A real Chromium, a small index and a server over it, for the tests of the page.
//
// The browser is the system's: CHROMIUM_PATH, or one of the usual places. Without one the tests
// skip and say so.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { buildIndex } from '../../indexer/build-index.ts';
import { serve } from '../../query-server/serve.ts';
import type { Server } from '../../query-server/serve-options.ts';
import { route } from '../../router/route.ts';
import type { Resolution } from '../../store/catalogue/settings.ts';
import { fileOperations } from '../../store/files.ts';
import { findChromium, needs } from '../needs.ts';
import type { OracleRecord } from '../oracle.ts';

const chromiumPath = findChromium();

/** For tap: false, or why the tests of the page cannot run. */
export const skip = needs.chromium.skip();

export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('there is no chromium');
  // Chromium's sandbox does not run as root, which is what containers are.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: chromiumPath, args, timeout: 60_000 });
}

/** 120 records of which two make a step; what stands where follows from the rank. */
export const records: readonly OracleRecord[] = Array.from({ length: 120 }, (_, rank) => ({
  id: rank % 5 === 4 ? null : `doc-${rank}`,
  step: Math.floor(rank / 2) + 1,
  text: [
    `Record number ${rank}.`,
    rank >= 7 ? 'She liked this sketch.' : '',
    rank >= 31 && rank % 3 === 0 ? 'These sketches, these sketches!' : '',
    rank === 63 ? 'Once: <b>a & b</b> "quoted", it\'s.' : '',
  ].join(' '),
}));

export interface ServedRecords {
  readonly texts?: boolean;
  /** Token ids of test/formats/small instead, with their tokenizer or without. */
  readonly ids?: 'with tokenizer' | 'without';
  readonly resolution?: Resolution;
  /** The server keeps watch lists. */
  readonly watches?: boolean;
  /** What the server's questions need. */
  readonly token?: string;
}

/** Builds the index of `records` in `folder`; a server over it on a free port. */
export async function serveRecords(
  folder: string,
  { texts = true, token, ids, resolution = 'record', watches = false }: ServedRecords = {},
): Promise<Server> {
  if (ids !== undefined) await feedIds(folder, ids);
  else if (resolution === 'step') {
    await feed(folder, { name: 'corpus', lines: records, resolution });
  } else await feed(folder, { name: 'corpus', lines: records, storesText: texts });
  const directory = join(folder, 'index');
  const lists = watches ? { watches: join(folder, 'watches') } : {};
  if (token === undefined) return serve(directory, { port: 0, ...lists });
  const tokenFile = join(folder, 'tokens');
  writeFileSync(tokenFile, `${token}\n`);
  return serve(directory, { port: 0, tokenFile, ...lists });
}

/** A router over servers of two indexes, each of a half of the records, with a field of facets. */
export async function routeRecords(folder: string) {
  const servers: Server[] = [];
  for (const [i, half] of [records.slice(0, 63), records.slice(63)].entries()) {
    const file = join(folder, `half-${i}.jsonl`);
    const rows = half.map(({ id, text, step }) => {
      return { ...(id !== null && { id }), text, step, kind: step % 3 === 0 ? 'web' : 'book' };
    });
    writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const directory = join(folder, `half-${i}.idx`);
    const stepRule = { field: 'step' };
    const inThread = { workers: 1, inline: fileOperations };
    await buildIndex(directory, { from: [file], stepRule, facetField: 'kind', ...inThread });
    servers.push(await serve(directory, { port: 0 }));
  }
  const router = await route(
    servers.map(({ address }) => address),
    { port: 0 },
  );
  return {
    ...{ address: router.address, servers },
    async close() {
      await router.close();
      for (const server of servers) await server.close();
    },
  };
}

/** Appends more records to the index in `folder`, which a server may be serving. */
export async function appendTexts(
  folder: string,
  texts: readonly string[],
  name = 'more',
): Promise<void> {
  await feed(folder, { name, lines: texts.map((text) => ({ id: null, text })) });
}

interface Feed {
  readonly name: string;
  readonly lines: readonly Pick<OracleRecord, 'id' | 'text'>[];
  readonly storesText?: boolean;
  readonly resolution?: Resolution;
}

async function feed(folder: string, { name, lines, storesText, resolution }: Feed): Promise<void> {
  const file = join(folder, `${name}.jsonl`);
  const rows = lines.map(({ id, text }) => JSON.stringify(id === null ? { text } : { id, text }));
  writeFileSync(file, `${rows.join('\n')}\n`);
  await buildIndex(join(folder, 'index'), {
    from: [file],
    stepRule: { batch_size: 2 },
    inline: fileOperations,
    workers: 1,
    memoryBytes: 1 << 30,
    ...(storesText !== undefined && { storesText }),
    ...(resolution !== undefined && { resolution }),
  });
}

/** 12 rows of 40 ids of a few sentences about a keeper, a lamp and boats. */
async function feedIds(folder: string, kind: NonNullable<ServedRecords['ids']>): Promise<void> {
  const path = fileURLToPath(new URL('../formats/small/nanogpt/run.json', import.meta.url));
  const { tokenizer, ...description } = JSON.parse(readFileSync(path, 'utf8'));
  const run = {
    name: path,
    description: kind === 'without' ? description : { tokenizer, ...description },
    folder: dirname(path),
  };
  await buildIndex(join(folder, 'index'), {
    run,
    analyzer: 'ids',
    inline: fileOperations,
    workers: 1,
  });
}

/** What went wrong in a page: errors of scripts, and what the browser refused (CSP). */
export function collectFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return faults;
}

export interface Looks {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

export const allLooks: readonly Looks[] = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 390, scheme: 'light' },
  { width: 390, scheme: 'dark' },
];

export async function openContext(
  browser: Browser,
  { width, scheme }: Looks,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(15_000);
  return context;
}

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What axe-core finds serious or critical in the page as it is, one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

/** By how many pixels the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
