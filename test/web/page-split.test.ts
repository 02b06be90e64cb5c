// The page reads a split out of the zip that is downloaded.

import { crc32, deflateRawSync } from 'node:zlib';
import t from 'tap';
import { decodeCurve, planCurve, readSplit } from '../../web/splits/split-answer.js';
import { readDirectory, readEntry } from '../../web/splits/zip-reader.js';

/** A zip as the format's definition has it, written apart from what the server writes. */
function zipOf(files: Readonly<Record<string, string>>, method: 0 | 8): Uint8Array<ArrayBuffer> {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const plain = Buffer.from(text);
    const packed = method === 8 ? deflateRawSync(plain) : plain;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(plain.length, 18);
    common.writeUInt16LE(name.length, 22);
    local.push(Buffer.from('PK\x03\x04'), common, name, packed);
    const entry = Buffer.alloc(42);
    common.copy(entry, 2);
    entry.writeUInt32LE(offset, 38);
    directory.push(Buffer.from('PK\x01\x02'), entry, name);
    offset += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(18);
  const count = Object.keys(files).length;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  return new Uint8Array(Buffer.concat([...local, ...directory, Buffer.from('PK\x05\x06'), end]));
}

const summary = { policy: 'either', at: 9, min_count: 1, snapshot: 's', sets: {}, dropped: [] };
const curve = 'set,step,distinct_phrases,examples\na,2,1,1\na,7,2,3\n"b, ""c""",4,1,2\n';

for (const method of [0, 8] as const) {
  t.test(`a split is read from ${method === 0 ? 'stored' : 'deflated'} entries`, async (t) => {
    const zip = zipOf(
      { 'split.json': JSON.stringify(summary), 'exposure_curve.csv': curve, 'ä/b': 'ü' },
      method,
    );
    const answer = await readSplit(zip);
    t.same(answer.summaries, [summary]);
    t.same(answer.curve.at(-1), { set: 'b, "c"', step: 4, phrases: 1, examples: 2 });
    const entry = readDirectory(zip).get('ä/b');
    t.ok(entry);
    if (entry !== undefined) t.equal(await readEntry(zip, entry), 'ü');
  });
}

t.test('splits of several steps stand in folders, and the last has the curve', async (t) => {
  const by = (at: number) => JSON.stringify({ ...summary, at });
  const files = {
    'step-20/split.json': by(20),
    'step-20/exposure_curve.csv': curve,
    'step-3/split.json': by(3),
    'step-3/exposure_curve.csv': 'set,step,distinct_phrases,examples\n',
  };
  const { summaries, curve: points } = await readSplit(zipOf(files, 8));
  t.same(
    summaries.map(({ at }) => at),
    [3, 20],
  );
  t.equal(points.length, 3);
  await t.rejects(readSplit(zipOf({}, 8)), /no split\.json/);
});

t.test('an archive that was cut off is an error, wherever it was cut', async (t) => {
  const zip = zipOf({ 'split.json': '{}', 'exposure_curve.csv': curve }, 8);
  for (let length = 0; length < zip.length; length++) {
    await t.rejects(readSplit(zip.slice(0, length)), `cut at ${length}`);
  }
});

t.test('a curve stays level between its points and ends at the last step', async (t) => {
  const plot = planCurve(decodeCurve(curve), {
    sets: ['a', 'b, "c"'],
    firstStep: 1,
    lastStep: 9,
    limit: 8,
  });
  t.same(plot.edges, [0, 2, 4, 7, 9]);
  t.same(
    plot.curves.map(({ soFar }) => soFar),
    [
      [0, 1, 1, 3, 3],
      [0, 0, 2, 2, 2],
    ],
  );
  t.same(
    plot.curves.map(({ firstStep }) => firstStep),
    [2, 4],
  );
  const all = planCurve(decodeCurve(curve), {
    sets: ['a', 'b, "c"'],
    firstStep: 1,
    lastStep: 9,
    limit: 1,
  });
  t.same(
    all.curves.map(({ phrase, soFar }) => [phrase, soFar]),
    [['all 2 sets', [0, 1, 3, 5, 5]]],
  );
});

t.test('a curve of years begins at the first of them, and never after its end', async (t) => {
  const csv = 'set,step,distinct_phrases,examples\na,1946,1,1\na,1950,2,3\n';
  const edges = (lastStep: number) =>
    planCurve(decodeCurve(csv), { sets: ['a'], firstStep: 1945, lastStep, limit: 8 }).edges;
  t.same(edges(2006), [1944, 1946, 1950, 2006]);
  t.same(edges(1946), [1944, 1946]);
  t.same(edges(3), [2, 3], 'a split by a step before the first');
});
