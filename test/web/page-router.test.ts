// The page over a router: every view answers, and a shard that is gone is a problem that names it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import {
  type Looks,
  launchChromium,
  overflow,
  routeRecords,
  seriousFaults,
  skip,
} from './page-browser.ts';
import { answerRows, ask, desktop, onPage } from './page-ground.ts';

async function openRouter() {
  if (skip !== false) return { browser: undefined, address: '', folder: '', servers: [] };
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-page-'));
  const router = await routeRecords(folder);
  const browser = await launchChromium();
  t.teardown(async () => {
    await browser.close();
    await router.close();
    rmSync(folder, { recursive: true });
  });
  return { browser, folder, address: router.address, servers: router.servers };
}

const ground = await openRouter();
const { address } = ground;
const looks: readonly Looks[] = [desktop, { width: 390, scheme: 'light' }];

const pairs = {
  name: 'my.jsonl',
  mimeType: 'application/jsonl',
  buffer: Buffer.from(
    Array.from({ length: 12 }, (_, i) => {
      const n = i < 6 ? 10 * i : 200 + i;
      const pair = { sentence_good: `Record number ${n}.`, sentence_bad: `Record number x${n}.` };
      return `${JSON.stringify(pair)}\n`;
    }).join(''),
  ),
};

for (const look of looks) {
  onPage(
    t,
    ground,
    'every view answers over shards',
    async (t, page) => {
      const check = async (view: string) => {
        t.same(await seriousFaults(page), [], view);
        t.ok((await overflow(page)) <= 0, `${view}: no horizontal scroll`);
        t.equal(await page.locator('.problem').locator('visible=true').count(), 0, view);
      };
      await page.goto(address);
      await ask(page, ['this sketch', 'these sketches']);
      const [row = ''] = await answerRows(page);
      t.match(row, /^this sketch step 4 doc-7 rank 7 step 60 113$/);
      await check('exposures');
      await ask(page, ['this sketch']);
      await page.getByText('kind', { exact: true }).first().click();
      await page.locator('#facets li').nth(1).waitFor();
      const facets = await page.locator('#facets').textContent();
      t.match(facets, /book.*web/s, 'in the order of training');
      await check('facets');

      await page.goto(`${address}/#view=search`);
      await page.getByLabel('Query').fill('she AND NOT sketches');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page.locator('#search').getByText('84').first().waitFor();
      await check('search');

      await page.goto(`${address}/#view=trace`);
      await page
        .locator('#trace textarea')
        .fill('So she liked this sketch. But these sketches, these');
      await page.getByRole('button', { name: 'Trace', exact: true }).click();
      await page.getByRole('heading', { name: 'All 2 spans' }).waitFor();
      await check('trace');

      // Step 32 begins in one shard and goes on in the next.
      await page.goto(`${address}/#view=steps&step=32`);
      await page.getByText('ranks 62 to 63').waitFor();
      t.equal(await page.locator('.records li').count(), 2);
      await check('steps');

      await page.goto(`${address}/#view=splits`);
      await page.getByLabel('Choose pair files').setInputFiles([pairs]);
      await page.getByRole('button', { name: 'Split', exact: true }).click();
      await page.getByText('6 of 12 pairs are proxy-train by step 60').waitFor();
      await check('splits');

      await page.goto(`${address}/docs`);
      await page.getByText('/v1/splits/exposures').first().waitFor();
    },
    { looks: look },
  );
}

onPage(
  t,
  ground,
  'a shard that is gone is named',
  async (t, page) => {
    await page.goto(address);
    await ask(page, ['this sketch']);
    const [, second] = ground.servers;
    await second?.close();
    await page.getByLabel('Phrases, a line each').fill('liked this');
    await page.getByRole('button', { name: 'Find first seen' }).click();
    const problem = page.locator('.problem').locator('visible=true').first();
    await problem.waitFor();
    t.match(await problem.textContent(), `the shard at ${second?.address} does not answer`);
  },
  { fails: true },
);
