// A file as it is named in messages and provenance, and where it lies.

import type { RemoteFile } from '../remote/remote-file.ts';

export interface NamedPath {
  readonly name: string;
  /** Of a file in a store its address, which no file operation takes. */
  readonly path: string;
  /** Absent: it lies on this machine. */
  readonly remote?: RemoteFile;
}
