// A small folder copied to where it may be spoiled: files cut, patched, removed, the run changed.
//
// Every change fails loudly where it changes nothing, so that no bad file is by mistake a good one.

import { cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const smallFolders = fileURLToPath(new URL('small', import.meta.url));

export type RunObject = Record<string, unknown>;

export class SpoiltFolder {
  readonly path: string;

  /** Copies the small folder `name`, and the tokenizer next to it, into `dir`. */
  constructor(dir: string, name: string) {
    this.path = join(dir, name);
    cpSync(join(smallFolders, name), this.path, { recursive: true });
    cpSync(join(smallFolders, 'tokenizer.json'), join(dir, 'tokenizer.json'));
  }

  get runFile(): string {
    return join(this.path, 'run.json');
  }

  read(file: string): Buffer {
    return readFileSync(join(this.path, file));
  }

  /** Takes `bytes` off the end. */
  cut(file: string, bytes: number): void {
    const size = this.read(file).length;
    if (bytes <= 0 || bytes > size) throw new Error(`${file} has ${size} bytes`);
    truncateSync(join(this.path, file), size - bytes);
  }

  append(file: string, bytes: Uint8Array): void {
    this.replace(file, Buffer.concat([this.read(file), bytes]));
  }

  replace(file: string, content: Uint8Array | string): void {
    const path = join(this.path, file);
    const bytes = Buffer.from(content);
    if (existsSync(path) && bytes.equals(readFileSync(path)))
      throw new Error(`${file} is the same`);
    writeFileSync(path, bytes);
  }

  /** Lets `write` change the bytes of a file. */
  patch(file: string, write: (bytes: Buffer) => void): void {
    const bytes = this.read(file);
    write(bytes);
    this.replace(file, bytes);
  }

  /** Flips the lowest bit of one byte: at `at`, from the end if negative, or where `at` is found. */
  flip(file: string, at: number | string): void {
    this.patch(file, (bytes) => {
      const found = typeof at === 'string' ? bytes.indexOf(at) : at < 0 ? bytes.length + at : at;
      if (found < 0 || found >= bytes.length) throw new Error(`${file} does not have ${at}`);
      bytes[found] = (bytes[found] as number) ^ 1;
    });
  }

  remove(file: string): void {
    rmSync(join(this.path, file));
  }

  /** Lets `change` change a JSON file, run.json by default. */
  json(change: (value: RunObject) => void, file = 'run.json'): void {
    const value = JSON.parse(this.read(file).toString()) as RunObject;
    change(value);
    this.replace(file, JSON.stringify(value));
  }
}

/** A shard of the small folder `arrow`. */
export function arrowShard(number: number): string {
  return `saved/data-0000${number}-of-00002.arrow`;
}

/** A change of a run description: one key. */
export function say(key: string, value: unknown): (run: RunObject) => void {
  return (run) => {
    run[key] = value;
  };
}
