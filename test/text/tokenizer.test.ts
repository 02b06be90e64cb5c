import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import t from 'tap';
import { createTokenSpeller, insidePlace } from '../../text/token-speller.ts';
import { parseTokenizer } from '../../text/tokenizer.ts';
import { expected, familyJson, familyNames } from './encoder/families.ts';
import { smallTokenizerJson, smallVocabulary } from './small-tokenizer.ts';

const tokenizer = parseTokenizer(smallTokenizerJson(), 'small');
const idsOf = (text: string) => [...Buffer.from(text)].map((byte) => 2 + byte);

t.test('what is encoded decodes to the same text, normalised', (t) => {
  t.equal(tokenizer.size, smallVocabulary);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const whole = text.replaceAll('<|endoftext|>', '').replaceAll('<|padding|>', '');
      t.same(tokenizer.decode(tokenizer.encode(whole)), {
        text: whole.normalize('NFC'),
        boundaries: undefined,
      });
    }),
    { numRuns: 300 },
  );
  t.ok(tokenizer.encode('of the and').length < 6, 'merges are used');
  t.end();
});

t.test('bytes of a character spread over tokens become it, others U+FFFD', (t) => {
  t.same(tokenizer.decode(idsOf('漢😀')), { text: '漢😀', boundaries: undefined });
  const half = { text: '\ufffd', boundaries: undefined, isRepaired: true };
  t.same(tokenizer.decode(idsOf('漢').slice(0, 2)), half, 'which is said');
  t.same(tokenizer.decode(idsOf('\ufffd')), { text: '\ufffd', boundaries: undefined });
  t.same(tokenizer.decode([]), { text: '', boundaries: undefined });
  t.end();
});

t.test('special tokens and the end of a document are boundaries, never text', (t) => {
  const [a, b] = [idsOf('a'), idsOf('b')];
  t.same(tokenizer.decode([...a, 0, ...b]), { text: 'ab', boundaries: [1] });
  t.same(tokenizer.decode([...a, 0, 1, 0, ...b]), { text: 'ab', boundaries: [1] });
  t.same(tokenizer.decode([0, ...a, 1]), { text: 'a', boundaries: undefined });
  t.same(tokenizer.decode([0, 0]), { text: '', boundaries: undefined });
  t.same(tokenizer.decode([...a, 300, ...b], 300), { text: 'ab', boundaries: [1] });
  t.same(tokenizer.decode([...a, 300, ...b]), { text: 'a  b', boundaries: undefined });
  t.same(tokenizer.decode([...a, 9999, ...b], 9999), { text: 'ab', boundaries: [1] });
  const character = idsOf('é');
  t.same(
    tokenizer.decode([character[0] as number, 0, character[1] as number]),
    { text: '\ufffd\ufffd', boundaries: [1], isRepaired: true },
    'no character goes over a boundary',
  );
  t.end();
});

t.test('an id that no token has is named with its place', (t) => {
  t.equal(tokenizer.decode([5, 6, smallVocabulary]), 2);
  t.equal(tokenizer.decode([299]), 0, 'a hole in the vocabulary');
  t.equal(tokenizer.decode([5, 0xffff_ffff]), 1);
  t.end();
});

t.test('rows of ids decode as in the Rust library, for every family with a decoder', (t) => {
  for (const name of familyNames.filter((name) => name !== 'gpt2-no-decoder')) {
    const own = parseTokenizer(JSON.stringify(familyJson(name)), name);
    const rows = expected.decoded[name] ?? [];
    t.ok(rows.length > 30, name);
    for (const [ids, text] of rows) {
      // A WordPiece decoder cleans up each token in Rust, the whole text in JavaScript: see below.
      const wanted = name.startsWith('bert') ? cleanUp(text) : text;
      const decoded = own.decode(ids);
      if (typeof decoded === 'number') throw new Error(`${name}: id ${ids[decoded]} is not known`);
      t.same([decoded.text, decoded.boundaries], [wanted, undefined], name);
      if (decoded.isRepaired === true) t.match(decoded.text, /\ufffd/);
    }
  }
  t.end();
});

function cleanUp(text: string): string {
  const signs = [' .', ' ?', ' !', ' ,', " n't", " 'm", " 's", " 've", " 're"];
  const joined = signs.slice(0, 4).reduce((all, sign) => all.replaceAll(sign, sign.trim()), text);
  const quoted = joined.replaceAll(" ' ", "'");
  return signs.slice(4).reduce((all, sign) => all.replaceAll(sign, sign.trim()), quoted);
}

t.test('WordPiece cleans up as the JavaScript library does', (t) => {
  const json = familyJson('bert-uncased');
  const library = new Tokenizer(json, {});
  const own = parseTokenizer(JSON.stringify(json), 'bert');
  for (const text of ["didn't it say: wait, the steps? Yes!", "the index 's end , and a step ."]) {
    const ids = [...own.encode(text)];
    t.match(own.decode(ids), { text: library.decode(ids, { skip_special_tokens: true }) });
  }
  t.match(own.decode(own.encode("didn't")), { text: "didn't" });
  t.end();
});

t.test('without a decoder the spelling is that of the pre-tokenizer', (t) => {
  const own = parseTokenizer(JSON.stringify(familyJson('gpt2-no-decoder')), 'x');
  const ids = own.encode('the index of steps');
  t.match(own.decode(ids), { text: 'the index of steps' });
  t.end();
});

t.test('decoders that no family has', (t) => {
  const spell = (decoder: Parameters<typeof createTokenSpeller>[0], token: string) => {
    const speller = createTokenSpeller(decoder);
    if (typeof speller === 'string') return speller;
    return Buffer.from(speller.spell(token, insidePlace)).toString('latin1');
  };
  t.equal(spell({ type: 'BPEDecoder' }, 'a</w>'), 'a ');
  t.equal(spell({ type: 'Replace', pattern: { Regex: 'a+' }, content: '$&' }, 'baac'), 'b$&c');
  t.equal(spell({ type: 'Strip', content: '_', start: 1, stop: 1 }, '__a_'), '_a');
  t.equal(spell(null, 'a'), ' a');
  t.equal(spell({ type: 'CTC' }, 'a'), 'CTC', 'not known: its name');
  t.end();
});

t.test('a file that is not a tokenizer.json is refused', (t) => {
  for (const text of ['', '{', '[]', 'null', '{"model":{}}', '{"model":{"vocab":{"a":-1}}}']) {
    t.throws(() => parseTokenizer(text, 'x.json'), {
      code: 'tokenizer_invalid',
      message: /x\.json/,
    });
  }
  const ctc = JSON.stringify({ model: { vocab: {} }, decoder: { type: 'CTC' } });
  t.throws(() => parseTokenizer(ctc, 'x.json'), { message: /CTC/ });
  t.end();
});

t.test('a cut text keeps its own spelling up to the token in which it ends', (t) => {
  const cut = (name: string, text: string, most: number) => {
    const { text: kept, ...rest } = parseTokenizer(JSON.stringify(familyJson(name)), name).cut(
      text,
      most,
    );
    return { kept, ...rest };
  };
  const text = 'The Straße of steps\n\nisn’t CAFÉ';
  for (const name of familyNames) {
    const own = parseTokenizer(JSON.stringify(familyJson(name)), name);
    const count = own.encode(text).length;
    const whole = { text, modelTokens: count, isCut: false };
    t.same(own.cut(text, count), whole, `${name}: as many tokens as there are`);
    t.same(own.cut(text, Number.POSITIVE_INFINITY), whole, `${name}: without a bound`);
    t.match(own.cut(text, count - 1), { modelTokens: count - 1, isCut: true });
  }
  // The last token ends inside of a word, and a tokenizer may put a space in front of the first.
  for (const name of ['gpt2', 'gpt2-prefix', 'llama2', 'llama3', 'metaspace-first', 'unigram']) {
    for (let most = 1; most < 9; most++) {
      const { kept, modelTokens } = cut(name, 'The unseen steps are counted', most);
      t.equal(modelTokens, most);
      t.ok('The unseen steps are counted'.startsWith(kept), `${name}: ${kept}`);
    }
  }
  const words = 'Straße, THE';
  const uncased = parseTokenizer(JSON.stringify(familyJson('bert-uncased')), 'bert');
  const most = uncased.encode('Straße,').length;
  t.equal(uncased.cut(words, most).text, 'Straße,', 'whole words are not lower-cased');
  t.same(cut('gpt2', '漢', 1), { kept: '\ufffd', modelTokens: 1, isCut: true });
  t.same(cut('gpt2', '', 1), { kept: '', modelTokens: 0, isCut: false });
  t.end();
});

t.test('what cannot encode a text says so, and still decodes', (t) => {
  const json = { ...familyJson('gpt2'), pre_tokenizer: { type: 'Odd' } };
  const odd = parseTokenizer(JSON.stringify(json), 'odd.json');
  t.same(odd.decode([]), { text: '', boundaries: undefined });
  t.throws(() => odd.encode('a'), { code: 'tokenizer_invalid', message: /odd\.json.*Odd/ });
  t.end();
});
