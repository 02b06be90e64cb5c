// A reader of index folders written from FORMAT.md alone, with nothing of store/ in it.
//
// It is slow and simple on purpose: where it and the engine disagree, one of them or the page is
// wrong. It checks whatever the page says is checked, and throws at the first difference.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';

const pageBytes = 4096;

/** Little-endian numbers of a file or a section. */
class Bytes {
  readonly all: Buffer;
  #view: DataView;

  constructor(all: Buffer) {
    this.all = all;
    this.#view = new DataView(all.buffer, all.byteOffset, all.length);
  }

  get length(): number {
    return this.all.length;
  }

  u32(byte: number): number {
    return this.#view.getUint32(byte, true);
  }

  u64(byte: number): number {
    return Number(this.#view.getBigUint64(byte, true));
  }

  u64s(): number[] {
    return Array.from({ length: this.length / 8 }, (_, i) => this.u64(i * 8));
  }

  text(start: number, end: number): string {
    return this.all.toString('utf8', start, end);
  }
}

interface FileName {
  readonly name: string;
  readonly byteLength: number;
  readonly crc: number;
}

interface Container {
  readonly sections: Record<string, Bytes>;
  readonly properties: {
    readonly records: number;
    readonly bwt: { rows: number; alphabet: number; levelLengths: number[]; zeros: number[] };
    readonly ranks: { rows: number; zeros: number[] };
    readonly textBytes: number;
  };
}

export function readContainer(path: string, kind: string, expected: FileName): Container {
  const file = new Bytes(readFileSync(path));
  const trailer = file.length - 32;
  const ascii = (start: number, end: number) => file.all.toString('latin1', start, end);
  assert.equal(ascii(0, 8), 'FSEENSEG');
  assert.equal(file.u32(8), 1);
  assert.equal(ascii(12, pageBytes), kind.padEnd(pageBytes - 12, '\0'));
  assert.equal(ascii(trailer + 24, file.length), 'FSEENEND');
  assert.equal(file.u32(trailer + 20), crc32(file.all.subarray(trailer, trailer + 20)));
  assert.equal(file.u32(trailer + 16), 1);
  const start = file.u64(trailer);
  const body = file.all.subarray(start, trailer);
  assert.equal(file.u32(trailer + 8), body.length);
  assert.equal(file.u32(trailer + 12), crc32(body));
  assert.deepEqual([file.length, crc32(body)], [expected.byteLength, expected.crc]);
  const footer = JSON.parse(body.toString());
  assert.equal(footer.kind, kind);
  const page = (i: number) => file.all.subarray(i * pageBytes, (i + 1) * pageBytes);
  assert.equal(start, (footer.pages + footer.roots.length) * pageBytes);
  footer.roots.forEach((root: number, i: number) => {
    assert.equal(crc32(page(footer.pages + i)), root);
  });
  for (let i = 0; i < footer.pages; i++) {
    assert.equal(file.u32(footer.pages * pageBytes + i * 4), crc32(page(i)));
  }
  for (let i = footer.pages; i < footer.roots.length * 1024; i++) {
    assert.equal(file.u32(footer.pages * pageBytes + i * 4), 0);
  }
  const sections: Record<string, Bytes> = {};
  for (const [name, place] of Object.entries(footer.sections)) {
    const { start, length } = place as { start: number; length: number };
    assert.equal(start % pageBytes, 0);
    sections[name] = new Bytes(file.all.subarray(start, start + length));
    const padding = file.all.subarray(start + length, Math.ceil((start + length) / 4096) * 4096);
    assert.ok(padding.every((byte) => byte === 0));
  }
  return { sections, properties: footer.properties };
}

/** A level of bits inside a section. */
class Level {
  #bytes: Bytes;
  #start: number;
  readonly byteLength: number;

  constructor(bytes: Bytes, start: number, length: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.byteLength = (Math.floor(length / 480) + 1) * 64;
  }

  bit(i: number): number {
    const inBlock = i % 480;
    const word = this.#bytes.u32(this.#blockOf(i) + 4 + Math.floor(inBlock / 32) * 4);
    return (word >>> (inBlock % 32)) & 1;
  }

  rank1(i: number): number {
    let ones = this.#bytes.u32(this.#blockOf(i));
    for (let at = i - (i % 480); at < i; at++) ones += this.bit(at);
    return ones;
  }

  #blockOf(i: number): number {
    return this.#start + Math.floor(i / 480) * 64;
  }
}

function levelsOf(bytes: Bytes, lengths: readonly number[]): Level[] {
  let start = 0;
  const levels = lengths.map((length) => {
    const level = new Level(bytes, start, length);
    start += level.byteLength;
    return level;
  });
  assert.equal(start, bytes.length);
  return levels;
}

export interface SymbolEntry {
  readonly code: string;
  readonly firstRow: number;
  readonly rows: number;
  readonly leafStart: number;
  readonly term: string;
}

function readSymbols({ sections, properties }: Container): SymbolEntry[] {
  const symbols = sections['symbols'] as Bytes;
  const terms = sections['term_bytes'] as Bytes;
  const { alphabet, rows } = properties.bwt;
  assert.equal(symbols.length, alphabet * 16);
  return Array.from({ length: alphabet }, (_, symbol) => {
    const word = (i: number) => symbols.u32(symbol * 16 + i * 4);
    const last = symbol + 1 === alphabet;
    const length = word(0) & 31;
    const digits = (word(0) >>> 5).toString(2).padStart(length, '0');
    return {
      code: length === 0 ? '' : digits,
      firstRow: word(1),
      rows: (last ? rows : symbols.u32(symbol * 16 + 20)) - word(1),
      leafStart: word(2),
      term: terms.text(word(3), last ? terms.length : symbols.u32(symbol * 16 + 28)),
    };
  });
}

/** The symbol of a term by the hash table; 0 where there is none. */
export function findTerm({ sections }: Container, entries: SymbolEntry[], term: string): number {
  let h = 0x811c9dc5n;
  const wrap = (value: bigint) => value & 0xffffffffn;
  for (const byte of Buffer.from(term)) h = wrap((h ^ BigInt(byte)) * 0x01000193n);
  h = wrap((h ^ (h >> 16n)) * 0x85ebca6bn);
  h = wrap((h ^ (h >> 13n)) * 0xc2b2ae35n);
  h ^= h >> 16n;
  const slots = sections['term_slots'] as Bytes;
  const count = slots.length / 4;
  for (let slot = Number(h % BigInt(count)); ; slot = (slot + 1) % count) {
    const symbol = slots.u32(slot * 4);
    if (symbol === 0 || entries[symbol]?.term === term) return symbol;
  }
}

/** For each row its symbol and the row of the suffix that is longer by it. */
function readBwt({ sections, properties }: Container, entries: SymbolEntry[]) {
  const { rows, levelLengths, zeros } = properties.bwt;
  const levels = levelsOf(sections['bwt'] as Bytes, levelLengths);
  const symbolOfCode = new Map(entries.map(({ code }, symbol) => [code, symbol]));
  return Array.from({ length: rows }, (_, row) => {
    let code = '';
    let p = row;
    for (let j = 0; !symbolOfCode.has(code); j++) {
      const level = levels[j] as Level;
      const bit = level.bit(p);
      const ones = level.rank1(p);
      p = bit === 1 ? (zeros[j] as number) + ones : p - ones;
      code += bit;
    }
    const symbol = symbolOfCode.get(code) as number;
    const { firstRow, leafStart } = entries[symbol] as SymbolEntry;
    return { symbol, longer: firstRow + p - leafStart };
  });
}

/** The local record of each row from `records` on. */
function readRanks({ sections, properties }: Container): number[] {
  const { rows, zeros } = properties.ranks;
  const lengths = zeros.map(() => rows);
  assert.equal(
    zeros.length,
    properties.records === 1 ? 0 : (properties.records - 1).toString(2).length,
  );
  const levels = levelsOf(sections['ranks'] as Bytes, lengths);
  return Array.from({ length: rows }, (_, row) => {
    let value = 0;
    let p = row;
    levels.forEach((level, j) => {
      const bit = level.bit(p);
      const ones = level.rank1(p);
      p = bit === 1 ? (zeros[j] as number) + ones : p - ones;
      value = value * 2 + bit;
    });
    return value;
  });
}

/** Walks back from the end of every record, whose row has its number; the other rows say it too. */
function readTokens(file: Container, entries: SymbolEntry[]): string[][] {
  const { records } = file.properties;
  const bwt = readBwt(file, entries);
  const ranks = readRanks(file);
  const tokens: string[][] = [];
  for (let end = 0; end < records; end++) {
    const found: string[] = [];
    for (let at = bwt[end]; at !== undefined && at.symbol !== 0; at = bwt[at.longer]) {
      found.unshift((entries[at.symbol] as SymbolEntry).term);
      assert.equal(ranks[at.longer - records], end, 'all rows of a walk are of one record');
    }
    tokens[end] = found;
  }
  return tokens;
}

export interface ReadStep {
  readonly step: number;
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  readonly modelTokens: number;
}

export interface ReadSegment {
  readonly file: Container;
  readonly entries: SymbolEntry[];
  readonly tokens: string[][];
  readonly ends: number[];
  readonly ids: (string | null)[];
  readonly positions: { source: number; line: number }[];
  readonly steps: ReadStep[];
  readonly texts: string[] | undefined;
}

function readIds({ sections, properties }: Container): (string | null)[] {
  const starts = sections['record_id_starts'];
  const ids = sections['record_ids'];
  return Array.from({ length: properties.records }, (_, i) => {
    if (starts === undefined || ids === undefined) return null;
    const [start, end] = [starts.u32(i * 4), starts.u32(i * 4 + 4)];
    if (start === end) return null;
    assert.equal(ids.all[start], 1);
    return ids.text(start + 1, end);
  });
}

function readPositions({ sections, properties }: Container): { source: number; line: number }[] {
  const runs = sections['record_runs'] as Bytes;
  const positions: { source: number; line: number }[] = [];
  for (let at = 0; at < runs.length; at += 16) {
    const end = at + 16 < runs.length ? runs.u32(at + 16) : properties.records;
    const source = runs.u32(at + 4);
    for (let i = 0; runs.u32(at) + i < end; i++) {
      positions.push({ source, line: runs.u64(at + 8) + i });
    }
  }
  return positions;
}

function readSteps({ sections }: Container): ReadStep[] {
  const words = (sections['steps'] as Bytes).u64s();
  return Array.from({ length: words.length / 5 }, (_, i) => {
    const [step, records, tokens, words_, modelTokens] = words.slice(i * 5, i * 5 + 5);
    return { step, records, tokens, words: words_, modelTokens } as ReadStep;
  });
}

function readTexts({ sections, properties }: Container): string[] {
  const frames = sections['text_blocks'] as Bytes;
  const starts = (sections['block_starts'] as Bytes).u64s();
  const places = (sections['block_texts'] as Bytes).u64s();
  const records = (sections['record_texts'] as Bytes).u64s();
  const blocks = starts.slice(1).map((end, i) => {
    const block = zstdDecompressSync(frames.all.subarray(starts[i], end));
    assert.equal(block.length, (places[i + 1] as number) - (places[i] as number));
    return block;
  });
  const all = Buffer.concat(blocks);
  assert.equal(all.length, properties.textBytes);
  return records.slice(1).map((end, i) => all.toString('utf8', records[i], end));
}

function readSegment(directory: string, index: FileName, text: FileName | null): ReadSegment {
  const file = readContainer(join(directory, index.name), 'index', index);
  const entries = readSymbols(file);
  const ends = file.sections['record_ends'] as Bytes;
  return {
    file,
    entries,
    tokens: readTokens(file, entries),
    ends: Array.from({ length: ends.length / 4 }, (_, i) => ends.u32(i * 4)),
    ids: readIds(file),
    positions: readPositions(file),
    steps: readSteps(file),
    texts:
      text === null
        ? undefined
        : readTexts(readContainer(join(directory, text.name), 'text', text)),
  };
}

function digestOf(...parts: readonly string[]): string {
  const all = parts.map((part) => `${part.length}:${part}`).join('');
  return createHash('sha256').update(all).digest('hex');
}

interface SegmentBody {
  readonly id: number;
  readonly firstRank: number;
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  readonly firstStep: number;
  readonly lastStep: number;
  readonly index: FileName;
  readonly text: FileName | null;
}

/** The whole folder. */
export function readIndex(directory: string) {
  const database = new Database(join(directory, 'catalogue.sqlite'), { readonly: true });
  try {
    return readCatalogue(directory, database);
  } finally {
    database.close();
  }
}

function readCatalogue(directory: string, database: Database.Database) {
  const all = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
  const [head, ...more] = all('SELECT * FROM snapshot');
  assert.ok(head !== undefined && more.length === 0);
  const bodies = (table: string) =>
    all(`SELECT body FROM ${table} ORDER BY id`).map(({ body }) => body as string);
  const skipped = all('SELECT source, line, code FROM skipped ORDER BY rowid');
  const { commits, settings } = head as { commits: number; settings: string };
  assert.equal(head['digest'], digestOf(String(commits), settings, ...bodies('segments')));
  assert.equal(head['sources_digest'], digestOf(...bodies('sources')));
  assert.equal(head['skipped_digest'], digestOf(JSON.stringify(skipped)));
  const rows = bodies('segments').map((body) => JSON.parse(body) as SegmentBody);
  return {
    name: `${commits}-${(head['digest'] as string).slice(0, 12)}`,
    settings: JSON.parse(settings) as Record<string, unknown>,
    sources: bodies('sources').map((body) => JSON.parse(body) as Record<string, unknown>),
    skipped,
    rows,
    segments: rows.map(({ index, text }) => readSegment(directory, index, text)),
  };
}
