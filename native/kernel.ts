// The verbs that decide how fast builds are: a native module (Rust), where it was built, or its
// TypeScript twins with the same answers, bit for bit.
//
// Arguments are validated in TypeScript, and the verbs trust them. `FIRSTSEEN_NATIVE=0` chooses the
// twins. An argument that does not fit is a bug of the caller: a plain RangeError.

import { closeSync, fstatSync, openSync } from 'node:fs';
import { type Addon, hasAddon, loadAddon } from './addon.ts';
import type { ArrayVerbs } from './array-verbs.ts';
import { checkedRestores } from './checked-restores.ts';
import { CheckedScanner, type NativeScanner } from './checked-scanner.ts';
import { type CheckedTables, checkedTables } from './checked-tables.ts';
import { type CheckedVerbs, checkedVerbs } from './checked-verbs.ts';
import type { RestoreVerbs } from './restore-verbs.ts';
import type { TableVerbs } from './table-verbs.ts';
import type { ScanTables, TokenScanner } from './token-scanner.ts';
import { buildQuadHuffmanLevel } from './twin/build-quad-huffman-level.ts';
import { buildQuadLevel } from './twin/build-quad-level.ts';
import { fillBigramFilter, fillBigramTable } from './twin/fill-bigrams.ts';
import { findBigrams } from './twin/find-bigrams.ts';
import { renumberIds } from './twin/renumber-ids.ts';
import { restoreText } from './twin/restore-text.ts';
import { sortRows } from './twin/sort-rows.ts';
import { sortTerms } from './twin/sort-terms.ts';
import { undoQuadLevel } from './twin/undo-quad-level.ts';
import {
  checkedWalker,
  checkUnitTables,
  type NativeUnitWalker,
  type UnitTables,
  type UnitWalker,
} from './unit-walker.ts';

export interface Kernel extends CheckedVerbs, CheckedTables, RestoreVerbs {
  readonly name: 'native' | 'typescript';

  /**
   * Maps a whole file read-only; undefined where this kernel cannot map: readers then read at
   * positions. The mapping lives as long as the buffer is reachable. Writing to it ends the
   * process. An empty file gives an empty buffer.
   */
  mapFile(path: string, options?: MapOptions): ArrayBuffer | undefined;

  /**
   * A scanner for token ids by the tables of text/simple-units.ts; undefined where this kernel has
   * none. Its twin, text/analyze-into.ts, needs what is above this layer.
   */
  createTokenScanner(tables: ScanTables): TokenScanner | undefined;

  /**
   * A walker over the units of texts by the tables of text/encoder/unit-cuts.ts; undefined where this
   * kernel has none. Its twin, text/encoder/unit-counter.ts, is above this layer.
   */
  createUnitWalker(tables: UnitTables, count: (unit: string) => number): UnitWalker | undefined;

  /** The module, for verbs that a layer above declares; undefined where there is none. */
  readonly addon: Addon | undefined;
}

export interface MapOptions {
  /**
   * Asks for pages of 2 MiB, where Linux and the file system can: places at random are reached faster.
   * What is not in memory is then read in pieces of that size.
   */
  readonly largePages?: boolean;
}

/** What the native module exports for this layer: see native/src/node/verbs.rs. */
interface Binding extends Addon, ArrayVerbs, TableVerbs, RestoreVerbs {
  mapFile(path: string, largePages: boolean): ArrayBuffer;
  createTokenScanner(tables: ScanTables): NativeScanner;
  createUnitWalker(tables: UnitTables): NativeUnitWalker;
}

const loaded = new Map<Kernel['name'], Kernel>();

/**
 * The kernel asked for; by default the native one where it was built and FIRSTSEEN_NATIVE is not
 * 0. One that was built but does not load is worth a warning, and the twins.
 */
export function loadKernel(choice?: Kernel['name']): Kernel {
  if (choice !== undefined) return getKernel(choice);
  if (process.env['FIRSTSEEN_NATIVE'] === '0' || !hasAddon()) return getKernel('typescript');
  try {
    return getKernel('native');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.emitWarning(`${reason}; continuing without it, which is slower`, {
      code: 'FIRSTSEEN_NATIVE',
    });
    loaded.set('native', getKernel('typescript'));
    return getKernel('typescript');
  }
}

function getKernel(name: Kernel['name']): Kernel {
  let kernel = loaded.get(name);
  if (kernel === undefined) {
    kernel = name === 'native' ? nativeKernel(loadAddon() as Binding) : twinKernel();
    loaded.set(name, kernel);
  }
  return kernel;
}

function nativeKernel(binding: Binding): Kernel {
  return {
    name: 'native',
    ...checkedVerbs(binding),
    ...checkedTables(binding),
    ...checkedRestores(binding),
    mapFile(path, { largePages = false } = {}) {
      // Node's own error, with its code, for a file that cannot be opened.
      const file = openSync(path, 'r');
      try {
        if (fstatSync(file).size === 0) return new ArrayBuffer(0);
        return binding.mapFile(path, largePages);
      } finally {
        closeSync(file);
      }
    },
    createTokenScanner: (tables) =>
      new CheckedScanner(tables, (checked) => binding.createTokenScanner(checked)),
    createUnitWalker(tables, count) {
      checkUnitTables(tables);
      return checkedWalker(binding.createUnitWalker(tables), count);
    },
    addon: binding,
  };
}

function twinKernel(): Kernel {
  return {
    name: 'typescript',
    ...checkedVerbs({
      renumberIds,
      sortRows,
      buildQuadLevel,
      buildQuadHuffmanLevel,
    }),
    ...checkedTables({ findBigrams, fillBigramTable, fillBigramFilter, sortTerms }),
    ...checkedRestores({ undoQuadLevel, restoreText }),
    mapFile: () => undefined,
    createTokenScanner: () => undefined,
    createUnitWalker: () => undefined,
    addon: undefined,
  };
}
