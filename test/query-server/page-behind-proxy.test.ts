// The page behind jupyter-server-proxy, which strips the path under which it shows the server.

import t from 'tap';
import { startJupyterProxy } from './jupyter-proxy.ts';
import { ask, onPage, openGround } from './page-ground.ts';

const ground = await openGround(t);
const root = ground.browser === undefined ? '' : await startJupyterProxy(t, ground.address);

onPage(t, ground, 'the page, its questions and the documentation are there', async (t, page) => {
  await page.goto(`${root}/`);
  await ask(page, ['this sketch']);
  t.equal(page.url(), `${root}/#phrase=this+sketch`);
  await page.locator('.concordance mark').first().waitFor();
  await page.getByRole('link', { name: 'API' }).click();
  await page.getByRole('link', { name: 'Problems' }).click();
  await page.getByRole('heading', { name: 'Problems' }).waitFor();
  t.equal(page.url(), `${root}/docs/problems`);
});

onPage(
  t,
  ground,
  'a missing slash leads to the page',
  async (t, page) => {
    await page.goto(`${root}?phrase=this+sketch`);
    await page.locator('table.answers').waitFor();
    t.equal(page.url(), `${root}/#phrase=this+sketch`);
  },
  { fails: true },
);
