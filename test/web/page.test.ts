// The page in a real browser: what a user does, held against the oracle's numbers.
//
// Every flow runs at a desktop's and a phone's width, light and dark; downloads are compared with
// what is on screen. Problems, splits and accessibility have files of their own.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import t from 'tap';
import { Oracle } from '../oracle.ts';
import { allLooks, appendTexts, overflow, records } from './page-browser.ts';
import { answerRows, ask, onPage, openGround } from './page-ground.ts';

const oracle = new Oracle(records);
const ground = await openGround(t);
const { address } = ground;

/** How many pixels of the chart have a colour far from grey: lines and markers do. */
function colouredPixels(page: Page): Promise<number> {
  return page.locator('#plot canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    let coloured = 0;
    for (let i = 0; i < pixels.length; i += 4) {
      const [r = 0, g = 0, b = 0, a = 0] = pixels.slice(i, i + 4);
      if (a > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 60) coloured++;
    }
    return coloured;
  });
}

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'several phrases are answered in one table and one chart',
    async (t, page) => {
      await page.goto(address);
      await ask(page, ['this sketch', 'these sketches', 'never there', '\u200b']);
      const [sketch, sketches, never, empty] = await answerRows(page);
      for (const [row, phrase] of [
        [sketch, 'this sketch'],
        [sketches, 'these sketches'],
      ] as const) {
        const { first, last, count } = oracle.answer(phrase, {});
        t.match(
          row,
          new RegExp(
            `^${phrase} .*step ${first?.step} .*rank ${first?.rank} .*step ${last?.step} .*\\b${count}$`,
          ),
        );
      }
      t.match(sketch, 'doc-7');
      t.match(never, /^never there .*never .*0$/);
      t.match(empty, /Not asked: .*no token/);
      t.match(
        await page.getByRole('status').first().textContent(),
        /4 phrases, 2 seen, 1 never seen, 1 could not be asked/,
      );
      t.ok((await colouredPixels(page)) > 100, 'lines are drawn');
      await page.getByRole('heading', { name: 'First exposures' }).waitFor();
      await page.locator('.hits[aria-busy]').first().waitFor({ state: 'detached' });
      const marks = await page.locator('.concordance mark').allInnerTexts();
      t.same(marks, ['this sketch', 'These sketches']);
    },
    { looks },
  );

  onPage(
    t,
    ground,
    'a minimal pair shows its difference and what follows from it',
    async (t, page) => {
      await page.goto(address);
      await page.getByText('Minimal pair', { exact: true }).click();
      await page.getByLabel('Good', { exact: true }).fill('these sketches');
      await page.getByRole('button', { name: 'Find first seen' }).click();
      t.match(await page.getByRole('alert').first().textContent(), 'needs both');
      await page.getByLabel('Bad', { exact: true }).fill('this sketches');
      await page.getByRole('button', { name: 'Find first seen' }).click();
      await page.locator('.verdict').waitFor();
      t.same(await page.locator('.differs').allInnerTexts(), ['these', 'this']);
      const first = oracle.answer('these sketches', {}).first;
      t.match(
        await page.locator('.verdict').textContent(),
        `proxy-train from step ${first?.step} on`,
      );
      t.match(page.url(), /good=these\+sketches&bad=this\+sketches/);
    },
    { looks },
  );

  onPage(
    t,
    ground,
    'a bin is chosen in the chart and its contexts are shown',
    async (t, page) => {
      await page.goto(`${address}/#phrase=this+sketch&bins=20&y=bin`);
      const plot = page.locator('#plot .u-over');
      const box = await plot.boundingBox();
      if (box === null) throw new Error('the chart has no place');
      // Bin 2 of 20 over 60 steps: steps 4 to 6.
      await plot.click({ position: { x: box.width * 0.075, y: box.height / 2 } });
      await page.getByRole('heading', { name: 'Exposures in steps 4–6' }).waitFor();
      t.match(page.url(), /[#&]bin=2(&|$)/);
      await page.locator('.concordance li').first().waitFor();
      const items = await page.locator('.concordance li').allInnerTexts();
      const ranks = [7, 8, 9, 10, 11];
      t.equal(items.length, ranks.length);
      for (const [i, rank] of ranks.entries()) {
        const item = (items[i] as string).replace(/\s+/g, ' ');
        t.match(item, `step ${Math.floor(rank / 2) + 1}`);
        t.match(item, `rank ${rank}`);
        t.match(item, `corpus.jsonl:${rank + 1}`);
      }
      t.same(
        new Set(await page.locator('.concordance mark').allInnerTexts()),
        new Set(['this sketch']),
      );
      t.ok((await overflow(page)) <= 0, 'no horizontal scroll');
    },
    { looks },
  );

  onPage(
    t,
    ground,
    'the table has the numbers of the chart',
    async (t, page) => {
      await page.goto(`${address}/#phrase=this+sketch&phrase=these+sketches&bins=20`);
      await page.getByText('table', { exact: true }).click();
      await page.getByText('tokens', { exact: true }).click();
      const table = page.locator('table.numbers');
      await table.getByText('tokens consumed').waitFor();
      const rows = await table
        .locator('tbody tr')
        .evaluateAll((rows) =>
          rows.map((row) =>
            [...row.querySelectorAll('td')].map((cell) =>
              Number(cell.textContent?.replaceAll(',', '')),
            ),
          ),
        );
      t.equal(rows.length, 20);
      const [a, b] = oracle.answers(['this sketch', 'these sketches'], { bins: 20 });
      t.same(
        rows.map((row) => row[1]),
        a?.timeline?.count,
      );
      t.same(
        rows.map((row) => row[3]),
        b?.timeline?.count,
      );
      t.equal(rows.at(-1)?.[0], oracle.tokenCount, 'all tokens are consumed by the last bin');
      t.equal(rows.at(-1)?.[4], b?.count, 'exposures so far end at the count');
      await table.getByRole('button', { name: '58–60' }).click();
      await page.getByRole('heading', { name: 'Exposures in steps 58–60' }).waitFor();
      t.equal(
        await table.getByRole('button', { name: '58–60' }).getAttribute('aria-pressed'),
        'true',
      );
    },
    { looks },
  );
}

onPage(t, ground, 'a line that is alone is filled with its own colour', async (t, page) => {
  await page.goto(`${address}/#phrase=%E2%80%8B&phrase=this+sketch`);
  const [r, g, b, a] = await page.locator('#plot canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    // Below the line, off the grid and the line of first seen.
    const pixel = canvas.getContext('2d')?.getImageData(width * 0.9, height * 0.72, 1, 1).data;
    return [...(pixel ?? [])];
  });
  const series = await page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue('--series-2'),
  );
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(series.slice(at, at + 2), 16));
  t.ok(a !== undefined && a > 0 && a < 100, `faint: ${a}`);
  for (const [is, meant] of [
    [r, red],
    [g, green],
    [b, blue],
  ]) {
    t.ok(Math.abs((is ?? 0) - (meant ?? 0)) < 12, `${[r, g, b]} is ${series}`);
  }
});

onPage(t, ground, 'the URL is the state: a link, reload, back and forward', async (t, page) => {
  await page.goto(address);
  await ask(page, ['this sketch']);
  await ask(page, ['these sketches']);
  await page.getByText('per bin', { exact: true }).click();
  await page.getByText('log', { exact: true }).click();
  await page.getByLabel('Bins').selectOption('20');
  await page.locator('.axes').getByText('exposures per bin').waitFor();
  const url = page.url();
  t.match(url, /#phrase=these\+sketches&bins=20&y=bin&scale=log$/);
  const before = await answerRows(page);
  await page.reload();
  await page.locator('table.answers').waitFor();
  t.same(await answerRows(page), before, 'reload');
  t.ok(await page.getByRole('radio', { name: 'log' }).isChecked());
  for (let i = 0; i < 4; i++) await page.goBack();
  await page.locator('table.answers th', { hasText: 'this sketch' }).waitFor();
  t.equal(await page.getByLabel('Phrases, a line each').inputValue(), 'this sketch');
  await page.goBack();
  await page.getByRole('heading', { name: 'When did the model first see it?' }).waitFor();
  t.equal(await page.getByLabel('Phrases, a line each').inputValue(), '', 'the form follows');
  await page.goForward();
  await page.locator('table.answers th', { hasText: 'this sketch' }).waitFor();
  await page.goto(`${address}/?phrase=this%20sketch`);
  await page.locator('table.answers').waitFor();
  t.match(page.url(), /\/#phrase=this\+sketch$/, 'a query becomes the fragment');
});

onPage(t, ground, 'the theme follows the button and is kept', async (t, page) => {
  await page.goto(address);
  const paper = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  const button = page.getByRole('button', { name: 'Theme: system' });
  await button.click();
  t.equal(await paper(), light, 'light');
  await page.getByRole('button', { name: 'Theme: light' }).click();
  const dark = await paper();
  t.not(dark, light, 'dark');
  await page.reload();
  t.equal(await paper(), dark, 'kept');
});

onPage(t, ground, 'everything is reached and done by keyboard', async (t, page) => {
  await page.goto(address);
  await page.keyboard.press('Tab');
  t.equal(await page.evaluate(() => document.activeElement?.id), 'skip', 'first the skip link');
  await page.keyboard.press('Enter');
  t.equal(await page.evaluate(() => document.activeElement?.id), 'main');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  t.equal(await page.evaluate(() => document.activeElement?.id), 'phrases');
  await page.keyboard.type('this sketch');
  await page.keyboard.press('Control+Enter');
  const slider = page.getByRole('slider');
  await slider.waitFor();
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.id)) === 'plot') break;
  }
  t.equal(await page.evaluate(() => document.activeElement?.id), 'plot', 'Tab leads to the chart');
  const outline = await slider.evaluate((host) => getComputedStyle(host).outlineStyle);
  t.not(outline, 'none', 'focus is seen');
  await page.keyboard.press('Home');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  t.equal(await slider.getAttribute('aria-valuenow'), '5');
  t.equal(
    await slider.getAttribute('aria-valuetext'),
    'step 5: “this sketch” 2 exposures, 3 so far',
  );
  t.match(await page.locator('.readout').textContent(), /step 5\s*2 of 3 so far/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Exposures in step 5' }).waitFor();
  t.equal(await page.evaluate(() => document.activeElement?.id), 'plot', 'focus stays');
});

onPage(t, ground, 'CSV, JSON, SVG and curl give what is on screen', async (t, page) => {
  await page.goto(`${address}/#phrase=it's&phrase=this+sketch&bins=20`);
  const fetched = async (name: string) => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name }).click();
    return readFile(await (await download).path(), 'utf8');
  };
  const body = JSON.parse(await fetched('Download JSON'));
  const expected = oracle.answers(["it's", 'this sketch'], { bins: 20 });
  t.same(body.answers, expected);
  const csv = (await fetched('Download CSV')).trim().split('\r\n');
  t.equal(csv.length, 41);
  t.equal(csv.at(-1), `this sketch,57,60,6,${expected[1]?.count}`);
  const svg = await fetched('Download SVG');
  const parsed = await page.evaluate((svg) => {
    const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
    return { root: document.documentElement.tagName, text: document.documentElement.textContent };
  }, svg);
  t.equal(parsed.root, 'svg');
  t.match(parsed.text, 'first seen at step 4');
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await page.getByText('Copied').waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  t.match(command, `curl -s ${address}/v1/exposures`);
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  t.same(JSON.parse(stdout), body, 'the command gives the same answers');
});

const growing = await openGround(t);

onPage(t, growing, 'asking again sees what was appended since', async (t, page) => {
  await page.goto(`${growing.address}/#phrase=new+words&x=token&bins=20`);
  await page.locator('table.answers').waitFor();
  t.match((await answerRows(page))[0], /never .*0$/);
  await appendTexts(growing.folder, ['New words.', 'Other words.', 'New words, new words.']);
  await page.locator('#index-line', { hasText: '120 records' }).waitFor();
  const button = page.getByRole('button', { name: 'Find first seen' });
  const seen = page.locator('table.answers .first', { hasText: 'step 61' });
  // The server looks for commits a few times a second.
  for (let tries = 0; tries < 40 && !(await seen.isVisible()); tries++) {
    const answered = page.waitForResponse('**/v1/exposures');
    await button.click();
    await answered;
  }
  await seen.waitFor();
  t.match((await answerRows(page))[0], /step 61 rank 120 step 62 3$/);
  await page.locator('#index-line', { hasText: '123 records' }).waitFor();
  t.equal(await page.getByRole('radio', { name: 'tokens' }).isChecked(), true);
});
