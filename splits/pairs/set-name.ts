// The names that a set of pairs may have: they name files and configs, on any system.

import { IndexError } from '../../errors.ts';

/** Characters that a file name, a config of `datasets` and a glob of it take as they are. */
const setName = /^[\p{L}\p{N}_][\p{L}\p{N}_ .+-]*$/u;
/** `datasets` takes these for the kind of a file, wherever a dot comes before them. */
const kindInName = /\.(parquet|arrow|lance|vortex)(\.|$)/i;
/** Leaves room in a file name for what is put after it. */
const maxNameBytes = 200;

/** Windows keeps these names for devices, whatever comes after a dot. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:[ .]|$)/i;

/** Throws `bad_argument` for a name that cannot name files and configs; `file` is where it comes from. */
export function requireSetName(set: string, file: string): void {
  const fault = deviceName.test(set)
    ? 'Windows keeps it for a device, so its files could not be copied there'
    : /[ .]$/.test(set) && setName.test(set)
      ? `it ends in ${set.endsWith('.') ? 'a dot' : 'a space'}, which Windows drops`
      : undefined;
  if (fault !== undefined) {
    throw new IndexError(
      'bad_argument',
      `${JSON.stringify(set)} cannot name a set: ${fault}. Rename ${file}.`,
      { found: set },
    );
  }
  if (!setName.test(set) || kindInName.test(set) || Buffer.byteLength(set) > maxNameBytes) {
    throw new IndexError(
      'bad_argument',
      `${JSON.stringify(set)} cannot name a set: expected letters, digits, spaces and _ . + - only, no .parquet, .arrow, .lance or .vortex, ${maxNameBytes} bytes at most, as it names files and configs. Rename ${file}.`,
      { found: set },
    );
  }
}
