// Reads a container file (see page-format.ts): checked pages, mapped or by positioned reads.
//
// Both ways share one hot path. `words` holds pages in slots; page p belongs in slot p & mask.
// Mapped, there is a slot for every page and "loading" one only checks it; otherwise there are as
// many slots as the cache budget allows, and loading reads the page into its slot. A page is
// checked against its CRC-32 whenever it is loaded, so damage is an error, never a wrong number.

import { crc32 } from 'node:zlib';
import { joinU64 } from '../codec.ts';
import { DiskFile, damaged, describeOpenError } from './disk-file.ts';
import { type Footer, pageBytes, pageWords, type SectionPlace } from './page-format.ts';
import { type ExpectedFile, readFooter } from './read-footer.ts';

export interface PageFileOptions {
  /** Maps a file; undefined where that cannot be done (see native/kernel.ts). */
  readonly mapFile: (path: string) => ArrayBuffer | undefined;
  /** Memory for pages when the file is not mapped. */
  readonly cacheBytes?: number;
}

export class PageFile<Properties = unknown> implements Disposable {
  readonly path: string;
  readonly footer: Footer<Properties>;
  /** Pages by slot; index with `locate`. */
  readonly words: Uint32Array;
  #bytes: Buffer; // the same memory
  #slots: Int32Array; // page + 1 of each slot, 0 = none
  #mask: number;
  #mapped: boolean;
  #disk: DiskFile;
  #checksums: Uint32Array;
  #checked: Uint8Array; // of the checksum pages

  private constructor(disk: DiskFile, footer: Footer<Properties>, options: PageFileOptions) {
    this.path = disk.path;
    this.footer = footer;
    const mapped = options.mapFile(disk.path);
    this.#mapped = mapped !== undefined;
    this.#disk = disk;
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
  static open<Properties>(
    path: string,
    options: PageFileOptions,
    expected?: ExpectedFile,
  ): PageFile<Properties> {
    const disk = new DiskFile(path);
    try {
      return new PageFile(disk, readFooter<Properties>(disk, expected), options);
    } catch (error) {
      disk.close();
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

  /** The place of a section; a bug if the file has none of that name. */
  section(name: string): SectionPlace {
    const place = this.footer.sections[name];
    if (place === undefined)
      throw damaged(this.path, 'footer', `it does not name a section "${name}"`);
    return place;
  }

  /** The first word of a section; undefined where the file has none of that name. */
  findSection(name: string): number | undefined {
    const place = this.footer.sections[name];
    return place === undefined ? undefined : place.start / 4;
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

  /**
   * Copies `length` bytes from byte `start` of the file over the first ones of `into`, of which `known`
   * are held. Returns how many of those, from the first one on, were the same.
   */
  replaceBytes(
    start: number,
    into: Uint8Array,
    { length, known }: { readonly length: number; readonly known: number },
  ): number {
    const most = Math.min(length, known);
    let same = 0;
    let index = -1;
    for (let i = 0; i < length; i++) {
      const at = start + i;
      if (index < 0 || (at & (pageBytes - 1)) === 0) index = this.#locateByte(at);
      const byte = this.#bytes[index++] as number;
      if (same === i && i < most && into[i] === byte) same++;
      else into[i] = byte;
    }
    return same;
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
      this.#disk.read(page, (this.footer.pages + root) * pageBytes);
      if (crc32(page) !== this.footer.roots[root]) {
        yield { section: 'checksums', byte: (this.footer.pages + root) * pageBytes };
        continue;
      }
      const sums = new Uint32Array(page.slice().buffer);
      const first = root * pageWords;
      for (let p = first; p < Math.min(first + pageWords, this.footer.pages); p++) {
        this.#disk.read(page, p * pageBytes);
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
    this.#disk.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** As `locate`, of a byte of the file among the bytes. */
  #locateByte(byte: number): number {
    return this.locate(Math.floor(byte / 4)) * 4 + (byte & 3);
  }

  #load(page: number, slot: number): void {
    if (!(page >= 0 && page < this.footer.pages)) {
      throw damaged(this.path, 'footer', `page ${page} of ${this.footer.pages} was asked for`);
    }
    const view = this.#bytes.subarray(slot * pageBytes, (slot + 1) * pageBytes);
    if (!this.#mapped) {
      this.#slots[slot] = 0;
      this.#disk.read(view, page * pageBytes);
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
      this.#disk.read(bytes, start);
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
