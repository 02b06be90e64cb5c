// A folder that `save_to_disk` of Hugging Face datasets wrote: a record is a row.

import { adviseFolder } from '../advise.ts';
import type { ColumnFormat } from '../format.ts';

export const arrow = {
  name: 'arrow',
  kind: 'rows',
  holds: 'text',
  keys: ['text_field', 'tokens_field', 'id_field', 'facet_field', 'dtype', 'end_of_document'],
  docs: { files: 'a folder of `Dataset.save_to_disk`', record: 'a row' },
  naming: { kind: 'folder', index: 'state.json' },
  signs: [
    {
      magic: 'ARROW1\0\0',
      name: 'an Arrow IPC file (Feather)',
      advice:
        'export its text as JSON lines or Parquet, or save the dataset with save_to_disk and say --format arrow --from FOLDER',
    },
    {
      magic: Buffer.from('ffffffff', 'hex'),
      name: 'an Arrow stream, as datasets writes it',
      advice:
        'say --format arrow --from FOLDER, the folder of save_to_disk that has its state.json; write one with save_to_disk if there is none',
    },
  ],
  adviseFolder: (names, shown) => {
    if (names.includes('state.json')) {
      return ` that datasets' save_to_disk wrote: ${adviseFolder('arrow', shown)}`;
    }
    if (names.includes('dataset_dict.json')) {
      return ` that save_to_disk wrote of several splits: name the folder of one, as in --format arrow --from ${shown}/train`;
    }
    if (!names.some((file) => file.endsWith('.arrow'))) return undefined;
    return ' of .arrow files without a state.json, as the cache of datasets: write the dataset with save_to_disk("FOLDER"), and name that folder with --format arrow';
  },
  open: async (data, fields) => new (await import('./arrow-rows.ts')).ArrowRows(data, fields),
} as const satisfies ColumnFormat;
