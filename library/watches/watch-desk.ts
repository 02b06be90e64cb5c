// The watch lists of a server: kept in a folder, asked of every commit of an index, read by consumers.
//
// One process has the folder. Changes of lists are made one after the other. Another content under the same
// name is a new list: a new epoch of event ids, and its readers begin again.

import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { IndexError } from '../../errors.ts';
import { makeFolders, missingFolders, removeEmptyFolders } from '../../indexer/index-folder.ts';
import { lockFile } from '../../store/catalogue/file-names.ts';
import { lockForWriting } from '../../store/catalogue/writer-lock.ts';
import { fileOperations } from '../../store/files.ts';
import type { OpenLog } from '../../watch/event-log.ts';
import { EventPoster } from '../../watch/post-event.ts';
import { Watch } from '../../watch/watch.ts';
import { countItems, plainContent, type WatchContent } from '../../watch/watch-content.ts';
import {
  describeFault,
  logPath,
  makeWatchFolder,
  readDefinitions,
  removeDefinition,
  removeLeftovers,
  type WatchDefinition,
  writeDefinition,
} from '../../watch/watch-folder.ts';
import { requireWatchName } from '../../watch/watch-name.ts';
import { requireWebhookUrl } from '../../watch/webhook-address.ts';
import { type PostEvent, WebhookDelivery } from '../../watch/webhook-delivery.ts';
import { CommitRounds, type FollowedIndex, type RunWork } from './commit-rounds.ts';
import type { WatchNote } from './watch-notes.ts';

/** Of a server. Each item takes some hundred bytes of memory. */
const maxLists = 1000;
const maxItems = 500_000;

interface DeskOptions {
  /** For tests. */
  readonly openLog?: OpenLog;
  readonly post?: PostEvent;
  readonly pauseMs?: (inRow: number) => number;
}

interface KeptList {
  readonly watch: Watch;
  readonly delivery: WebhookDelivery | undefined;
}

export class WatchDesk implements AsyncDisposable {
  readonly folder: string;
  #options: DeskOptions;
  /** Folders that were made for the lists, the innermost first. */
  #made: readonly string[];
  #lists = new Map<string, KeptList>();
  #lock: Disposable;
  #poster = new EventPoster();
  #rounds: CommitRounds | undefined;
  #changes: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #onNote: (note: WatchNote) => void = () => {};

  private constructor(folder: string, made: readonly string[], options: DeskOptions) {
    this.folder = folder;
    this.#made = made;
    this.#lock = lockFolder(folder);
    this.#options = options;
  }

  /** Opens the lists of a folder, which is made where it is absent. Throws `watches_in_use`, `watch_damaged`. */
  static async open(folder: string, options: DeskOptions = {}): Promise<WatchDesk> {
    const made = missingFolders(folder);
    makeFolders(folder, 'watches_not_writable');
    const desk = new WatchDesk(folder, made, options);
    try {
      for (const definition of readDefinitions(folder)) {
        await removeLeftovers(folder, definition);
        desk.#keep(await Watch.open(folder, definition, options.openLog));
      }
      return desk;
    } catch (error) {
      await desk.close();
      throw describeFault(error, folder);
    }
  }

  /**
   * Asks the lists of each commit of an index from now on, in pieces by `run`, and sends events to their
   * webhooks. `onNote` is told what somebody who runs the server should know.
   */
  follow(index: FollowedIndex, run: RunWork, onNote: (note: WatchNote) => void = () => {}): void {
    if (this.#rounds !== undefined) throw new Error('the lists of a desk follow one index');
    this.#onNote = onNote;
    this.#rounds = new CommitRounds(index, { lists: () => this.lists, run, onNote });
    for (const { delivery } of this.#lists.values()) delivery?.start();
  }

  /** In the order of their names. */
  get lists(): readonly Watch[] {
    const lists = Array.from(this.#lists.values(), ({ watch }) => watch);
    return lists.sort((one, other) => (one.definition.name < other.definition.name ? -1 : 1));
  }

  /** Throws `watch_not_found`. */
  find(name: string): Watch {
    return this.#find(name).watch;
  }

  /** How far its webhook is; undefined: it has none. Throws `watch_not_found`. */
  deliveryOf(name: string): Pick<WebhookDelivery, 'delivered' | 'failuresInRow'> | undefined {
    return this.#find(name).delivery;
  }

  /** The items of all lists. */
  get items(): number {
    return this.lists.reduce((sum, { items }) => sum + items, 0);
  }

  /**
   * Makes a content the list of a name; the same content changes nothing. It is durable when it resolves.
   * Throws `bad_argument`, `too_many_watches` and `watches_not_writable`.
   */
  put(
    name: string,
    content: WatchContent,
  ): Promise<{ readonly watch: Watch; readonly outcome: 'created' | 'replaced' | 'unchanged' }> {
    return this.#change(async () => {
      requireWatchName(name);
      const plain = plainContent(content);
      requireContent(plain);
      const before = this.#lists.get(name);
      if (before !== undefined && isSame(before.watch.definition.content, plain)) {
        return { watch: before.watch, outcome: 'unchanged' };
      }
      this.#requireRoom(name, plain, before?.watch);
      const watch = await this.#write({ name, epoch: newEpoch(), content: plain });
      await closeList(before);
      this.#keep(watch);
      await removeLeftovers(this.folder, watch.definition);
      this.#rounds?.notice();
      return { watch, outcome: before === undefined ? 'created' : 'replaced' };
    });
  }

  /** Removes a list and its events. Throws `watch_not_found`, `watches_not_writable`. */
  remove(name: string): Promise<void> {
    return this.#change(async () => {
      const list = this.#find(name);
      await removeDefinition(this.folder, name);
      this.#lists.delete(name);
      await closeList(list);
    });
  }

  /** Lets what is at work end, and gives the folder back. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    await this.#rounds?.stop();
    await this.#changes;
    for (const list of this.#lists.values()) await closeList(list);
    await this.#poster[Symbol.asyncDispose]();
    // A server that was given no list leaves nothing. Whoever waits for the lock makes a file of its own.
    const isUnused = this.#made.length > 0 && this.#lists.size === 0;
    if (isUnused) rmSync(join(this.folder, lockFile), { force: true });
    this.#lock[Symbol.dispose]();
    if (isUnused) removeEmptyFolders(this.#made);
  }

  /** One change after the other. */
  #change<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#changes.then(() => {
      if (this.#closing === undefined) return change();
      throw new IndexError('shutting_down', 'the server shuts down and changes no watch list');
    });
    this.#changes = done.catch(() => {});
    return done;
  }

  /** The log of an epoch is there before the definition names it. */
  async #write(definition: WatchDefinition): Promise<Watch> {
    await makeWatchFolder(this.folder, definition.name);
    const opening = Watch.open(this.folder, definition, this.#options.openLog);
    const watch = await opening.catch((error) => {
      throw describeFault(error, this.folder);
    });
    try {
      await writeDefinition(this.folder, definition);
      return watch;
    } catch (error) {
      await watch.close();
      await rm(logPath(this.folder, definition), { force: true });
      throw error;
    }
  }

  #keep(watch: Watch): void {
    const { name, content } = watch.definition;
    const delivery =
      content.webhook &&
      new WebhookDelivery(this.folder, watch, content.webhook.url, {
        post: this.#options.post ?? this.#poster.post,
        onFailure: (reason, inRow) => {
          this.#onNote({ kind: 'webhook-failed', name, reason, inRow });
        },
        ...(this.#options.pauseMs !== undefined && { pauseMs: this.#options.pauseMs }),
      });
    this.#lists.set(name, { watch, delivery });
    if (this.#rounds !== undefined) delivery?.start();
  }

  #find(name: string): KeptList {
    const list = this.#lists.get(name);
    if (list !== undefined) return list;
    throw new IndexError(
      'watch_not_found',
      `there is no watch list ${JSON.stringify(name.slice(0, 120))}: GET /v1/watches lists those that there are`,
    );
  }

  #requireRoom(name: string, content: WatchContent, before: Watch | undefined): void {
    const lower = name.toLowerCase();
    const other = [...this.#lists.keys()].find(
      (one) => one !== name && one.toLowerCase() === lower,
    );
    if (other !== undefined) {
      throw new IndexError(
        'bad_argument',
        `there is a watch list ${JSON.stringify(other)}, and ${JSON.stringify(name)} differs from it in case alone: choose another name`,
      );
    }
    const lists = this.#lists.size + (before === undefined ? 1 : 0);
    const items = this.items - (before?.items ?? 0) + countItems(content);
    if (lists <= maxLists && items <= maxItems) return;
    throw new IndexError(
      'too_many_watches',
      `a server keeps ${maxLists} watch lists with ${maxItems} phrases and queries in all; with this one there were ${lists} with ${items}: delete some that are not needed any more`,
      { lists, items },
    );
  }
}

async function closeList(list: KeptList | undefined): Promise<void> {
  await list?.delivery?.close();
  await list?.watch.close();
}

function newEpoch(): string {
  return randomBytes(4).toString('hex');
}

function isSame(one: WatchContent, other: WatchContent): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function requireContent(content: WatchContent): void {
  if (content.webhook !== undefined) requireWebhookUrl(content.webhook.url);
  if (countItems(content) > 0) return;
  throw new IndexError(
    'bad_argument',
    'a watch list needs at least one phrase, query or pair with critical phrases; found none',
  );
}

/** The folder is this process's until the result is disposed of. */
function lockFolder(folder: string): Disposable {
  try {
    const lock = lockForWriting(folder, fileOperations);
    return { [Symbol.dispose]: () => void lock.close() };
  } catch (error) {
    if (!(error instanceof IndexError) || error.code !== 'index_busy') {
      throw describeFault(error, folder);
    }
    throw new IndexError(
      'watches_in_use',
      `another server has the watch lists in ${folder}: stop it, or name another folder with --watches`,
      { path: folder },
      error,
    );
  }
}
