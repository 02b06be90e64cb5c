// Arrays of NumPy, `.npy` or one in a `.npz`, with names given: scores or judgements by checkpoint,
// set and row.

import { readFile } from 'node:fs/promises';
import { fileError } from '../../../errors/file-error.ts';
import { IndexError } from '../../../errors.ts';
import { decodeNpy } from '../../arrays/decode-npy.ts';
import { npyMagic } from '../../arrays/npy-header.ts';
import { type NumberArray, valueReader } from '../../arrays/number-array.ts';
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
  const { names: namesFile, seedPattern, roots, maxArrayBytes } = job.options;
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
    const array = await readArray(path, wanted, maxArrayBytes);
    const { length: dimensions } = array.shape;
    const names = decodeNames(fields, namesFile, { path, dimensions, seedPattern, roots });
    putArray(array, names, { job, path, namesFile });
    job.onBytes(bytes);
  }
}

async function readArray(
  path: string,
  wanted: string | undefined,
  maxBytes: number | undefined,
): Promise<NumberArray> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileError(error, { path, doing: 'read' });
  });
  if (bytes.toString('latin1', 0, zipMagic.length) !== zipMagic) return decodeNpy(bytes, path);
  const arrays = unzip(bytes, path, maxBytes);
  const names = [...arrays.keys()];
  const candidates = wanted === undefined ? ['scores', 'correct'] : [wanted];
  const name =
    candidates.find((one) => arrays.has(one)) ??
    (wanted === undefined && names.length === 1 ? names[0] : undefined);
  const file = arrays.get(name ?? '');
  if (file !== undefined) return decodeNpy(file, `${path}, ${name}`);
  throw badResult(
    { file: path },
    `the file has the arrays ${names.join(', ') || '(none)'}, expected ${candidates.join(' or ')}. Name the one to read as "array" in the file of names.`,
  );
}

function unzip(bytes: Buffer, path: string, maxBytes: number | undefined): Map<string, Buffer> {
  try {
    return new Map(
      [...readZip(bytes, maxBytes)].map(([name, file]) => [name.replace(/\.npy$/, ''), file]),
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

function putArray(array: NumberArray, names: ArrayNames, place: Place): void {
  const { shape } = array;
  const strides = planStrides(shape, names, place);
  const rows = shape[names.axes.indexOf('row')] ?? 0;
  const valueAt = valueReader(array);
  for (const [e, seed] of names.seeds.entries()) {
    for (const [c, step] of names.steps.entries()) {
      for (const [s, set] of names.sets.entries()) {
        const block = place.job.collector.block(set, seed, step);
        if (block === undefined) continue;
        block.beginSource(place.path);
        const start = e * strides.seed + c * strides.step + s * strides.set;
        putRows(block, { ...place, valueAt, rows, start, strides, where: { seed, step } });
      }
    }
  }
}

interface BlockPlace extends Place {
  readonly valueAt: ReturnType<typeof valueReader>;
  readonly rows: number;
  readonly start: number;
  readonly strides: Readonly<Record<Axis, number>>;
  readonly where: { readonly seed: Seed; readonly step: number };
}

/** Rows behind the set's last are padding, and have to be NaN. */
function putRows(block: ResultBlock, place: BlockPlace): void {
  const { pairs, set } = block.examples;
  const { valueAt, rows, start, strides, where, path } = place;
  const refuse = (row: number, found: string) => {
    const ofSeed = where.seed === null ? '' : `, seed ${where.seed}`;
    return badResult({ file: path }, `${set}, step ${where.step}${ofSeed}, row ${row}: ${found}`);
  };
  for (let row = 0; row < rows; row++) {
    const at = start + row * strides.row;
    const value = valueAt(at);
    if (row >= pairs) {
      if (Number.isNaN(Number(value))) continue;
      throw refuse(row, `found ${value}, expected NaN, as the set has ${pairs} pairs`);
    }
    const other = strides.score === 0 ? undefined : valueAt(at + strides.score);
    const isRight = other === undefined ? decodeVerdict(value) : judge(value, other);
    if (isRight === undefined) {
      const found = other === undefined ? value : `${value} and ${other}`;
      const expected = other === undefined ? '0 or 1' : 'two log-probabilities, good and bad';
      throw refuse(row, `found ${found}, expected ${expected}`);
    }
    const fault = block.put(row, isRight);
    if (fault !== undefined) throw refuse(row, `${fault}, expected each once`);
  }
}

function judge(first: number | bigint, second: number | bigint): boolean | undefined {
  const good = decodeScore(first);
  const bad = decodeScore(second);
  if (good === undefined || bad === undefined) return undefined;
  if (good === bad && good === Number.NEGATIVE_INFINITY) return undefined;
  return good >= bad;
}

/** How far apart neighbours are along each axis; 0: there is no such axis. */
function planStrides(
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
    const axis = axes[i];
    if (axis === undefined) throw new Error(`the axis ${i} has no name`);
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
