import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import {
  type Position,
  RecordTable,
  RecordTableBuilder,
} from '../../../store/segment/record-table.ts';
import { openPages, type Sections, withPages } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';

const folder = temporaryFolder(t);

interface Row extends Position {
  readonly id: string | null;
}

function sectionsOf(rows: readonly Row[]): Sections {
  return buildSections(rows).sections;
}

function buildSections(rows: readonly Row[]): { sections: Sections; sources: readonly number[] } {
  const builder = new RecordTableBuilder();
  for (const { source, line, id } of rows) builder.add({ source, line }, id);
  const { ids, sources } = builder;
  const sections = {
    record_runs: builder.runs,
    ...(ids !== undefined && { record_id_starts: ids.starts, record_ids: ids.bytes }),
  };
  return { sections, sources };
}

function checkRows(rows: readonly Row[]): void {
  const { sections, sources } = buildSections(rows);
  assert.deepEqual(sources, [...new Set(rows.map(({ source }) => source))]);
  withPages(folder, sections, (file) => {
    const table = new RecordTable(file, sources);
    const found = rows.map((_, record) => ({
      ...table.position(record),
      id: table.id(record),
    }));
    assert.deepEqual(found, rows);
    // Backwards, some of them twice.
    const asked = rows.flatMap((_, i) => [rows.length - 1 - i, i >> 1]);
    const ids = asked.map((record) => rows[record]?.id);
    assert.deepEqual(table.ids(asked), ids);
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
    }),
    { minLength: 1, maxLength: 400, size: 'max' },
  )
  .map((moves) => {
    let [source, line] = [1, 0];
    return moves.map(({ move, id }): Row => {
      if (move === 'source') [source, line] = [source + 1, 0];
      line += move === 'gap' ? 3 : 1;
      return { source, line, id: id === null ? null : id.toWellFormed() };
    });
  });

t.test('positions and ids are read as they were added', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(rows, checkRows), { numRuns: 40 }));
});

t.test('no id, an empty id and an id of any characters are three different things', async (t) => {
  const long = ['b'.repeat(300), 'c'.repeat(3000), 'd'.repeat(70), 'é', 'e'.repeat(70)];
  const ids = [null, '', 'a', '\0', '漢字', '😀'.repeat(3000), null, 'null', '', ...long];
  const made = ids.map((id, i) => ({ source: 3, line: i + 1, id }));
  t.doesNotThrow(() => checkRows(made));
  t.ok('record_ids' in sectionsOf(made));
  t.ok('record_ids' in sectionsOf([{ source: 1, line: 1, id: '' }]), 'kept if empty');
});

t.test('records without any id take no room for ids', async (t) => {
  const made = Array.from({ length: 5000 }, (_, i) => ({
    source: 1,
    line: i + 1,
    id: null,
  }));
  t.strictSame(Object.keys(sectionsOf(made)), ['record_runs']);
  t.equal(sectionsOf(made)['record_runs']?.length, 4, 'neighbouring lines are one run');
  t.doesNotThrow(() => checkRows(made));
});

t.test('many runs and many bytes of ids are kept, and lines above 2^32', async (t) => {
  const made = Array.from({ length: 3000 }, (_, i) => ({
    source: 1 + (i % 2),
    line: 2 ** 33 + 5 * i,
    id: `${i}-${'x'.repeat(60)}`,
  }));
  t.doesNotThrow(() => checkRows(made));
});

t.test('a record of a source that the segment does not name is damage', async (t) => {
  const { sections } = buildSections([{ source: 7, line: 1, id: null }]);
  const table = new RecordTable(openPages(t, sections), []);
  t.throws(() => table.position(0), { code: 'index_damaged', message: /record_runs/ });
});

t.test('a source costs the same whether few or many came before', async (t) => {
  const rows = 300_000;
  const cpuMs = () => process.cpuUsage().user / 1000;
  const builder = new RecordTableBuilder();
  const started = cpuMs();
  for (let source = 1; source <= rows; source++) builder.add({ source, line: 1 }, null);
  const spent = cpuMs() - started;
  t.equal(builder.sources.length, rows);
  // A search of the list would take a minute.
  t.ok(spent < 5000, `${Math.round(spent)} ms`);
});
