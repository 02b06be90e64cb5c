// A file that lies in a store on the net, as it was found at the start of a command.
//
// Plain data, so that it can go to a worker. It holds no credentials: who reads takes them from the
// environment.

export type StoreName = 'hf' | 's3' | 'gs' | 'az' | 'https';

export interface RemoteFile {
  readonly store: StoreName;
  /** Without the revision: whatever revision is named, a catalogue knows the file by it. */
  readonly address: string;
  /** Where its bytes are; of s3 the address, because its client makes the url. */
  readonly url: string;
  readonly sizeBytes: number;
  /**
   * What changes with the content: the commit of a repository (hf), the generation (gs), the etag,
   * or Last-Modified of a server that has no strong etag.
   */
  readonly version: string;
  /** In hexadecimal, where the store says it. */
  readonly sha256?: string;
}
