// The page of a step: its records, its neighbours, and the ways to it.

import t from 'tap';
import { allLooks, overflow, seriousFaults } from './page-browser.ts';
import { ask, onPage, openGround } from './page-ground.ts';

const ground = await openGround(t);
const { address } = ground;

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'a step has its records, and leads to its neighbours',
    async (t, page) => {
      await page.goto(`${address}/#view=steps&step=32`);
      const items = page.locator('.records li');
      await items.nth(1).waitFor();
      t.match(
        await page.locator('#steps [role=status]').textContent(),
        /^2 records, ranks 62 to 63 /,
      );
      const words = (await items.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
      t.equal(words[0], 'rank 62 doc-62 corpus.jsonl:63 Record number 62. She liked this sketch.');
      t.match(words[1], 'Once: <b>a & b</b> "quoted", it\'s.', 'a text is text');
      t.same(await seriousFaults(page), []);
      await page.setViewportSize({ width: Math.min(looks.width, 360), height: 800 });
      t.ok((await overflow(page)) <= 0, 'no horizontal scroll at 360 px');
      await page.getByRole('link', { name: 'next step' }).click();
      await page.getByText('ranks 64 to 65').waitFor();
      t.match(page.url(), /#view=steps&step=33$/);
      await page.goBack();
      await page.getByText('ranks 62 to 63').waitFor();
    },
    { looks },
  );
}

onPage(t, ground, 'the first step and the last have one neighbour', async (t, page) => {
  await page.goto(`${address}/#view=steps`);
  await page.getByText('ranks 0 to 1').waitFor();
  t.equal(await page.getByRole('link', { name: 'previous step' }).count(), 0);
  await page.getByRole('spinbutton', { name: 'Step' }).fill('60');
  await page.getByRole('button', { name: 'Show its records' }).click();
  await page.getByText('ranks 118 to 119').waitFor();
  t.equal(await page.getByRole('link', { name: 'next step' }).count(), 0);
  await page.goto(`${address}/#view=steps&step=60`);
});

onPage(
  t,
  ground,
  'a step behind the index is a problem that names the last one',
  async (t, page) => {
    await page.goto(`${address}/#view=steps&step=61`);
    const problem = page.locator('#steps .problem');
    await problem.waitFor();
    t.match(await problem.textContent(), /the index ends at step 60/);
    await page.getByRole('link', { name: 'previous step' }).click();
    await page.getByText('ranks 118 to 119').waitFor();
    t.equal(await problem.count(), 0);
  },
  { fails: true },
);

onPage(t, ground, 'steps of answers, bins and contexts lead to their records', async (t, page) => {
  await page.goto(address);
  await ask(page, ['this sketch']);
  const cell = page.locator('table.answers tbody tr').first().getByRole('link').first();
  t.equal((await cell.textContent())?.trim(), 'step 4');
  await cell.click();
  await page.getByText('ranks 6 to 7').waitFor();
  t.match(page.url(), /phrase=this\+sketch/, 'the question is kept');
  await page.getByRole('link', { name: 'Exposures' }).click();
  await page.locator('.concordance b a').first().click();
  await page.getByText('ranks 6 to 7').waitFor();
  await page.goto(`${address}/#phrase=this+sketch&bin=9&bins=20`);
  await page.locator('#contexts .heading a').click();
  await page.getByText('ranks 48 to 49').waitFor();
});

onPage(t, ground, 'many records and long texts are shown in parts', async (t, page) => {
  const lines = Array.from({ length: 70 }, (_, rank) => {
    const text = rank === 3 ? `${'word '.repeat(400)}end` : `text ${rank}`;
    return `${JSON.stringify({ step: 5, rank, id: null, source: 'a/b.parquet', row: rank + 1, ...(rank === 4 ? { parts: ['one', 'two'] } : { text }) })}\n`;
  });
  await page.route('**/v1/records?*', (route) => {
    const limit = Number(new URL(route.request().url()).searchParams.get('limit'));
    return route.fulfill({
      body: lines.slice(0, limit).join(''),
      headers: { 'firstseen-records': '70', 'firstseen-snapshot': 's' },
    });
  });
  await page.goto(`${address}/#view=steps&step=5`);
  const items = page.locator('.records li');
  await items.nth(19).waitFor();
  t.equal(await items.count(), 20);
  t.match(
    await items.nth(3).textContent(),
    /b\.parquet:4[\s\S]*word…The whole text, 2,003 characters/,
  );
  await page.getByRole('button', { name: 'The whole text' }).click();
  t.match(await items.nth(3).textContent(), /word end$/);
  t.equal(await items.nth(4).locator('hr').count(), 1);
  await page.getByRole('button', { name: 'More, 20 of 70 are shown' }).click();
  await items.nth(69).waitFor();
  t.match(await page.evaluate(() => document.activeElement?.textContent), 'text 20');
  t.equal(await page.getByRole('button', { name: 'More' }).count(), 0);
});
