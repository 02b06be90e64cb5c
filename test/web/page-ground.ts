// What a test of the page stands on: a browser, a server over the test's records, and a page.
//
// Without a browser every test is there and skipped with its reason.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Test } from 'tap';
import {
  collectFaults,
  type Looks,
  launchChromium,
  openContext,
  type ServedRecords,
  serveRecords,
  skip,
} from './page-browser.ts';

export interface Ground {
  /** Undefined where there is none; then no test runs. */
  readonly browser: Browser | undefined;
  /** Of the server, such as http://127.0.0.1:40001. */
  readonly address: string;
  /** Holds the index that is served. */
  readonly folder: string;
}

export const desktop: Looks = { width: 1280, scheme: 'light' };

/** Starts browser and server for a test file; both end with it. */
export async function openGround(t: Test, options: ServedRecords = {}): Promise<Ground> {
  if (skip !== false) return { browser: undefined, address: '', folder: '' };
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-page-'));
  const server = await serveRecords(folder, options);
  const browser = await launchChromium();
  t.teardown(async () => {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });
  return { browser, address: server.address, folder };
}

export interface PageTest {
  readonly looks?: Looks;
  /** The test makes requests fail on purpose, which the browser's console tells. */
  readonly fails?: boolean;
}

/** A test with a page of its own; no script may fail there and the browser may refuse nothing. */
export function onPage(
  t: Test,
  { browser }: Ground,
  name: string,
  body: (t: Test, page: Page) => Promise<void>,
  { looks = desktop, fails = false }: PageTest = {},
): void {
  const title = `${name} (${looks.width} px, ${looks.scheme})`;
  t.test(title, { skip, timeout: 90_000 }, async (t) => {
    let context: BrowserContext | undefined;
    try {
      context = await openContext(browser as Browser, looks);
      const page = await context.newPage();
      const faults = collectFaults(page);
      await body(t, page);
      const unmeant = fails
        ? faults.filter((fault) => !/Failed to load resource/.test(fault))
        : faults;
      t.same(unmeant, [], 'no script failed and the browser refused nothing');
    } finally {
      await context?.close();
    }
  });
}

/** Asks phrases as a user does, and waits for the answers. */
export async function ask(page: Page, phrases: readonly string[]): Promise<void> {
  await page.getByLabel('Phrases, a line each').fill(phrases.join('\n'));
  await page.getByRole('button', { name: 'Find first seen' }).click();
  await page.locator('table.answers').waitFor();
  await page.locator('#sheet[aria-busy=false]').waitFor();
}

/** The rows of the answers, white space folded. */
export async function answerRows(page: Page): Promise<string[]> {
  // In one go, as another answer may take the place of these rows: the text of what is no longer shown has no
  // space between its cells.
  const rows = await page.evaluate(() =>
    Array.from(
      document.querySelectorAll<HTMLElement>('table.answers tbody tr'),
      // biome-ignore lint/performance/useDomNodeTextContent: cells are told apart by how they are shown
      (row) => row.innerText,
    ),
  );
  return rows.map((row) => row.replace(/\s+/g, ' ').trim());
}
