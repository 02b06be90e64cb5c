// What is in the folder of an index.

import type { IndexDescription } from '../../schemas/index-description.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { describeIndex } from '../../store/describe-index.ts';
import { type OpenSnapshot, snapshotOf } from './open-snapshot.ts';

/**
 * The last commit there. What `opened` has open is not opened again. Throws `index_not_found`; where a
 * segment cannot be read, amounts that only it knows are null.
 */
export function describeFolder(directory: string, opened?: OpenSnapshot): IndexDescription {
  using catalogue = Catalogue.openForReading(directory);
  return describeIndex(catalogue, opened && snapshotOf(opened));
}
