// Arrays of NumPy, `.npy` or one in a `.npz`, with names given: scores or judgements by checkpoint,
// set and row.

import { readFile } from 'node:fs/promises';
import { fileError } from '../../../errors/file-error.ts';
import { IndexError } from '../../../errors.ts';
import { npyMagic } from '../../arrays/decode-npy.ts';
import { decodeNpy, type NpyArray, type NpyData } from '../../arrays/npy-values.ts';
import { readZip } from '../../arrays/read-zip.ts';
import { badResult } from '../bad-result.ts';
import type { ResultBlock } from '../result-collector.ts';
import type { ReadingJob, ResultFile, ResultFormat } from '../result-format.ts';
import type { Seed } from '../results.ts';
import { decodeScore, decodeVerdict } from '../table/decode-cell.ts';
import { type ArrayNames, type Axis, decodeNames, readNamesFile } from './array-names.ts';

const zipMagic = 'PK\x03\x04';

export const npyResults: ResultFormat = {
  name: 'a NumPy array',
  accepts: (_, head) => {
    const start = head.toString('latin1', 0, npyMagic.length);
    return start === npyMagic || start.startsWith(zipMagic);
  },
  read: readArrays,
};

async function readArrays(files: readonly ResultFile[], job: ReadingJob): Promise<void> {
  const { names: namesFile, seedPattern, roots, mostArrayBytes } = job.options;
  for (const { path, bytes } of files) {
    if (namesFile === undefined) {
      throw badResult(
        { file: path },
        'an array does not say which steps, sets and rows it has. Name a JSON file with "steps" and "sets" by --names.',
      );
    }
    job.signal?.throwIfAborted();
    const fields = await readNamesFile(namesFile);
    const wanted = typeof fields['array'] === 'string' ? fields['array'] : undefined;
    const array = await readArray(path, wanted, mostArrayBytes);
    const { length: dimensions } = array.shape;
    const names = decodeNames(fields, namesFile, { path, dimensions, seedPattern, roots });
    putArray(array, names, { job, path, namesFile });
    job.onBytes(bytes);
  }
}

async function readArray(
  path: string,
  wanted: string | undefined,
  mostBytes: number | undefined,
): Promise<NpyArray> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileError(error, { path, doing: 'read' });
  });
  if (bytes.toString('latin1', 0, zipMagic.length) !== zipMagic) return decodeNpy(bytes, path);
  const arrays = unzip(bytes, path, mostBytes);
  const names = [...arrays.keys()];
  const candidates = wanted === undefined ? ['scores', 'correct'] : [wanted];
  const name =
    candidates.find((one) => arrays.has(one)) ??
    (wanted === undefined && names.length === 1 ? names[0] : undefined);
  if (name !== undefined) return decodeNpy(arrays.get(name) as Buffer, `${path}, ${name}`);
  throw badResult(
    { file: path },
    `the file has the arrays ${names.join(', ') || '(none)'}, expected ${candidates.join(' or ')}. Name the one to read as "array" in the file of names.`,
  );
}

function unzip(bytes: Buffer, path: string, mostBytes: number | undefined): Map<string, Buffer> {
  try {
    return new Map(
      [...readZip(bytes, mostBytes)].map(([name, file]) => [name.replace(/\.npy$/, ''), file]),
    );
  } catch (error) {
    const found = `${path} cannot be read as .npz: ${(error as Error).message}. Write it again with numpy.savez.`;
    throw new IndexError('source_damaged', found, { file: path }, error);
  }
}

interface Place {
  readonly job: ReadingJob;
  readonly path: string;
  readonly namesFile: string;
}

function putArray({ shape, data }: NpyArray, names: ArrayNames, place: Place): void {
  const strides = stridesOf(shape, names, place);
  const rows = shape[names.axes.indexOf('row')] as number;
  for (const [e, seed] of names.seeds.entries()) {
    for (const [c, step] of names.steps.entries()) {
      for (const [s, set] of names.sets.entries()) {
        const block = place.job.collector.block(set, seed, step);
        if (block === undefined) continue;
        block.beginSource(place.path);
        const start = e * strides.seed + c * strides.step + s * strides.set;
        putRows(block, { ...place, data, rows, start, strides, where: { seed, step } });
      }
    }
  }
}

interface BlockPlace extends Place {
  readonly data: NpyData;
  readonly rows: number;
  readonly start: number;
  readonly strides: Readonly<Record<Axis, number>>;
  readonly where: { readonly seed: Seed; readonly step: number };
}

/** Rows behind the set's last are padding, and have to be NaN. */
function putRows(block: ResultBlock, place: BlockPlace): void {
  const { pairs, set } = block.examples;
  const { data, rows, start, strides, where, path } = place;
  const refuse = (row: number, found: string) => {
    const ofSeed = where.seed === null ? '' : `, seed ${where.seed}`;
    return badResult({ file: path }, `${set}, step ${where.step}${ofSeed}, row ${row}: ${found}`);
  };
  for (let row = 0; row < rows; row++) {
    const at = start + row * strides.row;
    if (row >= pairs) {
      if (Number.isNaN(Number(data[at]))) continue;
      throw refuse(row, `found ${data[at]}, expected NaN, as the set has ${pairs} pairs`);
    }
    const isRight = strides.score === 0 ? decodeVerdict(data[at]) : judge(data, at, strides.score);
    if (isRight === undefined) {
      const found = strides.score === 0 ? data[at] : `${data[at]} and ${data[at + strides.score]}`;
      const expected = strides.score === 0 ? '0 or 1' : 'two log-probabilities, good and bad';
      throw refuse(row, `found ${found}, expected ${expected}`);
    }
    const fault = block.put(row, isRight);
    if (fault !== undefined) throw refuse(row, `${fault}, expected each once`);
  }
}

function judge(data: NpyData, at: number, stride: number): boolean | undefined {
  const good = decodeScore(data[at]);
  const bad = decodeScore(data[at + stride]);
  if (good === undefined || bad === undefined) return undefined;
  if (good === bad && good === Number.NEGATIVE_INFINITY) return undefined;
  return good >= bad;
}

/** How far apart neighbours are along each axis; 0: there is no such axis. */
function stridesOf(
  shape: readonly number[],
  { axes, steps, sets, seeds }: ArrayNames,
  { path, namesFile }: Place,
): Record<Axis, number> {
  const sizes: Partial<Record<Axis, number>> = {
    ...{ seed: seeds.length, step: steps.length, set: sets.length, score: 2 },
  };
  const strides: Record<Axis, number> = { seed: 0, step: 0, set: 0, row: 0, score: 0 };
  let stride = 1;
  for (const [i, size] of [...shape.entries()].reverse()) {
    const axis = axes[i] as Axis;
    const expected = sizes[axis] ?? size;
    if (size !== expected) {
      throw badResult(
        { file: path },
        `the array has the shape (${shape.join(', ')}), expected ${expected} along axis ${i} (${axis}), as ${axis === 'score' ? 'good and bad are two' : `${namesFile} names so many`}`,
      );
    }
    strides[axis] = stride;
    stride *= size;
  }
  return strides;
}
