// Slots that stand for many terms -> the terms, from the blocks of NAME-terms.
//
// Prefixes are ranges of blocks. For patterns and distances all blocks are read once, for all slots of some
// queries together, and our own automata decide: those of the cluster say something else.

import { Type } from 'typebox';
import { IndexError } from '../../errors.ts';
import type { Slot } from '../../search/language/expression.ts';
import { type Dfa, dead } from '../../search/terms/dfa.ts';
import {
  automatonOf,
  type ManyTermsSlot,
  maxTerms,
  tooManyTerms,
} from '../../search/terms/slot-terms.ts';
import type { IndexAnalyzer } from '../../text/index-analyzer.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { askShards, countDocuments } from '../cluster/read-body.ts';
import type { WholeExport } from '../documents/export-state.ts';
import { cutTerm } from '../documents/term-blocks.ts';

/** The tokens of a slot, or why it has none. */
export type Expansion = readonly string[] | IndexError;

interface TermsPlace {
  readonly cluster: Cluster;
  /** The index of the blocks. */
  readonly index: string;
  readonly whole: WholeExport;
  readonly analyzer: IndexAnalyzer;
}

const blocksAtOnce = 16;

const Blocks = Type.Object({
  hits: Type.Object({
    hits: Type.Array(
      Type.Object({
        _source: Type.Object({ block: Type.Integer(), terms: Type.Array(Type.String()) }),
      }),
    ),
  }),
});

export function isManyTerms(slot: Slot): slot is ManyTermsSlot {
  return slot.kind === 'prefix' || slot.kind === 'pattern' || slot.kind === 'distance';
}

/** Throws `cluster_unavailable` where blocks are missing. */
export async function expandSlots(
  place: TermsPlace,
  slots: readonly ManyTermsSlot[],
): Promise<Map<ManyTermsSlot, Expansion>> {
  const open = slots.map((slot) => new OpenSlot(slot, place.analyzer));
  for (const one of open) {
    if (one.prefix === undefined) continue;
    for await (const { terms } of walkBlocks(place, one.prefix)) {
      for (const term of terms) one.add(term);
      if (one.isBehind(terms)) break;
    }
  }
  const automata = open.filter(({ prefix, isDone }) => prefix === undefined && !isDone);
  if (automata.length > 0) {
    for await (const { terms } of walkBlocks(place, '')) {
      for (const term of terms) addToAll(automata, term);
    }
  }
  if (slots.length > 0) await requireBlocks(place);
  return new Map(open.map((one) => [one.slot, one.finish()]));
}

function addToAll(slots: readonly OpenSlot[], term: string): void {
  const bytes = Buffer.from(term);
  for (const slot of slots) slot.match(term, bytes);
}

class OpenSlot {
  readonly slot: ManyTermsSlot;
  #automaton: Dfa | undefined;
  #terms: string[] = [];
  #fault: IndexError | undefined;

  constructor(slot: ManyTermsSlot, analyzer: IndexAnalyzer) {
    this.slot = slot;
    this.#try(() => {
      this.#automaton = automatonOf(slot, analyzer);
    });
  }

  /** Undefined: it has an automaton. */
  get prefix(): string | undefined {
    return this.slot.kind === 'prefix' ? this.slot.prefix : undefined;
  }

  /** Nothing more can be added. */
  get isDone(): boolean {
    return this.#fault !== undefined;
  }

  finish(): Expansion {
    return this.#fault ?? this.#terms;
  }

  add(term: string): void {
    if (this.prefix === undefined || !term.startsWith(this.prefix)) return;
    this.#push(term);
  }

  match(term: string, bytes: Uint8Array): void {
    const automaton = this.#automaton;
    if (automaton === undefined || this.isDone) return;
    this.#try(() => {
      let state = automaton.start;
      for (const byte of bytes) {
        state = automaton.next(state, byte);
        if (state === dead) return;
      }
      if (automaton.accepts(state)) this.#push(term);
    });
  }

  /** Whether blocks behind these terms have none with the prefix. */
  isBehind(terms: readonly string[]): boolean {
    if (this.isDone) return true;
    const { prefix = '' } = this;
    const last = terms.at(-1) ?? '';
    return !last.startsWith(prefix) && Buffer.compare(Buffer.from(last), Buffer.from(prefix)) > 0;
  }

  #push(term: string): void {
    if (this.#terms.push(term) > maxTerms) {
      this.#fault ??= tooManyTerms(this.slot, this.#terms.length);
    }
  }

  /** A pattern that takes too much is an error of its query, and of no other. */
  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      this.#fault ??= error;
    }
  }
}

/** The blocks of the snapshot in order, from the first one that may have a term with the prefix. */
async function* walkBlocks({ cluster, index, whole }: TermsPlace, prefix: string) {
  let next = 0;
  for (;;) {
    const filter = [
      { term: { snapshot: whole.snapshot } },
      { range: { block: { gte: next } } },
      ...(prefix === '' ? [] : [{ range: { last: { gte: cutTerm(prefix) } } }]),
    ];
    const body = {
      ...{ size: blocksAtOnce, sort: [{ block: 'asc' }] },
      ...{ query: { bool: { filter } }, _source: ['block', 'terms'] },
    };
    const { hits } = await askShards(cluster, { index, action: '_search', body }, Blocks);
    for (const { _source } of hits.hits) {
      yield _source;
      next = _source.block + 1;
    }
    if (hits.hits.length < blocksAtOnce) return;
  }
}

/**
 * Throws where a block is missing. It is asked for behind the walks: the next export removes the blocks of
 * a snapshot, and no one brings them back.
 */
async function requireBlocks({ cluster, index, whole }: TermsPlace): Promise<void> {
  const { snapshot, blocks: expected } = whole;
  const found = await countDocuments(cluster, index, { term: { snapshot } });
  if (found === expected) return;
  throw new IndexError(
    'cluster_unavailable',
    `${index} has ${found} blocks of terms of this export: expected ${expected}. Where another export was just finished, ask again; otherwise run it again.`,
    { found, expected },
  );
}
