// Bodies of POST /v1/splits that are unpleasant: long, deep, many, and large when they are answered.

const pair = { sentence_good: 'the w1 of w2', sentence_bad: 'the w1 the w2' };
const line = JSON.stringify(pair);

function pairs(count: number, more: (i: number) => Record<string, unknown> = () => ({})) {
  return Array.from({ length: count }, (_, i) => ({
    sentence_good: `w${i % 3000} of`,
    sentence_bad: `w${i % 3000} the`,
    ...more(i),
  }));
}

function columns(count: number): string {
  const names = Array.from({ length: count }, (_, i) => `,c${i}`).join('');
  return `sentence_good,sentence_bad${names}\na b,a c${',1'.repeat(count)}\n`;
}

/** By name, each made when it is asked for. */
export const splitShapes: Readonly<Record<string, () => Record<string, unknown>>> = {
  long: () => {
    const words = 'the w1 of w2 '.repeat(2000);
    return { pairs: [{ sentence_good: `${words}a`, sentence_bad: `${words}b` }] };
  },
  many: () => ({ pairs: pairs(5000) }),
  word: () => {
    const word = 'x'.repeat(1 << 20);
    return { pairs: [{ sentence_good: word, sentence_bad: `${word}y` }] };
  },
  nested: () => ({ pairs: [{ ...pair, deep: JSON.parse('['.repeat(500) + ']'.repeat(500)) }] }),
  breaks: () => ({ format: 'json', text: `{"a":}${'\n'.repeat(120_000)}x` }),
  columns: () => ({ format: 'csv', text: columns(80_000) }),
  keys: () => ({ pairs: pairs(6000, (i) => ({ [`key${i}`]: 1 })) }),
  large: () => ({ pairs: pairs(60_000, (i) => ({ note: `${i} `.repeat(80) })) }),
  text: () => ({ text: `${line}\n`.repeat(300_000) }),
};

/** 8.6 MB of pairs, to be split by each of 100 steps. */
export function archiveOfAllSteps(): Record<string, unknown> {
  const at = Array.from({ length: 100 }, (_, step) => step);
  return { at, pairs: pairs(60_000, (i) => ({ note: `${i} `.repeat(14) })) };
}
