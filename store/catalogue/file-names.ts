// Names inside the folder of an index (FORMAT.md lists them).

export const catalogueFile = 'catalogue.sqlite';
export const lockFile = 'writer.lock';
/** Folder of the segment files. */
export const segmentsFolder = 'segments';
/** Folder of what a server has taken and not committed yet. */
export const ingestFolder = 'ingest';

/** Of a finished part of a plan, which is a folder of segments and not an index. */
export const shardFile = 'shard.json';

/** Name of the files of a segment from the index folder on, without the suffix of each. */
export function segmentName(id: number): string {
  return `${segmentsFolder}/${String(id).padStart(6, '0')}`;
}
