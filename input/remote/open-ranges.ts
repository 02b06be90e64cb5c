// The opener of a file in a store, by its store. A client is loaded where it is needed.

import type { RangeOpener } from './range-opener.ts';
import type { RemoteFile } from './remote-file.ts';

/** `name` is as the file was named; the caller disposes of it. */
export async function openRanges(name: string, file: RemoteFile): Promise<RangeOpener> {
  if (file.store === 's3') return (await import('./s3-ranges.ts')).openS3Ranges(name, file);
  return (await import('./url-ranges.ts')).openUrlRanges(name, file);
}
