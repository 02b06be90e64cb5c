import fc from 'fast-check';
import t from 'tap';
import { type TextReading, walkHits } from '../../exposure/find-hits.ts';
import { idReading } from '../../exposure/id-contexts.ts';
import { needsMemory, TextWindow } from '../../exposure/text-window.ts';
import { analyzeInPieces } from '../../text/analyze-in-pieces.ts';
import { analyzeWithRanges } from '../../text/analyzer.ts';
import { findCut } from '../../text/find-cut.ts';
import { runsOf } from '../runs.ts';
import { nastyText } from '../text/nasty-text.ts';

const side = 7;
const words: TextReading = { side, tokens: (text) => analyzeWithRanges(text, 'words'), findCut };

/** A hit with the text around it, and whether the record goes on. */
type Shown = readonly [before: string, match: string, after: string, more: string];

function shownAt(text: string, start: number, end: number): Shown {
  return [
    text.slice(Math.max(0, start - side), start),
    text.slice(start, end),
    text.slice(end, end + side),
    `${start > side} ${end + side < text.length}`,
  ];
}

/** All parts analysed as wholes, every hit looked for in all tokens: the way it was done before. */
function naiveHits(parts: readonly string[], phrases: readonly (readonly string[])[]): Shown[] {
  const text = parts.join('\n');
  const hits: Shown[] = [];
  let base = 0;
  for (const part of parts) {
    const { tokens, starts, ends } = analyzeWithRanges(part, 'words');
    for (const at of tokens.keys()) {
      for (const phrase of phrases) {
        if (!phrase.every((token, i) => tokens[at + i] === token)) continue;
        const end = base + (ends[at + phrase.length - 1] as number);
        hits.push(shownAt(text, base + (starts[at] as number), end));
      }
    }
    base += part.length + 1;
  }
  return hits;
}

/** Parts as a store gives them, at most so many units at once, never half a character. */
function storeOf(parts: readonly string[], chunk: number) {
  const chunks = parts.flatMap((part, i) => {
    const some: (string | undefined)[] = i === 0 ? [] : [undefined];
    let text = '';
    for (const character of part.toWellFormed()) {
      text += character;
      if (text.length < chunk) continue;
      some.push(text);
      text = '';
    }
    return [...some, text];
  });
  return {
    *walk(_record: number, backward = false) {
      yield* backward ? chunks.toReversed() : chunks;
    },
  };
}

interface Walk {
  readonly parts: readonly string[];
  readonly phrases: readonly (readonly string[])[];
  readonly chunk: number;
  readonly pieceLength: number;
  readonly backward: boolean;
}

function walkedHits({ parts, phrases, chunk, pieceLength, backward }: Walk): Shown[] {
  const window = new TextWindow(storeOf(parts, chunk), 0, backward);
  const hits: Shown[] = [];
  for (const hit of walkHits(window, { phrases, reading: words, pieceLength })) {
    if (typeof hit !== 'object') continue;
    const { start, end } = hit;
    hits.push([
      window.slice(start - side, start),
      window.slice(start, end),
      window.slice(end, end + side),
      `${start - side > window.start} ${end + side < window.end}`,
    ]);
  }
  return backward ? hits.reverse() : hits;
}

/** Texts long enough for some pieces, and phrases that are there. */
const walk = fc
  .record({
    texts: fc.array(
      fc.array(nastyText(), { maxLength: 6 }).map((some) => some.join(' ').toWellFormed()),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 5 }),
    chunk: fc.integer({ min: 1, max: 40 }),
    pieceLength: fc.integer({ min: 1, max: 40 }),
    backward: fc.boolean(),
  })
  .map(({ texts, at, length, ...rest }): Walk => {
    const tokens = texts.flatMap((text) => analyzeWithRanges(text, 'words').tokens);
    const start = at % Math.max(1, tokens.length);
    const phrase = tokens.slice(start, start + length);
    return { ...rest, parts: texts, phrases: [phrase.length === 0 ? ['the'] : phrase] };
  });

t.test('hits in pieces are those of the whole text, with the same text around them', (t) => {
  const result = fc.check(
    fc.property(walk, (walk) => {
      return (
        JSON.stringify(walkedHits(walk)) === JSON.stringify(naiveHits(walk.parts, walk.phrases))
      );
    }),
    { numRuns: runsOf(1000) },
  );
  t.notOk(result.failed, JSON.stringify(result.counterexample));
  t.end();
});

t.test('ids of any piece are those of the whole, several phrases in order of their places', (t) => {
  const id = fc.integer({ min: 0, max: 3 }).map((n) => String(n * 111));
  const phrase = fc.array(id, { minLength: 1, maxLength: 3 });
  const question = fc.record({
    ids: fc.array(id, { maxLength: 60 }),
    phrases: fc.array(phrase, { minLength: 1, maxLength: 3 }),
    chunk: fc.integer({ min: 1, max: 9 }),
    pieceLength: fc.integer({ min: 1, max: 9 }),
  });
  const result = fc.check(
    fc.property(question, fc.boolean(), ({ ids, phrases, chunk, pieceLength }, backward) => {
      const window = new TextWindow(storeOf([ids.join(' ')], chunk), 0, backward);
      const found: string[] = [];
      for (const hit of walkHits(window, { phrases, reading: idReading, pieceLength })) {
        if (typeof hit === 'object') found.push(window.slice(hit.start, hit.end));
      }
      const places = ids.map((_, at) => at);
      if (backward) places.reverse();
      const expected = places.flatMap((at) =>
        phrases
          .filter((phrase) => phrase.every((one, i) => ids[at + i] === one))
          .map((phrase) => phrase.join(' ')),
      );
      return JSON.stringify(found) === JSON.stringify(expected);
    }),
    { numRuns: runsOf(1000) },
  );
  t.notOk(result.failed, JSON.stringify(result.counterexample));
  t.end();
});

t.test('a hit near an edge is found without reading the rest, and little is kept', (t) => {
  for (const backward of [false, true]) {
    let read = 0;
    const store = {
      *walk() {
        for (let i = 0; i < 100; i++) {
          read++;
          yield 'one two three '.repeat(1000);
        }
      },
    };
    const window = new TextWindow(store, 0, backward);
    const walk = walkHits(window, { phrases: [['two', 'three']], reading: words });
    t.type(walk.next().value, 'object');
    t.ok(read <= 4, `read ${read} chunks`);
    let kept = 0;
    let waits = 0;
    for (const step of walk) {
      if (step === needsMemory) waits++;
      kept = Math.max(kept, window.text.length);
    }
    t.equal(read, 100);
    t.equal(waits, 0, 'it never asks to wait');
    t.ok(kept < 80_000, `kept ${kept} units`);
  }
  t.end();
});

t.test('who reads a text without a cut is asked to wait before it is held', (t) => {
  for (const backward of [false, true]) {
    const store = {
      *walk() {
        for (let i = 0; i < 30; i++) yield 'a'.repeat(100_000);
      },
    };
    const window = new TextWindow(store, 0, backward);
    const steps = [...walkHits(window, { phrases: [['b']], reading: words })];
    t.equal(steps.filter((step) => step === needsMemory).length, 20, 'after 11 of 30 chunks');
    t.equal(steps.at(-1), undefined);
  }
  t.end();
});

t.test('a word of millions of letters leaves places to pause, from either end', (t) => {
  const long = 'x'.repeat(2 << 20);
  const parts = [`the ${long} end`];
  const reading: TextReading = { ...words, walkTokens: (text) => analyzeInPieces(text, 'words') };
  for (const backward of [false, true]) {
    const window = new TextWindow(storeOf(parts, 1 << 18), 0, backward);
    let pauses = 0;
    const hits: string[] = [];
    for (const step of walkHits(window, { phrases: [['the'], ['end'], [long]], reading })) {
      if (typeof step === 'object') hits.push(window.slice(step.start, step.end));
      else if (step === undefined) pauses++;
    }
    if (backward) hits.reverse();
    t.ok(hits.length === 3 && hits[1] === long, `${hits.map(({ length }) => length)}`);
    t.ok(pauses > 60, `${pauses} pauses`);
  }
  t.end();
});
