// The page behind proxies: nginx that strips its path, nginx that does not, and jupyter-server-proxy.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { serve } from '../../query-server/serve.ts';
import { readDirectory } from '../../web/splits/zip-reader.js';
import { startJupyterProxy } from '../query-server/jupyter-proxy.ts';
import { documentedLocation, skip as noNginx, startNginx } from '../query-server/nginx.ts';
import { ask, onPage, openGround } from './page-ground.ts';

const ground = await openGround(t);
const { address, folder, browser } = ground;

/** A ground whose address is a proxy's; without a browser its tests skip by themselves. */
async function behind(start: () => Promise<string>, isThere: boolean) {
  return { ...ground, address: browser !== undefined && isThere ? await start() : '' };
}

const hasNginx = noNginx === false;
const fronts = [
  {
    name: 'nginx that strips its path',
    skip: noNginx,
    front: await behind(
      async () => `${await startNginx(t, documentedLocation(address))}/firstseen`,
      hasNginx,
    ),
  },
  {
    name: 'nginx and --base-path',
    skip: noNginx,
    front: await behind(async () => {
      const server = await serve(join(folder, 'index'), { port: 0, basePath: '/a/b' });
      t.teardown(() => server.close());
      const { origin } = new URL(server.address);
      return `${await startNginx(t, `location /a/b { proxy_pass ${origin}; }`)}/a/b`;
    }, hasNginx),
  },
  {
    name: 'jupyter-server-proxy',
    skip: false,
    front: await behind(() => startJupyterProxy(t, address), true),
  },
] as const;

/** The answers, their contexts, and the command that gives them again. */
async function askThere(t: Test, page: Page, root: string): Promise<void> {
  await page.goto(`${root}/`);
  await page.locator('#index-line', { hasText: '120 records' }).waitFor();
  await ask(page, ['this sketch']);
  t.equal(page.url(), `${root}/#phrase=this+sketch`);
  await page.locator('.concordance mark').first().waitFor();
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await page.getByText('Copied').waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  t.match(command, `curl -s ${root}/v1/exposures`);
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  t.match(JSON.parse(stdout), { answers: [{ phrase: 'this sketch', first: { step: 4 } }] });
  await page.reload();
  await page.locator('table.answers').waitFor();
  t.equal(page.url(), `${root}/#phrase=this+sketch`, 'reload');
  await page.goto('about:blank');
  await page.goto(`${root}/?phrase=this+sketch`);
  await page.locator('table.answers').waitFor();
  t.equal(page.url(), `${root}/#phrase=this+sketch`, 'a query becomes the fragment');
}

/** Pair files in, a zip out, and an error that leads to its explanation. */
async function splitThere(t: Test, page: Page, root: string): Promise<void> {
  await page.getByRole('link', { name: 'Splits' }).click();
  t.equal(page.url(), `${root}/#view=splits&phrase=this+sketch`);
  const set = (text: string) => ({
    name: 'own.jsonl',
    mimeType: 'application/jsonl',
    buffer: Buffer.from(text),
  });
  const pick = page.getByLabel('Choose pair files');
  const split = page.getByRole('button', { name: 'Split', exact: true });
  await pick.setInputFiles([
    set('{"sentence_good":"She liked this sketch.","sentence_bad":"She liked this sketches."}\n'),
  ]);
  await split.click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the split (zip)' }).click();
  const zip = await readFile(await (await download).path());
  t.ok(readDirectory(new Uint8Array(zip)).has('split.json'));
}

/** Every link of the documentation's head, and back to the page. */
async function readDocsThere(t: Test, page: Page, root: string): Promise<void> {
  await page.getByRole('link', { name: 'API' }).click();
  await page.getByRole('heading', { name: 'API' }).waitFor();
  t.equal(page.url(), `${root}/docs`);
  const examples = await page.locator('.address').allTextContents();
  t.same([...new Set(examples)], [root], 'the examples name the address of the proxy');
  await page.getByRole('link', { name: 'Problems' }).click();
  await page.getByRole('heading', { name: 'Problems' }).waitFor();
  t.equal(page.url(), `${root}/docs/problems`);
  await page.getByRole('link', { name: 'Exposures' }).click();
  await page.locator('#index-line b').first().waitFor();
  t.equal(page.url(), `${root}/`);
}

for (const { name, skip, front } of fronts) {
  if (skip !== false) {
    t.test(name, { skip }, async () => {});
    continue;
  }
  const root = front.address;
  onPage(t, front, `${name}: asks, splits and leads to the documentation`, async (t, page) => {
    await askThere(t, page, root);
    await splitThere(t, page, root);
    await readDocsThere(t, page, root);
  });
  const problems = `${name}: a problem leads to its explanation, a missing slash to the page`;
  onPage(
    t,
    front,
    problems,
    async (t, page) => {
      await page.goto(`${root}?phrase=this+sketch`);
      await page.locator('table.answers').waitFor();
      t.equal(page.url(), `${root}/#phrase=this+sketch`);
      await page.goto(`${root}/#view=splits&at=999999`);
      await page
        .getByLabel('Choose pair files')
        .setInputFiles([
          { name: 'own.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from('{"a":1}\n') },
        ]);
      await page.getByRole('button', { name: 'Split', exact: true }).click();
      await page.getByRole('link', { name: 'what it means' }).click();
      await page.getByRole('heading', { name: 'Problems' }).waitFor();
      t.equal(page.url(), `${root}/docs/problems#missing_field`);
    },
    { fails: true },
  );
}

const small = await behind(
  async () => `${await startNginx(t, `location /x/ { proxy_pass ${address}/; }`)}/x`,
  hasNginx,
);

if (!hasNginx) t.test('the refusal of a proxy', { skip: noNginx }, async () => {});
else {
  onPage(
    t,
    small,
    'the refusal of a proxy is told from one of the server',
    async (t, page) => {
      await page.goto(`${small.address}/`);
      await page.getByLabel('Phrases, a line each').fill('a '.repeat(600_000));
      await page.getByRole('button', { name: 'Find first seen' }).click();
      const problem = page.locator('.problem');
      await problem.waitFor();
      t.match(await problem.textContent(), /413 did not come from firstseen.*client_max_body_size/);
    },
    { fails: true },
  );
}
