// Remarks on questions that probably mean something else than they say, as the page shows them.

import t from 'tap';
import { allLooks, overflow, seriousFaults } from './page-browser.ts';
import { ask, onPage, openGround } from './page-ground.ts';

const ground = await openGround(t);
const { address } = ground;

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'a wildcard, quotation marks and steps that are not there are remarked below the table',
    async (t, page) => {
      await page.goto(address);
      await ask(page, ['this sketch', 'sketch*', '"these sketches"', 'rec*']);
      const remarks = page.getByRole('list', { name: 'Remarks' });
      const lines = await remarks.getByRole('listitem').allTextContents();
      t.match(lines, [
        /^2 phrases \(first: sketch\*\): \* is matched as a token/,
        /^"these sketches": Quotation marks around a phrase are matched as tokens/,
      ]);
      t.same(await seriousFaults(page), []);
      t.ok((await overflow(page)) <= 0);
      await page.goto(`${address}/#phrase=this+sketch&from_step=50&to_step=90`);
      await remarks
        .getByText('The index ends at step 60, so the timeline is 0 after it.')
        .waitFor();
      t.equal(await remarks.getByRole('listitem').count(), 1);
      await page.goto(`${address}/#phrase=this+sketch&from_step=50&to_step=60`);
      await remarks.waitFor({ state: 'detached' });
    },
    { looks },
  );
}

onPage(t, ground, 'a split by a step after the last says so', async (t, page) => {
  await page.goto(`${address}/#view=splits&at=1000`);
  const line = JSON.stringify({ sentence_good: 'this sketch', sentence_bad: 'these sketch' });
  const file = { name: 'own.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(line) };
  await page.getByLabel('Choose pair files').setInputFiles([file]);
  await page.getByRole('button', { name: 'Split', exact: true }).click();
  const sentence = 'The index ends at step 60, so counts for step 1000 equal those for step 60.';
  await page.getByText(sentence).waitFor();
  await page.getByLabel('by step', { exact: true }).fill('60');
  await page.getByLabel('by step', { exact: true }).blur();
  await page.getByText(sentence).waitFor({ state: 'detached' });
  t.equal(await page.getByRole('list', { name: 'Remarks' }).count(), 0);
});
