// Zooming the chart into some steps: by mouse, keyboard and fields; the URL keeps it.

import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { Oracle } from '../oracle.ts';
import { allLooks, overflow, records, seriousFaults } from './page-browser.ts';
import { onPage, openGround } from './page-ground.ts';

const oracle = new Oracle(records);
const ground = await openGround(t);
const { address } = ground;
const phrase = 'these sketches';

/** The chart's numbers, as its table has them: steps, exposures in the bin and so far. */
async function tableRows(page: Page): Promise<string[]> {
  await page.getByText('table', { exact: true }).click();
  await page.locator('table.numbers').waitFor();
  const rows = await page.locator('table.numbers tbody tr').allInnerTexts();
  await page.getByText('chart', { exact: true }).click();
  await page.locator('#plot canvas').waitFor();
  return rows.map((row) => row.replace(/\s+/g, ' ').trim());
}

/** What the table has to say of steps (after, by], from the oracle; all bins are one step. */
function expectedRows(after: number, by: number): string[] {
  const steps = Array.from({ length: by - after }, (_, i) => after + i + 1);
  const at = oracle.answer(phrase, { at: [after, ...steps] }).at ?? {};
  return steps.map((step) => {
    const sum = at[String(step)] ?? 0;
    return `${step} ${sum - (at[String(step - 1)] ?? 0)} ${sum}`;
  });
}

async function waitForSteps(page: Page, from: number, to: number): Promise<void> {
  await page.locator('.readout .where', { hasText: `steps ${from}–${to}` }).waitFor();
}

async function urlHas(t: Test, page: Page, steps: string): Promise<void> {
  t.match(page.url(), new RegExp(`[#&]${steps}(&|$)`), steps);
}

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'the fields zoom into finer bins, which reload and back keep',
    async (t, page) => {
      await page.goto(`${address}/#phrase=these+sketches&bins=20`);
      await waitForSteps(page, 1, 60);
      t.equal(await page.getByRole('button', { name: 'All steps' }).isVisible(), false);
      await page.getByLabel('First step of the chart').fill('31');
      await page.getByLabel('Last step of the chart').fill('42');
      await page.getByRole('button', { name: 'Zoom', exact: true }).click();
      await waitForSteps(page, 31, 42);
      await urlHas(t, page, 'from_step=31&to_step=42');
      t.same(await tableRows(page), expectedRows(30, 42), 'a bin a step, counted from the start');
      await page.getByRole('heading', { name: 'First exposures in steps 31–42' }).waitFor();
      const first = page.locator('.concordance .where b').first();
      t.equal(await first.textContent(), 'step 31', 'contexts are of these steps');
      t.same(await seriousFaults(page), []);
      t.ok((await overflow(page)) <= 0, 'no horizontal scroll');
      await page.reload();
      await waitForSteps(page, 31, 42);
      t.equal(await page.getByLabel('First step of the chart').inputValue(), '31');
      await page.getByRole('button', { name: 'All steps' }).click();
      await waitForSteps(page, 1, 60);
      t.notMatch(page.url(), 'from_step');
      await page.goBack();
      await waitForSteps(page, 31, 42);
    },
    { looks },
  );
}

onPage(t, ground, 'dragging over the chart zooms, on steps and on tokens', async (t, page) => {
  for (const axis of ['', '&x=token']) {
    await page.goto('about:blank');
    await page.goto(`${address}/#phrase=these+sketches&bins=20${axis}`);
    await waitForSteps(page, 1, 60);
    const box = await page.locator('#plot .u-over').boundingBox();
    if (box === null) throw new Error('the chart has no place');
    // From bin 11 of 20 (steps 31 to 33) to bin 14 (steps 40 to 42).
    const drag = async (from: number, to: number) => {
      await page.mouse.move(box.x + box.width * from, box.y + 60);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * to, box.y + 80, { steps: 5 });
      await page.mouse.up();
    };
    // Texts grow longer with the ranks, so a step's tokens stand a little further left.
    const [from, to] = axis === '' ? [0.52, 0.68] : [0.5, 0.66];
    await drag(from, to);
    await page.waitForURL(/from_step=31&to_step=42/);
    await waitForSteps(page, 31, 42);
    t.notMatch(page.url(), /[#&]bin=/, 'the end of a drag is not a click');
    t.same(
      (await tableRows(page)).map((row) => row.split(' ').slice(-2)),
      expectedRows(30, 42).map((row) => row.split(' ').slice(-2)),
      axis,
    );
  }
});

onPage(t, ground, 'plus, minus and 0 zoom by keyboard', async (t, page) => {
  await page.goto(`${address}/#phrase=these+sketches&bins=20`);
  const slider = page.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('+');
  await waitForSteps(page, 31, 60);
  t.equal(await page.evaluate(() => document.activeElement?.id), 'plot', 'focus stays');
  await page.keyboard.press('+');
  await waitForSteps(page, 37, 51);
  await urlHas(t, page, 'from_step=37&to_step=51');
  await page.keyboard.press('-');
  await waitForSteps(page, 29, 59);
  await page.keyboard.press('0');
  await waitForSteps(page, 1, 60);
  await page.keyboard.press('-');
  t.notMatch(page.url(), 'from_step', 'there is nothing to zoom out of');
});

onPage(t, ground, 'a range that is not valid is refused in words', async (t, page) => {
  await page.goto(`${address}/#phrase=these+sketches`);
  await waitForSteps(page, 1, 60);
  const zoom = page.getByRole('button', { name: 'Zoom', exact: true });
  await page.getByLabel('First step of the chart').fill('50');
  await page.getByLabel('Last step of the chart').fill('20');
  await zoom.click();
  await page.getByText('Step 50 is after step 20.').waitFor();
  await page.getByLabel('First step of the chart').fill('soon');
  await zoom.click();
  await page
    .getByText('Expected two steps, whole numbers from 1; found “soon” and “20”.')
    .waitFor();
  t.notMatch(page.url(), 'from_step');
  await page.goto(`${address}/#phrase=these+sketches&from_step=70&to_step=90`);
  await waitForSteps(page, 70, 90);
  const end = oracle.answer(phrase, {}).count;
  t.match(await page.locator('.readout').textContent(), `0 of ${end} so far`);
});

onPage(t, ground, 'the curl command and the CSV are of the steps shown', async (t, page) => {
  await page.goto(`${address}/#phrase=these+sketches&from_step=31&to_step=34`);
  await waitForSteps(page, 31, 34);
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await page.getByText('Copied').waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  t.match(command, '"bins":100,"at":[30],"from_step":31,"to_step":34}');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download CSV' }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk);
  const rows = expectedRows(30, 34).map((row) => {
    const [step, ...counts] = row.split(' ');
    return [phrase, Number(step) - 1, step, ...counts].join(',');
  });
  const csv = Buffer.concat(chunks).toString();
  t.same(csv.split('\r\n').slice(1), [...rows, '']);
});
