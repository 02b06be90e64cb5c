// Text to model tokens, against the library that made the data: what the Rust library gave for some
// texts is kept beside the small tokenizers; against the JavaScript library random texts are encoded.

import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import t from 'tap';
import { createEncoder, type Encoder } from '../../../text/encoder/encoder.ts';
import { createPreTokenizer } from '../../../text/encoder/pre-tokenizer.ts';
import { planUnitCuts } from '../../../text/encoder/unit-cuts.ts';
import { expected, familyJson, familyNames } from './families.ts';

t.test('every family encodes as the Rust library does', (t) => {
  t.ok(familyNames.length >= 20);
  t.same(familyNames.toSorted(), Object.keys(expected.ids).toSorted());
  for (const name of familyNames) {
    const encoder = createEncoder(familyJson(name));
    const wanted = expected.ids[name] ?? [];
    t.same(
      expected.texts.map((text) => encoder.encode(text)),
      wanted,
      name,
    );
    t.same(
      expected.texts.map((text) => reachAll(encoder, text)),
      wanted.map(({ length }) => length),
      `${name}, counted`,
    );
  }
  t.end();
});

function reachAll(encoder: Encoder, text: string): number {
  return encoder.reach(text, Number.POSITIVE_INFINITY).tokens;
}

/** Of these families the JavaScript library does what Rust's does, but for odd white space. */
const sameInJavaScript = [
  'gpt2',
  'gpt2-prefix',
  'neox',
  'llama3',
  'gpt4o',
  'llama2',
  'metaspace-first',
  'metaspace-always',
  'metaspace-never',
  'bert-cased',
];

const words = fc.constantFrom(
  ...['the', 'of', 'step', 'Step', "it's", 'didn’t', 'U.S.', '3.14', '1873', '(a', '“b”', 'c—d'],
  ...[
    'e\u0301',
    'é',
    '漢字',
    'हिन्दी',
    '😀',
    '!?',
    '...',
    'a_b',
    '@',
    '\n',
    '\n\n',
    ' ',
    '  ',
    '    ',
  ],
  ...['<s>', '<|endoftext|>', '\u2581', "'s", "'", '"', ',', '-'],
);
const texts = fc
  .array(fc.oneof(words, fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 30 })
  .map((parts) => parts.join(''))
  // What the two libraries see differently: white space of one and not of the other, some digits.
  .filter((text) => !/[\u0085\ufeff\u180e\p{Nl}\p{No}]|[^\P{Cc}\n\t]/u.test(text));

t.test('random texts encode as in the JavaScript library', (t) => {
  for (const name of sameInJavaScript) {
    const json = familyJson(name);
    const encoder = createEncoder(json);
    const library = new Tokenizer(json, {});
    fc.assert(
      fc.property(texts, (text) => {
        // BERT's step of the JavaScript library knows the Han characters of one UTF-16 unit only.
        fc.pre(!name.startsWith('bert') || !/[\u{20000}-\u{2ffff}]/u.test(text));
        const { ids } = library.encode(text, { add_special_tokens: false });
        t.same(encoder.encode(text), ids, name);
      }),
      { numRuns: 150 },
    );
  }
  t.end();
});

t.test('the first N tokens of a text are those of its ids', (t) => {
  for (const name of familyNames) {
    const encoder = createEncoder(familyJson(name));
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 40 }), (text, most) => {
        const ids = encoder.encode(text);
        const { tokens, end, rest, isCut } = encoder.reach(text, most);
        t.equal(tokens, Math.min(most, ids.length));
        t.equal(isCut, ids.length > most);
        const head = text.slice(0, end);
        if (isCut) t.same([...encoder.encode(head), ...rest], ids.slice(0, most), name);
        else t.same([end, rest], [text.length, []]);
      }),
      { numRuns: 60 },
    );
  }
  t.end();
});

t.test(
  'texts of most families are cut into units, and where nothing is known they are not',
  (t) => {
    const whole = familyNames.filter((name) => {
      const json = familyJson(name);
      return planUnitCuts(json, createPreTokenizer(json)) === undefined;
    });
    t.same(whole, ['other-pattern']);
    const json = familyJson('spans-words');
    const cuts = planUnitCuts(json, createPreTokenizer(json));
    const at = (left: string, right: string) =>
      cuts?.allowed[((cuts.classes[left.charCodeAt(0)] as number) << 8) | right.charCodeAt(0)];
    t.equal(at('e', ' '), 0, 'tokens of this model go over a space');
    t.end();
  },
);

t.test('a long text without a cut, and one whose units are all new', (t) => {
  for (const name of ['gpt2', 'llama2', 'metaspace-always', 'bert-cased']) {
    const encoder = createEncoder(familyJson(name));
    const long = 'abc'.repeat(20_000);
    t.equal(reachAll(encoder, long), encoder.encode(long).length);
    const many = Array.from({ length: 20_000 }, (_, i) => `w${i.toString(36)}x`).join(' ');
    const count = encoder.encode(many).length;
    t.equal(reachAll(encoder, many), count);
    t.equal(reachAll(encoder, many), count, 'and again, from what was kept');
  }
  t.end();
});

t.test('a step or model that is not known is named', (t) => {
  const json = familyJson('gpt2');
  t.throws(() => createEncoder({ ...json, pre_tokenizer: { type: 'Odd' } }), { message: /Odd/ });
  t.throws(() => createEncoder({ ...json, normalizer: { type: 'Odd' } }), { message: /Odd/ });
  const model = { ...json.model, type: 'Odd' };
  t.throws(() => createEncoder({ ...json, model }), { message: /Odd/ });
  t.end();
});

t.test('Han characters beyond the basic plane stand alone in BERT, as in Rust', (t) => {
  const unknown = 1;
  const encoder = createEncoder(familyJson('bert-uncased'));
  t.same(encoder.encode('\u{20000}\u{2a6df}'), [unknown, unknown]);
  t.same(encoder.encode('a\u{2b81f}\u{2f800}the'), encoder.encode('a 漢 字 the'));
  t.end();
});

t.test('a joiner, or a letter of two UTF-16 units, beside a word makes it no single one', (t) => {
  const json = familyJson('llama2-added');
  const { id } = json.added_tokens?.find(({ content }) => content === 'custom') ?? { id: -1 };
  const encoder = createEncoder(json);
  for (const text of ['custom', ' custom', 'custom,']) t.ok(encoder.encode(text).includes(id));
  for (const text of ['a\u200c custom', '\u{10330} custom', 'custom\u200d', 'custom\u{10330}']) {
    t.notOk(encoder.encode(text).includes(id), text);
  }
  t.ok(encoder.encode('custom 😀').includes(id));
  t.end();
});
