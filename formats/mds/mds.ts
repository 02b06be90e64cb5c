// A folder that `MDSWriter` of MosaicML wrote: a record is a sample.

import { adviseFolder } from '../advise.ts';
import type { ColumnFormat } from '../format.ts';

/** A shard's settings are looked for up to here. */
const maxSettingsByte = 1 << 16;

export const mds = {
  name: 'mds',
  kind: 'rows',
  holds: 'text',
  keys: ['text_field', 'tokens_field', 'id_field', 'facet_field', 'dtype', 'end_of_document'],
  docs: { files: "a folder of MosaicML's `MDSWriter`", record: 'a sample' },
  naming: { kind: 'folder', index: 'index.json' },
  signs: [
    {
      name: 'a shard of an MDS dataset',
      advice:
        'say --format mds --from FOLDER, the folder with its index.json (docs/formats/mds.md)',
      begins: isShard,
      isNamed: ({ name }) => /\.mds(\.\w+)?$/.test(name),
    },
  ],
  adviseFolder: (names, shown) =>
    names.includes('index.json') && names.some((file) => /\.mds(\.\w+)?$/.test(file))
      ? ` of an MDS dataset: ${adviseFolder('mds', shown)}`
      : undefined,
  open: async (data, fields) => new (await import('./mds-rows.ts')).MdsRows(data, fields),
} as const satisfies ColumnFormat;

/** Samples u32, their offsets u32, then the writer's settings as JSON. */
function isShard(head: Buffer): boolean {
  if (head.length < 16) return false;
  const settings = 8 + 4 * head.readUInt32LE(0);
  const first = head.readUInt32LE(4);
  return (
    settings > 8 &&
    first > settings &&
    first < settings + maxSettingsByte &&
    head.toString('latin1', settings, settings + 2) === '{"'
  );
}
