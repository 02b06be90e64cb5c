// The snapshot that questions are asked of, following an index that another process appends to.
//
// Polls the catalogue; a new commit is opened while the old one is, sharing the segments that both
// name, and takes over; so does an index that is put in the place of the old one. A snapshot that
// a running request has borrowed stays open until the last of them gives it back. A snapshot keeps
// open all that it needs, so it goes on answering when its folder is moved or deleted.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { IndexError } from '../../errors.ts';
import type { IndexDescription } from '../../schemas/index-description.ts';
import { Catalogue, catalogueFile } from '../../store/catalogue/catalogue.ts';
import { describeIndex } from '../../store/describe-index.ts';
import { Snapshot } from '../../store/snapshot.ts';

/** A snapshot that stays open until it is disposed of. */
export interface Borrowed extends Disposable {
  readonly snapshot: Snapshot;
}

export type IndexEvent =
  | { readonly kind: 'opened'; readonly snapshot: Snapshot }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface LiveIndexOptions {
  readonly pollMs?: number;
  readonly onEvent?: (event: IndexEvent) => void;
  readonly now?: () => number;
}

/** A snapshot and how many requests have it. */
interface Held {
  readonly snapshot: Snapshot;
  /** The file of its catalogue; another one at the same place is another index. */
  readonly file: string;
  /** Undefined where the catalogue is damaged there. */
  readonly description: IndexDescription | undefined;
  readonly openedAt: number;
  users: number;
}

export class LiveIndex implements Disposable {
  readonly directory: string;
  /** Times that the catalogue could not be read since the start. */
  failures = 0;
  /** Why the last look at the index failed; undefined: it did not. */
  problem: IndexError | undefined;
  #current: Held | undefined;
  #retired = new Set<Held>();
  #catalogue: Catalogue | undefined;
  #seen = '';
  #timer: NodeJS.Timeout | undefined;
  #onEvent: (event: IndexEvent) => void;
  #now: () => number;
  #closed = false;

  private constructor(directory: string, { onEvent = () => {}, now = Date.now }: LiveIndexOptions) {
    this.directory = directory;
    this.#onEvent = onEvent;
    this.#now = now;
  }

  /**
   * Opens the index's last commit and follows it, looking every `pollMs` (250). Throws what
   * `Snapshot.open` throws.
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
  get snapshot(): Snapshot {
    return this.#held().snapshot;
  }

  /** Milliseconds since the newest snapshot was opened; undefined before the first. */
  get ageMs(): number | undefined {
    return this.#current === undefined ? undefined : this.#now() - this.#current.openedAt;
  }

  /** Snapshots that are open: the newest, and older ones that requests still use. */
  get openSnapshots(): number {
    return this.#retired.size + (this.#current === undefined ? 0 : 1);
  }

  /** What is in the index as of the newest snapshot; throws `not_ready`, and what damage throws. */
  get description(): IndexDescription {
    const { description } = this.#held();
    if (description !== undefined) return description;
    using catalogue = Catalogue.openForReading(this.directory);
    return describeIndex(catalogue);
  }

  /** The newest snapshot, kept open until it is given back; throws `not_ready`. */
  borrow(): Borrowed {
    const held = this.#held();
    held.users++;
    let done = false;
    return {
      snapshot: held.snapshot,
      [Symbol.dispose]: () => {
        if (done) return;
        done = true;
        held.users--;
        if (held.users === 0 && this.#retired.delete(held)) this.#closeUnshared(held.snapshot);
      },
    };
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

  /** Stops following and closes every snapshot; requests at work have ended before. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.#forgetCatalogue();
    const held = [...this.#retired, ...(this.#current === undefined ? [] : [this.#current])];
    this.#retired.clear();
    this.#current = undefined;
    for (const { snapshot } of held) snapshot.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #held(): Held {
    if (this.#current !== undefined) return this.#current;
    throw new IndexError(
      'not_ready',
      'the index has no commit yet, or it is not open yet: ask again soon; GET /ready says when',
    );
  }

  #read(): void {
    const mark = this.#mark();
    if (mark === this.#seen) return;
    if (this.#catalogue?.isCopy) this.#forgetCatalogue();
    this.#catalogue ??= Catalogue.openForReading(this.directory);
    const catalogue = this.#catalogue;
    const committed = catalogue.snapshot();
    if (committed === undefined) throw catalogue.nothingCommitted();
    const file = fileOf(mark);
    if (committed.name !== this.#current?.snapshot.name || file !== this.#current.file) {
      // Nothing is shared with another index, which may be deleted by now.
      const before = file === this.#current?.file ? this.#current.snapshot : undefined;
      const snapshot = Snapshot.openSegments(this.directory, committed, before);
      snapshot.hold(catalogue);
      this.#takeOver(snapshot, file, describe(catalogue));
    }
    this.#seen = mark;
  }

  /** Changes with every commit, and when the folder's catalogue is another file. */
  #mark(): string {
    const found = statSync(join(this.directory, catalogueFile), { throwIfNoEntry: false });
    if (found === undefined) this.#forgetCatalogue();
    const { ino = 0, dev = 0, mtimeMs = 0, size = 0 } = found ?? {};
    const file = `${dev}:${ino}`;
    if (!this.#seen.startsWith(`${file}:`)) this.#forgetCatalogue();
    this.#catalogue ??= Catalogue.openForReading(this.directory);
    return `${file}:${mtimeMs}:${size}:${this.#catalogue.dataVersion()}`;
  }

  #forgetCatalogue(): void {
    this.#catalogue?.close();
    this.#catalogue = undefined;
    this.#seen = '';
  }

  #takeOver(snapshot: Snapshot, file: string, description: Held['description']): void {
    const before = this.#current;
    this.#current = { snapshot, file, description, openedAt: this.#now(), users: 0 };
    if (before !== undefined) {
      if (before.users > 0) this.#retired.add(before);
      else this.#closeUnshared(before.snapshot);
    }
    this.#onEvent({ kind: 'opened', snapshot });
  }

  /** Closes the segments that no other open snapshot has. */
  #closeUnshared(snapshot: Snapshot): void {
    const open = [...this.#retired, ...(this.#current === undefined ? [] : [this.#current])];
    snapshot.closeExcept(new Set(open.flatMap(({ snapshot: { segments } }) => segments)));
  }
}

/** Device and inode of a mark. */
function fileOf(mark: string): string {
  return mark.split(':', 2).join(':');
}

function describe(catalogue: Catalogue): IndexDescription | undefined {
  try {
    return describeIndex(catalogue);
  } catch (error) {
    if (error instanceof IndexError) return undefined;
    throw error;
  }
}
