// Files that are not text, and folders: the error names them and the format that reads them.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { IndexError } from '../../../errors.ts';
import { refuseBinary } from '../../../formats/lines/refuse-binary.ts';
import { planSources } from '../../../formats/lines/source-plan.ts';
import { formatNamed, lineFormats } from '../../../formats/registry.ts';
import { readSource } from './read-source.ts';
import { writeSource } from './write-source.ts';

const small = fileURLToPath(new URL('../small/', import.meta.url));
const plan = (name: string) =>
  ({ name, kind: 'file', path: `/nowhere/${name}`, format: undefined, sizeBytes: 1 }) as const;

function refusalOf(name: string, bytes: Buffer, format: 'jsonl' | 'text' = 'jsonl'): string {
  try {
    refuseBinary(bytes, plan(name), formatNamed(lineFormats, format));
    return 'taken';
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

t.test('the formats of run descriptions are detected by content', async (t) => {
  const cases: [string, RegExp][] = [
    ['parquet/docs.parquet', /a Parquet file.*--format parquet/],
    ['arrow/saved/data-00000-of-00002.arrow', /an Arrow stream.*--format arrow --from FOLDER/],
    ['mds/mds/shard.00000.mds', /a shard of an MDS dataset.*--format mds --from FOLDER/],
    ['llmc-u16/train_000000.bin', /token file of llm\.c.*format llmc/],
    ['llmc-u32/train_000000.bin', /token file of llm\.c.*format llmc/],
    ['megatron/corpus_text_document.idx', /index of a Megatron.*format megatron/],
    [
      'megatron/corpus_text_document.bin',
      /\.idx next to it.*format megatron, by its path without \.bin/,
    ],
    ['datatrove/00000_shuffled.ds', /datatrove.*format datatrove/],
  ];
  for (const [path, message] of cases) {
    const [source] = await planSources([join(small, path)]);
    await t.rejects(readSource(source as never), { code: 'bad_argument', message }, path);
  }
});

t.test('others are named, compressed or not', async (t) => {
  const npy = Buffer.from('\x93NUMPY\x01\0v\0{"descr": "<u2"', 'latin1');
  const tar = Buffer.alloc(1024);
  tar.write('a/b.txt');
  tar.write('ustar', 257);
  const cases: [Buffer, RegExp][] = [
    [npy, /a NumPy array with its header.*format nanogpt/],
    [Buffer.from('ARROW1\0\0'), /Feather.*Parquet/],
    [Buffer.from('SQLite format 3\0'), /an SQLite database.*sqlite3 -json/],
    [Buffer.from('%PDF-1.7\n'), /a PDF/],
    [tar, /a tar archive: .*unpack/],
    [Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), /an HDF5 file/],
    [Buffer.from('Obj\x01avro'), /an Avro file/],
  ];
  for (const [bytes, message] of cases) {
    t.match(refusalOf('file', bytes), message);
    t.match(refusalOf('file', bytes), /^bad_argument: file is .*: expected JSON lines/);
  }
  const packed = await writeSource(t, 'ids.npy.gz', gzipSync(npy));
  await t.rejects(readSource(packed), { code: 'bad_argument', message: /NumPy/ });
  const ids = Buffer.from(Uint16Array.from({ length: 500 }, (_, i) => (i * 7) % 5000).buffer);
  t.match(refusalOf('part-0.npy', ids), /^bad_argument: .*OLMo.*format olmo/);
  t.match(refusalOf('train.bin', ids), /^not_utf8: train\.bin is binary, not text.*docs\/formats/);
  t.match(refusalOf('train.txt', ids, 'text'), /^not_utf8: train\.txt is binary, not text/);
  const wide = Buffer.from('\ufeff{"text":"a"}', 'utf16le');
  t.match(refusalOf('a.jsonl', wide), /^not_utf8: .*UTF-16 text.*iconv -f UTF-16/);
});

t.test('text is taken, whatever a line of it holds', (t) => {
  const zeros = `{"text":"a"}\n${'\0'.repeat(200)}\n{"text":"b"}\n`;
  for (const [text, format] of [
    ['{"text":"a"}\n', 'jsonl'],
    [zeros, 'jsonl'],
    ['broken\n{"text":"a"}\n', 'jsonl'],
    ['a\0b\0c\0', 'text'],
    ['', 'text'],
    [`${'x'.repeat(256)}gustar a`, 'text'],
    ['\x1b[1mbold\x1b[0m\ttab\f', 'text'],
    ['PAR1 antagonists block thrombin.\n', 'text'],
    ['ARROW1 missile test.\n%PDF- is a mark\n', 'text'],
    ['%PDF- is a mark\n', 'text'],
    // 64 KiB end inside a character.
    ['\x1f漢字漢字'.repeat(20_000), 'text'],
    ['\x1fé'.repeat(40_000), 'text'],
    ['\x1f😀'.repeat(40_001), 'text'],
    // A start that a crash left as zeros.
    [`${'\0'.repeat(4096)}\n${'{"text":"a"}\n'.repeat(400)}`, 'jsonl'],
  ] as const) {
    t.equal(refusalOf('a', Buffer.from(text), format), 'taken', JSON.stringify(text.slice(0, 40)));
  }
  t.equal(refusalOf('a.txt', Buffer.from('caf\xe9 \xe0 la carte', 'latin1'), 'text'), 'taken');
  t.end();
});

t.test('a folder is told with how to name what is in it', async (t) => {
  const root = t.testdir({});
  const folder = (name: string, ...files: string[]) => {
    mkdirSync(join(root, name));
    for (const file of files) writeFileSync(join(root, name, file), '');
    return join(root, name);
  };
  const cases: [string, RegExp][] = [
    [join(small, 'arrow/saved'), /save_to_disk wrote: .*--format arrow --from .*saved, or/],
    [join(small, 'mds/mds'), /of an MDS dataset: .*\{"format":"mds","files":\[".*mds"\]\}/],
    [folder('dict', 'dataset_dict.json'), /of several splits.*--format arrow --from .*dict\/train/],
    [folder('tables', 'part-0.parquet'), /tables\/\*\.parquet' and say --format parquet/],
    [
      folder('hub', 'dataset_infos.json', 'train-0.parquet', 'train-1.parquet'),
      /hub\/\*\.parquet' and say --format parquet/,
    ],
    [folder('lines', 'part-0.jsonl.zst'), /lines\/\*\.jsonl\.zst'$/],
    [root, /\/\*\*\/\*\.jsonl'$/],
    [folder('none'), /none\/\*\.jsonl'$/],
  ];
  for (const [path, message] of cases) {
    await t.rejects(planSources([`${path}/`]), { code: 'bad_argument', message }, path);
  }
});
