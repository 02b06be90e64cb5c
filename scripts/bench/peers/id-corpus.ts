// A corpus as token ids: the words of our analyzer, numbered by how often they occur.
//
// infini-gram needs 32 GiB a thread for ids of four bytes, so ids have two. Words beyond the most
// frequent 65,533 share one id. Each document ends with id 0, and 65,535 is left to infini-gram, which
// separates documents by it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../../../text/analyzer.ts';
import { readRecords } from '../read-records.ts';

const endOfDocument = 0;
const rareWord = 65_534;

export interface IdCorpus {
  /** It has `ids.ds` and `ids.ds.index`, as datatrove writes them, and the run description `run.json`. */
  readonly folder: string;
  /** The ids of a phrase of the corpus. */
  number(phrase: string): number[];
}

/** Writes the records of a file of JSON lines; the text of a record is a document. */
export function writeIdCorpus(corpus: string, folder: string): IdCorpus {
  const { words, places, ends } = numberWords(readRecords(corpus).map(({ text }) => text));
  const ids = idsByFrequency(places, words.size);
  const ordered = Uint16Array.from(places, (place) => ids[place] as number);
  const own = join(folder, 'ids');
  mkdirSync(own);
  writeFileSync(join(own, 'ids.ds'), ordered);
  writeFileSync(join(own, 'ids.ds.index'), BigUint64Array.from(ends.map(BigInt)));
  const run = {
    format: 'datatrove',
    files: ['ids.ds'],
    dtype: 'uint16',
    end_of_document: endOfDocument,
    steps: { batch_size: 1 },
  };
  writeFileSync(join(own, 'run.json'), JSON.stringify(run));
  const number = (phrase: string) =>
    analyze(phrase, 'words').map((word) => {
      const place = words.get(word);
      if (place === undefined) throw new Error(`the corpus does not have the word ${word}`);
      return ids[place] as number;
    });
  return { folder: own, number };
}

interface Numbered {
  /** The place of each word in order of appearance, from 1 on; 0 is the end of a document. */
  readonly words: ReadonlyMap<string, number>;
  readonly places: Uint32Array;
  readonly ends: readonly number[];
}

function numberWords(texts: readonly string[]): Numbered {
  const words = new Map<string, number>();
  const places: number[] = [];
  const ends: number[] = [];
  for (const text of texts) {
    for (const word of analyze(text, 'words')) {
      let place = words.get(word);
      if (place === undefined) {
        place = words.size + 1;
        words.set(word, place);
      }
      places.push(place);
    }
    places.push(endOfDocument);
    ends.push(places.length);
  }
  return { words, places: Uint32Array.from(places), ends };
}

/** The id of each place: 1 for the most frequent word, and so on. */
function idsByFrequency(places: Uint32Array, words: number): Uint16Array {
  const counts = new Float64Array(words + 1);
  for (const place of places) counts[place] = (counts[place] as number) + 1;
  const order = Array.from({ length: words }, (_, i) => i + 1);
  order.sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);
  const ids = new Uint16Array(words + 1);
  for (const [i, place] of order.entries()) ids[place] = Math.min(i + 1, rareWord);
  return ids;
}
