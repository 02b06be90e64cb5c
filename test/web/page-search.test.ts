// The search on the page. The server's answers to queries are of the shape that the route has; the
// records below them are the server's own.

import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { splitQuery } from '../../web/search/query-error.js';
import { allLooks, overflow, records, seriousFaults, skip } from './page-browser.ts';
import { onPage, openGround } from './page-ground.ts';

const ground = await openGround(t);
const { address } = ground;

t.test('the place of an error is the character at its offset', async (t) => {
  t.same(splitQuery('a (b', 2), { before: 'a ', at: '(', after: 'b' });
  t.same(splitQuery('a AND', 5), { before: 'a AND', at: '', after: '' });
  t.same(splitQuery('😀x', 0), { before: '', at: '😀', after: 'x' });
});

/** One passage, as the route gives it. */
function passages(match: string | undefined) {
  const sides = {
    before: 'She liked this ',
    after: '.',
    truncated: { before: true, after: false },
  };
  return { passages: [{ ...sides, match }] };
}

/** Records with a word by step, as the route answers them. */
async function answerQueries(page: Page): Promise<void> {
  await page.route('**/v1/search', async (route) => {
    const { queries, bins, at, from_step, to_step, contexts } = route.request().postDataJSON();
    const [query] = queries as string[];
    if (query === '(sketch') {
      const error = { code: 'bad_query', message: 'expected ), found the end', offset: 7 };
      return route.fulfill({ json: { snapshot: 's', answers: [{ query, error }] } });
    }
    const found = records.flatMap(({ text, step }, rank) =>
      text.includes(` ${query} `) || text.includes(` ${query}.`) ? [{ step, rank, id: null }] : [],
    );
    const [from, to] = [from_step ?? 1, to_step ?? 60];
    const n = Math.min(bins, to - from + 1);
    const edges = Array.from(
      { length: n + 1 },
      (_, i) => from - 1 + Math.floor((i * (to - from + 1)) / n),
    );
    const inBin = edges.slice(1).map((edge, i) => {
      return found.filter(({ step }) => step > (edges[i] as number) && step <= edge).length;
    });
    const before = at && { at: { [at[0]]: found.filter(({ step }) => step <= at[0]).length } };
    const answer = {
      ...{ query, records: found.length, first: found[0] ?? null, last: found.at(-1) ?? null },
      ...{ ...before, timeline: { edges, records: inBin } },
      ...(contexts > 0 && {
        contexts: found
          .filter(({ step }) => step >= from && step <= to)
          .slice(0, contexts)
          .map((seen) => ({
            ...seen,
            source: '/corpus.jsonl',
            line: seen.rank + 1,
            ...passages(query),
          })),
      }),
    };
    return route.fulfill({ json: { snapshot: 's', answers: [answer] } });
  });
}

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'a query gives its records by step, and the first of them',
    async (t, page) => {
      await answerQueries(page);
      await page.goto(address);
      await page.getByRole('link', { name: 'Search' }).click();
      t.same(await seriousFaults(page), [], 'before the first query');
      await page.getByLabel('Query').fill('sketch');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page.locator('#search .concordance li').nth(4).waitFor();
      t.match(page.url(), /#view=search&query=sketch$/);
      const [numbers = ''] = await page.locator('.numbers-line').allInnerTexts();
      t.equal(
        numbers.replace(/\s+/g, ' '),
        'first seen step 4 in record rank 7 last step 60 records 113',
      );
      t.match(await page.locator('#search .concordance li').first().textContent(), /step 4rank 7/);
      t.equal(await page.locator('#search .concordance mark').first().textContent(), 'sketch');
      t.same(await seriousFaults(page), []);
      await page.setViewportSize({ width: Math.min(looks.width, 360), height: 800 });
      t.ok((await overflow(page)) <= 0, 'no horizontal scroll at 360 px');
    },
    { looks },
  );
}

onPage(t, ground, 'bins, switches and zoom are of records', async (t, page) => {
  await answerQueries(page);
  await page.goto(`${address}/#view=search&query=sketch&bins=20`);
  const slider = page.getByRole('slider');
  await slider.waitFor();
  await slider.focus();
  for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowRight');
  t.equal(await slider.getAttribute('aria-valuetext'), 'steps 7–9: “sketch” 6 records, 11 so far');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Records in steps 7–9' }).waitFor();
  await page.locator('#search .concordance li').nth(4).waitFor();
  t.match(page.url(), /&bin=3/);
  await page.getByRole('button', { name: 'More, 5 of 6 are shown' }).click();
  await page.locator('#search .concordance li').nth(5).waitFor();
  t.match(await page.locator('#search .concordance').textContent(), /step 9rank 17/);
  await page.getByText('table', { exact: true }).locator('visible=true').click();
  await page.getByRole('region', { name: 'Records by step, as a table' }).waitFor();
  await page.goto(`${address}/#view=search&query=sketch&bins=20&from_step=11&to_step=20`);
  await page.getByRole('heading', { name: 'Records in steps 11–20' }).waitFor();
  await page.getByRole('link', { name: 'Exposures' }).click();
  t.equal(await page.getByLabel('Phrases, a line each').isVisible(), true);
});

onPage(t, ground, 'a query that is wrong is shown with its place', async (t, page) => {
  await answerQueries(page);
  await page.goto(`${address}/#view=search&query=%28sketch`);
  const problem = page.locator('#search .problem');
  await problem.waitFor();
  t.match(await problem.textContent(), /\(sketch.*expected \), found the end.*bad_query/);
  t.match(await page.locator('.query-place mark').getAttribute('title'), 'here, at the end');
  t.same(await seriousFaults(page), []);
  await page.getByLabel('Query').fill('nowhere');
  await page.keyboard.press('Control+Enter');
  await page.getByText('No record').first().waitFor();
  t.equal(await problem.count(), 0);
  t.match(await page.locator('.numbers-line').textContent(), /never/);
});

onPage(t, ground, 'the server answers a query as the page asks it', async (t, page) => {
  const having = records.flatMap(({ text, step }) =>
    /sketches.*sketches/.test(text) ? [step] : [],
  );
  await page.goto(
    `${address}/#${new URLSearchParams({ view: 'search', query: 'these NEAR/3 sketches NOT once' })}`,
  );
  await page.locator('#search .concordance li').nth(4).waitFor();
  const [numbers = ''] = await page.locator('.numbers-line').allInnerTexts();
  const marks = await page
    .locator('#search .concordance li')
    .first()
    .locator('mark')
    .allInnerTexts();
  t.same(marks, ['These sketches'], 'what is denied is not shown');
  const found = having.filter((step) => step !== 32).length;
  t.match(numbers.replace(/\s+/g, ' '), `first seen step ${having[0]} `);
  t.match(numbers.replace(/\s+/g, ' '), `records ${found}`);
  await page.goto(`${address}/#view=search&query=sketch+AND+%28these&from_step=11&to_step=20`);
  await page.locator('.query-place').waitFor();
  t.equal(await page.locator('.query-place mark').textContent(), '( (here) ');
  await page.goto(`${address}/#view=search&query=sketch&from_step=11&to_step=20`);
  await page.getByRole('heading', { name: 'Records in steps 11–20' }).waitFor();
  t.match(await page.locator('#search .found .heading').textContent(), /20 records/);
});

onPage(t, ground, 'passages of a range of steps and of a query of parts', async (t, page) => {
  const query = '"this sketch" AND sketches';
  await page.goto(
    `${address}/#${new URLSearchParams({ view: 'search', query, from_step: '20', to_step: '40' })}`,
  );
  const items = page.locator('#search .concordance li');
  await items.nth(4).waitFor();
  const first = records.findIndex(({ text, step }) => step >= 20 && text.includes('sketches'));
  t.match(await items.first().textContent(), `rank ${first}`);
  t.same(await items.first().locator('mark').allInnerTexts(), ['this sketch', 'sketches']);
  await page.getByRole('button', { name: /^More, 5 of/ }).click();
  await items.nth(6).waitFor();
  t.equal(await items.nth(5).evaluate((item) => item === document.activeElement), true);
});

t.test('without texts a search shows where its records are', { skip }, async (t) => {
  const bare = await openGround(t, { texts: false });
  const look = async (t: Test, page: Page) => {
    await page.goto(`${bare.address}/#view=search&query=sketch`);
    await page.locator('#search .records li').nth(4).waitFor();
    t.equal(await page.locator('#search mark').count(), 0);
    t.match(await page.locator('#search .records li').first().textContent(), /step 4rank 7/);
  };
  onPage(t, bare, 'records have no passages', look, { fails: true });
});
