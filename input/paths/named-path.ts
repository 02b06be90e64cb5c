// A file as it is named in messages and provenance, and where it lies.

export interface NamedPath {
  readonly name: string;
  readonly path: string;
}
