// Reads a container file (see page-format.ts): checked pages, mapped or by positioned reads.
//
// Both ways share one hot path. `words` holds pages in slots; page p belongs in slot p & mask.
// Mapped, there is a slot for every page and "loading" one only checks it; otherwise there are as
// many slots as the cache budget allows, and loading reads the page into its slot. A page is
// checked against its CRC-32 whenever it is loaded, so damage is an error, never a wrong number.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fileError, isMissing } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { joinU64, readU32, readU64 } from '../codec.ts';
import {
  type FileKind,
  type Footer,
  formatVersion,
  pageBytes,
  pageWords,
  type SectionPlace,
  trailerBytes,
  trailerMagic,
} from './page-format.ts';

export interface PageFileOptions {
  /** Maps a file; undefined where that cannot be done (see native/kernel.ts). */
  readonly mapFile: (path: string) => ArrayBuffer | undefined;
  /** Memory for pages when the file is not mapped. */
  readonly cacheBytes?: number;
}

/** What the catalogue knows of the file; a file that differs is damaged. */
export interface ExpectedFile {
  readonly byteLength: number;
  readonly crc: number;
}

export function damaged(path: string, where: string, found: string): IndexError {
  return new IndexError(
    'index_damaged',
    `${path} is damaged in ${where}: ${found}. Restore the file from a copy or build the index again; \`firstseen verify\` lists all damage.`,
    { file: path, section: where, found },
  );
}

export class PageFile implements Disposable {
  readonly path: string;
  readonly footer: Footer;
  /** Pages by slot; index with `locate`. */
  readonly words: Uint32Array;
  #bytes: Buffer; // the same memory
  #slots: Int32Array; // page + 1 of each slot, 0 = none
  #mask: number;
  #mapped: boolean;
  #fd: number | undefined;
  #checksums: Uint32Array;
  #checked: Uint8Array; // of the checksum pages

  private constructor(path: string, footer: Footer, fd: number, options: PageFileOptions) {
    this.path = path;
    this.footer = footer;
    const mapped = options.mapFile(path);
    this.#mapped = mapped !== undefined;
    this.#fd = fd;
    let slots = 1;
    if (mapped === undefined) {
      const wanted = Math.min(footer.pages, (options.cacheBytes ?? 16 << 20) / pageBytes);
      while (slots < wanted) slots *= 2;
      this.words = new Uint32Array(slots * pageWords);
    } else {
      while (slots < footer.pages) slots *= 2;
      this.words = new Uint32Array(mapped, 0, footer.pages * pageWords);
    }
    this.#bytes = Buffer.from(this.words.buffer, 0, this.words.byteLength);
    this.#slots = new Int32Array(slots);
    this.#mask = slots - 1;
    this.#checksums = new Uint32Array(footer.pages);
    this.#checked = new Uint8Array(footer.roots.length);
  }

  /** Opens the file and reads its footer, no page. */
  static open(path: string, options: PageFileOptions, expected?: ExpectedFile): PageFile {
    let fd: number;
    try {
      fd = openSync(path, 'r');
    } catch (error) {
      throw describeOpenError(error, path);
    }
    try {
      return new PageFile(path, readFooter(fd, path, expected), fd, options);
    } catch (error) {
      closeSync(fd);
      throw describeOpenError(error, path);
    }
  }

  /** Whether the pages are the file's own, not copies in a cache. */
  get mapped(): boolean {
    return this.#mapped;
  }

  /** By slot: not 0 where the page there has been loaded and checked; mapped, a page's slot is its own. */
  get loaded(): Int32Array {
    return this.#slots;
  }

  get kind(): FileKind {
    return this.footer.kind;
  }

  /** The place of a section; a bug if the file has none of that name. */
  section(name: string): SectionPlace {
    const place = this.footer.sections[name];
    if (place === undefined)
      throw damaged(this.path, 'footer', `it does not name a section "${name}"`);
    return place;
  }

  /** Index into `words` of the file's word `word`, its page loaded and checked. Valid until the next call. */
  locate(word: number): number {
    const page = word < 0x4000_0000 ? word >>> 10 : Math.floor(word / pageWords);
    const slot = page & this.#mask;
    if (this.#slots[slot] !== page + 1) this.#load(page, slot);
    return slot * pageWords + (word & (pageWords - 1));
  }

  /** The file's word `word` (u32). */
  word(word: number): number {
    const index = this.locate(word);
    return this.words[index] as number;
  }

  /** The u64 at words `word` and `word + 1`. */
  u64(word: number): number {
    return joinU64(this.word(word), this.word(word + 1));
  }

  /** Whether the `length` bytes from byte `start` of the file are the first ones of `expected`. */
  equalBytes(start: number, expected: Uint8Array, length: number): boolean {
    let index = -1;
    for (let i = 0; i < length; i++) {
      const at = start + i;
      if (index < 0 || (at & (pageBytes - 1)) === 0) {
        index = this.#locateByte(at);
      }
      if (this.#bytes[index++] !== expected[i]) return false;
    }
    return true;
  }

  /** Copies `length` bytes from byte `start` of the file, all their pages checked. */
  bytes(start: number, length: number): Buffer {
    const out = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const at = start + done;
      const page = Math.floor(at / pageBytes);
      const slot = page & this.#mask;
      if (this.#slots[slot] !== page + 1) this.#load(page, slot);
      const inPage = at - page * pageBytes;
      const take = Math.min(pageBytes - inPage, length - done);
      const from = slot * pageBytes + inPage;
      out.set(this.#bytes.subarray(from, from + take), done);
      done += take;
    }
    return out;
  }

  /** The `length` bytes of UTF-8 from byte `start` of the file as text; in one page they are not copied. */
  text(start: number, length: number): string {
    if (length === 0) return '';
    if ((start & (pageBytes - 1)) + length > pageBytes) return this.bytes(start, length).toString();
    const from = this.#locateByte(start);
    return this.#bytes.toString('utf8', from, from + length);
  }

  /** Reads and checks every page; yields what is damaged as section names, with the first bad page's byte. */
  *verifyPages(): Generator<{ section: string; byte: number }> {
    const page = new Uint8Array(pageBytes);
    for (let root = 0; root < this.footer.roots.length; root++) {
      readExactly(this.#descriptor(), page, (this.footer.pages + root) * pageBytes, this.path);
      if (crc32(page) !== this.footer.roots[root]) {
        yield { section: 'checksums', byte: (this.footer.pages + root) * pageBytes };
        continue;
      }
      const sums = new Uint32Array(page.slice().buffer);
      const first = root * pageWords;
      for (let p = first; p < Math.min(first + pageWords, this.footer.pages); p++) {
        readExactly(this.#descriptor(), page, p * pageBytes, this.path);
        if (crc32(page) !== sums[p - first]) {
          yield { section: this.sectionAt(p * pageBytes), byte: p * pageBytes };
        }
      }
    }
  }

  /** Name of the section that a byte of the file belongs to (padding included). */
  sectionAt(byte: number): string {
    if (byte < pageBytes) return 'header';
    let found = 'padding';
    let best = -1;
    for (const [name, place] of Object.entries(this.footer.sections)) {
      if (place.start <= byte && place.start > best && place.length > 0) {
        found = name;
        best = place.start;
      }
    }
    return found;
  }

  close(): void {
    if (this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** As `locate`, of a byte of the file among the bytes. */
  #locateByte(byte: number): number {
    return this.locate(Math.floor(byte / 4)) * 4 + (byte & 3);
  }

  #descriptor(): number {
    if (this.#fd === undefined) throw new Error(`${this.path} is closed`);
    return this.#fd;
  }

  #load(page: number, slot: number): void {
    if (!(page >= 0 && page < this.footer.pages)) {
      throw damaged(this.path, 'footer', `page ${page} of ${this.footer.pages} was asked for`);
    }
    const view = this.#bytes.subarray(slot * pageBytes, (slot + 1) * pageBytes);
    if (!this.#mapped) {
      this.#slots[slot] = 0;
      readExactly(this.#descriptor(), view, page * pageBytes, this.path);
    }
    if (crc32(view) !== this.#checksum(page)) {
      throw damaged(
        this.path,
        this.sectionAt(page * pageBytes),
        `the page at byte ${page * pageBytes} has a wrong checksum`,
      );
    }
    this.#slots[slot] = page + 1;
  }

  #checksum(page: number): number {
    const root = Math.floor(page / pageWords);
    if (this.#checked[root] === 0) {
      const bytes = new Uint8Array(pageBytes);
      const start = (this.footer.pages + root) * pageBytes;
      readExactly(this.#descriptor(), bytes, start, this.path);
      if (crc32(bytes) !== this.footer.roots[root]) {
        throw damaged(this.path, 'checksums', `the page at byte ${start} is not as written`);
      }
      const first = root * pageWords;
      const count = Math.min(pageWords, this.footer.pages - first);
      this.#checksums.set(new Uint32Array(bytes.buffer, 0, count), first);
      this.#checked[root] = 1;
    }
    return this.#checksums[page] as number;
  }
}

function describeOpenError(error: unknown, path: string): unknown {
  if (isMissing(error)) {
    return damaged(path, 'file', 'the catalogue names it, but it is not there');
  }
  return fileError(error, {
    path,
    doing: 'read',
    special: {
      'too-many': {
        code: 'too_many_files',
        solve:
          'The index has more segments than a process may have files open. Raise the limit (`ulimit -n`), or build with more --memory, which makes fewer segments.',
      },
    },
  });
}

function readExactly(fd: number, into: Uint8Array, position: number, path: string): void {
  let done = 0;
  while (done < into.length) {
    const got = readSync(fd, into, done, into.length - done, position + done);
    if (got === 0) throw damaged(path, 'file', `it ends at byte ${position + done}`);
    done += got;
  }
}

/** Reads trailer and footer; every byte of both is checked. */
function readFooter(fd: number, path: string, expected: ExpectedFile | undefined): Footer {
  const size = fstatSync(fd).size;
  if (expected !== undefined && size !== expected.byteLength) {
    throw damaged(path, 'file', `${size} bytes long, ${expected.byteLength} were written`);
  }
  if (size < pageBytes + trailerBytes) throw damaged(path, 'file', `only ${size} bytes long`);
  const trailer = Buffer.alloc(trailerBytes);
  readExactly(fd, trailer, size - trailerBytes, path);
  if (trailer.toString('latin1', 24) !== trailerMagic) {
    throw damaged(path, 'trailer', 'it does not end with the mark of a finished file');
  }
  if (crc32(trailer.subarray(0, 20)) !== readU32(trailer, 20)) {
    throw damaged(path, 'trailer', 'it has a wrong checksum');
  }
  const version = readU32(trailer, 16);
  if (version > formatVersion) {
    throw new IndexError(
      'format_too_new',
      `${path} has format ${version}; this firstseen reads formats up to ${formatVersion}. Install a newer firstseen.`,
      { file: path, found: version, expected: formatVersion },
    );
  }
  const start = readU64(trailer, 0);
  const length = readU32(trailer, 8);
  const crc = readU32(trailer, 12);
  if (start + length + trailerBytes !== size) {
    throw damaged(path, 'trailer', `the footer it names does not fit ${size} bytes`);
  }
  const body = Buffer.alloc(length);
  readExactly(fd, body, start, path);
  if (crc32(body) !== crc) throw damaged(path, 'footer', 'it has a wrong checksum');
  if (expected !== undefined && crc !== expected.crc) {
    throw damaged(path, 'footer', 'it is not the footer that the catalogue names');
  }
  return JSON.parse(body.toString()) as Footer;
}
