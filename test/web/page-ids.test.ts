// The page over an index of token ids: what it holds, how it is asked, and that it is not split by.

import t from 'tap';
import type { Answer } from '../../schemas/answer.ts';
import { planPlot } from '../../web/chart/plot-data.js';
import { shownPhrase } from '../../web/chart/shown-phrase.js';
import { allLooks, overflow, seriousFaults } from './page-browser.ts';
import { answerRows, ask, onPage, openGround } from './page-ground.ts';

t.test('a phrase has one curve, over all ways to ask it', async (t) => {
  const way = (phrase: string, count: number): Answer => ({
    phrase,
    tokens: ['7'],
    count,
    first: null,
    last: null,
    timeline: { edges: [0, 1], count: [count] },
  });
  const answers = [{ ...way('a', 3), variants: [way('a', 1), way(' a', 2)] }, way('[7]', 4)];
  t.same(
    planPlot(answers, null).curves.map(({ style, soFar }) => [style, soFar.at(-1)]),
    [
      [0, 3],
      [1, 4],
    ],
  );
  t.equal(shownPhrase(' a b'), '␣a b');
});

const ground = await openGround(t, { ids: 'with tokenizer' });
const bare = await openGround(t, { ids: 'without' });

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'a text is asked as it is and behind a space, ids as they are',
    async (t, page) => {
      await page.goto(ground.address);
      await page.getByText('This index holds the token ids that the model consumed').waitFor();
      t.match(await page.locator('#index-line').textContent(), '480 token ids');
      t.match(await page.locator('.facts').textContent(), 'tokenizer.json');
      await page.getByText('Text, or token ids: [464, 3797]').waitFor();
      t.same(await seriousFaults(page), []);
      await ask(page, ['the lamp', '[259, 268]', 'nowhere']);
      await page.locator('.answers .ids').first().waitFor();
      const [both, asIs, spaced, ids, ...never] = await answerRows(page);
      t.match(both, /^the lamp step 1 .*rank 0 .*step 5 .*3$/);
      t.match(asIs, /^the lamp as it is: ids 257 102 268 .*never/);
      t.match(spaced, /^␣the lamp after a space: ids 259 268 .*step 1 .*rank 0 .*step 5 .*3$/);
      t.match(ids, /^\[259, 268\] .*step 1 .*3$/);
      t.equal(never.length, 3);
      t.match(await page.getByRole('status').first().textContent(), '3 phrases, 2 seen, 1 never');
      await page.locator('.hits[aria-busy]').first().waitFor({ state: 'detached' });
      t.same(await page.locator('#contexts h3 .phrase').allTextContents(), [
        'the lamp',
        '[259, 268]',
      ]);
      t.same(await page.locator('.concordance mark').allTextContents(), [' the lamp', ' the lamp']);
      t.same(await seriousFaults(page), []);
      t.ok((await overflow(page)) <= 0);
    },
    { looks },
  );
}

onPage(t, ground, 'a pair of texts is held against each other in both ways', async (t, page) => {
  await page.goto(`${ground.address}/#good=the+lamp&bad=the+lamps`);
  await page.locator('.verdict').waitFor();
  t.same(await page.locator('.answers .side').allTextContents(), ['good', 'bad']);
  t.match(await page.locator('.verdict').textContent(), 'proxy-train from step 1 on');
  await page.locator('.answers .ids').first().waitFor();
  t.equal(await page.getByRole('button', { name: 'Ask their critical phrases' }).count(), 0);
});

onPage(t, ground, 'the splits say why there are none', async (t, page) => {
  await page.goto(`${ground.address}/#view=splits`);
  await page.getByRole('heading', { name: 'Splits need an index of words' }).waitFor();
  t.equal(await page.getByRole('button', { name: 'Split', exact: true }).count(), 0);
  t.same(await seriousFaults(page), []);
});

onPage(t, bare, 'an index without a tokenizer is asked for ids', async (t, page) => {
  await page.goto(bare.address);
  await page.getByText('It was built without a tokenizer').waitFor();
  t.equal(await page.locator('#empty .examples').count(), 0, 'no example of words');
  await page.getByText('This index takes token ids: [464, 3797]').waitFor();
  await ask(page, ['[259, 268]']);
  t.match((await answerRows(page))[0], /^\[259, 268\] .*step 1 .*3$/);
  await ask(page, ['the lamp', '[259, 268]']);
  const [text, ids] = await answerRows(page);
  t.match(text, /^the lamp .*is text, and this index holds token ids/);
  t.match(ids, /^\[259, 268\] .*step 1 .*3$/);
});
