// Texts that an analyzer gets wrong: everything that joins, vanishes, composes or changes case in
// context, thrown together with ordinary letters and spaces.

import fc from 'fast-check';

const ordinary = [
  'a',
  'B',
  'z',
  'the',
  'Word',
  '1',
  '42',
  ' ',
  ' ',
  '  ',
  '\n',
  '.',
  ',',
  '-',
  '_',
];

const nasty = [
  ...["'", '"', '\u2018', '\u2019', '\u201b', '\u02bc', '\uff07', '\u201c', '\u201e', '\uff02'],
  ...[':', ';', '\u00b7', '\u2024', '\u2027', '\uff0e', '\ufe13', '\u066b', '\u037e', '\u0387'],
  ...['\u0300', '\u0301', '\u0308', '\u0323', '\u0345', '\u20dd', '\u0488', '\u093f', '\u0338'],
  ...[
    '\u200d',
    '\u200c',
    '\ufe0f',
    '😀',
    '❤',
    '👨',
    '👩',
    '🏽',
    'Ⓜ',
    '©',
    '\u{1f1e6}',
    '\u{1f1f7}',
  ],
  ...[
    '\u1100',
    '\u1161',
    '\u11a8',
    '가',
    '각',
    '\ud7a3',
    'א',
    'ל',
    '\u05b8',
    'カ',
    '\uff76',
    '\u309b',
  ],
  ...['\u3099', 'か', '学', '習', '\u{20000}', '\uf900', '\u{2f800}', 'ก', 'ำ', '\u0e34', 'က'],
  ...[
    'Σ',
    'σ',
    'ς',
    'Α',
    'İ',
    'I',
    'ı',
    'ß',
    'ẞ',
    'Ж',
    'я',
    'ά',
    '\u1f71',
    '\u212a',
    '\u212b',
    'ŉ',
  ],
  ...['\u00ad', '\u061c', '\u200b', '\u200e', '\u202a', '\u2060', '\u2066', '\ufeff', '\u180e'],
  ...['\r', '\r\n', '\t', '\u000b', '\u0085', '\u2028', '\u2029', '\u00a0', '\u202f', '\u3000'],
  ...[
    '\u2000',
    '\u2002',
    '\u205f',
    '\u1680',
    '\u0000',
    '\u001f',
    '\u007f',
    '\u009f',
    '\u2014',
    '\u2026',
  ],
  ...['\ud800', '\udbff', '\udc00', '\udfff', '\ufffd', '\uffff', '\u0600', '\u06dd', '\u{110bd}'],
  ...[
    '\u{1d165}',
    '\u{1109a}',
    '\u{110ba}',
    '\u{16d67}',
    '\u{16d63}',
    '\u{10400}',
    '\u{1e900}',
    '\u0958',
  ],
  ...[
    '\u0344',
    '\u0374',
    '\u1fef',
    '\u0340',
    '\u2126',
    '\u0f71',
    '\u0f72',
    '\u0f81',
    '\u02d7',
    '\u055f',
  ],
];

/** A few of each kind that a rule tells apart, for exhaustive combinations. */
export const tellingPieces: readonly string[] = [
  ...['a', 'B', '1', ' ', '\n', '\r', '\t', '\u00a0', '\u202f', '\u2000', '.', ',', ':', '-', '_'],
  ...["'", '"', '\u2019', '\u201d', '\u02bc', '\u0001', '\u0085', '\u0308', '\u0301', '\u20dd'],
  ...[
    '\u200d',
    '\ufe0f',
    '\u00ad',
    '\u200b',
    '\ufeff',
    '❤',
    '😀',
    '\u{1f1e6}',
    'Ⓜ',
    '\ud800',
    '\udc00',
  ],
  ...[
    '\u1100',
    '\u1161',
    '가',
    'א',
    'ל',
    'カ',
    '\u3099',
    '学',
    'Σ',
    'İ',
    '\u212a',
    '\u2014',
    '\u0600',
  ],
];

/** Mostly nasty pieces between ordinary ones, sometimes any code unit at all. */
export function nastyText(): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...ordinary) },
    { weight: 5, arbitrary: fc.constantFrom(...nasty) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 0, max: 0xffff }).map((u) => String.fromCharCode(u)),
    },
  );
  return fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''));
}

/** Parts texts in one record: nothing joins across it, nor vanishes at its edges. */
export const parting = '!\n!';

/** Company for a code unit, which takes the place of #. */
export const frames = [
  '#',
  'a#',
  '#b',
  "a'#",
  '1.#2',
  ' #',
  '# \u0308',
  'x #y',
  'א"#',
  '#\u0301',
  '_#カ',
];
