// A watch list at work: which items were seen, and what a commit adds.
//
// `ask` reads only and says what is new; `commit` makes it durable and then known. So a process that is
// killed between them asks again, and finds the same. An item has one event in an epoch.

import { IndexError } from '../errors.ts';
import type { Seen } from '../schemas/answer.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { type AskedPart, askedPart, goesOn, notAsked } from './asked-part.ts';
import { EventLog, type OpenLog } from './event-log.ts';
import type { LogEvent, LoggedEvent } from './log-line.ts';
import { planEvents, type ReachedShare, type ShareState, sharesReached } from './plan-events.ts';
import { type FoundItem, type ItemError, UnseenPhrases } from './unseen-phrases.ts';
import { UnseenQueries } from './unseen-queries.ts';
import { countItems } from './watch-content.ts';
import { logPath, type WatchDefinition } from './watch-folder.ts';

/** What a commit adds to a list, and how far the index was asked. */
export interface AskedCommit {
  readonly asked: AskedPart;
  readonly found: readonly FoundItem[];
  readonly events: readonly LogEvent[];
}

/** An item of a list as it stands. */
export interface ItemState {
  readonly place: number;
  /** Null: it was not seen. */
  readonly first: Seen | null;
  /** Undefined: it can be asked, or was not asked yet. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export class Watch {
  readonly definition: WatchDefinition;
  readonly log: EventLog;
  /** By the clock of `performance`. */
  readonly openedAt = performance.now();
  #firsts: (Seen | undefined)[];
  #seen = 0;
  #errors = new Map<number, ItemError>();
  #shareSteps = new Map<number, number>();
  /** Shares that were reached by the last event of a process that was killed before it wrote theirs. */
  #due = new Map<number, ReachedShare>();
  #phrases!: UnseenPhrases;
  #queries!: UnseenQueries;
  #asked = notAsked;

  private constructor(
    definition: WatchDefinition,
    { log, events }: { readonly log: EventLog; readonly events: readonly LoggedEvent[] },
  ) {
    this.definition = definition;
    this.log = log;
    this.#firsts = new Array<Seen | undefined>(this.items);
    for (const event of events) this.#replay(event);
    this.#startOver();
  }

  /** Opens the log of a list. Throws `watch_damaged`. */
  static async open(
    folder: string,
    definition: WatchDefinition,
    openLog?: OpenLog,
  ): Promise<Watch> {
    const opened = await EventLog.open(logPath(folder, definition), openLog);
    try {
      return new Watch(definition, opened);
    } catch (error) {
      await opened.log.close();
      throw error;
    }
  }

  get items(): number {
    return countItems(this.definition.content);
  }

  get seen(): number {
    return this.#seen;
  }

  /** Items that cannot be asked of this index; 0 before it was asked. */
  get unaskable(): number {
    return this.#errors.size;
  }

  /** The snapshot that was asked last; empty: none yet. */
  get snapshot(): string {
    return this.#asked.snapshot;
  }

  get shares(): readonly ShareState[] {
    return this.definition.content.shares.map((share) => ({
      share,
      step: this.#shareSteps.get(share) ?? null,
    }));
  }

  /** The items in the order of the list. */
  *walkItems(): Generator<ItemState> {
    for (let place = 0; place < this.items; place++) {
      const first = this.#firsts[place] ?? null;
      const found = this.#errors.get(place);
      const error = found && { code: found.code, message: found.message };
      yield { place, first, error };
    }
  }

  /**
   * What the commit of a snapshot adds; undefined: it was asked before. Yields where a caller can pause. An
   * index that does not go on from what was asked is another one, and is asked as a whole.
   */
  *ask(snapshot: Snapshot): Generator<undefined, AskedCommit | undefined> {
    if (snapshot.name === this.#asked.snapshot) return undefined;
    if (!goesOn(snapshot, this.#asked)) this.#startOver();
    const { records, lastStep } = this.#asked;
    const onError = (error: ItemError) => this.#errors.set(error.place, error);
    const phrases = yield* this.#phrases.find(snapshot, records, onError);
    const queries = yield* this.#queries.find(snapshot, lastStep, onError);
    const found = [...phrases, ...queries];
    const before = { seen: this.#seen, due: this.#due.values() };
    const events = planEvents(this.definition.content, found, before);
    return { asked: askedPart(snapshot), found, events };
  }

  /** Makes the events of a commit durable. Where it rejects, the same commit may be asked again. */
  async commit(asked: AskedCommit): Promise<void> {
    await this.log.append(asked.events);
    for (const { place, first } of asked.found) this.#firsts[place] = first;
    this.#seen += asked.found.length;
    for (const event of asked.events) if (event.place === 'share') this.#reach(event);
    const places = new Set(asked.found.map(({ place }) => place));
    this.#phrases.remove(places);
    this.#queries.remove(places);
    this.#asked = asked.asked;
  }

  close(): Promise<void> {
    return this.log.close();
  }

  #startOver(): void {
    const { phrases, queries } = this.definition.content;
    const isSeen = (place: number) => this.#firsts[place] !== undefined;
    this.#errors.clear();
    this.#phrases = new UnseenPhrases(phrases, isSeen);
    this.#queries = new UnseenQueries(queries, phrases.length, isSeen);
    this.#asked = notAsked;
  }

  #replay(event: LoggedEvent): void {
    if (event.place === 'share') {
      this.#reach(event);
      return;
    }
    if (event.place >= this.items || this.#firsts[event.place] !== undefined) {
      throw new IndexError(
        'watch_damaged',
        `the log of events of the watch list ${this.definition.name} does not belong to its definition: it has an event of item ${event.place}. Restore the folder of the list from a copy, or delete it and create the list again.`,
      );
    }
    const { first }: { readonly first: Seen } = JSON.parse(event.data);
    this.#firsts[event.place] = first;
    this.#seen++;
    for (const share of sharesReached(this.definition.content, this.#seen)) {
      this.#due.set(share, { share, step: first.step, seen: this.#seen });
    }
  }

  #reach({ data }: LogEvent): void {
    const { share, step }: ReachedShare = JSON.parse(data);
    this.#shareSteps.set(share, step);
    this.#due.delete(share);
  }
}
