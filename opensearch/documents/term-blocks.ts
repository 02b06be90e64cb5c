// The distinct terms of a snapshot in the order of their bytes, in blocks: documents of NAME-terms.
//
// The sorted terms of the segments are merged, so memory holds one term of each and one block.

import type { Segment } from '../../store/segment/segment.ts';
import type { Snapshot } from '../../store/snapshot.ts';

export interface TermBlock {
  readonly snapshot: string;
  /** From 0 on, without a gap. */
  readonly block: number;
  /** The last term, cut behind `maxKeyLength` code points. */
  readonly last: string;
  readonly terms: readonly string[];
}

const maxTerms = 4096;
const maxUnits = 64 << 10;
/** Code points of a term that a range of the cluster compares. */
const maxKeyLength = 100;

export function* walkBlocks(snapshot: Snapshot): Generator<TermBlock> {
  let terms: string[] = [];
  let units = 0;
  let block = 0;
  const close = (): TermBlock => {
    const last = cutTerm(terms.at(-1) ?? '');
    return { snapshot: snapshot.name, block: block++, last, terms };
  };
  for (const term of mergeTerms(snapshot)) {
    if (terms.length === maxTerms || (terms.length > 0 && units + term.length > maxUnits)) {
      yield close();
      terms = [];
      units = 0;
    }
    terms.push(term);
    units += term.length;
  }
  if (terms.length > 0) yield close();
}

/** The two lines of a bulk request that put a block into its place. */
export function blockLines(block: TermBlock): string {
  const id = JSON.stringify(`${block.snapshot} ${block.block}`);
  return `{"index":{"_id":${id}}}\n${JSON.stringify(block)}\n`;
}

/** The first code points of a term: cut terms are in the same order as whole ones. */
export function cutTerm(term: string): string {
  if (term.length <= maxKeyLength) return term;
  return Array.from(term.slice(0, 2 * maxKeyLength))
    .slice(0, maxKeyLength)
    .join('');
}

function* mergeTerms({ segments }: Snapshot): Generator<string> {
  const heads = segments.map((segment) => new Head(segment));
  for (;;) {
    let least: Buffer | undefined;
    let term = '';
    for (const { bytes, term: own } of heads) {
      if (bytes === undefined || (least !== undefined && bytes.compare(least) >= 0)) continue;
      least = bytes;
      term = own;
    }
    if (least === undefined) return;
    yield term;
    for (const head of heads) if (head.bytes?.equals(least)) head.next();
  }
}

/** The next term of a segment. */
class Head {
  term = '';
  /** Undefined behind the last term. */
  bytes: Buffer | undefined;
  #segment: Segment;
  #place = 0;

  constructor(segment: Segment) {
    this.#segment = segment;
    this.next();
  }

  next(): void {
    const { terms } = this.#segment;
    const isThere = this.#place < terms.count;
    this.term = isThere ? this.#segment.term(terms.symbol(this.#place++)) : '';
    this.bytes = isThere ? Buffer.from(this.term) : undefined;
  }
}
