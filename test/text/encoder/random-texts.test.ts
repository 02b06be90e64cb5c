// 1,000 random texts for each family: ids and decoded text as the Rust library has them, which are
// kept as digests (scripts/tokenizers/rust_values.py), and decoded text as the JavaScript library has
// it. scripts/tokenizers/compare-values.ts shows the first text that differs.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import t from 'tap';
import { parseTokenizer } from '../../../text/tokenizer.ts';
import { familyJson, familyNames } from './families.ts';
import { randomText } from './random-texts.ts';

const { block, digests } = JSON.parse(
  readFileSync(new URL('random-digests.json', import.meta.url), 'utf8'),
) as { block: number; digests: Record<string, string[]> };

const count = 1000;
const texts = Array.from({ length: count }, (_, number) => randomText(number));

/**
 * Families that the JavaScript library decodes in another way than Rust's: it takes off a space that
 * starts a text, and has no decoder to stand in for a missing one.
 */
const decodedInAnotherWay = new Set(['metaspace-never', 'gpt2-no-decoder']);

/** The JavaScript library's decoding, as far as it is Rust's; undefined for other texts. */
function libraryDecoder(name: string): (ids: number[]) => string | undefined {
  if (decodedInAnotherWay.has(name)) return () => undefined;
  const library = new Tokenizer(familyJson(name), {});
  const special = specialIds(name);
  // Of BERT the library cleans up the whole text, as we do.
  const options = {
    skip_special_tokens: false,
    clean_up_tokenization_spaces: name.startsWith('bert'),
  };
  return (ids) => {
    if (ids.length === 0 || ids.some((id) => special.has(id))) return undefined;
    return library.decode(ids, options);
  };
}

t.test('the texts are Unicode, runs of spaces, line breaks and added words', (t) => {
  t.equal(new Set(texts).size > count * 0.95, true, 'nearly all of them differ');
  const all = texts.join('');
  for (const part of [/ {8}/, /\n\n/, /\r\n/, /<\|endoftext\|>/, /\[MASK\]/, /custom/, /\p{M}/u]) {
    t.match(all, part);
  }
  t.match(all, /\p{Script=Han}.*\p{Script=Arabic}.*\p{Emoji_Presentation}/su);
  t.end();
});

for (const name of familyNames) {
  t.test(`${name}: random texts`, (t) => {
    const own = parseTokenizer(JSON.stringify(familyJson(name)), name);
    const decode = libraryDecoder(name);
    const found: string[] = [];
    const unlike: string[] = [];
    for (let start = 0; start < count; start += block) {
      const hash = createHash('sha256');
      for (const text of texts.slice(start, start + block)) {
        const ids = [...own.encode(text)];
        const decoded = textOf(own.decode(ids));
        hash.update(`${ids.join(',')}\n${decoded}\n`);
        // The library takes a byte order mark off the start of a token.
        const wanted = decoded.includes('\ufeff') ? undefined : decode(ids);
        if (wanted !== undefined && wanted !== decoded) unlike.push(text);
      }
      found.push(hash.digest('hex'));
    }
    const different = found.flatMap((digest, i) => (digest === digests[name]?.[i] ? [] : [i]));
    t.same(
      different.map((i) => `texts ${i * block} to ${(i + 1) * block - 1}`),
      [],
      'as in the Rust library; else see compare-values.ts',
    );
    t.same(unlike.slice(0, 3), [], 'decoded as by the JavaScript library');
    t.end();
  });
}

function specialIds(name: string): ReadonlySet<number> {
  const added = familyJson(name).added_tokens ?? [];
  return new Set(added.filter(({ special }) => special === true).map(({ id }) => id));
}

function textOf(decoded: ReturnType<ReturnType<typeof parseTokenizer>['decode']>): string {
  if (typeof decoded === 'number') throw new Error('an id that is not known');
  return decoded.text;
}
