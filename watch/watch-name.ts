// Names of watch lists. A name is a folder on disk and a part of an address.

import { IndexError } from '../errors.ts';

/** As JSON Schema has it too. Names that a file system or an address reads otherwise do not match. */
export const watchNamePattern = '^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$';

const expected = new RegExp(watchNamePattern);

/** Throws `bad_argument`. */
export function requireWatchName(name: string): void {
  if (expected.test(name)) return;
  throw new IndexError(
    'bad_argument',
    `${JSON.stringify(name.slice(0, 120))} is not a name of a watch list: expected up to 100 letters of a-z and A-Z, digits and - . _, with a letter or digit first and no dot last`,
  );
}
