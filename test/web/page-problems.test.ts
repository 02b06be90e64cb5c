// When something is wrong the page says what, and what to do; other people's text stays text.

import t from 'tap';
import { defaultLimits } from '../../query-server/http/limits.ts';
import { overflow, seriousFaults } from './page-browser.ts';
import { answerRows, ask, onPage, openGround } from './page-ground.ts';

const ground = await openGround(t);
const textless = await openGround(t, { texts: false });
const timeOnly = await openGround(t, { resolution: 'step' });
const token = 'a-token-of-the-tests';
const guarded = await openGround(t, { token });
const { address } = ground;

onPage(t, ground, 'text of the corpus is shown as text', async (t, page) => {
  await page.goto(`${address}/#phrase=${encodeURIComponent('<b>a & b</b>')}`);
  await page.locator('.concordance mark').waitFor();
  t.equal(await page.locator('.concordance mark').textContent(), '<b>a & b</b>');
  t.equal(await page.locator('.concordance b', { hasText: 'a & b' }).count(), 0);
});

onPage(
  t,
  ground,
  'a problem says what happened and what to do, and asking again works',
  async (t, page) => {
    await page.goto(address);
    await page.route('**/v1/exposures', (route) => route.abort(), { times: 1 });
    await page.getByLabel('Phrases, a line each').fill('this sketch');
    await page.getByRole('button', { name: 'Find first seen' }).click();
    const problem = page.locator('.problem');
    await problem.getByRole('heading', { name: 'No answer' }).waitFor();
    t.match(await problem.textContent(), /does not answer/);
    t.same(await seriousFaults(page), []);
    await problem.getByRole('button', { name: 'Ask again' }).click();
    await page.locator('table.answers').waitFor();

    const busy = {
      status: 503,
      code: 'server_busy',
      title: 'Too many',
      detail: 'Ask again in a moment.',
    };
    await page.route(
      '**/v1/exposures',
      (route) =>
        route.fulfill({ status: 503, contentType: 'application/problem+json', json: busy }),
      { times: 1 },
    );
    await page.getByLabel('Phrases, a line each').fill('these sketches');
    await page.getByRole('button', { name: 'Find first seen' }).click();
    await problem.getByRole('heading', { name: 'Too many' }).waitFor();
    t.match(await problem.textContent(), /Ask again in a moment\.[\s\S]*503 server_busy/);
    t.equal(await page.locator('#results').isVisible(), false, 'no old answer stands there');

    await ask(page, ['a '.repeat(defaultLimits.maxPhraseLength), 'this sketch']);
    const [tooLong, sketch] = await answerRows(page);
    t.match(tooLong, /Not asked: .*characters/, 'the limit is told in its place');
    t.match(sketch, /step 4/);
  },
  { fails: true },
);

onPage(
  t,
  guarded,
  'a server with tokens is asked with one',
  async (t, page) => {
    await page.goto(`${guarded.address}/#phrase=this+sketch`);
    await page.getByLabel('Token (kept in this tab only)').fill(token);
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.locator('table.answers').waitFor();
    t.match(await page.locator('#index-line').textContent(), /120 records/);
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('Copied').waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    t.match(command, '"authorization: Bearer $FIRSTSEEN_TOKEN"');
    t.notMatch(command, token);
  },
  { fails: true },
);

onPage(
  t,
  textless,
  'an index without texts has answers and says why it has no contexts',
  async (t, page) => {
    await page.goto(textless.address);
    await page.getByText('not stored, so there are no contexts').waitFor();
    await ask(page, ['this sketch']);
    t.match((await answerRows(page))[0], /step 4/);
    await page.locator('.hits .why').waitFor();
    t.match(await page.locator('.hits .why').textContent(), /--no-text/);
  },
  { fails: true },
);

onPage(
  t,
  timeOnly,
  'an index of steps has answers without records, and says why it has no contexts',
  async (t, page) => {
    await page.goto(timeOnly.address);
    await page.getByText('by step, without their records').waitFor();
    await ask(page, ['this sketch']);
    const [row] = await answerRows(page);
    t.match(row, /step 4/);
    t.notMatch(row, /rank|null/);
    const titles = await page.locator('.answers th[scope=col]').allTextContents();
    t.same(titles, ['phrase', 'first seen', 'last', 'exposures']);
    await page.getByText('steps of exposures and not their records').waitFor();
    t.equal(await page.locator('#contexts li').count(), 0);
    await page.reload();
    await page.getByText('steps of exposures and not their records').waitFor();
    t.equal(await page.locator('.answers th[scope=col]').count(), 4);
  },
);

onPage(
  t,
  ground,
  'a newer fault takes the place of an older one',
  async (t, page) => {
    await page.route('**/v1/exposures', (route) => route.abort(), { times: 1 });
    await page.goto(`${address}/#phrase=this+sketch`);
    await page.locator('.problem').waitFor();
    const field = page.getByLabel('Phrases, a line each');
    const button = page.getByRole('button', { name: 'Find first seen' });
    await field.fill(' ');
    await button.click();
    await page.getByText('Type a phrase first').waitFor();
    t.equal(await page.locator('.problem').count(), 0, 'the server’s problem is gone');
    await field.fill('this');
    t.equal(await page.locator('#ask-error').textContent(), '', 'typing mends the form’s');
    await page.route('**/v1/exposures', (route) => route.abort(), { times: 1 });
    await button.click();
    await page.locator('.problem').waitFor();
    t.equal(await page.locator('#empty').isVisible(), false);
  },
  { fails: true },
);

onPage(t, ground, 'long phrases and long hits stay within the page', async (t, page) => {
  const long = `Record number 40. She liked this sketch. ${'and '.repeat(3000)}`;
  const hit =
    'Record number 63. She liked this sketch. These sketches, these sketches! Once: <b>a & b</b>';
  await page.goto(address);
  await ask(page, [long, hit, 'x'.repeat(3000)]);
  await page.locator('.concordance mark').waitFor();
  t.ok((await overflow(page)) <= 0, 'no horizontal scroll');
  await page.getByText('table', { exact: true }).click();
  await page.locator('table.numbers').waitFor();
  t.ok((await overflow(page)) <= 0, 'nor with the table');
  const height = await page.locator('table.answers').evaluate((table) => table.clientHeight);
  t.ok(height < 600, `the answers are ${height} px high`);
});

onPage(
  t,
  ground,
  'an answer that breaks off is no bug of the page',
  async (t, page) => {
    await page.route('**/v1/exposures', (route) =>
      route.fulfill({ contentType: 'application/json', body: '{"snapshot":"1","answ' }),
    );
    await page.goto(`${address}/#phrase=this+sketch`);
    await page.getByRole('heading', { name: 'No answer' }).waitFor();
    t.match(await page.locator('.problem').textContent(), /no_answer/);
  },
  { fails: true },
);

onPage(
  t,
  ground,
  'the login of a proxy is neither an answer nor the token of the server',
  async (t, page) => {
    await page.route('**/v1/exposures', (route) =>
      route.fulfill({ status: 302, headers: { location: `${address}/docs` } }),
    );
    await page.goto(`${address}/#phrase=this+sketch`);
    const problem = page.locator('.problem');
    await problem
      .getByRole('heading', { name: 'The proxy did not pass the question on' })
      .waitFor();
    t.match(await problem.textContent(), /sent the question on to .*\/docs, probably to log in/);
    await page.unroute('**/v1/exposures');
    await page.route('**/v1/exposures', (route) => route.fulfill({ status: 401, body: 'login' }));
    await problem.getByRole('button', { name: 'Ask again' }).click();
    await problem.getByText('401 http_401').waitFor();
    t.match(await problem.textContent(), /401 did not come from firstseen, but from a proxy/);
    t.equal(await page.locator('form.token').count(), 0);
  },
  { fails: true },
);
