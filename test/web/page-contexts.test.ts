// Contexts on the page: cut between words, never inside a grapheme, and what is left out is shown.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { Context } from '../../schemas/answer.ts';
import { cutEnd, cutStart, mendSides } from '../../web/exposures/context-cut.js';
import { allLooks, appendTexts } from './page-browser.ts';
import { ask, onPage, openGround } from './page-ground.ts';

t.test('a text is cut at white space where there is some near', async (t) => {
  t.equal(cutEnd('one two three', 9), 'one two');
  t.equal(cutEnd('one two three', 7), 'one two');
  t.equal(cutStart('one two three', 7), 'three');
  t.equal(cutStart('one two three', 9), 'two three');
  t.equal(cutEnd('one', 3), 'one');
  t.equal(cutEnd('one two', 0), '');
  const long = 'x'.repeat(60);
  t.equal(cutEnd(`a ${long}`, 50), `a ${long}`.slice(0, 50), 'a long word is cut, not left out');
  t.equal(cutStart(`${long} a`, 50), `${long} a`.slice(-50));
});

t.test('no grapheme is cut, and no more is left out than has to be', async () => {
  const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
  const letters = fc.constantFrom('a', 'é', 'e\u0301', '語', '👩‍👧', '🇫🇮', ' ', 'ﷺ');
  const text = fc.array(letters, { maxLength: 60 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat({ max: 80 }), (text, most) => {
      const bounds = new Set([text.length]);
      for (const { index } of graphemes.segment(text)) bounds.add(index);
      const [end, start] = [cutEnd(text, most), cutStart(text, most)];
      assert.ok(text.startsWith(end) && bounds.has(end.length));
      assert.ok(text.endsWith(start) && bounds.has(text.length - start.length));
      for (const cut of [end, start]) assert.ok(cut === text || cut.length <= most);
    }),
  );
});

type Cut = Context['truncated'];

t.test('pieces of words are dropped where the server cut, and only there', async (t) => {
  const side = 'piece '.repeat(13); // 78
  const [cut, whole] = [true, false].map((is) => ({ before: is, after: is }));
  const long = { before: `X${side}`, after: `${side}YZ` };
  t.same(mendSides({ ...long, truncated: cut as Cut }), {
    before: side.slice(6),
    after: side.trimEnd(),
  });
  t.same(mendSides({ ...long, truncated: whole as Cut }), long);
  const ofMarks = `\ufffd\u0301${'語'.repeat(78)}`;
  const marks = mendSides({ before: ofMarks, after: '', truncated: cut as Cut });
  t.equal(marks.before, '語'.repeat(78));
});

const ground = await openGround(t);
const { address, folder } = ground;
const many = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ');
if (folder !== '') {
  await appendTexts(folder, [
    `${many} the sought hit ${many}`,
    `${'語'.repeat(200)} the sought hit`,
  ]);
}

for (const looks of allLooks) {
  onPage(
    t,
    ground,
    'contexts are cut between words, with an ellipsis that is not copied',
    async (t, page) => {
      await page.goto(address);
      await page.locator('#index-line', { hasText: '122 records' }).waitFor();
      await ask(page, ['the sought hit']);
      const lines = page.locator('.kwic');
      await lines.nth(1).waitFor();
      t.same(await page.locator('.kwic mark').allTextContents(), Array(2).fill('the sought hit'));
      const before = (await lines.nth(0).locator('.before').textContent()) ?? '';
      const after = (await lines.nth(0).locator('.after').textContent()) ?? '';
      t.match(before, /^word\d+( word\d+)* $/);
      t.match(after, /^( word\d+)+$/);
      t.ok(`${many} `.includes(` ${before}`), 'whole words');
      t.ok(` ${many} `.includes(`${after} `), 'whole words');
      t.match(await lines.nth(1).locator('.before').textContent(), /^語+ $/);
      const marks = await page.locator('.kwic .cut').evaluateAll((sides) =>
        sides.map((side) => {
          const which = side.classList.contains('before') ? '::before' : '::after';
          return getComputedStyle(side, which).content;
        }),
      );
      t.same(marks, ['"…"', '"…"', '"…"'], 'what is whole has none');
      const hidden = await page.locator('.kwic .before span').evaluateAll((texts) =>
        texts.map((text) => {
          const side = text.parentElement as HTMLElement;
          return side.getBoundingClientRect().left - text.getBoundingClientRect().left;
        }),
      );
      for (const pixels of hidden) t.ok(pixels <= 1, `${pixels} px are cut off`);
      if (looks.width < 620) return;
      await page.setViewportSize({ width: 1000, height: 800 });
      await page.waitForFunction(
        (wide) => document.querySelector('.kwic .before')?.textContent !== wide,
        before,
      );
      const narrower = (await lines.nth(0).locator('.before').textContent()) ?? '';
      t.ok(before.endsWith(` ${narrower}`), 'fitted again');
    },
    { looks },
  );
}
