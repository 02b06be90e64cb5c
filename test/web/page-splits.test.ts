// Splits on the page: files in, numbers and a zip out, errors with their place.

import { readFile } from 'node:fs/promises';
import t from 'tap';
import { readDirectory } from '../../web/splits/zip-reader.js';
import { allLooks, overflow, seriousFaults } from './page-browser.ts';
import { onPage, openGround } from './page-ground.ts';

const ground = await openGround(t);
const { address } = ground;

const pairs = [
  ['She liked this sketch.', 'She liked this sketches.'],
  ['She found these sketches.', 'She found this sketches.'],
  ['The same words.', 'The same words.'],
] as const;

const lines = pairs.map(([good, bad]) =>
  JSON.stringify({ sentence_good: good, sentence_bad: bad }),
);
const jsonl = {
  name: 'own.jsonl',
  mimeType: 'application/jsonl',
  buffer: Buffer.from(`${lines.join('\n')}\n`),
};
const csv = {
  name: 'table.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    'sentence_good,sentence_bad\n"A sketch, this sketch","A sketch, that sketch"\n',
  ),
};

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'pair files are split, shown and downloaded',
    async (t, page) => {
      await page.goto(`${address}/#view=splits`);
      await page.getByLabel('Choose pair files').setInputFiles([jsonl, csv]);
      await page.getByText('the good phrase').click();
      await page.getByLabel('by step', { exact: true }).fill('20');
      await page.getByRole('button', { name: 'Split', exact: true }).click();
      const table = page.locator('.sets table');
      await table.waitFor();
      t.match(page.url(), /view=splits&policy=good&at=20$/);
      const rows = await table
        .locator('tbody tr')
        .evaluateAll((rows) =>
          rows.map((row) =>
            [...row.querySelectorAll('th, td.number')].map((cell) => cell.textContent),
          ),
        );
      // "liked this sketch" stands in the corpus from step 4 on, "found these sketches" nowhere.
      t.same(rows, [
        ['own', '3', '1', '1', '1', '4'],
        ['table', '1', '0', '1', '0', '–'],
      ]);
      const rules = await table.locator('thead tr > *').evaluateAll((cells) =>
        cells.map((cell) => {
          const { borderBottom, boxShadow } = getComputedStyle(cell);
          return `${borderBottom} ${boxShadow}`;
        }),
      );
      t.equal(new Set(rules).size, 1, 'one rule below the whole head');
      t.match(
        await page.locator('.verdict').textContent(),
        '1 of 4 pairs are proxy-train by step 20',
      );
      t.match(await page.locator('.reasons').textContent(), 'good_equals_bad');
      t.same(await seriousFaults(page), []);
      t.ok((await overflow(page)) <= 0, 'no horizontal scroll');
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download the split (zip)' }).click();
      const zip = await readFile(await (await download).path());
      const entries = readDirectory(new Uint8Array(zip));
      t.same([...entries.keys()].filter((name) => name.endsWith('.jsonl')).sort(), [
        'own.proxy_train.jsonl',
        'own.proxy_validation.jsonl',
        'table.proxy_validation.jsonl',
      ]);
    },
    { looks },
  );
}

onPage(t, ground, 'the curve ends at the step of the split', async (t, page) => {
  await page.goto(`${address}/#view=splits&at=4`);
  await page.getByLabel('Choose pair files').setInputFiles([jsonl]);
  await page.getByRole('button', { name: 'Split', exact: true }).click();
  const readout = page.locator('.drawing .readout');
  await readout.waitFor();
  t.equal(await readout.locator('.where').textContent(), 'by step 4');
});

onPage(t, ground, 'a pair file that is not UTF-8 is refused, not changed', async (t, page) => {
  await page.goto(`${address}/#view=splits`);
  const latin1 = {
    ...csv,
    buffer: Buffer.from('sentence_good,sentence_bad\nun café,un thé\n', 'latin1'),
  };
  await page.getByLabel('Choose pair files').setInputFiles([latin1]);
  await page.getByRole('button', { name: 'Split', exact: true }).click();
  await page.locator('.problem').waitFor();
  t.match(await page.locator('.problem').textContent(), /table\.csv is not UTF-8/);
  t.equal(await page.locator('.sets table').count(), 0);
});

onPage(
  t,
  ground,
  'a pair file that cannot be used says where and why',
  async (t, page) => {
    await page.goto(`${address}/#view=splits`);
    const broken = { ...jsonl, buffer: Buffer.from('{"sentence_good":"a"}\n') };
    await page.getByLabel('Choose pair files').setInputFiles([broken]);
    await page.getByRole('button', { name: 'Split', exact: true }).click();
    await page.locator('.problem').waitFor();
    t.match(
      await page.locator('.problem').textContent(),
      /own\.jsonl, line 1[\s\S]*sentence_bad[\s\S]*columns\.good[\s\S]*400 missing_field/,
    );
    t.notMatch(await page.locator('.problem').textContent(), /--[a-z]/);
    t.ok(await page.getByLabel('good', { exact: true }).isVisible(), 'the columns are at hand');
    const help = await page.getByRole('link', { name: 'what it means' }).getAttribute('href');
    t.equal(help, '/docs/problems#missing_field');
    t.match(await (await fetch(address + help)).text(), /id="missing_field"/);
    await page.getByRole('button', { name: 'Leave out own.jsonl' }).click();
    t.ok(await page.getByRole('button', { name: 'Split', exact: true }).isDisabled());
    t.equal(await page.locator('.problem').count(), 0, 'what it was about is gone');
    await page.getByRole('heading', { name: 'Which examples were seen in training?' }).waitFor();
  },
  { fails: true },
);

onPage(t, ground, 'a file is dropped on the page; the example is at hand', async (t, page) => {
  await page.goto(`${address}/#view=splits`);
  const data = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'dropped.jsonl'));
    return data;
  }, jsonl.buffer.toString());
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: data });
  await page.getByText('dropped.jsonl').waitFor();
  await page.getByRole('button', { name: 'Take four example pairs' }).click();
  await page.getByRole('button', { name: 'Split', exact: true }).click();
  await page.locator('.sets table').waitFor();
  const names = await page.locator('.sets tbody th').allTextContents();
  t.same(names, ['dropped', 'example']);
});

onPage(t, ground, 'the ending of a file tells its format, or it is not taken', async (t, page) => {
  await page.goto(`${address}/#view=splits`);
  const text = { ...jsonl, name: 'notes.txt', mimeType: 'text/plain' };
  await page
    .getByLabel('Choose pair files')
    .setInputFiles([text, csv, { ...jsonl, name: 'a.JSONL' }]);
  const refused = page.locator('.drop [role=alert]');
  t.match(await refused.textContent(), /^notes\.txt is not taken\. .*\.jsonl, .* or \.tsv/);
  const files = await page.locator('.files .hint').allTextContents();
  t.match(files[0], /^CSV, /);
  t.match(files[1], /^JSON lines, /);
  t.equal(files.length, 2);
  await page.getByLabel('Choose pair files').setInputFiles([jsonl]);
  t.equal(await refused.textContent(), '', 'told once');
});

onPage(
  t,
  ground,
  'a newer fault takes the place of an older one',
  async (t, page) => {
    await page.goto(`${address}/#view=splits`);
    const broken = { ...jsonl, buffer: Buffer.from('{"sentence_good":"a"}\n') };
    const go = page.getByRole('button', { name: 'Split', exact: true });
    await page.getByLabel('Choose pair files').setInputFiles([broken]);
    await go.click();
    await page.locator('.problem').waitFor();
    await page.getByLabel('by step', { exact: true }).fill('soon');
    await go.click();
    await page.getByText('by step: expected').waitFor();
    t.equal(await page.locator('.problem').count(), 0);
    await page.getByLabel('by step', { exact: true }).fill('');
    await go.click();
    await page.locator('.problem').waitFor();
    t.equal(await page.locator('#splits .error:not(:empty)').count(), 0);
  },
  { fails: true },
);

onPage(t, ground, 'columns of other names, and phrases instead of sentences', async (t, page) => {
  await page.goto(`${address}/#view=splits`);
  const phrases = {
    name: 'phrases.tsv',
    mimeType: 'text/tab-separated-values',
    buffer: Buffer.from('right\twrong\nthis sketch\tthis sketches\nno such\tphrase here\n'),
  };
  await page.getByLabel('Choose pair files').setInputFiles([phrases]);
  await page.getByText('Columns of the files').click();
  await page.locator('.columns').getByText('phrases').click();
  const go = page.getByRole('button', { name: 'Split', exact: true });
  await go.click();
  await page.getByText('Columns: name both').waitFor();
  await page.getByLabel('good', { exact: true }).fill('right');
  await page.getByLabel('bad', { exact: true }).fill('wrong');
  await go.click();
  await page.getByText('1 of 2 pairs are proxy-train by step 60').waitFor();
  t.match(page.url(), /view=splits&phrase_good=right&phrase_bad=wrong$/);
  await page.reload();
  t.equal(await page.getByLabel('good', { exact: true }).inputValue(), 'right', 'kept in the URL');
});

onPage(t, ground, 'several steps are one split each, in one table', async (t, page) => {
  await page.goto(`${address}/#view=splits&at=3,20`);
  const at = page.getByLabel('by step', { exact: true });
  t.equal(await at.inputValue(), '3, 20');
  await page.getByLabel('Choose pair files').setInputFiles([jsonl]);
  await at.fill('60, 3');
  await page.getByRole('button', { name: 'Split', exact: true }).click();
  await page
    .getByText('Proxy-train of 3 pairs: 0 by step 3, 1 by step 60 (policy either).')
    .waitFor();
  t.match(decodeURIComponent(page.url()), /view=splits&at=3,60$/);
  t.same(await page.locator('.sets thead th').allTextContents(), [
    'set',
    'pairs',
    'by step 3',
    'by step 60',
    'dropped',
    'first step',
    'proxy-train',
    'proxy-validation',
    'proxy-train',
    'proxy-validation',
  ]);
  const numbers = await page.locator('.sets tbody td').allTextContents();
  t.same(numbers, ['3', '0', '2', '1', '1', '1', '4']);
  t.same(await seriousFaults(page), []);
  t.ok((await overflow(page)) <= 0);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the splits (zip)' }).click();
  const zip = await readFile(await (await download).path());
  const entries = [...readDirectory(new Uint8Array(zip)).keys()];
  t.ok(entries.includes('step-3/split.json') && entries.includes('step-60/split.json'));
});

onPage(t, ground, 'a pair of sentences is narrowed to its critical phrases', async (t, page) => {
  await page.goto(`${address}/#good=She+liked+this+sketch.&bad=She+liked+these+sketch.`);
  await page.getByRole('button', { name: 'Ask their critical phrases' }).click();
  await page.locator('table.answers th', { hasText: /liked this sketch$/ }).waitFor();
  t.match(page.url(), /#good=liked\+this\+sketch&bad=liked\+these\+sketch$/);
  t.equal(await page.getByRole('button', { name: 'Ask their critical phrases' }).count(), 0);
});

onPage(
  t,
  ground,
  'a split follows its question, and a field that holds none says so',
  async (t, page) => {
    await page.goto(`${address}/#view=splits`);
    await page.getByLabel('Choose pair files').setInputFiles([jsonl]);
    await page.getByLabel('by step', { exact: true }).fill('soon');
    await page.getByRole('button', { name: 'Split', exact: true }).click();
    await page.getByText('by step: expected whole numbers from 1 with commas between').waitFor();
    t.equal(await page.locator('.sets').count(), 0, 'nothing was asked');
    await page.getByLabel('by step', { exact: true }).fill('3');
    await page.getByRole('button', { name: 'Split', exact: true }).click();
    await page.getByText('0 of 3 pairs are proxy-train by step 3 (policy either).').waitFor();
    await page.getByLabel('by step', { exact: true }).fill('1 000');
    await page.getByLabel('by step', { exact: true }).blur();
    await page.getByText('1 of 3 pairs are proxy-train by step 1000 (policy either).').waitFor();
    await page.getByText('both phrases').click();
    await page.getByText('0 of 3 pairs are proxy-train by step 1000 (policy both).').waitFor();
    await page.goBack();
    await page.getByText('1 of 3 pairs are proxy-train by step 1000 (policy either).').waitFor();
  },
);
