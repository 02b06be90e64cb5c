// Files with what their names say -> the arrays of each set, seed and step, each of them once.

import { IndexError } from '../../errors.ts';
import { compareSeeds, type Seed } from '../results/results.ts';
import { type NameFields, type PairSide, parseSeed } from './array-name.ts';
import { listTensors } from './read-array.ts';

/** Of a pair both sentences have states; attention is one array. */
export type ArrayPart = PairSide | 'weights';

export interface ArrayPlace {
  readonly path: string;
  /** Of safetensors; null: the only array of the file. */
  readonly tensor: string | null;
}

/** The arrays of one set, seed and step. */
export interface CheckpointArrays<Part extends ArrayPart> {
  readonly set: string;
  readonly seed: Seed;
  readonly step: number;
  readonly places: Readonly<Record<Part, ArrayPlace>>;
}

export interface NamedFile {
  readonly path: string;
  readonly fields: NameFields;
}

interface Needed<Part extends ArrayPart> {
  /** Names of the split's sets, in order. */
  readonly sets: ReadonlySet<string>;
  readonly parts: readonly Part[];
}

/** Places by set, seed, step and part, each of them once. */
export class PlaceBook<Part extends ArrayPart> {
  #sets: ReadonlySet<string>;
  #parts: readonly Part[];
  #unknown = new Set<string>();
  #byKey = new Map<
    string,
    Omit<CheckpointArrays<Part>, 'places'> & { readonly places: Map<Part, ArrayPlace> }
  >();

  constructor({ sets, parts }: Needed<Part>) {
    this.#sets = sets;
    this.#parts = parts;
  }

  async addFile({ path, fields }: NamedFile): Promise<void> {
    const { set, side } = fields;
    const needsSide = this.#parts.length > 1;
    if (!needsSide && side !== undefined) {
      throw invalid(
        path,
        `a side, ${side}, expected none: attention is taken in the good sentence`,
      );
    }
    if (set !== undefined && !this.#knows(set)) return;
    if (set !== undefined && (!needsSide || side !== undefined)) {
      this.#put({ path, tensor: null }, { ...fields, set });
      return;
    }
    const tensors = await listTensors(path);
    if (tensors === null) {
      throw invalid(
        path,
        `one array, as .npy holds, but its name says no ${set === undefined ? 'set' : 'side, good or bad'}; put ${set === undefined ? '{set}' : '{side}'} into the pattern`,
      );
    }
    for (const tensor of tensors) this.#addTensor({ path, tensor }, fields);
  }

  /** A tensor is named SET.SIDE, without what the path says already. */
  #addTensor(place: ArrayPlace & { readonly tensor: string }, fields: NameFields): void {
    const { tensor, path } = place;
    const needsSide = this.#parts.length > 1 && fields.side === undefined;
    const parsed = needsSide ? /^(?:(.+)\.)?(good|bad)$/s.exec(tensor) : [tensor, tensor];
    const [, named, side] = parsed ?? [];
    const set = fields.set ?? named;
    if (parsed === null || set === undefined || (fields.set !== undefined && named)) {
      const expected = [...(fields.set === undefined ? ['SET'] : []), 'good'].join('.');
      throw invalid(path, `a tensor ${tensor}, expected names such as ${expected}`);
    }
    if (!this.#knows(set)) return;
    this.#put(place, { ...fields, set, ...((side === 'good' || side === 'bad') && { side }) });
  }

  #knows(set: string): boolean {
    if (this.#sets.has(set)) return true;
    this.#unknown.add(set);
    return false;
  }

  #put(place: ArrayPlace, fields: NameFields & { readonly set: string }): void {
    const { set, side = 'weights' } = fields;
    const seed = parseSeed(fields.seed);
    const step = requireStep(fields.step, place.path);
    const key = JSON.stringify([set, seed, step]);
    const known = this.#byKey.get(key) ?? { set, seed, step, places: new Map() };
    const part = this.#parts.find((name) => name === side);
    if (part === undefined) throw new Error(`${place.path} is an array of none of the parts`);
    const before = known.places.get(part);
    if (before !== undefined) {
      throw invalid(
        place.path,
        `a second array of ${describe(known)}${part === 'weights' ? '' : `, ${part}`}; the first is in ${before.path}`,
      );
    }
    known.places.set(part, place);
    this.#byKey.set(key, known);
  }

  finish(): {
    readonly checkpoints: CheckpointArrays<Part>[];
    /** Sets of the files that the split does not have. */
    readonly unknownSets: string[];
  } {
    const order = new Map([...this.#sets].map((set, i) => [set, i]));
    const found = [...this.#byKey.values()].sort(
      (a, b) =>
        (order.get(a.set) ?? 0) - (order.get(b.set) ?? 0) ||
        compareSeeds(a.seed, b.seed) ||
        a.step - b.step,
    );
    const [firstUnknown] = this.#unknown;
    if (found.length === 0) {
      throw new IndexError(
        'results_invalid',
        `the arrays have no set of the split: found ${firstUnknown ?? 'none'}, expected sets such as ${[...this.#sets].slice(0, 3).join(', ')}`,
      );
    }
    const checkpoints = found.map(({ places, ...rest }) => {
      const missing = this.#parts.find((part) => !places.has(part));
      if (missing !== undefined) {
        const [there] = places.values();
        throw invalid(
          there?.path ?? '',
          `no array ${missing} for ${describe(rest)}; write it, or remove this one`,
        );
      }
      return { ...rest, places: Object.fromEntries(places) as Record<Part, ArrayPlace> };
    });
    return { checkpoints, unknownSets: [...this.#unknown] };
  }
}

function requireStep(text: string | undefined, path: string): number {
  const step = Number(text);
  if (text !== undefined && /^\d+$/.test(text) && Number.isSafeInteger(step)) return step;
  throw invalid(path, `step "${text ?? ''}", expected a whole number from 0`);
}

function describe({ set, seed, step }: Omit<CheckpointArrays<never>, 'places'>): string {
  return `${set}, step ${step}${seed === null ? '' : `, seed ${seed}`}`;
}

function invalid(path: string, found: string): IndexError {
  return new IndexError('results_invalid', `${path}: found ${found}`, { file: path });
}
