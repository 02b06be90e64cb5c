// `firstseen watch`: the events of a watch list as they come, as lines or as a table that changes.

import { IndexError } from '../../errors.ts';
import { readPhrases } from '../../library/lists/read-phrases.ts';
import { readQueries } from '../../library/lists/read-queries.ts';
import { readToken } from '../../library/read-token.ts';
import { WatchClient } from '../../library/watches/watch-client.ts';
import type { Askable } from '../../schemas/askable.ts';
import { isBlank } from '../../schemas/askable.ts';
import type { WatchBody, WatchSummary } from '../../schemas/watches.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { printText } from '../print-text.ts';
import { remark, warn } from '../remarks/remark.ts';
import { eventLine, jsonLine, WatchTable } from '../show/show-watch.ts';
import type { WatchOptions } from './watch-command.ts';

export async function runWatch(url: string, name: string, options: WatchOptions): Promise<void> {
  const { tokenFile, json = false, quiet = false, untilAll = false, after } = options;
  const client = new WatchClient(url, tokenFile === undefined ? undefined : readToken(tokenFile));
  using interrupt = listenForInterrupt();
  const ending = new AbortController();
  const signal = AbortSignal.any([interrupt.signal, ending.signal]);
  const body = await readList(options);
  if (body !== undefined) {
    const { isReplaced } = await ask(url, () => client.put(name, body));
    if (isReplaced && !quiet) {
      warn(`the list ${name} had other items, and was replaced: its events begin again`);
    }
  }
  let summary = await ask(url, () => client.describe(name, signal));
  const isLive = !json && process.stdout.isTTY === true;
  using table = isLive ? new WatchTable(name) : undefined;
  const progress = new Progress(after);
  const look = async () => {
    const found = await client.describe(name, signal).catch(() => undefined);
    if (found === undefined) return;
    summary = found;
    table?.update(summary);
    if (untilAll && progress.hasAll(summary)) ending.abort();
  };
  table?.update(summary);
  if (untilAll && progress.hasAll(summary)) return;
  const timer = untilAll || isLive ? setInterval(() => void look(), 1000) : undefined;
  const onLost = (reason: string) => {
    if (table !== undefined) table.lose(reason);
    else if (!quiet) remark(`the connection to ${url} was lost (${reason}): trying again`);
  };
  try {
    for await (const event of client.follow(name, { after, signal, onLost })) {
      progress.add(event);
      if (table === undefined) await printText(json ? jsonLine(event) : eventLine(event));
      else table.add(event);
      if (process.stdout.destroyed) return;
      if (untilAll && progress.mayHaveAll(summary)) await look();
      if (ending.signal.aborted) break;
    }
  } finally {
    clearInterval(timer);
  }
  if (interrupt.signal.aborted) throw progress.interrupted();
  if (untilAll && !quiet && summary.unaskable > 0) {
    warn(`${summary.unaskable} of ${summary.items} items cannot be asked of this index`);
  }
}

/** How many items of a list were seen, by the positions of its events. */
class Progress {
  #epoch: string | undefined;
  #position: number;

  constructor(after: string | undefined) {
    [this.#epoch, this.#position] = splitId(after ?? '');
  }

  add({ id }: { readonly id: string }): void {
    [this.#epoch, this.#position] = splitId(id);
  }

  /** The last event that there is was shown. */
  hasAll({ epoch, seen, unaskable, items, events, snapshot }: WatchSummary): boolean {
    if (snapshot === null || seen + unaskable < items) return false;
    return events === 0 || (this.#epoch === epoch && this.#position >= events);
  }

  /** A list that is followed ends with a signal alone. */
  interrupted(): IndexError {
    const last = this.#epoch === undefined ? undefined : `${this.#epoch}-${this.#position}`;
    const found =
      last === undefined
        ? 'interrupted before there was an event'
        : `interrupted behind event ${last}: with --after ${last} the same command goes on there`;
    return new IndexError('interrupted', found, last === undefined ? {} : { last });
  }

  /** Saves a look at the server for most events. */
  mayHaveAll({ items, unaskable }: WatchSummary): boolean {
    return this.#position >= items - unaskable;
  }
}

function splitId(id: string): [string | undefined, number] {
  const [epoch, position] = id.split('-');
  return [epoch, Number(position ?? 0)];
}

/** The content of a list that is to be created; undefined: there is one. */
async function readList(options: WatchOptions): Promise<WatchBody | undefined> {
  const { phrases: phraseFile, queries: queryFile, shares } = options;
  if (phraseFile === undefined && queryFile === undefined) {
    if (shares === undefined) return undefined;
    throw new IndexError(
      'bad_argument',
      '--shares belongs to a list that is created: add --phrases FILE or --queries FILE',
    );
  }
  const phrases: Askable[] = [];
  const queries: string[] = [];
  let read = 0;
  if (phraseFile !== undefined) {
    const onRemark = (text: string, about: 'name' | 'blank') => {
      if (options.quiet !== true && about !== 'blank') warn(text);
    };
    for await (const batch of readPhrases(phraseFile, onRemark)) {
      phrases.push(...batch.phrases.filter((asked) => !isBlank(asked)));
      read += batch.phrases.length;
    }
  }
  const blank = read - phrases.length;
  if (blank > 0 && options.quiet !== true) {
    const lines = blank === 1 ? '1 phrase is blank, and is' : `${blank} phrases are blank, and are`;
    remark(`${lines} left out of the list`);
  }
  if (queryFile !== undefined) {
    for await (const batch of readQueries(queryFile)) queries.push(...batch);
  }
  return {
    phrases: phrases.map((asked) =>
      typeof asked === 'string' ? asked : { name: asked.name, phrases: [...asked.phrases] },
    ),
    ...{ queries, shares: [...(shares ?? [])] },
  };
}

/** A server that is not there is an error at the start; later it is waited for. */
async function ask<T>(url: string, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof IndexError && error.code === 'unauthorized') {
      const solve = 'name a file that holds it with --token-file';
      throw new IndexError(error.code, `${error.message}: ${solve}`, {}, error);
    }
    if (error instanceof IndexError || !(error instanceof TypeError)) throw error;
    const { cause } = error;
    const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new IndexError(
      'server_unreachable',
      `no server answers at ${url}${reason}: check the address, and that firstseen serve runs there`,
      {},
      error,
    );
  }
}
