// Phrases to ask for: random ones drawn from texts, and hostile ones.

import { analyze } from '../text/analyzer.ts';

/** A small seeded generator (mulberry32); numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Phrases of 1 to `most` tokens that stand somewhere in the texts, every place equally likely. */
export function randomPhrases(
  texts: readonly string[],
  count: number,
  random: () => number,
  most = 5,
): string[] {
  const lengths = texts.map((text) => text.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const phrases: string[] = [];
  while (phrases.length < count) {
    let at = Math.floor(random() * total);
    let text = 0;
    while (at >= (lengths[text] as number)) at -= lengths[text++] as number;
    const tokens = analyze((texts[text] as string).slice(at, at + 200).toWellFormed(), 'words');
    const length = 1 + Math.floor(random() * most);
    if (tokens.length > length + 2) phrases.push(tokens.slice(1, 1 + length).join(' '));
  }
  return phrases;
}

/** A hundred phrases made to break an engine: prefixes, repeats, joins, odd characters, misses. */
export function hostilePhrases(): string[] {
  const phrases = [
    '.',
    ',',
    '" "',
    '. .',
    '. the',
    'the .',
    "'",
    '-',
    '--',
    '- - -',
    '’',
    '“',
    "don't",
    'don’t',
    'do n’t',
    'th',
    'the',
    'THE',
    'The the',
    'the the',
    'the the the',
    'of of',
    'a',
    'a a',
    'i',
    'I am',
    'i i',
    'mr',
    'mr.',
    'mr .',
    'Mr. Speaker',
    'u.s',
    'U.S.',
    'u . s',
    '3.14',
    '1,000',
    '1 , 000',
    '$',
    '$ 1',
    '100 %',
    '%',
    'well-known',
    'well - known',
    'well known',
    'é',
    'e\u0301',
    'É',
    'naïve',
    'nai\u0308ve',
    'ß',
    'ẞ',
    'SS',
    'İ',
    'i\u0307',
    'ΣΑΣ',
    'ſ',
    'ﬁ',
    'fi',
    '漢',
    '漢 字',
    '漢字',
    'かな',
    'カナ',
    '한글',
    'ไทย',
    'שלום',
    'مرحبا',
    'हिन्दी',
    '😀',
    '👩‍👩‍👧',
    '🇩🇪',
    '🇩🇪🇫🇷',
    '\u00ad',
    'co\u00adoperate',
    '\ufeffthe',
    '\u200bof',
    'of\u00a0the',
    'of\u3000the',
    'of\tthe',
    'of\n\nthe',
    'of\r\nthe',
    '  of   the  ',
    'of\u2028the',
    '\u0000',
    'a\u0000b',
    'foo_bar',
    '_',
    '__proto__',
    'constructor',
    'toString',
    'zzzzqqqq',
    'the zzzzqqqq',
    'zzzzqqqq the',
    '\ud800',
    'a\udc00b',
    'x'.repeat(5000),
    'the '.repeat(400),
    'of the of the of the',
    '\u0301',
    ' \u0301',
    'a\u0301\u0301',
  ];
  return phrases.filter((phrase) => analyze(phrase.toWellFormed(), 'words').length > 0);
}
