// The live view: a list is made, and its phrases fire while the index grows.

import { join } from 'node:path';
import t from 'tap';
import { serve } from '../../query-server/serve.ts';
import { decodeBlock } from '../../web/live/event-stream.js';
import { stairPath } from '../../web/live/seen-curve.js';
import { temporaryFolder } from '../store/small-index.ts';
import { allLooks, appendTexts, overflow, seriousFaults } from './page-browser.ts';
import { onPage, openGround } from './page-ground.ts';

t.test('an event is read as the server writes it, and a comment is none', (t) => {
  t.same(decodeBlock('id: e-2\nevent: share\ndata: {"share":0.5}'), {
    ...{ id: 'e-2', type: 'share', data: { share: 0.5 } },
  });
  t.same(decodeBlock('id: e-1\ndata: {"phrase":"a: b"}'), {
    ...{ id: 'e-1', type: 'message', data: { phrase: 'a: b' } },
  });
  t.equal(decodeBlock(':'), null);
  t.equal(decodeBlock('retry: 1000'), null);
  t.end();
});

t.test('the curve is a stair: it rises at the steps of items, and stays in between', (t) => {
  const place = { x: (step: number) => 10 * step, y: (seen: number) => 100 - 10 * seen };
  const range = { firstStep: 1, lastStep: 9, items: 5 };
  t.equal(stairPath([2, 2, 5], range, place), 'M0 100H20V80H50V70H90');
  t.equal(stairPath([], range, place), 'M0 100H90', 'nothing was seen');
  t.end();
});

const ground = await openGround(t, { watches: true });
const bare = await openGround(t);
let made = 0;

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'a list is made, and fires while the index grows',
    async (t, page) => {
      const word = `quark${made++}`;
      await page.goto(`${ground.address}/#view=live`);
      await page.getByText('New list').click();
      const open = page.getByLabel('Name');
      if (!(await open.isVisible())) await page.getByText('New list').click();
      await page.getByRole('button', { name: 'Watch' }).click();
      await page.getByText('Give the list a name').waitFor();
      await page.getByLabel('Name').fill(`list-${word}`);
      const phrases = ['this sketch', 'these sketches', `first ${word}`, `second ${word}`];
      await page.getByLabel('Phrases to watch, a line each').fill(phrases.join('\n'));
      await page.getByRole('button', { name: 'Watch' }).click();
      const events = page.locator('table.events tbody tr');
      await page.getByRole('heading', { name: `list-${word}: 2 of 4 seen (50 %)` }).waitFor();
      t.equal(await events.count(), 4, 'two phrases, and two shares');
      await appendTexts(ground.folder, [`the first ${word}`, 'more', `a second ${word}`], word);
      await page.getByRole('heading', { name: '4 of 4 seen (100 %)' }).waitFor();
      t.match(await events.first().textContent(), /100 % of the list was seen/);
      t.match(await events.nth(1).textContent(), new RegExp(`second ${word}`));
      t.match(
        await page.locator('.seen-curve svg').getAttribute('aria-label'),
        /^4 of 4 items seen by step/,
      );
      await page.getByRole('link', { name: `list-${word}` }).waitFor();
      t.equal(await overflow(page), 0, 'the page is as wide as its window');
      t.same(await seriousFaults(page), []);
      await page.reload();
      await page.getByRole('heading', { name: `list-${word}: 4 of 4 seen` }).waitFor();
      t.equal(await events.count(), 8, 'all events are there after a reload, each once');
    },
    { looks },
  );
}

onPage(
  t,
  bare,
  'a server without watch lists says how to get them',
  async (t, page) => {
    await page.goto(`${bare.address}/#view=live`);
    await page.getByText('A server that was started with --watches keeps lists').waitFor();
    await page.getByText(/^Step [0-9,]+, [0-9,]+ records/).waitFor();
    t.notOk(await page.getByText('New list').isVisible());
    t.same(await seriousFaults(page), []);
  },
  { fails: true },
);

onPage(
  t,
  bare,
  'an index without a commit is waited for, and shown once it has one',
  async (t, page) => {
    const folder = temporaryFolder(t);
    const server = await serve(join(folder, 'index'), { port: 0, wait: true });
    t.teardown(() => server.close());
    await page.goto(server.address);
    await page.getByRole('heading', { name: 'Nothing has been indexed yet' }).waitFor();
    t.same(await seriousFaults(page), []);
    await appendTexts(folder, ['the first record'], 'first');
    await page.getByRole('heading', { name: 'When did the model first see it?' }).waitFor();
    await page.getByText('1 record', { exact: true }).waitFor();
  },
  { fails: true },
);
