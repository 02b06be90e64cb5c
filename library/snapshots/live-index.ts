// The snapshot that questions are asked of, following an index that another process appends to.
//
// Polls the catalogue; a new commit is opened while the old one is, sharing the segments that both
// name, and takes over; so does an index that is put in the place of the old one. The old one is
// closed here, and stays open for the requests that have borrowed it.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { IndexError } from '../../errors.ts';
import type { IndexDescription } from '../../schemas/index-description.ts';
import { Catalogue, type CommittedIndex } from '../../store/catalogue/catalogue.ts';
import { catalogueFile } from '../../store/catalogue/file-names.ts';
import { describeIndex } from '../../store/describe-index.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { type BorrowedSnapshot, OpenSnapshot, snapshotOf } from './open-snapshot.ts';

export type IndexEvent =
  | { readonly kind: 'opened'; readonly snapshot: OpenSnapshot }
  | { readonly kind: 'failed'; readonly error: unknown };

interface LiveIndexOptions {
  readonly pollMs?: number;
  readonly onEvent?: (event: IndexEvent) => void;
  readonly now?: () => number;
}

/** The newest snapshot. */
interface Current {
  readonly snapshot: OpenSnapshot;
  /** The file of its catalogue; another one at the same place is another index. */
  readonly file: string;
  /** Undefined where the catalogue is damaged there. */
  readonly description: IndexDescription | undefined;
  readonly openedAt: number;
}

export class LiveIndex implements Disposable {
  readonly directory: string;
  /** Times that the catalogue could not be read since the start. */
  failures = 0;
  /** Why the last look at the index failed; undefined: it did not. */
  problem: IndexError | undefined;
  #current: Current | undefined;
  /** The newest snapshot and those before it that may still be open. */
  #snapshots: OpenSnapshot[] = [];
  #catalogue: Catalogue | undefined;
  #seen = '';
  #timer: NodeJS.Timeout | undefined;
  #onEvent: (event: IndexEvent) => void;
  #onCommit = new Set<() => void>();
  #now: () => number;
  #closed = false;

  private constructor(directory: string, { onEvent = () => {}, now = Date.now }: LiveIndexOptions) {
    this.directory = directory;
    this.#onEvent = onEvent;
    this.#now = now;
  }

  /**
   * Opens the index's last commit and follows it, looking every `pollMs` (250). Throws what
   * `OpenSnapshot.open` throws.
   */
  static open(directory: string, options: LiveIndexOptions = {}): LiveIndex {
    const index = LiveIndex.wait(directory, options);
    try {
      index.#read();
      return index;
    } catch (error) {
      index.close();
      throw error;
    }
  }

  /** The same for an index that may have no commit yet: until then questions are `not_ready`. */
  static wait(directory: string, options: LiveIndexOptions = {}): LiveIndex {
    const index = new LiveIndex(directory, options);
    index.#timer = setInterval(() => index.refresh(), options.pollMs ?? 250);
    index.#timer.unref();
    return index;
  }

  get ready(): boolean {
    return this.#current !== undefined;
  }

  /** The newest snapshot, for use within one turn of the event loop; throws `not_ready`. */
  get snapshot(): OpenSnapshot {
    return this.#ready().snapshot;
  }

  /** Milliseconds since the newest snapshot was opened; undefined before the first. */
  get ageMs(): number | undefined {
    return this.#current === undefined ? undefined : this.#now() - this.#current.openedAt;
  }

  /** Snapshots that are open: the newest, and older ones that requests still use. */
  get openSnapshots(): number {
    return this.#snapshots.filter(({ isOpen }) => isOpen).length;
  }

  /** What is in the index as of the newest snapshot; throws `not_ready`, and what damage throws. */
  get description(): IndexDescription {
    const { description } = this.#ready();
    if (description !== undefined) return description;
    using catalogue = Catalogue.openForReading(this.directory);
    return describeIndex(catalogue);
  }

  /** The newest snapshot, kept open until it is given back; throws `not_ready`. */
  borrow(): BorrowedSnapshot {
    return this.#ready().snapshot.borrow();
  }

  /** Calls `listener` when another commit is open, until the result is disposed of. */
  onCommit(listener: () => void): Disposable {
    this.#onCommit.add(listener);
    return { [Symbol.dispose]: () => void this.#onCommit.delete(listener) };
  }

  /** Looks for a new commit at once. What goes wrong is an event, not an error. */
  refresh(): void {
    if (this.#closed) return;
    try {
      this.#read();
      this.problem = undefined;
    } catch (error) {
      this.failures++;
      this.problem = error instanceof IndexError ? error : undefined;
      this.#forgetCatalogue();
      this.#onEvent({ kind: 'failed', error });
    }
  }

  /** Stops following and closes the newest snapshot; what is borrowed stays open until given back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.#forgetCatalogue();
    this.#current?.snapshot.close();
    this.#current = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #ready(): Current {
    if (this.#current !== undefined) return this.#current;
    throw new IndexError(
      'not_ready',
      'the index has no commit yet, or it is not open yet: ask again soon; GET /ready says when',
    );
  }

  #read(): void {
    const { file, mark } = this.#look();
    if (mark === this.#seen) return;
    const before = this.#current?.file === file ? this.#current.snapshot : undefined;
    const committed = this.#readCommitted();
    if (committed.name !== before?.name) {
      // Nothing is shared with another index, which may be deleted by now.
      const read = () => this.#readCommitted();
      const opened = Snapshot.openLast(committed, { read, before: before && snapshotOf(before) });
      const description = describe(this.#openCatalogue(), opened);
      const snapshot = new OpenSnapshot(opened);
      this.#takeOver({ snapshot, file, description, openedAt: this.#now() });
    }
    this.#seen = mark;
  }

  #readCommitted(): CommittedIndex {
    if (this.#catalogue?.isCopy) this.#forgetCatalogue();
    return this.#openCatalogue().committed();
  }

  #openCatalogue(): Catalogue {
    this.#catalogue ??= Catalogue.openForReading(this.directory);
    return this.#catalogue;
  }

  /** Which file the catalogue is, and a mark of it that changes with every commit. */
  #look(): { file: string; mark: string } {
    const found = statSync(join(this.directory, catalogueFile), { throwIfNoEntry: false });
    if (found === undefined) this.#forgetCatalogue();
    const { ino = 0, dev = 0, mtimeMs = 0, size = 0 } = found ?? {};
    const file = `${dev}:${ino}`;
    if (!this.#seen.startsWith(`${file}:`)) this.#forgetCatalogue();
    return { file, mark: `${file}:${mtimeMs}:${size}:${this.#openCatalogue().dataVersion()}` };
  }

  #forgetCatalogue(): void {
    this.#catalogue?.close();
    this.#catalogue = undefined;
    this.#seen = '';
  }

  #takeOver(next: Current): void {
    this.#current?.snapshot.close();
    this.#current = next;
    const { snapshot } = next;
    this.#snapshots = [...this.#snapshots.filter(({ isOpen }) => isOpen), snapshot];
    this.#onEvent({ kind: 'opened', snapshot });
    for (const listener of this.#onCommit) listener();
  }
}

function describe(catalogue: Catalogue, snapshot: Snapshot): IndexDescription | undefined {
  try {
    return describeIndex(catalogue, snapshot);
  } catch (error) {
    if (error instanceof IndexError) return undefined;
    throw error;
  }
}
