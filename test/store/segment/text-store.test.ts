import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { fileOperations } from '../../../store/files.ts';
import { PageFile } from '../../../store/segment/page-file.ts';
import { PageWriter } from '../../../store/segment/page-writer.ts';
import { TextStore, TextStoreWriter } from '../../../store/segment/text-store.ts';
import type { Utf8Text } from '../../../text/utf8-text.ts';
import { waysToRead } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';

const path = join(temporaryFolder(t), 'texts');

/** The text as bytes, with others around them. */
function amongBytes(text: string): Utf8Text {
  const bytes = Buffer.from(`é${text}é`);
  return { bytes, start: 2, end: bytes.length - 2 };
}

function checkTexts(texts: readonly string[]): void {
  const writer = new PageWriter(path, 'text', fileOperations);
  const store = new TextStoreWriter(writer);
  for (const [i, text] of texts.entries()) store.add(i % 3 === 1 ? amongBytes(text) : text);
  const textBytes = store.end();
  writer.finish({ textBytes });
  assert.equal(textBytes, Buffer.byteLength(texts.join('')));
  for (const way of waysToRead) {
    using file = PageFile.open(path, way);
    const read = new TextStore(file);
    for (const [record, text] of texts.entries()) {
      assert.equal(read.text(record), text, `record ${record}`);
      assert.equal(read.byteLength(record), Buffer.byteLength(text));
      assert.equal([...read.walk(record)].join(''), text, `walk of record ${record}`);
      assert.equal([...read.walk(record, true)].reverse().join(''), text, 'and back');
    }
    const record = texts.length - 1;
    if (record >= 0) assert.equal(read.text(record), texts[record], 'in any order');
  }
}

/** Text of about so many bytes, with characters of one to four bytes. */
function textOf(length: number, seed: number): string {
  const parts = ['plain words ', 'é', '漢', '😀', '\r\n', '\0'];
  let text = '';
  for (let i = seed; Buffer.byteLength(text) < length; i++) {
    text += (parts[(i * i + seed) % parts.length] as string).repeat(1 + (i % 7) * 40);
  }
  return text;
}

t.test('texts of any length are read as they were added', async (t) => {
  const text = fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: 'grapheme' }) },
    { weight: 2, arbitrary: fc.constant('') },
    {
      weight: 3,
      arbitrary: fc.tuple(fc.nat({ max: 300_000 }), fc.nat({ max: 50 })).map((at) => textOf(...at)),
    },
  );
  const texts = fc.array(
    text.map((text) => text.toWellFormed()),
    { maxLength: 12 },
  );
  t.doesNotThrow(() => fc.assert(fc.property(texts, checkTexts), { numRuns: 15 }));
});

t.test('blocks end inside a text and inside a character', async (t) => {
  const block = 256 << 10;
  for (const before of [block - 4, block - 1, block, block + 1]) {
    t.doesNotThrow(
      () => checkTexts(['x'.repeat(before), '', '😀', '漢é', '']),
      `after ${before} bytes`,
    );
  }
  t.doesNotThrow(() => checkTexts(['a', '漢'.repeat(block), 'b', textOf(3 * block, 3), '', 'c']));
});

t.test('a walk gives boundaries in their places, and no more than a block at once', async (t) => {
  const block = 256 << 10;
  const text = textOf(2 * block, 5);
  for (const boundaries of [[0], [1, 5], [text.length], [100, 100], [block / 2, block]]) {
    const writer = new PageWriter(path, 'text', fileOperations);
    const store = new TextStoreWriter(writer);
    store.add('before');
    store.add(text, boundaries);
    store.end();
    writer.finish({});
    using file = PageFile.open(path, waysToRead[0] as (typeof waysToRead)[number]);
    const read = new TextStore(file);
    const expected = [0, ...boundaries].map((from, i) => text.slice(from, boundaries[i]));
    t.same(read.parts(1), expected);
    for (const backward of [false, true]) {
      const walked = [...read.walk(1, backward)];
      if (backward) walked.reverse();
      const joined = walked.map((part) => part ?? '\xff').join('');
      t.equal(joined, expected.join('\xff'));
      t.ok(walked.every((part) => part === undefined || Buffer.byteLength(part) <= block + 3));
    }
  }
});

t.test('no text, empty texts and one text alone are kept', async (t) => {
  for (const texts of [[], [''], ['', '', ''], ['one']]) t.doesNotThrow(() => checkTexts(texts));
});

t.test('a lone surrogate is stored as U+FFFD, long or short', async (t) => {
  for (const length of [3, 200_000]) {
    const writer = new PageWriter(path, 'text', fileOperations);
    const store = new TextStoreWriter(writer);
    store.add(`${'x'.repeat(length)}\ud83d`);
    store.add('after');
    store.end();
    writer.finish({});
    using file = PageFile.open(path, waysToRead[0] as (typeof waysToRead)[number]);
    const read = new TextStore(file);
    t.equal(read.text(0).slice(-2), 'x\ufffd');
    t.equal(read.text(1), 'after');
  }
});
