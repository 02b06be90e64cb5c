// Nothing keeps people from using the page: axe-core, in every view and look; 360 pixels suffice.

import t from 'tap';
import { allLooks, overflow, seriousFaults } from './page-browser.ts';
import { onPage, openGround } from './page-ground.ts';

const ground = await openGround(t);
const { address } = ground;

for (const looks of allLooks) {
  const views = {
    empty: '',
    answers: '#phrase=this+sketch&phrase=these+sketches&phrase=never+there&phrase=%20&bin=30',
    'pair and table': '#good=this+sketch&bad=these+sketch&show=table&x=token&bin=4',
    splits: '#view=splits',
  };
  onPage(
    t,
    ground,
    'axe-core finds nothing serious and nothing scrolls sideways',
    async (t, page) => {
      for (const [name, hash] of Object.entries(views)) {
        await page.goto('about:blank'); // else only the fragment would change
        await page.goto(`${address}/${hash}`);
        await page.locator('#index-line b').first().waitFor();
        if (hash.startsWith('#phrase') || hash.startsWith('#good')) {
          await page.locator('.concordance').first().waitFor();
          await page.locator('.hits[aria-busy]').first().waitFor({ state: 'detached' });
        }
        t.same(await seriousFaults(page), [], name);
        await page.setViewportSize({ width: Math.min(looks.width, 360), height: 800 });
        t.ok((await overflow(page)) <= 0, `${name}: no horizontal scroll at 360 px`);
        await page.setViewportSize({ width: looks.width, height: 800 });
      }
    },
    { looks },
  );

  onPage(
    t,
    ground,
    'the documentation is read by all, and no code is broken',
    async (t, page) => {
      for (const path of ['/docs', '/docs/problems']) {
        await page.goto(address + path);
        for (const route of await page.locator('details').all()) await route.click();
        t.same(await seriousFaults(page), [], path);
        t.ok((await overflow(page)) <= 0, `${path}: no horizontal scroll`);
        const broken = await page
          .locator('.name code')
          .evaluateAll((codes) => codes.filter((code) => code.getClientRects().length > 1).length);
        t.equal(broken, 0, `${path}: names stand in one line`);
      }
      await page.goto(`${address}/docs#get-v1-contexts`);
      await page.locator('details[open]').first().waitFor();
      t.equal(await page.locator('details[open]').count(), 1, 'a fragment opens its route alone');
      const example = page.locator('details[open] pre').first();
      t.match(await example.textContent(), `curl '${address}/v1/contexts?`);
    },
    { looks },
  );
}
