import t from 'tap';
import { shapeText } from '../../../indexer/shape-record.ts';
import { createTimeLimit, unknownPatterns } from '../../../text/encoder/time-limit.ts';
import type { StepJson, TokenizerJson } from '../../../text/encoder/tokenizer-json.ts';
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
  const message = /slow\.json: a text of 61 characters.*within 0\.2 s.*"\(a\+\)\+\$"/;
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
  t.same(unknownPatterns(JSON.parse(smallTokenizerJson())), []);
  t.same(unknownPatterns(json), ['x+y']);
  const normalizer = { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' };
  t.same(unknownPatterns({ ...json, normalizer }), [' {2,}', 'x+y']);
  t.same(unknownPatterns({ ...json, pre_tokenizer: null }), []);
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
