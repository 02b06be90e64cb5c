// Phrases that the page offers before the first question: they stand in the index, and lead to answers.

import t from 'tap';
import { findPairs } from '../../web/example-phrases.js';
import { answerRows, onPage, openGround } from './page-ground.ts';

t.test('pairs of longer words, the most frequent first', (t) => {
  const text = String.raw`"Many small boats, many\nsmall harbours. Small boats \u00e9t\u00e9 late \"quoted words\" small boats"`;
  t.strictSame(findPairs(text), [
    'small boats',
    'Many small',
    'small harbours',
    'Small boats',
    'quoted words',
  ]);
  t.strictSame(findPairs(''), []);
  t.strictSame(findPairs('1 2 3, a b c: of the'), []);
  t.end();
});

const ground = await openGround(t);
const textless = await openGround(t, { texts: false });

onPage(t, ground, 'an example leads to its first exposure', async (t, page) => {
  await page.goto(ground.address);
  const links = page.locator('.examples a');
  await links.first().waitFor();
  t.same(await links.allTextContents(), [
    '“Record number”',
    '“liked this”',
    '“this sketch”',
    'all in one chart',
  ]);
  await links.first().click();
  await page.locator('table.answers').waitFor();
  t.match((await answerRows(page))[0], /^record number .*step 1 .*120/);
  await page.goto(ground.address);
  await page.getByRole('link', { name: 'all in one chart' }).click();
  await page.locator('table.answers').waitFor();
  t.equal((await answerRows(page)).length, 3);
});

onPage(t, textless, 'an index without texts offers none', async (t, page) => {
  await page.goto(textless.address);
  await page.locator('#empty dl, #empty table').first().waitFor();
  t.equal(await page.locator('.examples a').count(), 0);
});
