// The texts of segments that follow each other, as the text file of one segment.
//
// Frames are copied as they are; their tables are written anew. Every page that is copied is checked, so
// damage does not get a new checksum.

import { damaged } from './disk-file.ts';
import type { PageFile } from './page-file.ts';
import type { PageWriter } from './page-writer.ts';
import { readPieces } from './read-words.ts';
import { WordList } from './word-list.ts';

export interface TextProperties {
  /** Bytes of all texts. */
  readonly textBytes: number;
}

const wordsAtOnce = 1 << 16;

/** A table whose entries are u64 offsets, with one more entry behind the last one: their end. */
interface Table {
  readonly name: string;
  /** Bytes that the offsets of a file lead through. */
  readonly length: (file: PageFile<TextProperties>) => number;
}

const frameBytes = (file: PageFile) => file.section('text_blocks').length;
const textBytes = (file: PageFile<TextProperties>) => file.footer.properties.textBytes;

const tables: readonly Table[] = [
  { name: 'block_starts', length: frameBytes },
  { name: 'block_texts', length: textBytes },
  { name: 'record_texts', length: textBytes },
];

/** Writes the sections; the file is finished by its owner. Returns its properties. */
export function mergeTexts(
  files: readonly PageFile<TextProperties>[],
  writer: PageWriter,
): TextProperties {
  writer.section('text_blocks');
  for (const file of files) {
    const { start, length } = file.section('text_blocks');
    for (const piece of readPieces(file, start, length)) writer.append(piece);
  }
  for (const { name, length } of tables) {
    writer.section(name);
    const words = new WordList();
    let before = 0;
    for (const file of files) {
      for (const offset of readOffsets(file, name, length(file))) {
        words.pushU64(before + offset);
        if (words.length === wordsAtOnce) flush(writer, words);
      }
      before += length(file);
    }
    words.pushU64(before);
    flush(writer, words);
  }
  return { textBytes: files.reduce((sum, file) => sum + textBytes(file), 0) };
}

/** All entries of a table but the last, which has to be `length`. */
function* readOffsets(file: PageFile, name: string, length: number): Generator<number> {
  const section = file.section(name);
  const entries = section.length / 8 - 1;
  for (let entry = 0; entry < entries; entry++) yield file.u64(section.start / 4 + 2 * entry);
  const end = file.u64(section.start / 4 + 2 * entries);
  if (end !== length) {
    throw damaged(file.path, name, `it leads through ${end} bytes of ${length}`);
  }
}

function flush(writer: PageWriter, words: WordList): void {
  writer.appendWords(words.words);
  words.length = 0;
}
