// A phrase by facet on the page: layers whose numbers add up. The answers have the shape of the route.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import t from 'tap';
import { planFacets } from '../../web/chart/facet-plot.js';
import { findTop, pickHeights } from '../../web/chart/plot-data.js';
import { allLooks, overflow, seriousFaults } from './page-browser.ts';
import { onPage, openGround } from './page-ground.ts';

t.test('layers stand on each other, and the top one has the counts of the phrase', async () => {
  const counts = fc.array(fc.array(fc.nat({ max: 9 }), { minLength: 4, maxLength: 4 }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(counts, fc.constantFrom('cumulative' as const, 'bin' as const), (facets, y) => {
      const edges = [0, 2, 4, 6, 8];
      const numbers = facets.map((count, i) => {
        const sum = count.reduce((total, one) => total + one, 1);
        const first = { step: 1 + i, rank: i, id: null };
        return [
          `f${i}`,
          {
            count: sum,
            first,
            last: first,
            timeline: { edges, count: count.map((one, bin) => (bin === 0 ? one + 1 : one)) },
          },
        ] as const;
      });
      const by_facet = Object.fromEntries(numbers);
      const all = { phrase: 'p', tokens: ['p'], count: 0, first: null, last: null };
      const plot = planFacets({ ...all, by_facet }, null, null);
      assert.ok(plot.curves.length <= 8);
      const inBins = edges
        .slice(1)
        .map((_, i) => numbers.reduce((sum, [, one]) => sum + (one.timeline.count[i] ?? 0), 0));
      const own = inBins.map((_, i) =>
        plot.curves.reduce((sum, curve) => sum + (curve.perBin[i] ?? 0), 0),
      );
      assert.deepEqual(own, inBins, 'no count is lost');
      const scaling = { y, scale: 'linear' as const };
      const total = y === 'bin' ? Math.max(...inBins) : inBins.reduce((sum, one) => sum + one, 0);
      const last = plot.curves.at(-1);
      assert.ok(last !== undefined);
      const highest = Math.max(...pickHeights(last, scaling).map((height) => height ?? 0));
      assert.ok(highest <= total && findTop(plot, scaling) === total);
      assert.equal(Math.min(...plot.curves.flatMap(({ firstStep }) => firstStep ?? [])), 1);
    }),
  );
});

const ground = await openGround(t);
const { address } = ground;

/** Half of the exposures in each bin are of one facet, the others of another. */
async function answerFacets(page: Page): Promise<void> {
  await page.route('**/v1/index', async (route) => {
    const answer = await (await route.fetch()).json();
    await route.fulfill({ json: { ...answer, facet: 'domain', facets: 2 } });
  });
  await page.route('**/v1/exposures', async (route) => {
    const { by_facet, ...body } = route.request().postDataJSON();
    const answer = await (await route.fetch({ postData: JSON.stringify(body) })).json();
    if (by_facet === true) {
      const [one] = answer.answers;
      const { edges, count } = one.timeline;
      const half = count.map((inBin: number) => Math.floor(inBin / 2));
      const rest = count.map((inBin: number, i: number) => inBin - half[i]);
      const sum = (numbers: number[]) => numbers.reduce((total, inBin) => total + inBin, 0);
      one.by_facet = {
        web: {
          count: sum(half),
          first: one.first,
          last: one.last,
          timeline: { edges, count: half },
        },
        'books <b>': {
          count: sum(rest),
          first: one.first,
          last: one.last,
          timeline: { edges, count: rest },
        },
      };
    }
    await route.fulfill({ json: answer });
  });
}

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'one phrase is shown by facet, and two are not',
    async (t, page) => {
      await answerFacets(page);
      await page.goto(`${address}/#phrase=this+sketch&bins=20`);
      await page.getByText('domain', { exact: true }).click();
      await page.locator('.facet-list li').nth(1).waitFor();
      t.match(page.url(), /by=facet/);
      t.same(
        (await page.locator('.facet-list li').allInnerTexts()).map((text) =>
          text.replace(/\s+/g, ' '),
        ),
        ['books <b> 57 since step 4', 'web 56 since step 4'],
      );
      t.match(await page.getByRole('slider').getAttribute('aria-label'), /^Bin of the chart/);
      t.match(await page.getByRole('slider').getAttribute('aria-valuetext'), /books <b>.*web/);
      t.same(await seriousFaults(page), []);
      await page.setViewportSize({ width: Math.min(looks.width, 360), height: 800 });
      t.ok((await overflow(page)) <= 0, 'no horizontal scroll at 360 px');
      await page.goto(`${address}/#phrase=this+sketch&phrase=these+sketches&bins=20&by=facet`);
      await page.locator('table.answers tbody tr').nth(1).waitFor();
      await page.locator('#sheet[aria-busy=false]').waitFor();
      t.equal(await page.locator('.facet-list').count(), 0);
      t.equal(await page.getByRole('radio', { name: 'domain' }).isVisible(), false);
    },
    { looks },
  );
}
