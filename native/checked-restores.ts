// Validates the arguments of the verbs that give a text back, for the Rust kernel and its TypeScript
// twin. An argument that does not fit is a bug of the caller: a plain RangeError.

import { check, checkApart, isCount } from './check-arguments.ts';
import { quadBlockWords } from './quad-blocks.ts';
import type {
  RestoreTextArguments,
  RestoreVerbs,
  UndoQuadLevelArguments,
} from './restore-verbs.ts';

export function checkedRestores(verbs: RestoreVerbs): RestoreVerbs {
  return {
    undoQuadLevel(given) {
      checkUndo(given);
      verbs.undoQuadLevel(given);
    },
    restoreText(given) {
      checkRestore(given);
      return verbs.restoreText(given);
    },
  };
}

function checkUndo({ sorted, blocks, values }: UndoQuadLevelArguments): void {
  check(isCount(values.length), `fewer than 2^31 values, found ${values.length}`);
  check(sorted.length >= values.length, 'a sorted value for each value');
  const words = quadBlockWords(values.length);
  check(blocks.length >= words, `${words} words of blocks, found ${blocks.length}`);
  checkApart([sorted, blocks, values]);
}

function checkRestore({ bwt, firstRows, recordEnds, links, symbols }: RestoreTextArguments): void {
  check(isCount(bwt.length), `fewer than 2^31 rows, found ${bwt.length}`);
  check(symbols.length === bwt.length, 'room for a symbol for each row');
  check(links.length >= 2 * bwt.length, 'two elements of links for each row');
  const end = recordEnds.at(-1) ?? 0;
  check(end === bwt.length, `record ends up to ${bwt.length}, found ${end}`);
  checkApart([bwt, firstRows, recordEnds, links, symbols]);
}
