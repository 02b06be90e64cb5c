// Where watch lists are on disk: a folder for each, with its definition and the log of its events.
//
//   FOLDER/writer.lock            locked by the server that has the lists
//   FOLDER/NAME/watch.json        the definition; a folder without it is not a list
//   FOLDER/NAME/EPOCH.events      the log of its events (event-log.ts)
//   FOLDER/NAME/EPOCH.delivered   the position of the last event that its webhook has taken
//
// A definition is replaced by a rename. It names the epoch, so the log of another one is left over.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { fileError } from '../errors/file-error.ts';
import { IndexError } from '../errors.ts';
import { plainContent, type WatchContent } from './watch-content.ts';
import { requireWatchName } from './watch-name.ts';

/** A list with its name. Another content under the same name is another epoch. */
export interface WatchDefinition {
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly epoch: string;
  readonly content: WatchContent;
}

const definitionFile = 'watch.json';
const format = 1;

const Stored = Type.Object({
  format: Type.Literal(format),
  epoch: Type.String({ pattern: '^[0-9a-f]{8}$' }),
  content: Type.Object({
    phrases: Type.Array(
      Type.Union([
        Type.String(),
        Type.Object({ name: Type.String(), phrases: Type.Array(Type.String()) }),
      ]),
    ),
    queries: Type.Array(Type.String()),
    shares: Type.Array(Type.Number()),
    webhook: Type.Optional(Type.Object({ url: Type.String() })),
  }),
});

export function logPath(folder: string, { name, epoch }: WatchDefinition): string {
  return join(folder, name, `${epoch}.events`);
}

export function deliveredPath(folder: string, { name, epoch }: WatchDefinition): string {
  return join(folder, name, `${epoch}.delivered`);
}

/** The definitions in a folder, in the order of their names. Throws `watch_damaged`. */
export function readDefinitions(folder: string): WatchDefinition[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, definitionFile)))
    .map(({ name }) => readDefinition(folder, name))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Makes the folder of a list where it is absent. */
export async function makeWatchFolder(folder: string, name: string): Promise<void> {
  const own = join(folder, name);
  try {
    await mkdir(own, { recursive: true });
    await syncFolder(folder);
  } catch (error) {
    throw describeFault(error, own);
  }
}

/** Makes a definition the one of its name. It is durable when it resolves. */
export async function writeDefinition(
  folder: string,
  { name, epoch, content }: WatchDefinition,
): Promise<void> {
  const own = join(folder, name);
  try {
    await writeDurably(join(own, definitionFile), JSON.stringify({ format, epoch, content }));
  } catch (error) {
    throw describeFault(error, own);
  }
}

/** Writes a file under another name and renames it; it is durable when it resolves. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const unfinished = `${path}.tmp`;
  const handle = await open(unfinished, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, path);
  await syncFolder(join(path, '..'));
}

/** Removes a list. A process that is killed meanwhile leaves it whole, or not a list. */
export async function removeDefinition(folder: string, name: string): Promise<void> {
  const own = join(folder, name);
  try {
    await rm(join(own, definitionFile), { force: true });
    await syncFolder(own);
    await rm(own, { recursive: true, force: true });
  } catch (error) {
    throw describeFault(error, own);
  }
}

/** Removes what is left of other epochs, and of writes that did not end. */
export async function removeLeftovers(folder: string, definition: WatchDefinition): Promise<void> {
  const own = join(folder, definition.name);
  for (const file of readdirSync(own)) {
    const isOurs = /^([0-9a-f]{8}\.(events|delivered)|watch\.json)(\.tmp)?$/.test(file);
    const isKept = file === definitionFile || file.startsWith(`${definition.epoch}.`);
    if (isOurs && (!isKept || file.endsWith('.tmp'))) await rm(join(own, file), { force: true });
  }
}

function readDefinition(folder: string, name: string): WatchDefinition {
  const path = join(folder, name, definitionFile);
  requireWatchName(name);
  const stored = parseStored(readFileSync(path, 'utf8'));
  if (!Value.Check(Stored, stored)) {
    throw new IndexError(
      'watch_damaged',
      `${path} is not the definition of a watch list: expected JSON of format ${format}. Restore it from a copy, or delete its folder and create the list again.`,
      { path },
    );
  }
  return { name, epoch: stored.epoch, content: plainContent(stored.content) };
}

function parseStored(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Where a system call failed, an error that says so; other errors as they are. */
export function describeFault(error: unknown, path: string): unknown {
  return fileError(error, {
    path,
    doing: 'write watch lists in',
    code: 'watches_not_writable',
    details: { path },
  });
}
