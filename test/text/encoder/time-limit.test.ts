import t from 'tap';
import { shapeText } from '../../../corpus/shape-record.ts';
import { createTimeLimit } from '../../../text/encoder/time-limit.ts';
import type { StepJson, TokenizerJson } from '../../../text/encoder/tokenizer-json.ts';
import { listUnknownPatterns } from '../../../text/encoder/unknown-patterns.ts';
import { parseTokenizer } from '../../../text/tokenizer.ts';
import { smallTokenizerJson } from '../small-tokenizer.ts';

const limitMs = 200;
const slowText = `${'a'.repeat(60)}!`;

/** The small tokenizer, cutting by a pattern first. */
function jsonWith(pattern: string): string {
  const json = JSON.parse(smallTokenizerJson()) as TokenizerJson;
  const split: StepJson = { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated' };
  const pretokenizers = [split, json.pre_tokenizer as StepJson];
  return JSON.stringify({ ...json, pre_tokenizer: { type: 'Sequence', pretokenizers } });
}

t.test('a pattern that takes for ever is stopped, and named with its tokenizer', (t) => {
  const tokenizer = parseTokenizer(jsonWith('(a+)+$'), 'slow.json', limitMs);
  const message =
    /slow\.json: a text of 61 characters.*within 0\.2 s.*"\(a\+\)\+\$" in its pre_tokenizer/;
  for (const ask of [() => tokenizer.encode(slowText), () => tokenizer.cut(slowText, 1e9)]) {
    t.throws(ask, { code: 'tokenizer_invalid', message });
  }
  const options = { truncate: undefined, endOfDocument: undefined, keepsIds: false };
  const record = { text: slowText, id: null, step: undefined, line: 7, repaired: false };
  t.throws(() => shapeText(record, { ...options, tokenizer }, () => 'a.jsonl, line 7'), {
    code: 'tokenizer_invalid',
    message: /^a\.jsonl, line 7: slow\.json: a text of 61/,
    details: { record: 'a.jsonl, line 7', file: 'slow.json' },
  });
  t.end();
});

/** The small tokenizer with a slow pattern in one place, and tokens that it is slow on. */
function jsonWithSlow(change: Record<string, unknown>, token = slowText): string {
  const json = JSON.parse(smallTokenizerJson()) as TokenizerJson;
  const id = 500;
  const added_tokens = [...(json.added_tokens ?? []), { id, content: token, special: false }];
  return JSON.stringify({ ...json, added_tokens, ...change });
}

const slowStep = { type: 'Replace', pattern: { Regex: '(a+)+$' }, content: 'b' };

t.test('a slow pattern is stopped wherever a tokenizer.json may have one', (t) => {
  const of = (change: Record<string, unknown>) =>
    parseTokenizer(jsonWithSlow(change, 'unused'), 'slow.json', limitMs);
  const places: readonly [string, () => unknown, RegExp][] = [
    ['a normalizer', () => of({ normalizer: slowStep }).encode(slowText), /in its normalizer\./],
    [
      'a normalizer in a sequence',
      () => of({ normalizer: { type: 'Sequence', normalizers: [slowStep] } }).encode(slowText),
      /in its normalizer\./,
    ],
    [
      'a pre-tokenizer',
      () =>
        of({ pre_tokenizer: { ...slowStep, type: 'Split', behavior: 'Isolated' } }).encode(
          slowText,
        ),
      /in its pre_tokenizer\./,
    ],
    [
      'a decoder, over one token',
      () => parseTokenizer(jsonWithSlow({ decoder: slowStep }), 'slow.json', limitMs),
      /slow\.json: its tokens were not spelled within .* in its decoder\./,
    ],
    [
      'a decoder, over a joined text',
      () => {
        const decoders = [{ type: 'Fuse' }, slowStep];
        const json = jsonWithSlow({ decoder: { type: 'Sequence', decoders } });
        return parseTokenizer(json, 'slow.json', limitMs).decode([500]);
      },
      /slow\.json: a row of ids, 1 long, was not decoded within .* in its decoder\./,
    ],
  ];
  for (const [place, ask, message] of places) {
    t.throws(ask, { code: 'tokenizer_invalid', message }, place);
  }
  t.end();
});

t.test('an added token that looks like a pattern is none', (t) => {
  const content = '(a+)+$';
  const tokenizer = parseTokenizer(jsonWithSlow({}, content), 'literal.json', limitMs);
  t.same(tokenizer.encode(content), [500]);
  t.notOk(tokenizer.encode(slowText).includes(500));
  t.same(tokenizer.decode([500]), { text: content, boundaries: undefined });
  t.end();
});

t.test('a limit of a decoder changes nothing where it is kept', (t) => {
  const decoder = { ...slowStep, pattern: { Regex: 'x{2,}' } };
  const unlimited = { ...slowStep, pattern: { String: 'never' } };
  const [limited, plain] = [decoder, unlimited].map((decoder) =>
    parseTokenizer(jsonWithSlow({ decoder }, 'word'), 'limited.json', limitMs),
  );
  for (const ids of [[], [500], [1, 2, 500, 3]]) t.same(limited?.decode(ids), plain?.decode(ids));
  t.end();
});

t.test('a limit changes nothing where it is kept', (t) => {
  const plain = parseTokenizer(smallTokenizerJson(), 'plain');
  const limited = parseTokenizer(jsonWith('never there'), 'limited');
  for (const text of ['', 'of the  and', 'é漢😀', slowText]) {
    t.same(limited.encode(text), plain.encode(text));
    t.same(limited.cut(text, 3), plain.cut(text, 3));
  }
  t.end();
});

t.test('known patterns have no limit, and others are found wherever they stand', (t) => {
  const json = JSON.parse(jsonWith('x+y')) as TokenizerJson;
  t.same(listUnknownPatterns(JSON.parse(smallTokenizerJson())), []);
  const split = { part: 'pre_tokenizer', pattern: 'x+y' };
  t.same(listUnknownPatterns(json), [split]);
  const normalizer = { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' };
  t.same(listUnknownPatterns({ ...json, normalizer }), [
    { part: 'normalizer', pattern: ' {2,}' },
    split,
  ]);
  t.same(listUnknownPatterns({ ...json, pre_tokenizer: null }), []);
  t.end();
});

t.test('what an action gives and throws passes through', (t) => {
  const limit = createTimeLimit(limitMs);
  t.equal(
    limit(0, () => 'given'),
    'given',
  );
  t.throws(() => limit(0, () => assertNever()), { message: 'thrown' });
  t.throws(() => limit(0, spin), { limitMs, message: 'it took more than 200 ms' });
  t.equal(
    limit(0, () => undefined),
    undefined,
  );
  t.end();
});

function assertNever(): never {
  throw new RangeError('thrown');
}

function spin(): never {
  for (;;);
}
