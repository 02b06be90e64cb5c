// The consumed order of Megatron's BlendedDataset: which of several data sets gives its next sample.
//
// Two files say it, where Megatron has kept them: the data set of each entry, and its sample there.
// Weights say it too. Where both are there they are held against each other. A sample is a sample of
// that data set's own GPTDataset, which shuffles.

import { type ErrorDetails, IndexError } from '../../errors.ts';
import type { GptBlend } from './named-order.ts';
import { NumberFile } from './number-file.ts';
import type { RecordOrder } from './record-order.ts';
import { type BlendEntry, WeightedBlend } from './weighted-blend.ts';

/** One of the data sets: its samples, all of them, in its own order. */
export interface BlendedSet {
  readonly name: string;
  readonly records: number;
}

/** Opens the order over all samples of all sets, one set after the other; throws `order_invalid`. */
export function openBlendOrder(sets: readonly BlendedSet[], order: GptBlend): RecordOrder {
  const { weights, repeats, samples: entries } = order;
  const files = order.files && new BlendFiles(order.files, entries);
  const computed = weights && new WeightedBlend(weights);
  const blend = files ?? computed;
  if (blend === undefined) throw new Error('a blend without files and weights');
  let records = 0;
  const firsts = sets.map((set) => {
    records += set.records;
    return records - set.records;
  });
  return {
    entries,
    left: files?.left,
    files: files?.files ?? [],
    at(entry) {
      const { set, sample } = blend.at(entry);
      return (firsts[set] as number) + sample;
    },
    check(signal) {
      checkBlend({ sets, entries, blend, files, computed: files && computed, repeats }, signal);
    },
    close: () => files?.close(),
  };
}

interface Blend {
  readonly sets: readonly BlendedSet[];
  readonly entries: number;
  readonly blend: BlendFiles | WeightedBlend;
  /** To be named in messages. */
  readonly files: BlendFiles | undefined;
  /** To be compared with. */
  readonly computed: WeightedBlend | undefined;
  readonly repeats: boolean;
}

function checkBlend(
  { sets, entries, blend, files, computed, repeats }: Blend,
  signal: AbortSignal,
): void {
  const counts = new Float64Array(sets.length);
  for (let entry = 0; entry < entries; entry++) {
    if (entry % 65_536 === 0) signal.throwIfAborted();
    const { set, sample } = blend.at(entry);
    const one = sets[set];
    if (one === undefined) {
      const has = `there are ${sets.length}, from 0 on, as many as "files" names`;
      throw refuse(files, entry, `names data set ${set}; ${has}`);
    }
    if (!(sample >= 0 && sample < one.records)) {
      const has = `${one.name} has ${one.records}, from 0 on, by its shuffle index`;
      throw refuse(files, entry, `takes sample ${sample} of data set ${set}; ${has}`);
    }
    if (!repeats && sample !== counts[set]) {
      const expected = `expected its next one, ${counts[set]}. If that is meant, say "repeats": true in the order.`;
      throw refuse(files, entry, `takes sample ${sample} of data set ${set}: ${expected}`);
    }
    counts[set] = (counts[set] as number) + 1;
    const wanted = computed?.at(entry);
    if (wanted !== undefined && (wanted.set !== set || wanted.sample !== sample)) {
      throw refuse(
        files,
        entry,
        `takes sample ${sample} of data set ${set}; by "weights" it is sample ${wanted.sample} of data set ${wanted.set}: leave the weights out, or fix them and the order of "files"`,
      );
    }
  }
}

function refuse(files: BlendFiles | undefined, entry: number, found: string): IndexError {
  const details: ErrorDetails = { entry };
  if (files !== undefined) return files.refuse(entry, found);
  return new IndexError(
    'order_invalid',
    `the blend by "weights", entry ${entry} ${found}`,
    details,
  );
}

/** dataset_index.npy and dataset_sample_index.npy of a BlendedDataset. */
class BlendFiles {
  readonly files: RecordOrder['files'];
  readonly left: string | undefined;
  readonly #sets: NumberFile;
  readonly #samples: NumberFile;

  constructor({ sets, samples }: NonNullable<GptBlend['files']>, entries: number) {
    this.#sets = new NumberFile(sets, undefined);
    try {
      this.#samples = new NumberFile(samples, undefined);
    } catch (error) {
      this.#sets.close();
      throw error;
    }
    this.files = [this.#sets, this.#samples].map(({ file }) => {
      const { name, path, sizeBytes } = file;
      return { name, path, sizeBytes, role: 'order' };
    });
    const { length } = this.#sets;
    this.left = length === entries ? undefined : `${length - entries} samples of the blend`;
    try {
      this.#requireShapes(entries);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  at(entry: number): BlendEntry {
    return { set: this.#sets.at(entry), sample: this.#samples.at(entry) };
  }

  refuse(entry: number, found: string): IndexError {
    const { file } = this.#sets;
    const byte = this.#sets.byteOf(entry);
    const place = `and ${this.#samples.file.name}, entry ${entry} (byte ${byte})`;
    return file.refuse('order_invalid', `${place} ${found}`, { entry, byte });
  }

  close(): void {
    this.#sets.close();
    this.#samples.close();
  }

  #requireShapes(entries: number): void {
    for (const { shape, file } of [this.#sets, this.#samples]) {
      if (shape.length === 1) continue;
      const expected = 'expected one dimension: is it an index of a BlendedDataset?';
      throw file.refuse('order_invalid', `has the shape (${shape}), ${expected}`);
    }
    const { length } = this.#sets;
    if (this.#samples.length !== length) {
      throw this.#samples.file.refuse(
        'order_invalid',
        `has ${this.#samples.length} entries; ${this.#sets.file.name} has ${length}`,
        { found: this.#samples.length, expected: length },
      );
    }
    if (entries <= length) return;
    throw this.#sets.file.refuse(
      'order_invalid',
      `has ${length} entries, fewer than the ${entries} "samples" of the run description`,
      { found: length, expected: entries },
    );
  }
}
