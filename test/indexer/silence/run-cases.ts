// What a run description leaves out or cuts, of whatever format: two files of records, of which only
// so much was consumed, or whose records were cut.

import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineFormats, type RunFormat, tokenFormats } from '../../../formats/registry.ts';
import type { RunDescription } from '../../../formats/run-description.ts';
import { smallFolders } from '../../formats/spoil-folder.ts';
import type { SilenceCase } from './silence-case.ts';

/** A small folder for each format: what its own library wrote. */
const folders: Readonly<Record<RunFormat, string>> = {
  jsonl: 'jsonl-gz',
  json: 'json-array',
  text: 'text-lines',
  csv: 'csv',
  tsv: 'tsv',
  parquet: 'parquet-step',
  arrow: 'arrow',
  mds: 'mds',
  'order-log': 'order-log',
  megatron: 'megatron-documents',
  'pythia-rows': 'pythia-rows',
  olmo: 'olmo',
  nanogpt: 'nanogpt',
  llmc: 'llmc-u16',
  datatrove: 'datatrove',
};

function describe(format: RunFormat, folder: string): RunDescription {
  const name = folders[format];
  cpSync(join(smallFolders, name), folder, { recursive: true });
  cpSync(join(smallFolders, 'tokenizer.json'), join(folder, 'tokenizer.json'));
  return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunDescription;
}

export function everyFormat(format: RunFormat): readonly SilenceCase[] {
  const isLines = lineFormats.some(({ name }) => name === format);
  // The small tables have a header, and that of CSV a blank line.
  const isTable = format === 'csv' || format === 'tsv';
  const rest = isTable
    ? /everything after line \d/
    : isLines
      ? /everything after \w+ 2/
      : /records after the first 2 of \d+/;
  const isIds = tokenFormats.some(({ name }) => name === format);
  return [
    {
      leavesOut: 'records behind those that were consumed',
      make: (folder) => ({ ...describe(format, folder), consumed: { records: 2 } }),
      expect: {
        ...(format === 'csv' && { counts: { blank: 1 } }),
        ...{ dropped: rest, remark: new RegExp(`not consumed: .*${rest.source}`) },
      },
    },
    {
      leavesOut: 'the end of records, by truncate',
      make: (folder) => ({
        ...describe(format, folder),
        consumed: { records: 1 },
        truncate: isIds ? { model_tokens: 2 } : { words: 1 },
      }),
      expect: { counts: { cut: 1 }, dropped: /./, remark: /1 record was cut by truncate/ },
    },
  ];
}
