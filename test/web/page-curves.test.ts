// Curves on the page: files in, a set large and all small, a threshold that is dragged, downloads.

import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import t from 'tap';
import { findMedian } from '../../web/curves/curves-answer.js';
import { sortResults } from '../../web/curves/result-files.js';
import { allLooks, overflow, seriousFaults } from './page-browser.ts';
import { onPage, openGround } from './page-ground.ts';

const ground = await openGround(t);
const { address } = ground;

/** Of the records with the first numbers, which the corpus holds by step 6, and of none. */
const numbers = [...Array(12).keys(), ...Array.from({ length: 12 }, (_, i) => 200 + i)];
const steps = [0, 10, 20, 30, 60];

const pairsOf = (word: string) =>
  numbers.map((n) => ({
    sentence_good: `Record number ${n}.`,
    sentence_bad: `Record number ${word}${n}.`,
  }));

/** Exposed ones are right from step 10 on, the others from step 30 on; of `late` both at once. */
function isRight(set: string, row: number, step: number): boolean {
  return step >= (row < 12 && set !== 'late' ? 10 : 30);
}

const sets = ['early', 'late'];

const pairFiles = sets.map((set) => ({
  name: `${set}.jsonl`,
  mimeType: 'application/jsonl',
  buffer: Buffer.from(linesOf(pairsOf(set))),
}));

function linesOf(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

const table = {
  name: 'results.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    `set,row,step,seed,correct\n${[1, 2]
      .flatMap((seed) =>
        sets.flatMap((set) =>
          steps.flatMap((step) =>
            numbers.map((_, row) => {
              const isLater = seed === 2 && step === 10 && row < 12;
              return `${set},${row},${step},${seed},${Number(isRight(set, row, step) && !isLater)}\n`;
            }),
          ),
        ),
      )
      .join('')}`,
  ),
};

/** A folder of lm-evaluation-harness with other files among its own. */
function writeSamples(folder: string): string {
  for (const step of steps) {
    const model = join(folder, 'out', `step${step}`, 'model');
    mkdirSync(model, { recursive: true });
    writeFileSync(join(model, 'results_1.json'), '{}');
    for (const set of sets) {
      const lines = pairsOf(set).map((doc, row) => ({
        ...{ doc_id: row, doc, target: '0', filter: 'none', metrics: ['acc'] },
        acc: Number(isRight(set, row, step)),
      }));
      writeFileSync(join(model, `samples_blimp_${set}.jsonl`), linesOf(lines));
    }
  }
  return join(folder, 'out');
}

async function readings(page: Page, panel = 0): Promise<string[]> {
  const texts = await page.locator('.panel').nth(panel).locator('.readings dd').allTextContents();
  return texts.map((text) => text.trim());
}

async function save(page: Page, name: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name }).click();
  return await readFile(await (await download).path(), 'utf8');
}

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'a folder of results becomes curves, whose threshold is dragged',
    async (t, page) => {
      await page.goto(`${address}/#view=curves&filters=off&permutations=99`);
      await page.getByRole('heading', { name: 'Are unexposed examples learned later?' }).waitFor();
      t.same(await seriousFaults(page), []);
      const go = page.getByRole('button', { name: 'Make curves' });
      t.ok(await go.isDisabled());
      await page.locator('#curves').getByLabel('Choose pair files').setInputFiles(pairFiles);
      await page.getByLabel('a folder').setInputFiles(writeSamples(t.testdir({})));
      await page.getByText('10 files, ').waitFor();
      await page.getByText('5 other files of the folder left out.').waitFor();
      await go.click();
      await page.getByRole('heading', { name: 'early' }).waitFor();
      t.equal(
        await page.locator('.verdict').textContent(),
        '2 sets at 5 checkpoints. At 80 %, 2 of 2 have a lag; its median is 10 steps, and q is below 0.05 in 1.',
      );
      const [lag, train, validation, p] = await readings(page);
      t.same([lag, train, validation], ['20 steps', 'step 10', 'step 30']);
      t.ok(Number(p) <= 0.03, `p ${p}`);
      t.same((await readings(page, 1)).slice(0, 3), ['20 steps', 'step 10', 'step 30']);
      await page.locator('.set-cell svg path').first().waitFor({ state: 'attached' });
      t.same(await seriousFaults(page), []);
      t.ok((await overflow(page)) <= 0, 'no horizontal scroll');

      const grip = page.locator('.panel .grip').first();
      await grip.scrollIntoViewIfNeeded();
      const box = await grip.boundingBox();
      if (box === null) throw new Error('the grip is not there');
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x, y + 30, { steps: 4 });
      const shown = Number((await page.locator('output').textContent())?.replace(/\D/g, ''));
      t.ok(shown >= 50 && shown < 75, `${shown} %`);
      t.notMatch(page.url(), /threshold=/, 'while it is dragged the URL stays');
      await page.mouse.up();
      await page.waitForURL(new RegExp(`threshold=${shown}\\b`));
      t.match(page.url(), new RegExp(`threshold=${shown}\\b`));
      await page.getByText(`train at ${shown} %`).first().waitFor();
      const range = page.getByLabel('Threshold');
      await range.focus();
      await page.keyboard.press('ArrowUp');
      t.match(page.url(), new RegExp(`threshold=${shown + 1}\\b`));
      await page.goBack();
      t.equal(await page.locator('output').textContent(), `${shown} %`);

      await page.getByRole('button', { name: /^late/ }).click();
      await page.getByRole('heading', { name: 'late' }).waitFor();
      t.match(page.url(), /set=late/);
      t.same((await readings(page)).slice(0, 3), ['0 steps', 'step 30', 'step 30']);
    },
    { looks },
  );
}

onPage(t, ground, 'seeds, kinds of p, axis and filters live in the URL', async (t, page) => {
  await page.goto(`${address}/#view=curves&permutations=99`);
  await page.locator('#curves').getByLabel('Choose pair files').setInputFiles(pairFiles);
  await page.getByLabel('Choose results').setInputFiles([table]);
  await page.getByRole('button', { name: 'Make curves' }).click();
  await page.getByRole('heading', { name: 'Excluded by the filters: 2' }).waitFor();
  await page.getByText('fewer than 100 exposed examples (12)').first().waitFor();
  await page.getByText('2 of them excluded by the filters. No set has a lag').waitFor();
  t.equal((await readings(page))[4], '–', 'no q for an excluded set');
  await page.locator('#curves .switch', { hasText: 'Filters' }).getByText('off').click();
  await page.getByText('2 sets at 5 checkpoints. At 80 %').waitFor();
  t.not((await readings(page))[4], '–');
  t.same((await readings(page))[5]?.split(',')[0], '15 steps', 'median of 20 and 10 steps');
  await page.getByLabel('Seed').selectOption('2');
  t.same((await readings(page)).slice(0, 3), ['10 steps', 'step 20', 'step 30']);
  await page.locator('#curves-test').selectOption('examples');
  await page.locator('#curves .switch', { hasText: 'Steps' }).getByText('log').click();
  t.match(
    page.url(),
    /#view=curves&seed=2&test=examples&filters=off&steps_axis=log&permutations=99$/,
  );
  t.equal(
    await page.locator('.tests .selected th').textContent(),
    'examplessingle examples, as in the paper',
  );

  await page.locator('#curves').getByText('both phrases').click();
  await page.getByText('The question has changed since.').waitFor();
  await page.locator('#curves').getByText('either of the two phrases').click();
  await page.getByText('The question has changed since.').waitFor({ state: 'detached' });

  const lines = (await save(page, 'JSON lines')).trim().split('\n');
  t.equal(lines.length, 2 * 2 * 2);
  t.match(JSON.parse(lines[0] as string), {
    set: 'early',
    seed: 1,
    split: 'fixed',
    excluded: null,
  });
  const lags = await save(page, 'CSV of lags');
  t.match(lags, /^set,seed,split,threshold,t_train,/);
  t.equal(lags.trim().split('\n').length, 1 + 8 * 50);
  t.match(await save(page, 'CSV of accuracies'), /^early,1,fixed,0,proxy_train,12,0,/m);
  const figure = await save(page, 'SVG of this set');
  t.match(figure, /<svg xmlns[\s\S]*early, seed 2[\s\S]*sides as of each checkpoint/);
  t.match(await save(page, 'SVG of all sets'), /Accuracy by exposure, seed 2/);
  await page.getByText('Accuracies as numbers').click();
  const cells = await page.locator('.numbers tbody tr').first().locator('td').allTextContents();
  t.match(cells[0], /^0\.0 0\.0–24\.2 of 12$/);
});

onPage(
  t,
  ground,
  'a finger drags the threshold and does not scroll the page',
  async (t, page) => {
    await page.goto(`${address}/#view=curves&filters=off&permutations=9`);
    await page.locator('#curves').getByLabel('Choose pair files').setInputFiles(pairFiles);
    await page.getByLabel('Choose results').setInputFiles([table]);
    await page.getByRole('button', { name: 'Make curves' }).click();
    const grip = page.locator('.panel .grip').first();
    await grip.scrollIntoViewIfNeeded();
    const box = await grip.boundingBox();
    if (box === null) throw new Error('the grip is not there');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const before = await page.evaluate(() => window.scrollY);
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', down: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x, y: y + down }],
      });
    await touch('touchStart', 0);
    for (const down of [8, 16, 24, 32]) await touch('touchMove', down);
    await touch('touchEnd', 32);
    await page.waitForURL(/threshold=(5|6|70)/);
    t.equal(await page.evaluate(() => window.scrollY), before);
  },
  { looks: { width: 390, scheme: 'light' } },
);

onPage(
  t,
  ground,
  'results that do not fit are a problem that says where',
  async (t, page) => {
    await page.goto(`${address}/#view=curves`);
    await page.locator('#curves').getByLabel('Choose pair files').setInputFiles(pairFiles);
    const bad = { ...table, buffer: Buffer.from('set,row,step,correct\nearly,0,10,yes\n') };
    await page.getByLabel('Choose results').setInputFiles([bad]);
    await page.getByRole('button', { name: 'Make curves' }).click();
    await page.locator('.problem').waitFor();
    const told = (await page.locator('.problem').textContent()) ?? '';
    t.match(told, /results\.csv, line 2: correct is "yes"[\s\S]*400 results_invalid/);
    t.notMatch(told, /firstseen-curves|--[a-z]/);
    await page.getByRole('button', { name: 'Leave out results.csv' }).click();
    t.ok(await page.getByRole('button', { name: 'Make curves' }).isDisabled());
    t.equal(await page.locator('.problem').count(), 0);
    await page.getByLabel('permutations').fill('none');
    await page.getByLabel('Choose results').setInputFiles([table]);
    await page.getByRole('button', { name: 'Make curves' }).click();
    await page.getByText('permutations: expected a whole number from 1 to 1,000,000').waitFor();
  },
  { fails: true },
);

onPage(t, ground, 'results are dropped on the page', async (t, page) => {
  await page.goto(`${address}/#view=curves`);
  const data = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'dropped.csv'));
    data.items.add(new File(['{}'], 'names.json'));
    return data;
  }, table.buffer.toString());
  await page.locator('#curves .drop').nth(1).dispatchEvent('drop', { dataTransfer: data });
  await page.getByText('dropped.csv').waitFor();
  await page.getByText('names of arrays', { exact: true }).waitFor();
  t.equal(await page.locator('#curves .files li').count(), 2);
});

t.test('of a folder the samples are taken, of single files all', async (t) => {
  const at = (path: string) => ({ path, file: new File([''], path.split('/').at(-1) as string) });
  const given = [
    ...['out/step1/samples_blimp_a.jsonl', 'out/step1/samples_b_2026.jsonl.gz', 'x.csv'].map(at),
    ...['out/step1/results_2.json', 'out/step1/pytorch_model.bin', 'out/a.csv'].map(at),
    at('names.json'),
  ];
  const { results, names, others } = sortResults(given);
  t.same(
    results.map(({ path }) => path),
    ['out/step1/samples_blimp_a.jsonl', 'out/step1/samples_b_2026.jsonl.gz', 'x.csv'],
  );
  t.equal(names?.name, 'names.json');
  t.equal(others, 3);
});

t.test('a median', async (t) => {
  t.equal(findMedian([]), null);
  t.equal(findMedian([3]), 3);
  t.equal(findMedian([5, 1, 3]), 3);
  t.equal(findMedian([4, 1]), 2.5);
});
