// Writes a container file (see page-format.ts) front to back, with bounded memory.
//
// The file is created under a temporary name; `finish` writes the footer, syncs, closes and
// renames. Until then nothing of that name exists; `discard` removes the temporary file.

import { crc32 } from 'node:zlib';
import { viewBytes, writeU32, writeU64 } from '../codec.ts';
import { describeWriteError, type FileOperations } from '../files.ts';
import {
  type FileKind,
  type Footer,
  formatVersion,
  headerMagic,
  pageBytes,
  type SectionPlace,
  trailerBytes,
  trailerMagic,
} from './page-format.ts';

/**
 * Written at once, at a multiple of it. Linux may keep such a piece as one large page, which a map of the
 * file then has too: a search at random places finds its pages faster.
 */
const bufferBytes = 512 * pageBytes;
/** What a small file is written with. V8 collects its whole heap for some large buffers that are given up. */
const firstBufferBytes = 16 * pageBytes;

export interface FinishedFile {
  readonly byteLength: number;
  /** CRC-32 of the footer: names the file's contents, since the footer covers every page. */
  readonly crc: number;
  readonly sections: Readonly<Record<string, SectionPlace>>;
}

export class PageWriter {
  readonly path: string;
  #files: FileOperations;
  #kind: FileKind;
  #temporary: string;
  #fd: number | undefined;
  #isFinished = false;
  #buffer = Buffer.alloc(firstBufferBytes);
  #buffered = 0;
  #written = 0;
  #checksums = new Uint32Array(1024);
  #pages = 0;
  #sections: Record<string, SectionPlace> = {};
  #open: { name: string; start: number } | undefined;

  constructor(path: string, kind: FileKind, files: FileOperations) {
    this.path = path;
    this.#kind = kind;
    this.#files = files;
    this.#temporary = `${path}.tmp`;
    this.#fd = this.#guard(() => files.create(this.#temporary));
    const header = Buffer.alloc(pageBytes);
    header.write(headerMagic, 0, 'latin1');
    writeU32(header, 8, formatVersion);
    header.write(kind, 12, 'latin1');
    this.#append(header);
  }

  /** Starts a section on the next page; the one before it ends. */
  section(name: string): void {
    this.#endSection();
    this.#open = { name, start: this.#written + this.#buffered };
  }

  /** Appends bytes to the open section. */
  append(bytes: Uint8Array): void {
    if (this.#open === undefined) throw new Error('no open section');
    this.#append(bytes);
  }

  appendWords(words: Uint32Array, start = 0, end = words.length): void {
    this.append(viewBytes(words, start, end));
  }

  /** Ends the file: durable and under its name once this returns (its directory not synced). */
  finish(properties: object, path = this.path): FinishedFile {
    this.#endSection();
    this.#flush();
    const pages = this.#pages;
    const checksums = this.#checksums.slice(0, pages);
    this.#append(viewBytes(checksums));
    this.#pad();
    this.#flush();
    const footer: Footer = {
      kind: this.#kind,
      sections: this.#sections,
      properties,
      pages,
      roots: [...this.#checksums.subarray(pages, this.#pages)],
    };
    const body = Buffer.from(JSON.stringify(footer));
    const crc = crc32(body);
    const trailer = Buffer.alloc(trailerBytes);
    writeU64(trailer, 0, this.#written);
    writeU32(trailer, 8, body.length);
    writeU32(trailer, 12, crc);
    writeU32(trailer, 16, formatVersion);
    writeU32(trailer, 20, crc32(trailer.subarray(0, 20)));
    trailer.write(trailerMagic, 24, 'latin1');
    const fd = this.#descriptor();
    this.#guard(() => {
      this.#files.write(fd, Buffer.concat([body, trailer]));
      this.#files.fsync(fd);
      this.#fd = undefined;
      this.#files.close(fd);
      this.#files.rename(this.#temporary, path);
    });
    this.#isFinished = true;
    const byteLength = this.#written + body.length + trailerBytes;
    return { byteLength, crc, sections: this.#sections };
  }

  /**
   * Gives an unfinished file up; may be called at any time and twice. Never throws: the error that
   * led here is the one to report, and a file that cannot be removed has no name in the catalogue.
   */
  discard(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) attempt(() => this.#files.close(fd));
    attempt(() => this.#files.remove(this.#temporary));
  }

  #descriptor(): number {
    if (this.#fd === undefined) throw new Error(`${this.path} is closed`);
    return this.#fd;
  }

  #endSection(): void {
    if (this.#open !== undefined) {
      const { name, start } = this.#open;
      this.#sections[name] = { start, length: this.#written + this.#buffered - start };
      this.#open = undefined;
    }
    this.#pad();
  }

  #pad(): void {
    const rest = this.#buffered % pageBytes;
    if (rest > 0) {
      this.#buffer.fill(0, this.#buffered, this.#buffered + pageBytes - rest);
      this.#buffered += pageBytes - rest;
    }
  }

  #append(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#buffered === this.#buffer.length) this.#makeRoom();
      const take = Math.min(bytes.length - at, this.#buffer.length - this.#buffered);
      this.#buffer.set(bytes.subarray(at, at + take), this.#buffered);
      this.#buffered += take;
      at += take;
    }
  }

  /** Gives the full buffer its size, and from then on empties it. */
  #makeRoom(): void {
    if (this.#buffered === bufferBytes) {
      this.#flush();
      return;
    }
    const grown = Buffer.alloc(bufferBytes);
    grown.set(this.#buffer);
    this.#buffer = grown;
  }

  /** Writes out the whole pages of the buffer (all callers leave whole pages). */
  #flush(): void {
    const pages = this.#buffered / pageBytes;
    if (!Number.isInteger(pages)) throw new Error('a flush cuts a page');
    if (this.#pages + pages > this.#checksums.length) {
      const grown = new Uint32Array((this.#pages + pages) * 2);
      grown.set(this.#checksums);
      this.#checksums = grown;
    }
    for (let page = 0; page < pages; page++) {
      const bytes = this.#buffer.subarray(page * pageBytes, (page + 1) * pageBytes);
      this.#checksums[this.#pages++] = crc32(bytes);
    }
    const fd = this.#descriptor();
    this.#guard(() => this.#files.write(fd, this.#buffer.subarray(0, this.#buffered)));
    this.#written += this.#buffered;
    this.#buffered = 0;
  }

  #guard<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw describeWriteError(error, this.#temporary);
    }
  }
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // See discard.
  }
}
