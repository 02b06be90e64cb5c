// What is asked of a store before anything is read: which files are there, and at which version.

import type { RemoteFile } from './remote-file.ts';

/** A file of the container that was named; `path` is in the container. */
export interface StoredFile {
  readonly path: string;
  readonly file: RemoteFile;
}

export interface StoreLister extends AsyncDisposable {
  /** Every file below a folder, however deep; '' is all. All pages are followed to their end. */
  list(folder: string): Promise<readonly StoredFile[]>;
  /** The file at just this path. Throws `input_not_found`. */
  look(path: string): Promise<StoredFile>;
}
