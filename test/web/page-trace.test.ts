// The trace on the page: where spans stand in a text, their colours, and what a choice shows. The answers
// to texts are of the shape that the route has, made by plain comparison with the records of the test.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import t from 'tap';
import { ageOf, ages, stepsOfAge } from '../../web/trace/ages.js';
import { cutPieces, placeSpans } from '../../web/trace/place-spans.js';
import { allLooks, overflow, records, seriousFaults } from './page-browser.ts';
import { onPage, openGround } from './page-ground.ts';

interface Token {
  readonly start: number;
  readonly end: number;
}

function tokensOf(text: string): Token[] {
  const found = text.matchAll(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu);
  return Array.from(found, ({ 0: word, index }) => ({ start: index, end: index + word.length }));
}

/** Maximal runs of tokens, `min` or more, for which `isSeen` holds; it holds for parts of what it holds for. */
function maximalSpans(
  text: string,
  min: number,
  isSeen: (words: string) => boolean,
): [number, number][] {
  const tokens = tokensOf(text);
  const words = (from: number, to: number) =>
    tokens
      .slice(from, to)
      .map(({ start, end }) => text.slice(start, end))
      .join(' ');
  const spans: [number, number][] = [];
  let reached = 0;
  for (let from = 0; from < tokens.length; from++) {
    let to = from;
    while (to < tokens.length && isSeen(words(from, to + 1))) to++;
    if (to <= reached) continue;
    reached = to;
    if (to - from >= min) spans.push([from, to]);
  }
  return spans;
}

t.test('spans are placed where their tokens stand, whatever repeats', async () => {
  const word = fc.constantFrom('a', 'b', 'ab', 'ba', 'aa', '.', 'é');
  const space = fc.constantFrom(' ', '  ', '\n');
  const text = fc
    .array(fc.tuple(word, space), { maxLength: 40 })
    .map((parts) => parts.map((part) => part.join('')).join(''));
  const corpus = fc
    .array(word, { minLength: 1, maxLength: 30 })
    .map((words) => ` ${words.join(' ')} `);
  fc.assert(
    fc.property(text, corpus, fc.integer({ min: 1, max: 4 }), (text, corpus, min) => {
      const tokens = tokensOf(text);
      const spans = maximalSpans(text, min, (words) => corpus.includes(` ${words} `));
      const places = spans.map(([from, to]) => ({
        start: tokens[from]?.start ?? 0,
        end: tokens[to - 1]?.end ?? 0,
      }));
      const given = places.map(({ start, end }) => ({ text: text.slice(start, end) }));
      assert.deepEqual(placeSpans(text, given), places);
      const pieces = cutPieces(text, places);
      assert.equal(pieces.map(({ start, end }) => text.slice(start, end)).join(''), text);
      for (const { start, end, span } of pieces) {
        for (let at = start; at < end; at++) {
          const over = places.filter((place) => place.start <= at && at < place.end);
          const longest = Math.max(0, ...over.map((place) => place.end - place.start));
          const first = places.findIndex(
            (place) => over.includes(place) && place.end - place.start === longest,
          );
          assert.equal(span, first < 0 ? null : first);
        }
      }
      for (const [i, { start, end }] of places.entries()) {
        const whole = cutPieces(text, places, i).filter(({ span }) => span === i);
        assert.deepEqual(whole, [{ start, end, span: i }], 'a chosen one is whole');
      }
    }),
    { numRuns: 1000 },
  );
});

t.test(
  'ages divide the steps of an index, and each step has the age whose steps have it',
  async () => {
    fc.assert(
      fc.property(fc.nat({ max: 1000 }), fc.nat({ max: 300 }), (first, more) => {
        const steps = { first, last: first + more };
        const all = Array.from({ length: ages }, (_, i) => stepsOfAge(i + 1, steps));
        for (let step = first; step <= steps.last; step++) {
          const age = ageOf(step, steps);
          assert.deepEqual(
            all.flatMap(({ from, to }, i) => (step >= from && step <= to ? [i + 1] : [])),
            [age],
          );
        }
      }),
    );
  },
);

const ground = await openGround(t);
const { address } = ground;

/** Traces a text against the records of the test. */
async function answerTraces(page: Page): Promise<void> {
  const plain = (text: string) =>
    tokensOf(text)
      .map(({ start, end }) => text.slice(start, end))
      .join(' ')
      .toLowerCase();
  const corpus = records.map(({ text, ...place }, rank) => ({
    ...place,
    rank,
    text: ` ${plain(text)} `,
  }));
  await page.route('**/v1/trace', (route) => {
    const { text } = route.request().postDataJSON() as { text: string };
    const holds = (words: string) =>
      corpus.filter((one) => one.text.includes(` ${words.toLowerCase()} `));
    const tokens = tokensOf(text);
    const spans = maximalSpans(text, 4, (words) => holds(words).length > 0).map(([start, end]) => {
      const words = text.slice(tokens[start]?.start, tokens[end - 1]?.end);
      const found = holds(plain(words)).map(({ step, rank, id }) => ({ step, rank, id }));
      return { start, end, text: words, count: found.length, first: found[0], last: found.at(-1) };
    });
    const headers = { 'firstseen-snapshot': 's' };
    return route.fulfill({ json: { tokens: tokens.length, spans }, headers });
  });
}

const text = 'I think she liked this sketch. And then\n\nthese sketches, these sketches! No more.';

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'a text has its spans in colour, and a span its contexts',
    async (t, page) => {
      await answerTraces(page);
      await page.goto(address);
      await page.getByRole('link', { name: 'Trace' }).click();
      t.same(await seriousFaults(page), [], 'before the first text');
      await page.getByRole('textbox', { name: 'Text' }).fill(text);
      await page.getByRole('button', { name: 'Trace', exact: true }).click();
      const spans = page.locator('.traced .span');
      await spans.first().waitFor();
      t.same(await spans.allTextContents(), [
        'she liked this sketch.',
        'these sketches, these sketches!',
      ]);
      t.equal(await page.locator('.traced').textContent(), text, 'the text is all there');
      t.equal(await spans.first().getAttribute('title'), 'first seen at step 4, 113 exposures');
      t.match(await spans.first().getAttribute('class'), /age-1/);
      t.match(await spans.nth(1).getAttribute('class'), /age-2/);
      t.match(
        await page.locator('#trace [role=status]').first().textContent(),
        /^18 tokens, 2 spans of the corpus, which hold 61 % of them/,
      );
      t.same(await seriousFaults(page), []);
      await spans.nth(1).focus();
      t.match(
        await page.locator('#trace .readout').textContent(),
        '6 tokens, first seen at step 17',
      );
      await page.keyboard.press('Enter');
      await page.locator('#span-contexts .concordance li').first().waitFor();
      t.match(page.url(), /&span=2$/);
      t.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-span')), '2');
      t.match(
        await page.locator('#span-contexts').textContent(),
        /These sketches, these sketches!.*step 17/,
      );
      t.same(await seriousFaults(page), [], 'with contexts');
      await page.setViewportSize({ width: Math.min(looks.width, 360), height: 800 });
      t.ok((await overflow(page)) <= 0, 'no horizontal scroll at 360 px');
      await page.getByRole('button', { name: 'close' }).click();
      await page.locator('#span-contexts').waitFor({ state: 'hidden' });
    },
    { looks },
  );
}

onPage(
  t,
  ground,
  'a text without a span says so, and a link shows a trace again',
  async (t, page) => {
    await answerTraces(page);
    await page.goto(`${address}/#view=trace&text=nothing+of+this+stands+there`);
    await page.getByText('No span of four tokens or more').waitFor();
    t.match(await page.locator('#trace [role=status]').first().textContent(), /^5 tokens, 0 spans/);
    await page.goto(`${address}/#${new URLSearchParams({ view: 'trace', text, span: '1' })}`);
    await page.locator('#span-contexts .concordance li').nth(2).waitFor();
    await page.getByRole('button', { name: 'these sketches, these sketches!' }).last().click();
    await page.locator('#span-contexts mark').first().waitFor();
    t.match(page.url(), /span=2/);
    await page.locator('.spans tbody tr').nth(1).getByRole('link').first().click();
    await page.getByText('ranks 32 to 33').waitFor();
  },
);
