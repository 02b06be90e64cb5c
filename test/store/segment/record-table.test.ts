import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import {
  type Position,
  RecordTable,
  RecordTableBuilder,
} from '../../../store/segment/record-table.ts';
import { type Sections, withPages } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';

const folder = temporaryFolder(t);

interface Row extends Position {
  readonly id: string | null;
  readonly tokens: number;
}

function sectionsOf(rows: readonly Row[]): Sections {
  const builder = new RecordTableBuilder();
  let end = 0;
  const ends = rows.map(({ source, line, id, tokens }) => {
    builder.add({ source, line }, id);
    end += tokens + 1;
    return end;
  });
  const ids = builder.ids;
  return {
    record_ends: Uint32Array.from(ends),
    record_runs: builder.runs,
    ...(ids !== undefined && { record_id_starts: ids.starts, record_ids: ids.bytes }),
  };
}

function checkRows(rows: readonly Row[]): void {
  withPages(folder, sectionsOf(rows), (file) => {
    const table = new RecordTable(file);
    assert.equal(table.length, rows.length);
    const found = rows.map((_, record) => ({
      ...table.position(record),
      id: table.id(record),
      tokens: table.tokens(record),
    }));
    assert.deepEqual(found, rows);
  });
}

/** Lines go on, are left out, or start anew in another source. */
const rows = fc
  .array(
    fc.record({
      move: fc.oneof(
        { weight: 6, arbitrary: fc.constant('next') },
        { weight: 2, arbitrary: fc.constant('gap') },
        { weight: 1, arbitrary: fc.constant('source') },
      ),
      id: fc.option(fc.string({ unit: 'grapheme', maxLength: 12 }), { nil: null }),
      tokens: fc.nat({ max: 9 }),
    }),
    { minLength: 1, maxLength: 400, size: 'max' },
  )
  .map((moves) => {
    let [source, line] = [1, 0];
    return moves.map(({ move, id, tokens }): Row => {
      if (move === 'source') [source, line] = [source + 1, 0];
      line += move === 'gap' ? 3 : 1;
      return { source, line, id: id === null ? null : id.toWellFormed(), tokens };
    });
  });

t.test('positions, ids and lengths are read as they were added', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(rows, checkRows), { numRuns: 40 }));
});

t.test('no id, an empty id and an id of any characters are three different things', async (t) => {
  const ids = [null, '', 'a', '\0', '漢字', '😀'.repeat(3000), null, 'null', ''];
  const made = ids.map((id, i) => ({ source: 3, line: i + 1, id, tokens: 0 }));
  t.doesNotThrow(() => checkRows(made));
  t.ok('record_ids' in sectionsOf(made));
  t.ok('record_ids' in sectionsOf([{ source: 1, line: 1, id: '', tokens: 0 }]), 'kept if empty');
});

t.test('records without any id take no room for ids', async (t) => {
  const made = Array.from({ length: 5000 }, (_, i) => ({
    source: 1,
    line: i + 1,
    id: null,
    tokens: 1,
  }));
  t.strictSame(Object.keys(sectionsOf(made)), ['record_ends', 'record_runs']);
  t.equal(sectionsOf(made)['record_runs']?.length, 4, 'neighbouring lines are one run');
  t.doesNotThrow(() => checkRows(made));
});

t.test('many runs and many bytes of ids are kept, and lines above 2^32', async (t) => {
  const made = Array.from({ length: 3000 }, (_, i) => ({
    source: 1 + (i % 2),
    line: 2 ** 33 + 5 * i,
    id: `${i}-${'x'.repeat(60)}`,
    tokens: 0,
  }));
  t.doesNotThrow(() => checkRows(made));
});
