// `/colou?r/`: a pattern in the syntax of JavaScript with the flag `u`, as a tree.
//
// A pattern matches a whole token. Parts that need more than one pass over it are refused:
// back-references, look-around and word boundaries.

import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { IndexError } from '../../errors.ts';

/** UTF-16 units of a pattern. */
const maxUnits = 1000;

/**
 * Throws `bad_argument` for a pattern that cannot be used, with `offset` in its details: the place in
 * `source`, in UTF-16 units from 0.
 */
export function parsePattern(source: string): AST.Pattern {
  if (source.length > maxUnits) {
    throw badPattern(maxUnits, `it has ${source.length} characters: expected at most ${maxUnits}`);
  }
  const pattern = readTree(source);
  const refuse = (node: AST.Node, part: string) => {
    throw badPattern(
      node.start,
      `${part} ${node.raw} cannot be used: a pattern matches a whole token in one pass`,
    );
  };
  visitRegExpAST(pattern, {
    onBackreferenceEnter: (node) => refuse(node, 'the back-reference'),
    onAssertionEnter: (node) => {
      if (node.kind === 'word') refuse(node, 'the word boundary');
      if (node.kind === 'lookahead' || node.kind === 'lookbehind') refuse(node, 'the look-around');
    },
  });
  return pattern;
}

function readTree(source: string): AST.Pattern {
  const parser = new RegExpParser({ ecmaVersion: 2024 });
  try {
    return parser.parsePattern(source, 0, source.length, { unicode: true });
  } catch (error) {
    if (!(error instanceof SyntaxError && 'index' in error)) throw error;
    const [, reason = error.message] = /\/u?: (.*)$/s.exec(error.message) ?? [];
    const offset = Math.min(Number(error.index), source.length);
    throw badPattern(offset, reason.charAt(0).toLowerCase() + reason.slice(1), error);
  }
}

function badPattern(offset: number, reason: string, cause?: unknown): IndexError {
  const message = `the pattern is not valid at offset ${offset}: ${reason}. Patterns have the syntax of JavaScript, with the flag u.`;
  return new IndexError('bad_argument', message, { offset }, cause);
}
