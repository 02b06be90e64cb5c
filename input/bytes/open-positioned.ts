// Opens a file for reading by position, wherever it lies.

import type { NamedPath } from '../paths/named-path.ts';
import type { Positioned } from './positioned.ts';
import { PositionedFile } from './positioned-file.ts';

/** The caller closes it. Throws as PositionedFile and PositionedRemote do. */
export async function openPositioned(place: NamedPath): Promise<Positioned> {
  if (place.remote === undefined) return new PositionedFile(place);
  const { PositionedRemote } = await import('./positioned-remote.ts');
  return PositionedRemote.open(place, place.remote);
}
