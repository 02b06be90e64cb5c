import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { IndexError } from '../../../errors.ts';
import { buildIndex } from '../../../indexer/build-index.ts';
import { type ManyTermsSlot, maxTerms, SlotTerms } from '../../../search/terms/slot-terms.ts';
import { fileOperations } from '../../../store/files.ts';
import type { Segment } from '../../../store/segment/segment.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import type { AnalyzerName } from '../../../text/analyzer.ts';
import { temporaryFolder, writeLines } from '../../store/small-index.ts';

const folder = temporaryFolder(t);
let built = 0;

/** An index with a segment for each list of texts. */
async function build(
  parts: readonly (readonly string[])[],
  analyzer: AnalyzerName = 'words',
): Promise<string> {
  const directory = `${folder}/index-${built++}`;
  for (const [i, texts] of parts.entries()) {
    const lines = texts.map((text) => ({ text }));
    const from = [writeLines(`${directory}-${i}.jsonl`, lines)];
    await buildIndex(directory, { from, analyzer, workers: 1, inline: fileOperations });
  }
  return directory;
}

/** Units of one to four bytes; letters with several lower cases, and those that only look alike. */
const units = [...'abcdegkstuıſßéλσςжあ漢😀𐐨𝒶1234_'];
const word = fc.array(fc.constantFrom(...units), { minLength: 1, maxLength: 6 });
const someWords = fc.sample(word, { numRuns: 1500, seed: 7 }).map((one) => one.join(''));
const directories = {
  words: await build([someWords.slice(0, 900), someWords.slice(600)]),
  cased: await build([['Ab aB AB ab KELVIN kelvin Straße STRASSE'], someWords], 'cased'),
};

function termsOf(segment: Segment): Map<string, number> {
  const { terms } = segment;
  const places = Array.from({ length: terms.count }, (_, place) => terms.symbol(place));
  return new Map(places.map((symbol) => [segment.term(symbol), symbol]));
}

function analyzerOf({ settings }: Snapshot): AnalyzerName {
  return settings.analyzer === 'cased' ? 'cased' : 'words';
}

/** Compares a slot with a plain judgement of each term, in all segments. */
function check(
  snapshot: Snapshot,
  slot: ManyTermsSlot,
  matches: (term: string) => boolean,
): number {
  const slotTerms = new SlotTerms(slot, analyzerOf(snapshot));
  let found = 0;
  for (const segment of snapshot.segments) {
    const expected = [...termsOf(segment)].filter(([term]) => matches(term));
    const symbols = expected.map(([, symbol]) => symbol).sort((a, b) => a - b);
    assert.deepEqual(slotTerms.expand(segment), symbols, JSON.stringify(slot));
    found += symbols.length;
  }
  return found;
}

function checkPattern(snapshot: Snapshot, source: string): number {
  const flags = analyzerOf(snapshot) === 'words' ? 'iu' : 'u';
  const whole = new RegExp(`^(?:${source})$`, flags);
  return check(snapshot, { kind: 'pattern', source }, (term) => whole.test(term));
}

t.test('a prefix stands for the terms that begin with it', async (t) => {
  using snapshot = Snapshot.open(directories.words);
  let found = 0;
  for (const prefix of [
    'a',
    'ab',
    'é',
    '漢',
    '漢a',
    '😀',
    'ſ',
    'λσ',
    'none',
    '1',
    'zz',
    '\u{10ffff}',
  ]) {
    found += check(snapshot, { kind: 'prefix', prefix }, (term) => term.startsWith(prefix));
  }
  t.ok(found > 100, `${found} terms`);
});

function levenshtein(a: string, b: string): number {
  const [from, to] = [[...a], [...b]];
  let row = to.map((_, i) => i + 1);
  from.forEach((one, i) => {
    let left = i + 1;
    let corner = i;
    row = row.map((above, j) => {
      left = Math.min(above + 1, left + 1, corner + (one === to[j] ? 0 : 1));
      corner = above;
      return left;
    });
  });
  return row.at(-1) ?? from.length;
}

t.test('a distance stands for the terms within it', async (t) => {
  t.equal(levenshtein('kitten', 'sitting'), 3);
  t.equal(levenshtein('', 'ab'), 2);
  using snapshot = Snapshot.open(directories.words);
  let found = 0;
  const property = fc.property(word, fc.nat({ max: 3 }), (units, most) => {
    const token = units.join('');
    const slot = { kind: 'distance', token, most } as const;
    found += check(snapshot, slot, (term) => levenshtein(token, term) <= most);
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 60, endOnFailure: true }));
  t.ok(found > 100, `${found} terms`);
});

const written = [
  'a', 'colou?r', '.*', '.', '[ab]+', '[^ab]+', 'a|b|ab', '(a|b)*', '(?:ab){2}', 'a{0}', 'a{0,2}b{1,}',
  '^a', 'a$', '^.$', 'a^b', 'a$b', '(^|b)a', 'a($|b)', '(a+)+$', '(a*)*', '((a|b)*c?)*', '', '|a', '()',
  '\\d+', '\\D+', '\\w+', '\\W+', '\\S+', '\\s', '[\\w]+', '[^\\W]+', '[^\\w]+', '[\\W\\d]+', '[]', '[^]',
  '\\p{L}+', '\\P{L}+', '[^\\p{L}]+', '[\\P{Lu}]', '\\p{Lu}+', '\\p{Ll}+', '[^\\p{Lu}]+', '\\p{Script=Greek}+',
  '\\p{Lu}\\p{Ll}*', 'K.*', '\\u212a.*', 'ſ.*', 'S+', 'ß', 'ẞ', 'STRASSE', 'σ+', 'ς', 'Σ.*', 'ı', 'I', '[A-Z]+',
  '[a-z]+', '[^A-Z]+', '\\u{1F600}', '[😀-😂]', '[\\u{10000}-\\u{10FFFF}]+', '[\\u0080-\\u07ff]+', '[а-я]+',
  '𐐀', '.{3}', '.{2,3}', '.{4,}', '(?<name>a)b', 'a+?b', '\\x61\\n?', '\\cJ|a', '\\/|a', '[\\b]|a', '\\ud83d\\ude00',
  '\\ud83d', '[\\ud83d]', '[\\ud800-\\ue000]',
]; // biome-ignore format: a list

t.test('a pattern stands for the terms that RegExp matches whole', async (t) => {
  for (const directory of Object.values(directories)) {
    using snapshot = Snapshot.open(directory);
    let found = 0;
    for (const source of written) {
      t.doesNotThrow(() => {
        found += checkPattern(snapshot, source);
      }, source);
    }
    t.ok(found > 1000, `${found} terms`);
  }
});

const classItem = fc.oneof(
  fc.constantFrom(
    ...units,
    'A',
    'K',
    'S',
    'Σ',
    'İ',
    '\\d',
    '\\w',
    '\\W',
    '\\p{Lu}',
    '\\P{Ll}',
    '\\s',
    '\\S',
  ),
  fc.constantFrom('a-c', 'A-T', 'α-ω', 'あ-漢', '\\u{100}-\\u{10ffff}', '\\0-\\x7f'),
);
const unit = fc.oneof(
  fc.constantFrom(...units, 'A', 'K', 'Σ', '.', '\\d', '\\w', '\\W', '\\p{L}', '\\P{Lu}', '^', '$'),
  fc
    .tuple(fc.constantFrom('', '^'), fc.array(classItem, { maxLength: 3 }))
    .map(([not, items]) => `[${not}${items.join('')}]`),
);
const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 2 },
    { weight: 3, arbitrary: unit },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('pattern'), fc.constantFrom('', '*', '+', '?', '{2}', '{0,2}', '{1,}', '*?'))
        .map(([inner, times]) => `(?:${inner})${times}`),
    },
  ),
  pattern: fc
    .array(fc.array(tie('part'), { maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((choices) => choices.map((parts) => parts.join('')).join('|')),
}));

t.test('random patterns stand for the terms that RegExp matches whole', async (t) => {
  for (const directory of Object.values(directories)) {
    using snapshot = Snapshot.open(directory);
    let found = 0;
    const property = fc.property(pattern, (source) => {
      fc.pre(source.length <= 60);
      found += checkPattern(snapshot, source);
    });
    t.doesNotThrow(() => fc.assert(property, { numRuns: 200, endOnFailure: true }));
    t.ok(found > 1000, `${found} terms`);
  }
});

t.test('what matches everything stands for every term', async (t) => {
  const directory = await build([['a b']]);
  using snapshot = Snapshot.open(directory);
  t.equal(checkPattern(snapshot, '[^]*'), 2);
  t.equal(
    check(snapshot, { kind: 'prefix', prefix: '' }, () => true),
    2,
  );
});

t.test('a slot stands for a bounded number of distinct terms', async (t) => {
  const texts = (from: number, to: number) => [
    Array.from({ length: to - from }, (_, i) => `t${from + i}`).join(' '),
  ];
  const directory = await build([
    texts(0, maxTerms),
    texts(0, maxTerms),
    texts(maxTerms, maxTerms + 1),
  ]);
  using snapshot = Snapshot.open(directory);
  const [first, second, third] = snapshot.segments as [Segment, Segment, Segment];
  const slots: ManyTermsSlot[] = [
    { kind: 'prefix', prefix: 't' },
    { kind: 'pattern', source: 't\\d+' },
    { kind: 'distance', token: 't', most: 5 },
  ];
  for (const slot of slots) {
    const slotTerms = new SlotTerms(slot, 'words');
    t.equal(slotTerms.expand(first).length, maxTerms);
    t.equal(slotTerms.expand(second).length, maxTerms, 'the same terms again');
    t.throws(() => slotTerms.expand(third), { code: 'too_many_terms', message: /10,001 terms/ });
  }
});

t.test('patterns that would take much time or memory are refused with the number', async (t) => {
  using snapshot = Snapshot.open(directories.words);
  const [segment] = snapshot.segments as [Segment];
  const refusal = (source: string): IndexError => {
    try {
      new SlotTerms({ kind: 'pattern', source }, 'words').expand(segment);
    } catch (error) {
      if (error instanceof IndexError) return error;
      throw error;
    }
    throw new Error(`${source} was not refused`);
  };
  const start = performance.now();
  for (const source of [
    '(a{1000}){1000}',
    '(?:(?:){100000}){100000}',
    '((((a{2,}){2,}){90,}){90,}){90,}',
  ]) {
    t.match(refusal(source), { code: 'bad_argument', message: /more than [\d,]+ parts/ });
  }
  t.match(refusal('a'.repeat(1001)), { message: /1001 characters: expected at most 1000/ });
  t.ok(performance.now() - start < 5000, 'soon');
});

t.test('a pattern that is not valid is refused with its place', async (t) => {
  const faults: [string, number, RegExp][] = [
    ['a(', 2, /unterminated group/],
    ['[b', 2, /unterminated character class/],
    ['ab*+', 4, /nothing to repeat/],
    ['*', 1, /nothing to repeat/],
    ['\\q', 1, /invalid escape/],
    ['(a)\\1', 3, /back-reference \\1/],
    ['(?<n>a)\\k<n>', 7, /back-reference/],
    ['a(?=b)', 1, /look-around \(\?=b\)/],
    ['(?<!b)a', 0, /look-around/],
    ['a\\b', 1, /word boundary \\b/],
    ['\\p{Nothing}', 10, /property/],
    ['(?i:a)', 1, /invalid group/],
  ];
  for (const [source, offset, message] of faults) {
    const make = () => new SlotTerms({ kind: 'pattern', source }, 'words');
    t.throws(make, { code: 'bad_argument', message }, source);
    try {
      make();
    } catch (error) {
      const found = error instanceof IndexError ? Number(error.details['offset']) : -1;
      t.equal(found, offset, `${source}: offset`);
    }
  }
});
