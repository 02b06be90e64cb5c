// What the readers of JSON lines, JSON arrays and text may leave out or change.

import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { LineFormatName } from '../../../formats/registry.ts';
import { writeFile } from '../../formats/rows/write-rows.ts';
import type { Expected, SilenceCase } from './silence-case.ts';

type Content = string | Uint8Array;

function caseOf(
  format: LineFormatName,
  leavesOut: string,
  content: Content,
  rest: { expect: Expected; skips?: true; separator?: string },
): SilenceCase {
  const { separator, ...others } = rest;
  return {
    leavesOut,
    ...others,
    make(folder) {
      writeFile(folder, 'corpus', content);
      return { format, files: ['corpus'], ...(separator !== undefined && { separator }) };
    },
  };
}

const line = (text: unknown) => `${JSON.stringify({ text })}\n`;
const [one, two] = [line('the first'), line('the second')];
const skipped = { counts: { skipped: 1 }, remark: /1 record could not be used and was skipped/ };
const repaired = { counts: { repaired: 1 }, remark: /1 record was repaired: .* became U\+FFFD/ };
const surrogate = '{"text":"the \\ud800 end"}';
const notUtf8 = (before: string, after: string) =>
  Buffer.concat([Buffer.from(before), Buffer.of(0xff), Buffer.from(after)]);

const bad = {
  'a line that is not JSON': 'nope\n',
  'a line that is not an object': '["the"]\n',
  'a record without a text': '{"txt":"the"}\n',
  'a text that is null': line(null),
  'a text that is a number': line(7),
  'a text that is NaN': '{"text":NaN}\n',
};

const jsonl: readonly SilenceCase[] = [
  caseOf('jsonl', 'blank lines', `\n${one} \t\r\n${two}\n`, {
    expect: { counts: { blank: 3 }, remark: /3 blank lines or documents are not records/ },
  }),
  caseOf('jsonl', 'blank lines of gzip members', Buffer.concat([one, '\n', two].map(gzip)), {
    expect: { counts: { blank: 1 }, remark: /1 blank line/ },
  }),
  caseOf('jsonl', 'blank lines of zstd frames', Buffer.concat([one, '\n', two].map(zstd)), {
    expect: { counts: { blank: 1 }, remark: /1 blank line/ },
  }),
  ...Object.entries(bad).map(([leavesOut, content]) =>
    caseOf('jsonl', leavesOut, one + content + two, { skips: true, expect: skipped }),
  ),
  caseOf('jsonl', 'bytes that are not UTF-8', notUtf8(`${one}{"text":"`, `"}\n${two}`), {
    skips: true,
    expect: skipped,
  }),
  caseOf('jsonl', 'a lone surrogate', `${one}${surrogate}\n${two}`, { expect: repaired }),
  caseOf('jsonl', 'a lone surrogate of an id', '{"text":"the","id":"\\udc00"}\n', {
    expect: repaired,
  }),
  caseOf('jsonl', 'a bad record, where none may be skipped', `${one}nope\n`, {
    expect: { error: { code: 'not_json', message: /corpus, line 2/ } },
  }),
  caseOf('jsonl', 'the end of a gzip member', gzipSync(one + two).subarray(0, -9), {
    expect: { error: { code: 'source_truncated', message: /corpus ends at byte/ } },
  }),
  caseOf(
    'jsonl',
    'bytes behind a gzip member',
    Buffer.concat([gzipSync(one), Buffer.from('something')]),
    {
      expect: { error: { code: 'source_damaged', message: /corpus is damaged|something else/ } },
    },
  ),
  caseOf('jsonl', 'the end of a zstd frame', zstdCompressSync(one + two).subarray(0, -3), {
    expect: { error: { code: 'source_truncated', message: /corpus ends/ } },
  }),
];

const json: readonly SilenceCase[] = [
  caseOf('json', 'an element that is null', `[{"text":"the first"},null]`, {
    skips: true,
    expect: skipped,
  }),
  caseOf('json', 'a lone surrogate', `[${surrogate}]`, { expect: repaired }),
  caseOf('json', 'text behind the array', '[{"text":"the first"}] {"text":"the second"}', {
    expect: { error: { code: 'not_json', message: /corpus/ } },
  }),
  caseOf('json', 'the end of the array', '[{"text":"the first"},', {
    expect: { error: { code: 'source_truncated', message: /corpus/ } },
  }),
];

const text: readonly SilenceCase[] = [
  caseOf('text', 'blank lines', 'the first\n\n \nthe second\n', {
    expect: { counts: { blank: 2 }, remark: /2 blank lines/ },
  }),
  caseOf('text', 'documents of white space', 'the first<end> \n<end>the second<end>\n', {
    separator: '<end>',
    // What stands behind the last separator is not a document yet.
    expect: { counts: { blank: 1 }, remark: /1 blank line or document/ },
  }),
  caseOf('text', 'a line that is not UTF-8', notUtf8('the first\n', '\nthe second\n'), {
    skips: true,
    expect: skipped,
  }),
];

const table = (format: 'csv' | 'tsv', delimiter: string): readonly SilenceCase[] => {
  const row = (...cells: readonly string[]) => `${cells.join(delimiter)}\n`;
  const header = row('text', 'id');
  return [
    caseOf(
      format,
      'blank lines, beside a row of several lines',
      `${header}\n${row('"the\n\nfirst"', 'a')}\n${row('the second', 'b')}`,
      {
        expect: { counts: { blank: 2 }, remark: /2 blank lines/ },
      },
    ),
    caseOf(format, 'a row with too many cells', header + row('the', 'a', 'b') + row('the', 'c'), {
      skips: true,
      expect: skipped,
    }),
    caseOf(
      format,
      'a row that is not UTF-8',
      notUtf8(`${header}the `, `${delimiter}a\n${row('b', 'c')}`),
      {
        skips: true,
        expect: skipped,
      },
    ),
    caseOf(
      format,
      'what a quotation mark that is not closed would swallow',
      header + row('"the', 'a'),
      {
        expect: { error: { code: 'not_csv', message: /corpus, line 2 has a cell .* not closed/ } },
      },
    ),
    caseOf(format, 'a column that is not there', row('txt', 'id') + row('the', 'a'), {
      expect: { error: { code: 'missing_field', message: /corpus has no column "text"/ } },
    }),
    caseOf(format, 'all rows, as there is a header alone', header, {
      expect: { error: { code: 'source_empty', message: /a header but no row/ } },
    }),
  ];
};

function gzip(content: string): Buffer {
  return gzipSync(content);
}

function zstd(content: string): Buffer {
  return zstdCompressSync(content);
}

export const lineCases: Readonly<Record<LineFormatName, readonly SilenceCase[]>> = {
  jsonl,
  json,
  text,
  csv: table('csv', ','),
  tsv: table('tsv', '\t'),
};
