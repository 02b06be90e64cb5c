// The consumed order of Megatron's and GPT-NeoX's GPTDataset, from its three cache files.
//
// The document index is the order of documents (here: sequences of the .idx), once an epoch. The
// sample index cuts that stream of ids into samples: sample k goes from entry k to entry k + 1,
// each a (place in the document index, offset in that document). The id at the end belongs to both,
// so a sample has sequence length + 1 ids. The shuffle index says which sample comes when; it may
// be longer than what was consumed.

import type { NamedPath } from '../../input/paths/named-path.ts';
import { checkOrder } from '../orders/check-order.ts';
import type { GptFiles } from '../orders/named-order.ts';
import { NumberFile } from '../orders/number-file.ts';
import type { IdCut } from '../rows/id-source.ts';
import type { Span, TokenLayout } from '../tokens/token-rows.ts';
import type { MegatronIndex } from './megatron-index.ts';

/** The order of one GPTDataset; `samples` undefined: all of them. */
export interface GptSamples {
  readonly files: GptFiles;
  readonly samples: number | undefined;
  readonly repeats: boolean;
}

interface GptIndexes {
  readonly documents: NumberFile;
  readonly samples: NumberFile;
  readonly shuffle: NumberFile;
}

/** Opens and checks sizes; throws `order_invalid`, `source_truncated`, `source_damaged`. */
export function gptLayout(index: MegatronIndex, cut: IdCut, order: GptSamples): TokenLayout {
  if (cut.kind !== 'rows') throw new Error('samples without a length');
  const { repeats } = order;
  const indexes = openIndexes(order.files);
  const { documents, samples, shuffle } = indexes;
  // Of a blend all: what it takes of them, its own order says.
  const consumed = order.samples ?? shuffle.length;
  let records: number;
  try {
    records = countSamples(indexes, consumed);
  } catch (error) {
    for (const one of [documents, samples, shuffle]) one.close();
    throw error;
  }
  const dataset = { index, indexes, rowTokens: cut.tokens };
  return {
    records: consumed,
    rowsOfFiles: [records],
    dropped:
      consumed === shuffle.length
        ? undefined
        : `${shuffle.length - consumed} samples of the shuffle index`,
    meanTokens: cut.tokens,
    spans: (record) => findSpans(dataset, shuffle.at(record)),
    line: (record) => shuffle.at(record) + 1,
    check(signal) {
      index.check(signal);
      checkDocuments(documents, { sequences: index.sequences, repeats, signal });
      checkOrder(shuffle, { entries: consumed, records, repeats, signal });
      checkSamples(samples, documents.length, signal);
    },
    files: [
      { role: 'index', file: index.file },
      { role: 'order', file: documents.file },
      { role: 'order', file: samples.file },
      { role: 'order', file: shuffle.file },
    ],
  };
}

function openIndexes(files: GptFiles): GptIndexes {
  const opened: NumberFile[] = [];
  const open = (file: NamedPath) => {
    const numbers = new NumberFile(file, undefined);
    opened.push(numbers);
    return numbers;
  };
  try {
    const { documents, samples, shuffle } = files;
    return { documents: open(documents), samples: open(samples), shuffle: open(shuffle) };
  } catch (error) {
    for (const one of opened) one.close();
    throw error;
  }
}

/** How many samples there are, by indexes that have the shapes of such and at least `consumed` samples. */
function countSamples({ documents, samples, shuffle }: GptIndexes, consumed: number): number {
  const [places = 0, numbers] = samples.shape;
  if (samples.shape.length !== 2 || numbers !== 2 || places < 2) {
    throw samples.file.refuse(
      'order_invalid',
      `has the shape (${samples.shape}), expected (samples + 1, 2): is it the sample index?`,
    );
  }
  const count = places - 1;
  if (documents.shape.length !== 1 || shuffle.shape.length !== 1) {
    throw documents.file.refuse('order_invalid', 'and the shuffle index: expected one dimension');
  }
  if (shuffle.length !== count) {
    throw shuffle.file.refuse(
      'order_invalid',
      `has ${shuffle.length} entries; ${samples.file.name} has ${count} samples`,
      { found: shuffle.length, expected: count },
    );
  }
  if (consumed > shuffle.length) {
    throw shuffle.file.refuse(
      'order_invalid',
      `has ${shuffle.length} entries, fewer than the ${consumed} "samples" of the run description`,
      { found: shuffle.length, expected: consumed },
    );
  }
  return count;
}

/** A document index of E epochs has every document that is in it E times. */
function checkDocuments(
  documents: NumberFile,
  check: { readonly sequences: number; readonly repeats: boolean; readonly signal: AbortSignal },
): void {
  const { sequences, repeats, signal } = check;
  const times = new Uint32Array(sequences);
  for (let i = 0; i < documents.length; i++) {
    if (i % 65_536 === 0) signal.throwIfAborted();
    const document = documents.at(i);
    if (!(document >= 0 && document < sequences)) {
      throw documents.file.refuse(
        'order_invalid',
        `names document ${document} at entry ${i} (byte ${documents.byteOf(i)}); there are ${sequences}, from 0 on`,
        { entry: i, byte: documents.byteOf(i) },
      );
    }
    times[document] = (times[document] as number) + 1;
  }
  if (repeats) return;
  const epochs = times.find((count) => count > 0) ?? 0;
  const uneven = times.findIndex((count) => count > 0 && count !== epochs);
  if (uneven < 0) return;
  throw documents.file.refuse(
    'order_invalid',
    `names document ${uneven} ${times[uneven]} times and document ${times.findIndex((count) => count > 0)} ${epochs} times: expected each as often as there are epochs. If that is meant, say "repeats": true in the order.`,
    { found: times[uneven] as number, expected: epochs },
  );
}

/**
 * Samples go forward through the document index; a file that was not filled does not. That a sample
 * has its length is seen when it is read, since documents would have to be looked up for it.
 */
function checkSamples(samples: NumberFile, documents: number, signal: AbortSignal): void {
  let before: readonly [number, number] = [-1, 0];
  const [places = 0] = samples.shape;
  for (let sample = 0; sample < places; sample++) {
    if (sample % 65_536 === 0) signal.throwIfAborted();
    const at = [samples.at(2 * sample), samples.at(2 * sample + 1)] as const;
    const isForward = at[0] > before[0] || (at[0] === before[0] && at[1] > before[1]);
    if (isForward && at[0] >= 0 && at[0] <= documents && at[1] >= 0) {
      before = at;
      continue;
    }
    const byte = samples.byteOf(2 * sample);
    throw samples.file.refuse(
      'order_invalid',
      `has a wrong sample ${sample}, at byte ${byte}: it begins at place ${at[0]}, token ${at[1]}, the one before at place ${before[0]}, token ${before[1]}`,
      { entry: sample, byte },
    );
  }
}

interface GptDataset {
  readonly index: MegatronIndex;
  readonly indexes: GptIndexes;
  readonly rowTokens: number;
}

/** The ids of a sample. Throws `order_invalid`. */
function findSpans({ index, indexes, rowTokens }: GptDataset, sample: number): Span[] {
  const { documents, samples } = indexes;
  const at = (entry: number) => samples.at(entry);
  const [firstPlace, firstOffset] = [at(2 * sample), at(2 * sample + 1)];
  const [lastPlace, lastOffset] = [at(2 * sample + 2), at(2 * sample + 3)];
  const refuse = (found: string) => {
    const byte = samples.byteOf(2 * sample);
    return samples.file.refuse(
      'order_invalid',
      `has a wrong sample ${sample}, at byte ${byte}: ${found}`,
      { entry: sample, byte },
    );
  };
  const isForward = firstPlace >= 0 && lastPlace >= firstPlace && lastPlace <= documents.length;
  if (!isForward || lastPlace - firstPlace > rowTokens * 2 + 1024) {
    throw refuse(
      `it goes from place ${firstPlace} of the document index to ${lastPlace} of ${documents.length}`,
    );
  }
  const spans: Span[] = [];
  let total = 0;
  for (let place = firstPlace; place <= lastPlace && place < documents.length; place++) {
    const { start, count } = index.sequence(documents.at(place));
    const from = place === firstPlace ? firstOffset : 0;
    const to = place === lastPlace ? lastOffset + 1 : count;
    if (from < 0 || from > count || to > count || to < from) {
      throw refuse(
        `it takes ids ${from} to ${to} of document ${documents.at(place)}, which has ${count}`,
      );
    }
    if (to > from) spans.push({ start: start + from, count: to - from });
    total += to - from;
  }
  if (total !== rowTokens) throw refuse(`it has ${total} ids, "row_tokens" says ${rowTokens}`);
  return spans;
}
