// CSV and TSV: rows as the library csv-parse has them, lines as an editor counts them, and errors
// that name the line and the quotation mark.

import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { openTable, type TableOptions } from '../../../formats/tables/table-lines.ts';
import { findBatchFault, type ReadOptions, readSource } from '../lines/read-source.ts';
import { writeSource } from '../lines/write-source.ts';

async function read(t: Test, content: Uint8Array | string, options: ReadOptions = {}) {
  return readSource(await writeSource(t, 'a.csv', content), options);
}

/** The lines that a table becomes, from chunks of `size` bytes. */
async function linesOf(content: string, options: Partial<TableOptions>, size = 1 << 20) {
  const bytes = Buffer.from(content);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const table = openTable(chunks(), { source: 'a', delimiter: ',', ...options });
  const parts: Uint8Array[] = [];
  for await (const part of table.lines) parts.push(part);
  return { lines: Buffer.concat(parts).toString().split('\n'), columns: table.columns };
}

t.test('rows are those of csv-parse, however cells are written and chunks are cut', async (t) => {
  const cell = fc
    .array(
      fc.constantFrom('a', 'the lamp', '"', ',', '\t', '\n', '\r\n', ' ', 'é', '語', '😀', '\\'),
    )
    .map((parts) => parts.join(''));
  const table = fc.record({
    rows: fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
    delimiter: fc.constantFrom(',' as const, '\t' as const),
    end: fc.constantFrom('\n', '\r\n'),
    isEnded: fc.boolean(),
    quotesAll: fc.boolean(),
    size: fc.integer({ min: 1, max: 9 }),
  });
  const property = fc.asyncProperty(
    table,
    async ({ rows, delimiter, end, isEnded, quotesAll, size }) => {
      const write = (text: string) =>
        quotesAll || /[",\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      const all = [['id', 'text', 'more'], ...rows];
      const content = all.map((cells) => cells.map(write).join(delimiter)).join(end);
      const whole = content + (isEnded ? end : '');
      const found = await linesOf(whole, { delimiter }, size);
      t.strictSame(found.columns, all[0]);
      const records = found.lines.flatMap((line, i) => {
        return line.startsWith('[') ? [{ cells: JSON.parse(line), line: i + 1 }] : [];
      });
      const expected: string[][] = parse(whole, { delimiter, record_delimiter: end });
      t.strictSame(
        records.map(({ cells }) => cells),
        expected.slice(1),
      );
      let line = 1;
      const lines = all.map((cells) => {
        const before = line;
        line += 1 + cells.join('').split('\n').length - 1;
        return before;
      });
      t.strictSame(
        records.map((record) => record.line),
        lines.slice(1),
        'lines of the file',
      );
    },
  );
  await fc.assert(property, { numRuns: 300 });
});

t.test('with quoting none a quotation mark is text', async (t) => {
  const property = fc.asyncProperty(
    fc.array(fc.tuple(fc.constantFrom('"', 'a"b', '""', 'x'), fc.constantFrom('"', ' "', '')), {
      minLength: 1,
    }),
    fc.constantFrom(',' as const, '\t' as const),
    async (rows, delimiter) => {
      const content = [['id', 'text'], ...rows].map((cells) => `${cells.join(delimiter)}\n`);
      const { lines } = await linesOf(content.join(''), { delimiter, quoting: 'none' });
      t.strictSame(
        lines.slice(1, -1).map((line) => JSON.parse(line)),
        rows,
      );
    },
  );
  await fc.assert(property, { numRuns: 50 });
});

t.test('records have the line of the file, cells are text, and steps may be digits', async (t) => {
  const content =
    '\ufeff\r\nid,text,step\r\n007,"two\r\nlines, ""quoted""",1\r\n\r\n1.0,,2\n' +
    ' x ," spaced ",30\rlast,no line feed,31';
  const plan = { stepField: 'step', batchBytes: 16 };
  const { records, bad, batches } = await read(t, content, plan);
  t.strictSame(
    records.map(({ id, text, step, line }) => [id, text, step, line]),
    [
      ['007', 'two\r\nlines, "quoted"', 1, 3],
      ['1.0', '', 2, 6],
      [' x ', ' spaced ', 30, 7],
      ['last', 'no line feed', 31, 8],
    ],
  );
  t.strictSame(bad, []);
  t.equal(findBatchFault(batches, { batchBytes: 64 }), undefined);
  const late = await read(t, 'text,step\na,2\nb,two\nc,0\n', { stepField: 'step' });
  t.match(late.bad, [
    { line: 3, code: 'wrong_field_type', message: /line 3 has a string in the field "step"/ },
    { line: 4, code: 'wrong_field_type' },
  ]);
});

t.test('rows with too many or too few cells are bad records', async (t) => {
  const { records, bad } = await read(t, 'id,text\n1,a\n2\n3,b,c\n"4",d\n,\n');
  t.match(bad, [
    { line: 3, code: 'not_csv', message: 'a.csv, line 3 has 1 cell: expected 2, as many as' },
    { line: 4, code: 'not_csv', message: /line 4 has 3 cells/ },
  ]);
  t.strictSame(
    records.map(({ id, text, line }) => [id, text, line]),
    [
      ['1', 'a', 2],
      ['4', 'd', 5],
      ['', '', 6],
    ],
  );
});

t.test('what is not a table ends the source, with line and quotation mark', async (t) => {
  const cases: [string, string, RegExp][] = [
    [
      'text\n"a\nb\nc\n',
      'not_csv',
      /line 2 has a cell that begins with a quotation mark \("\).*--quoting none/,
    ],
    [
      'text\nfine\n"a" b\n',
      'not_csv',
      /line 3 has " " behind the quotation mark \("\) that closes a cell/,
    ],
    ['text\n"a\nb" c\n', 'not_csv', /line 3 has " " behind .*, which begins in line 2/],
    ['text\nsay "this"\n', 'not_csv', /line 2 has a quotation mark \("\) inside a cell/],
    ['text,id,text\na,b,c\n', 'not_csv', /line 1 names the column "text" twice/],
    ['"text\n', 'not_csv', /line 1 has a cell that begins with a quotation mark/],
    [`${'x'.repeat(1_100_000)}\n`, 'not_csv', /line 1 begins a header of more than 1048576 bytes/],
    [
      'id,body\n1,a\n',
      'missing_field',
      /has no column "text"; the header names "id", "body"\. .*--text-field/,
    ],
    ['id;text\n1;a\n', 'missing_field', /separated by ";"/],
    ['id\ttext\n1\ta\n', 'missing_field', /--format tsv/],
    ['id,text\n', 'source_empty', /has a header but no row/],
    ['', 'source_empty', /has no line/],
  ];
  for (const [content, code, message] of cases) {
    await t.rejects(read(t, content), { code, message }, content.slice(0, 40));
  }
  const latin = Buffer.from('t\xeate,text\na,b\n', 'latin1');
  await t.rejects(read(t, latin), { code: 'not_utf8', message: /line 1 is not UTF-8, the header/ });
  const tsv = await writeSource(t, 'a.tsv', 'text\tn\nsay "this"\t1\n');
  t.match((await readSource(tsv)).records, [{ text: 'say "this"' }], 'TSV has them as text');
});

t.test('a row that is not UTF-8 or too long is a bad record, and the others come', async (t) => {
  const content = Buffer.from(
    `text\n\xff,\n${'"x\n"'.repeat(1)}\n"${'y\n'.repeat(50_000)}"\nz\n`,
    'latin1',
  );
  const { bad, records } = await read(t, content, { maxLineBytes: 1000, batchBytes: 64 });
  t.match(bad, [
    { line: 2, code: 'not_utf8' },
    { line: 5, code: 'record_too_long' },
  ]);
  t.strictSame(
    records.map(({ text, line }) => [text, line]),
    [
      ['x\n', 3],
      ['z', 50_006],
    ],
  );
});

t.test('nested names and names of objects are names of columns like others', async (t) => {
  const content = 'doc.text,id,__proto__,constructor,,\na,1,b,c,d,e\n';
  const { batches } = await readSource(
    await writeSource(t, 'b.csv', `text,${content}`.replace('\na,', '\nt,a,')),
  );
  t.strictSame(batches[0]?.columns, ['text', 'doc.text', 'id', '__proto__', 'constructor', '', '']);
});
