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

  u32s(): number[] {
    return Array.from({ length: this.length / 4 }, (_, i) => this.u32(i * 4));
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
    readonly bwt: { rows: number; alphabet: number; levelLengths: number[] };
    readonly ranks: { rows: number; levels: number };
    readonly textBytes: number;
  };
}

export function readContainer(path: string, kind: string, expected: FileName): Container {
  const file = new Bytes(readFileSync(path));
  const trailer = file.length - 32;
  const ascii = (start: number, end: number) => file.all.toString('latin1', start, end);
  assert.equal(ascii(0, 8), 'FSEENSEG');
  assert.equal(file.u32(8), 2);
  assert.equal(ascii(12, pageBytes), kind.padEnd(pageBytes - 12, '\0'));
  assert.equal(ascii(trailer + 24, file.length), 'FSEENEND');
  assert.equal(file.u32(trailer + 20), crc32(file.all.subarray(trailer, trailer + 20)));
  assert.equal(file.u32(trailer + 16), 2);
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

/** A level of digits inside two sections. */
class Level {
  #blocks: Bytes;
  #superblocks: Bytes;
  #start: number;
  #superStart: number;
  readonly length: number;

  constructor(
    sections: readonly [Bytes, Bytes],
    starts: readonly [number, number],
    length: number,
  ) {
    [this.#blocks, this.#superblocks] = sections;
    [this.#start, this.#superStart] = starts;
    this.length = length;
  }

  /** Where the sections go on behind the level. */
  get ends(): [number, number] {
    const blocks = Math.floor(this.length / 224) + 1;
    return [this.#start + blocks * 64, this.#superStart + Math.ceil(blocks / 8192) * 16];
  }

  digit(i: number): number {
    const block = this.#start + Math.floor(i / 224) * 64;
    const inBlock = i % 224;
    const bit = (plane: number) =>
      (this.#blocks.u32(block + plane + Math.floor(inBlock / 32) * 4) >>> (inBlock % 32)) & 1;
    return bit(8) + 2 * bit(36);
  }

  place(digit: number, i: number): number {
    const block = Math.floor(i / 224);
    const superblock = Math.floor(block / 8192);
    const packed =
      BigInt(this.#blocks.u32(this.#start + block * 64)) +
      BigInt(this.#blocks.u32(this.#start + block * 64 + 4)) * 2n ** 32n;
    const counts = [0n, 21n, 42n].map((shift) => Number((packed >> shift) % 2n ** 21n));
    assert.ok(packed < 2n ** 63n);
    const all = (block - superblock * 8192) * 224;
    const before = [all - counts.reduce((sum, one) => sum + one, 0), ...counts];
    let place = this.#superblocks.u32(this.#superStart + superblock * 16 + digit * 4);
    place += before[digit] as number;
    for (let at = block * 224; at < i; at++) if (this.digit(at) === digit) place++;
    return place;
  }
}

function levelsOf({ sections }: Container, name: string, lengths: readonly number[]): Level[] {
  const pair = [sections[name], sections[`${name}_superblocks`]] as [Bytes, Bytes];
  let starts: [number, number] = [0, 0];
  const levels = lengths.map((length) => {
    const level = new Level(pair, starts, length);
    starts = level.ends;
    return level;
  });
  assert.deepEqual(
    starts,
    pair.map(({ length }) => length),
  );
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
    const length = word(0) & 15;
    const digits = (word(0) >>> 4).toString(4).padStart(length, '0');
    return {
      code: length === 0 ? '' : digits,
      firstRow: word(1),
      rows: (last ? rows : symbols.u32(symbol * 16 + 20)) - word(1),
      leafStart: word(2),
      term: terms.text(word(3), last ? terms.length : symbols.u32(symbol * 16 + 28)),
    };
  });
}

const wrap = (value: bigint) => BigInt.asUintN(32, value);

function mix(hash: bigint): bigint {
  let h = wrap((hash ^ (hash >> 16n)) * 0x85ebca6bn);
  h = wrap((h ^ (h >> 13n)) * 0xc2b2ae35n);
  return h ^ (h >> 16n);
}

function hashTerm(term: string): bigint {
  // The byte of a boundary does not occur in UTF-8.
  const bytes = term === '\ufffd' ? [0xff] : Buffer.from(term);
  let h = 0x811c9dc5n;
  for (const byte of bytes) h = wrap((h ^ BigInt(byte)) * 0x01000193n);
  return mix(h);
}

const rotate = (value: bigint, bits: bigint) => wrap(value << bits) | (value >> (32n - bits));

/** The symbol of a term by the hash table; 0 where there is none. */
export function findTerm({ sections }: Container, entries: SymbolEntry[], term: string): number {
  const slots = sections['term_slots'] as Bytes;
  const count = slots.length / 4;
  for (let slot = Number(hashTerm(term) % BigInt(count)); ; slot = (slot + 1) % count) {
    const symbol = slots.u32(slot * 4);
    if (symbol === 0 || entries[symbol]?.term === term) return symbol;
  }
}

/** The rows of a frequent bigram; undefined where it is not in the table. */
export function findBigram({ sections }: Container, a: number, b: number): number[] | undefined {
  const table = sections['bigrams'] as Bytes;
  const slots = table.length / 16;
  const turned = rotate(wrap(BigInt(b) * 0x85ebca6bn), 16n);
  const h = mix(wrap(BigInt(a) * 0x9e3779b1n) ^ turned);
  for (let slot = 4 * Number((h * BigInt(slots / 4)) >> 32n); ; slot = (slot + 1) % slots) {
    const [first, second, start, end] = [0, 4, 8, 12].map((at) => table.u32(slot * 16 + at));
    if (end === 0) return undefined;
    if (first === a && second === b) return [start as number, end as number];
  }
}

/** How many entries of the table are taken, and how many there are. */
export function countBigrams({ sections }: Container): { taken: number; slots: number } {
  const table = sections['bigrams'] as Bytes;
  const slots = Array.from({ length: table.length / 16 }, (_, i) => i);
  return { taken: slots.filter((i) => table.u32(i * 16 + 12) > 0).length, slots: slots.length };
}

/** Whether all bits of a bigram of terms are in the filter. */
export function passesFilter({ sections }: Container, first: string, second: string): boolean {
  const filter = sections['bigram_filter'] as Bytes;
  const key = mix(wrap(hashTerm(first) * 5n + rotate(hashTerm(second), 13n)));
  const block = Number((key * BigInt(filter.length / 64)) >> 32n) * 64;
  const g = Number(mix(key ^ 0x9e3779b9n));
  return [g, g / 512, g / 2 ** 18].every((part) => {
    const bit = Math.floor(part) % 512;
    return ((filter.u32(block + Math.floor(bit / 32) * 4) >>> (bit % 32)) & 1) === 1;
  });
}

/** For each row its symbol and the row of the suffix that is longer by it. */
function readBwt(file: Container, entries: SymbolEntry[]) {
  const { rows, levelLengths } = file.properties.bwt;
  const levels = levelsOf(file, 'bwt', levelLengths);
  const symbolOfCode = new Map(entries.map(({ code }, symbol) => [code, symbol]));
  return Array.from({ length: rows }, (_, row) => {
    let code = '';
    let p = row;
    for (let j = 0; !symbolOfCode.has(code); j++) {
      const level = levels[j] as Level;
      const digit = level.digit(p);
      p = level.place(digit, p);
      code += digit;
    }
    const symbol = symbolOfCode.get(code) as number;
    const { firstRow, leafStart } = entries[symbol] as SymbolEntry;
    return { symbol, longer: firstRow + p - leafStart };
  });
}

/** By local record the value that the ranks have for it: itself, or its group. */
function readValues({ sections, properties }: Container): number[] {
  const records = Array.from({ length: properties.records }, (_, record) => record);
  const ends = sections['rank_groups']?.u32s();
  if (ends === undefined) return records;
  assert.equal(ends.at(-1), records.length);
  assert.ok(ends.every((end, group) => end > (ends[group - 1] ?? 0)));
  return records.map((record) => ends.findIndex((end) => end > record));
}

/** The value of each row from `records` on; `values` are in [0, values). */
function readRanks(file: Container, values: number): number[] {
  const { ranks } = file.properties;
  const lengths = Array.from({ length: ranks.levels }, () => ranks.rows);
  assert.equal(ranks.levels, values === 1 ? 0 : (values - 1).toString(4).length);
  const levels = levelsOf(file, 'ranks', lengths);
  return Array.from({ length: ranks.rows }, (_, row) => {
    let value = 0;
    let p = row;
    for (const level of levels) {
      const digit = level.digit(p);
      p = level.place(digit, p);
      value = value * 4 + digit;
    }
    return value;
  });
}

/** Walks back from the end of every record, whose row has its number; the other rows say it too. */
function readTokens(file: Container, entries: SymbolEntry[]): string[][] {
  const { records } = file.properties;
  const bwt = readBwt(file, entries);
  const values = readValues(file);
  const ranks = readRanks(file, (values.at(-1) as number) + 1);
  const tokens: string[][] = [];
  for (let end = 0; end < records; end++) {
    const found: string[] = [];
    for (let at = bwt[end]; at !== undefined && at.symbol !== 0; at = bwt[at.longer]) {
      found.unshift((entries[at.symbol] as SymbolEntry).term);
      assert.equal(ranks[at.longer - records], values[end], 'all rows of a walk are of one record');
    }
    tokens[end] = found;
  }
  return tokens;
}

/** Amounts up to the end of a record, from the start of the segment. */
interface ReadAmounts {
  readonly tokens: number;
  readonly words: number;
  readonly modelTokens: number;
}

export interface ReadSegment {
  readonly file: Container;
  readonly entries: SymbolEntry[];
  readonly tokens: string[][];
  readonly ends: number[];
  readonly sorted: number[];
  readonly ids: (string | null)[];
  /** Undefined without a facet field. */
  readonly facets: string[] | undefined;
  readonly positions: { source: number; line: number }[];
  readonly amounts: ReadAmounts[];
  readonly steps: number[];
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

function readFacets(
  { sections, properties }: Container,
  { facets }: SegmentBody,
  facetField: string | undefined,
): string[] | undefined {
  const places = sections['record_facets']?.u32s();
  assert.deepEqual(
    [places === undefined, facets === undefined],
    [facetField === undefined, facetField === undefined],
  );
  if (places === undefined || facets === undefined) return undefined;
  assert.equal(places.length, properties.records);
  assert.deepEqual([...new Set(places)], [...facets.keys()], 'in order of first use');
  assert.equal(new Set(facets).size, facets.length);
  return places.map((place) => facets[place] as string);
}

function readPositions(
  { sections, properties }: Container,
  sources: readonly number[],
): { source: number; line: number }[] {
  const runs = sections['record_runs'] as Bytes;
  const positions: { source: number; line: number }[] = [];
  for (let at = 0; at < runs.length; at += 16) {
    const end = at + 16 < runs.length ? runs.u32(at + 16) : properties.records;
    const source = sources[runs.u32(at + 4)] as number;
    for (let i = 0; runs.u32(at) + i < end; i++) {
      positions.push({ source, line: runs.u64(at + 8) + i });
    }
  }
  return positions;
}

function readAmounts({ sections, properties }: Container): ReadAmounts[] {
  const entry = (name: string, i: number) => sections[name]?.u32(i * 4) ?? 0;
  for (const name of ['record_boundaries', 'record_words', 'record_model_tokens']) {
    assert.ok(sections[name] === undefined || entry(name, properties.records - 1) > 0);
  }
  return Array.from({ length: properties.records }, (_, i) => ({
    tokens: entry('record_ends', i) - (i + 1) - entry('record_boundaries', i),
    words: entry('record_words', i),
    modelTokens: entry('record_model_tokens', i),
  }));
}

interface Pace {
  readonly unit: 'records' | 'words' | 'modelTokens';
  readonly stages: readonly { readonly fromStep: number; readonly size: number }[];
}

/** The step of an amount: from step to step, until the amount is in its share. */
function stepBy({ stages }: Pace, amount: number): number {
  let step = 1;
  for (let full = 0; ; step++) {
    full += stages.findLast(({ fromStep }) => fromStep <= step)?.size as number;
    if (amount < full) return step;
  }
}

/** The step of each record; `before` has the amounts of the index before the segment. */
function readSteps(
  { sections, properties }: Container,
  amounts: readonly ReadAmounts[],
  { pace, before }: SegmentPlace,
): number[] {
  const own = sections['steps'];
  assert.equal(own === undefined, pace !== null);
  if (own !== undefined) {
    const steps: number[] = [];
    for (let at = 0; at < own.length; at += 12) {
      while (steps.length < own.u32(at + 8)) steps.push(own.u64(at));
    }
    return steps;
  }
  const { unit } = pace as Pace;
  return Array.from({ length: properties.records }, (_, i) => {
    const here = unit === 'records' ? i : i === 0 ? 0 : (amounts[i - 1]?.[unit] as number);
    return stepBy(pace as Pace, before[unit] + here);
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

function readSegment(directory: string, body: SegmentBody, place: SegmentPlace): ReadSegment {
  const { index, text, sources } = body;
  const file = readContainer(join(directory, index.name), 'index', index);
  const entries = readSymbols(file);
  const ends = file.sections['record_ends'] as Bytes;
  const amounts = readAmounts(file);
  const steps = readSteps(file, amounts, place);
  const { resolution = 'record' } = place;
  assert.equal(file.sections['rank_groups'] === undefined, resolution === 'record');
  if (resolution === 'step') {
    const lasts = steps.flatMap((step, i) => (step === steps[i + 1] ? [] : [i + 1]));
    assert.deepEqual(file.sections['rank_groups']?.u32s(), lasts, 'a group for each step');
  }
  return {
    file,
    entries,
    tokens: readTokens(file, entries),
    ends: ends.u32s(),
    sorted: (file.sections['terms_sorted'] as Bytes).u32s(),
    ids: readIds(file),
    facets: readFacets(file, body, place.facetField),
    positions: readPositions(file, sources),
    amounts,
    steps,
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

/** What the catalogue says of a segment's place. */
interface SegmentPlace extends CataloguePlace {
  readonly before: Record<Pace['unit'], number>;
}

/** Settings that segments are read by. */
interface CataloguePlace {
  readonly pace: Pace | null;
  readonly resolution?: string;
  readonly facetField?: string | undefined;
}

interface SegmentBody {
  readonly id: number;
  readonly firstRank: number;
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  readonly modelTokens: number;
  readonly firstStep: number;
  readonly lastStep: number;
  readonly sources: number[];
  readonly facets?: string[];
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
  rows.sort((one, other) => one.firstRank - other.firstRank);
  const { pace, resolution = 'record', facetField } = JSON.parse(settings) as CataloguePlace;
  const sumBefore = (i: number, key: 'records' | 'words' | 'modelTokens') =>
    rows.slice(0, i).reduce((sum, row) => sum + row[key], 0);
  return {
    name: `${commits}-${(head['digest'] as string).slice(0, 12)}`,
    settings: JSON.parse(settings) as Record<string, unknown>,
    sources: bodies('sources').map((body) => JSON.parse(body) as Record<string, unknown>),
    skipped,
    rows,
    segments: rows.map((row, i) => {
      const [records, words] = [sumBefore(i, 'records'), sumBefore(i, 'words')];
      assert.equal(row.firstRank, records);
      const before = { records, words, modelTokens: sumBefore(i, 'modelTokens') };
      return readSegment(directory, row, { pace, resolution, facetField, before });
    }),
  };
}
