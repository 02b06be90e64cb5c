// Names inside the folder of an index (FORMAT.md lists them).

export const catalogueFile = 'catalogue.sqlite';
export const lockFile = 'writer.lock';
/** Folder of the segment files. */
export const segmentsFolder = 'segments';
