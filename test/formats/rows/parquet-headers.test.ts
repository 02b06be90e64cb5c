// What page headers and footers of valid files may leave out: checksums of some pages, and encodings.
//
// The files are pyarrow's; a page header or the footer is written anew in the same number of bytes.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetHeader } from 'hyparquet/src/column.js';
import { parquetMetadata } from 'hyparquet/src/metadata.js';
import t, { type Test } from 'tap';
import { ParquetRows } from '../../../formats/parquet/parquet-rows.ts';
import type { Row } from '../../../formats/rows/row-reader.ts';
import { temporaryFolder } from '../../store/small-index.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const names = ['v1-zstd.parquet', 'v2-snappy.parquet'];

interface Page {
  readonly type: string;
  readonly headerByte: number;
  readonly dataByte: number;
  readonly dataBytes: number;
}

function bufferOf(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function pagesOf(file: Buffer): Page[] {
  const pages: Page[] = [];
  for (const group of parquetMetadata(bufferOf(file)).row_groups) {
    for (const { meta_data } of group.columns) {
      if (meta_data === undefined) throw new Error('no column');
      const { dictionary_page_offset, data_page_offset, total_compressed_size } = meta_data;
      let at = Number(dictionary_page_offset ?? data_page_offset);
      for (const end = at + Number(total_compressed_size); at < end; ) {
        const reader = { view: new DataView(bufferOf(file)), offset: at };
        const { type, compressed_page_size: dataBytes } = parquetHeader(reader);
        pages.push({ type, headerByte: at, dataByte: reader.offset, dataBytes });
        at = reader.offset + dataBytes;
      }
    }
  }
  return pages;
}

function varintEnd(file: Buffer, at: number): number {
  let end = at;
  while ((file[end] as number) > 127) end += 1;
  return end + 1;
}

/** The CRC becomes a field that nobody knows, with a padded value; the next one says its number. */
function dropCrc(file: Buffer, { headerByte, type }: Page): boolean {
  let at = headerByte;
  for (let field = 1; field <= 3; field++) at = varintEnd(file, at + 1);
  const end = varintEnd(file, at + 1);
  if (file[at] !== 0x15 || end - at !== 6) return false;
  const field = { DATA_PAGE: 5, DATA_PAGE_V2: 8, DICTIONARY_PAGE: 7 }[type] as number;
  file.set([0xe5, 0x80, 0x80, 0x80, 0x00, 0x0c, 2 * field], at);
  return true;
}

function readAll(t: Test, bytes: Buffer): Promise<Row[]> {
  const path = join(temporaryFolder(t), 'a.parquet');
  writeFileSync(path, bytes);
  return readPath(path);
}

async function readPath(path: string): Promise<Row[]> {
  using rows = await ParquetRows.open(
    { name: 'a.parquet', path },
    { text: 'text', id: 'id', step: 'step' },
  );
  const found: Row[] = [];
  for await (const some of rows.read(0, rows.records)) found.push(...some);
  return found;
}

const choices: Record<string, (page: Page, number: number) => boolean> = {
  'of the dictionary only': ({ type }) => type !== 'DICTIONARY_PAGE',
  'of data pages only': ({ type }) => type === 'DICTIONARY_PAGE',
  'of every second page': (_, number) => number % 2 === 1,
  'of no page': () => true,
};

for (const name of names) {
  const whole = readFileSync(join(fixtures, name));
  for (const [what, drops] of Object.entries(choices)) {
    t.test(`${name}: checksums ${what}`, async (t) => {
      const right = await readPath(join(fixtures, name));
      const file = Buffer.from(whole);
      const pages = pagesOf(whole);
      const dropped = pages.filter((page, i) => drops(page, i) && dropCrc(file, page));
      t.ok(dropped.length > 1, `${dropped.length} of ${pages.length} pages lost theirs`);
      t.strictSame(await readAll(t, file), right, 'the same values');
      const checked = pages.filter(({ headerByte }) => {
        return !dropped.some((page) => page.headerByte === headerByte);
      });
      let refused = 0;
      for (const { dataByte, dataBytes } of checked) {
        const broken = Buffer.from(file);
        const at = dataByte + dataBytes - 1;
        broken[at] = (broken[at] as number) ^ 1;
        const found = await readAll(t, broken).catch((error: unknown) => error);
        // A page of a column that is not read decides nothing.
        if (found instanceof Error) refused += 1;
        else t.strictSame(found, right);
        if (found instanceof Error) t.match(found, { code: 'source_damaged', message: /CRC-32/ });
      }
      t.ok(refused > 0 || checked.length === 0, `${refused} pages with a wrong one are refused`);
    });
  }

  t.test(`${name}: the footer's list of encodings is advisory`, async (t) => {
    const right = await readPath(join(fixtures, name));
    const file = Buffer.from(whole);
    const footer = file.length - 8 - file.readUInt32LE(file.length - 8);
    let lists = 0;
    for (let at = footer; at < file.length - 8; at++) {
      // Type, then a list of up to 14 numbers: the column's encodings.
      if (file[at] !== 0x15 || file[at + 2] !== 0x19) continue;
      const list = file[at + 3] as number;
      if ((list & 15) !== 5) continue;
      file.fill(8, at + 4, at + 4 + (list >> 4));
      lists += 1;
    }
    const { row_groups } = parquetMetadata(bufferOf(file));
    const columns = row_groups.flatMap((group) => group.columns);
    t.equal(lists, columns.length);
    for (const { meta_data } of columns) {
      t.strictSame([...new Set(meta_data?.encodings)], ['BIT_PACKED']);
    }
    t.strictSame(await readAll(t, file), right);
  });
}
