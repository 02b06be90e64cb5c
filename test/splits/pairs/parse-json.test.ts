// The oracle is JSON.parse.

import fc from 'fast-check';
import t, { type Test } from 'tap';
import type { JsonSource } from '../../../splits/pairs/json-pieces.ts';
import { byteSource, parseJson, stringSource } from '../../../splits/pairs/parse-json.ts';
import { noPause } from '../../../splits/pause.ts';

const sources: Record<string, (text: string) => JsonSource> = {
  text: stringSource,
  bytes: (text) => byteSource(Buffer.from(text)),
};

/** The value, or that there is none. */
async function outcome(parse: () => unknown): Promise<{ value: unknown } | 'refused'> {
  try {
    return { value: await parse() };
  } catch (error) {
    if (error instanceof SyntaxError) return 'refused';
    throw error;
  }
}

async function check(t: Test, text: string, pieceLength: number): Promise<void> {
  const expected = await outcome(() => JSON.parse(text));
  for (const [kind, source] of Object.entries(sources)) {
    const found = await outcome(() => parseJson(source(text), noPause, { pieceLength }));
    t.same(found, expected, `${kind} in pieces of ${pieceLength}`);
    if (found !== 'refused' && expected !== 'refused') {
      t.equal(JSON.stringify(found.value), JSON.stringify(expected.value), 'in the same order');
    }
  }
}

const spaces = fc.stringMatching(/^[ \t\n\r]{0,3}$/);
const texts = fc.string({
  unit: fc.constantFrom('a', '"', '\\', '\n', 'é', '漢', '😀', '\ud83d', ',', ']'),
});

/** JSON with white space anywhere, and strings with escapes that JSON.stringify does not make. */
const json = fc
  .tuple(fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' }), texts, spaces, fc.boolean())
  .map(([value, text, space, isEscaped]) => {
    const whole = JSON.stringify({ [text]: value, list: [value, text, [[text]]], n: [1.5e-3, -0] });
    const spaced = whole.replaceAll(/(?<=[^\\"a-z0-9])([[\]{},:])/g, `${space}$1${space}`);
    if (!isEscaped) return spaced;
    return spaced.replaceAll(/[é漢😀]/gu, (character) => {
      return character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('');
    });
  });

t.test('valid JSON has the value of JSON.parse, in pieces of any length', async (t) => {
  await fc.assert(
    fc.asyncProperty(json, fc.integer({ min: 1, max: 60 }), async (text, pieceLength) => {
      await check(t, text, pieceLength);
    }),
    { numRuns: 400 },
  );
});

t.test('what JSON.parse refuses is refused, and nothing else', async (t) => {
  const marks = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '"',
    '\\',
    '1',
    'null',
    ' ',
    '"a"',
    '"a":',
  );
  await fc.assert(
    fc.asyncProperty(
      ...[fc.array(marks, { maxLength: 14 }), fc.integer({ min: 1, max: 5 })],
      async (parts, pieceLength) => check(t, parts.join(''), pieceLength),
    ),
    { numRuns: 4000 },
  );
  await fc.assert(
    fc.asyncProperty(
      ...[json, fc.nat(), marks, fc.integer({ min: 1, max: 20 })],
      async (text, at, mark, pieceLength) => {
        const place = at % (text.length + 1);
        const changed = text.slice(0, place) + mark + text.slice(place + 1);
        await check(t, changed.toWellFormed(), pieceLength);
      },
    ),
    { numRuns: 1000 },
  );
});

t.test('members named as the language names its own are members', async (t) => {
  const text = `{"__proto__":${JSON.stringify({ a: 'x'.repeat(50) })},"constructor":[1],"a":1,"a":[2],"1":1,"0":2}`;
  for (const pieceLength of [1, 7, 40, 1000]) await check(t, text, pieceLength);
});

t.test(
  'deep nesting and long strings take no recursion and no piece of their length',
  async (t) => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    let value = await parseJson(stringSource(deep), noPause);
    let levels = 0;
    for (; Array.isArray(value); levels++) value = value[0];
    t.equal(levels, 200_000);
    const long = `é"\\\n${'漢'.repeat(1 << 19)}`;
    let pauses = 0;
    const pause = () => {
      pauses++;
      return undefined;
    };
    const found = await parseJson(byteSource(Buffer.from(JSON.stringify({ text: long }))), pause);
    t.same(found, { text: long });
    t.ok(pauses > 40, `${pauses} pauses`);
  },
);

t.test('an error says where it is in the whole text', async (t) => {
  const text = `{"a":[${'"é漢",'.repeat(20_000)}"x" "y"]}`;
  const position = text.indexOf('"y"');
  for (const source of Object.values(sources)) {
    await t.rejects(parseJson(source(text), noPause), {
      name: 'SyntaxError',
      message: new RegExp(`at position ${position}$`),
    });
    await t.rejects(parseJson(source(`${text.slice(0, position)},"y"]},`), noPause), {
      message: new RegExp(`Unexpected "," in JSON at position ${position + 6}$`),
    });
    await t.rejects(parseJson(source(text.slice(0, 100_000)), noPause), {
      message: 'Unexpected end of JSON input',
    });
  }
});

t.test('more values than there may be are refused before they are all read', async (t) => {
  const text = `[${'{},'.repeat(50_000)}{}]`;
  const options = { maxValues: 1000 };
  await t.rejects(parseJson(stringSource(text), noPause, options), { message: /1000/ });
  t.equal(((await parseJson(stringSource(text), noPause)) as unknown[]).length, 50_001);
});
