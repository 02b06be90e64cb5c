import t from 'tap';
import { loadKernel } from '../../native/kernel.ts';
import { scanStops, type TokenScanner } from '../../native/token-scanner.ts';
import { simpleUnits } from '../../text/simple-units.ts';
import { skipNative } from './both-kernels.ts';

const skip = { skip: skipNative };

function tables() {
  const { fold, ...others } = simpleUnits();
  return { ...others, fold: fold.words };
}

function createScanner(): TokenScanner {
  return loadKernel('native').createTokenScanner(tables()) as TokenScanner;
}

t.test('the TypeScript kernel has no scanner', (t) => {
  t.equal(loadKernel('typescript').createTokenScanner(tables()), undefined);
  t.end();
});

t.test('a scan writes ids from a place on and says why it stops', skip, (t) => {
  const scanner = createScanner();
  const ids = new Uint32Array(6).fill(99);
  const { end, full, complex, more } = scanStops;
  t.same(scanner.scan('To be, to  do', true, { ids, length: 1 }), {
    stop: end,
    reached: 13,
    tokens: 5,
    words: 3,
  });
  t.same([...ids], [99, 0, 1, 2, 0, 3]);
  t.same(scanner.scan(' to be', true, { ids, length: 5 }), {
    stop: full,
    reached: 4,
    tokens: 1,
    words: 2,
  });
  t.same(scanner.resume([], 4, { ids, length: 0 }), { stop: end, reached: 6, tokens: 1, words: 0 });
  t.same([...ids], [1, 0, 1, 2, 0, 0]);
  t.same(scanner.scan('to e\u0301', true, { ids, length: 0 }), {
    stop: complex,
    reached: 3,
    tokens: 1,
    words: 1,
  });
  t.same(scanner.scan('to  \u0301', true, { ids, length: 0 }), {
    stop: complex,
    reached: 2,
    tokens: 1,
    words: 0,
  });
  t.same(scanner.scan('to be', false, { ids, length: 0 }), {
    stop: more,
    reached: 3,
    tokens: 1,
    words: 1,
  });
  t.same(scanner.scan('to be  ', false, { ids, length: 0 }), {
    stop: more,
    reached: 5,
    tokens: 2,
    words: 1,
  });
  t.same(scanner.scan("to be'", false, { ids, length: 0 }), {
    stop: more,
    reached: 3,
    tokens: 1,
    words: 1,
  });
  t.same(scanner.scan('', true, { ids, length: 6 }), {
    stop: end,
    reached: 0,
    tokens: 0,
    words: 0,
  });
  t.equal(scanner.size, 4);
  t.equal(scanner.termUnits, 7);
  t.end();
});

t.test('terms from elsewhere share the vocabulary', skip, (t) => {
  const scanner = createScanner();
  const ids = new Uint32Array(5);
  scanner.scan('to be', true, { ids, length: 0 });
  const terms = ['be', 'é', 'to', '😀'.repeat(9)];
  t.same(scanner.resume(terms, 5, { ids, length: 1 }), {
    stop: scanStops.end,
    reached: 5,
    tokens: 4,
    words: 0,
  });
  t.same([...ids], [0, 1, 2, 0, 3]);
  t.same(scanner.resume(['é'], 2, { ids, length: 0 }), {
    stop: scanStops.end,
    reached: 5,
    tokens: 2,
    words: 1,
  });
  t.same([...ids], [2, 1, 2, 0, 3]);
  t.equal(scanner.termUnits, 2 + 2 + 1 + 18);
  const { bytes, offsets } = scanner.takeTerms();
  t.equal(new TextDecoder().decode(bytes), `tobeé${'😀'.repeat(9)}`);
  t.same([...offsets], [0, 2, 4, 6, 42]);
  t.equal(scanner.size, 0);
  t.end();
});

t.test('ends of runs of letters are found at every place of a vector', skip, (t) => {
  const scanner = createScanner();
  const ids = new Uint32Array(100);
  for (let length = 1; length < 40; length++) {
    for (const behind of ['', ' ', '@', '[', '`', '{', '\u0161', '\u8061', '\uff41']) {
      const text = `${'z'.repeat(length)}${behind}`;
      const { tokens } = scanner.scan(text, true, { ids, length: 0 });
      const joined = ['\u0161', '\uff41'].includes(behind);
      t.equal(tokens, behind.trim() === '' || joined ? 1 : 2, JSON.stringify(text));
    }
  }
  t.end();
});

t.test('a text among other bytes is scanned by places of bytes', skip, (t) => {
  const scanner = createScanner();
  const ids = new Uint32Array(4);
  const bytes = Buffer.from('xé be, é to😀 y');
  const scan = (start: number, end: number, length = 0) => {
    const { stop, ...found } = scanner.scanUtf8({ bytes, start, end }, { ids, length });
    return { stop: Object.keys(scanStops)[stop], ...found };
  };
  t.same(scan(1, 10), { stop: 'end', reached: 10, tokens: 4, words: 2 });
  t.same([...ids], [0, 1, 2, 0]);
  t.same(scan(1, 10, 3), { stop: 'full', reached: 4, tokens: 1, words: 1 });
  t.same(scan(4, 10, 1), { stop: 'end', reached: 10, tokens: 3, words: 1 });
  t.same(scan(8, bytes.length), { stop: 'complex', reached: 11, tokens: 1, words: 1 });
  t.same(scan(3, 3), { stop: 'end', reached: 3, tokens: 0, words: 0 });
  t.equal(scanner.size, 3);
  t.end();
});

t.test('texts are scanned one after the other, up to the first that stops', skip, (t) => {
  const bytes = Buffer.from('to be,x or to e\u0301');
  const places = Uint32Array.of(0, 6, 9, 7, 13, 9, 0, 0, 9, 11, bytes.length, 9, 0, 2, 9);
  const scan = (first: number, end: number, room: { ids: Uint32Array; length: number }) => {
    const counts = new Uint32Array(10).fill(99);
    const texts = { bytes, places, stride: 3, first, end };
    const { scanned, next } = scanner.scanTexts(texts, room, counts);
    return [...counts.subarray(0, 2 * scanned), next];
  };
  const scanner = createScanner();
  const ids = new Uint32Array(12).fill(99);
  // The fourth text ends with a letter and a mark.
  const { complex, end } = scanStops;
  const stopped = { stop: complex, reached: 14, tokens: 1, words: 1 };
  t.same(scan(0, 5, { ids, length: 1 }), [3, 1, 2, 2, 0, 0, stopped]);
  t.same([...ids.subarray(0, 10)], [99, 0, 1, 2, 99, 3, 0, 99, 99, 0]);
  // There is no free place behind its ids.
  const full = { stop: end, reached: 2, tokens: 1, words: 0 };
  t.same(scan(4, 5, { ids, length: 11 }), [full]);
  t.same(scan(4, 5, { ids, length: 10 }), [1, 0, undefined]);
  t.same(scan(2, 2, { ids, length: 12 }), [undefined]);
  t.equal(ids[10], 0);
  for (const [start, end] of [
    [3, 2],
    [0, bytes.length + 1],
    [0xffff_ffff, 0xffff_ffff],
  ] as const) {
    const odd = { bytes, places: Uint32Array.of(start, end), stride: 2, first: 0, end: 1 };
    const none = { scanned: 0, next: undefined };
    t.same(scanner.scanTexts(odd, { ids, length: 0 }, new Uint32Array(2)), none);
  }
  t.end();
});

t.test('arguments that would read or write elsewhere are refused', skip, (t) => {
  const scanner = createScanner();
  const ids = new Uint32Array(2);
  const kernel = loadKernel('native');
  for (const name of ['kinds', 'joins', 'bridges', 'fold'] as const) {
    const short = { ...tables(), [name]: tables()[name].subarray(1) };
    t.throws(() => kernel.createTokenScanner(short), RangeError, name);
  }
  scanner.scan('a b', true, { ids, length: 0 });
  for (const place of [-1, 0.5, Number.NaN, 3]) {
    t.throws(() => scanner.scan('a b', true, { ids, length: place }), RangeError);
    t.throws(() => scanner.resume([], 0, { ids, length: place }), RangeError);
    t.throws(() => scanner.resume(['a'], 0, { ids, length: place }), RangeError);
  }
  const bytes = Buffer.from('a b');
  for (const place of [-1, 0.5, Number.NaN, 4]) {
    const room = { ids, length: 0 };
    t.throws(() => scanner.scanUtf8({ bytes, start: place, end: 3 }, room), RangeError);
    t.throws(() => scanner.scanUtf8({ bytes, start: 0, end: place }, room), RangeError);
    t.throws(
      () => scanner.scanUtf8({ bytes, start: 0, end: 3 }, { ids, length: place }),
      RangeError,
    );
  }
  t.throws(() => scanner.scanUtf8({ bytes, start: 2, end: 1 }, { ids, length: 0 }), RangeError);
  const texts = { bytes, places: Uint32Array.of(0, 1, 0, 2), stride: 2, first: 0, end: 2 };
  const counts = new Uint32Array(4);
  const { scanned } = scanner.scanTexts(texts, { ids: new Uint32Array(8), length: 0 }, counts);
  t.equal(scanned, 2);
  for (const other of [-1, 0.5, Number.NaN, 3]) {
    const room = { ids, length: 0 };
    t.throws(() => scanner.scanTexts({ ...texts, first: other }, room, counts), RangeError);
    t.throws(() => scanner.scanTexts({ ...texts, end: other }, room, counts), RangeError);
    t.throws(() => scanner.scanTexts({ ...texts, stride: other }, room, counts), RangeError);
    t.throws(() => scanner.scanTexts(texts, { ids, length: other }, counts), RangeError);
  }
  t.throws(
    () => scanner.scanTexts({ ...texts, stride: 1 }, { ids, length: 0 }, counts),
    RangeError,
  );
  t.throws(() => scanner.scanTexts(texts, { ids, length: 0 }, counts.subarray(1)), RangeError);
  for (const from of [-1, 0.5, Number.NaN, 4]) {
    t.throws(() => scanner.resume([], from, { ids, length: 0 }), RangeError);
  }
  t.throws(() => scanner.resume(['a', 'b', 'c'], 0, { ids, length: 0 }), RangeError);
  t.throws(() => scanner.resume(['a\nb'], 0, { ids, length: 0 }), RangeError);
  t.end();
});

t.test('a scan right after creation sees an empty window', skip, (t) => {
  const ids = new Uint32Array(1);
  t.same(createScanner().resume([], 0, { ids, length: 0 }), {
    stop: scanStops.end,
    reached: 0,
    tokens: 0,
    words: 0,
  });
  t.end();
});
