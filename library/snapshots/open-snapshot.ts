// A snapshot as the command line, the server and the calls of a program hold it: what is known of the index
// as of one commit, for the questions of library/.
//
// The segments stay below: `snapshotOf` is for library/ alone (test/layers.test.ts).

import { requireRecords } from '../../exposure/require-records.ts';
import { Snapshot } from '../../store/snapshot.ts';

let inside: (opened: OpenSnapshot) => Snapshot;

/** A snapshot that stays open until this is disposed of. */
export interface BorrowedSnapshot extends Disposable {
  readonly snapshot: OpenSnapshot;
}

export class OpenSnapshot implements Disposable {
  #snapshot: Snapshot;

  static {
    inside = (opened) => opened.#snapshot;
  }

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /** Opens the last commit of an index. Throws `index_not_found`, `index_damaged` and others. */
  static open(directory: string): OpenSnapshot {
    return new OpenSnapshot(Snapshot.open(directory));
  }

  /** The name of the commit. */
  get name(): string {
    return this.#snapshot.name;
  }

  /** `words`, `cased` or `ids`. */
  get analyzer(): string {
    return this.#snapshot.settings.analyzer;
  }

  /** The version of Unicode that normalised and lower-cased the texts. */
  get unicode(): string {
    return this.#snapshot.settings.unicode;
  }

  /** Whether exposures have records, or steps only. */
  get resolution(): 'record' | 'step' {
    return this.#snapshot.resolution;
  }

  /** The first step that consumed a record; 0 in an empty index. */
  get firstStep(): number {
    return this.#snapshot.firstStep;
  }

  get lastStep(): number {
    return this.#snapshot.lastStep;
  }

  get records(): number {
    return this.#snapshot.records;
  }

  get tokens(): number {
    return this.#snapshot.tokens;
  }

  /** Values of its field of facets in order of training, or its source files. Throws `records_not_indexed`. */
  get facetValues(): readonly string[] {
    this.requireRecords('facets');
    return this.#snapshot.facets.values;
  }

  get segmentCount(): number {
    return this.#snapshot.segments.length;
  }

  /** Whether the system pages the files in; otherwise each thread has a page cache of its own. */
  get isMapped(): boolean {
    return this.#snapshot.segments.every(({ mapped }) => mapped);
  }

  /** False once it is closed, and nobody who borrowed it uses it any more. */
  get isOpen(): boolean {
    return this.#snapshot.isOpen;
  }

  /** Throws `records_not_indexed` where the index knows steps only; `asked` names the question. */
  requireRecords(asked: string): void {
    requireRecords(this.#snapshot, asked);
  }

  /** Keeps it open until the result is disposed of. */
  borrow(): BorrowedSnapshot {
    const borrowed = this.#snapshot.borrow();
    return { snapshot: this, [Symbol.dispose]: () => borrowed[Symbol.dispose]() };
  }

  /** Closes it, or leaves that to the last who borrowed it. May be called twice. */
  close(): void {
    this.#snapshot.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** What the layers below take. */
export function snapshotOf(opened: OpenSnapshot): Snapshot {
  return inside(opened);
}
