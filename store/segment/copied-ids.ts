// Ids that the kernel copied side by side, read one by one in their order.

import { leftOut } from './phrase-search.ts';

/** What CopyIds wrote. */
export interface CopiedIds {
  /** Where each id ends; `leftOut`: it was not copied. */
  readonly ends: Uint32Array;
  readonly room: Buffer;
  readonly areAscii: boolean;
}

export class CopiedIdReader {
  #ids: CopiedIds;
  #text: string | undefined;
  #start = 0;

  /** Of the first `count` ends. One decoding and a slice for each id take less time than as many decodings. */
  constructor(ids: CopiedIds, count: number) {
    this.#ids = ids;
    if (ids.areAscii) this.#text = ids.room.toString('latin1', 0, lastEnd(ids.ends, count));
  }

  /** The next id, which is the one of end i; undefined: it was not copied. */
  read(i: number): string | undefined {
    const { ends, room } = this.#ids;
    const end = ends[i] as number;
    if (end === leftOut) return undefined;
    const start = this.#start;
    this.#start = end;
    return this.#text?.slice(start, end) ?? room.toString('utf8', start, end);
  }
}

/** The end of the last id that was copied. */
function lastEnd(ends: Uint32Array, count: number): number {
  for (let i = count - 1; i >= 0; i--) if (ends[i] !== leftOut) return ends[i] as number;
  return 0;
}
