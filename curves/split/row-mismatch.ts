// Is a document of results the row that it claims to be? Results are joined by set and row number,
// which says nothing where the evaluator had another version of the pairs.

import type { JsonObject } from '../../splits/pairs/is-object.ts';
import { analyze } from '../../text/analyzer.ts';
import type { Example } from './example-columns.ts';
import type { SplitRow } from './read-split-rows.ts';
import type { SetExamples } from './split-examples.ts';

/**
 * Compares the fields that both have. A compact split has no fields: there the document has to
 * contain the critical phrases.
 */
export function mismatchFinder(
  rows: readonly Pick<SplitRow, 'row' | 'fields'>[],
  examples: readonly Example[],
): SetExamples['findMismatch'] {
  const fieldsOf = new Map(rows.map(({ row, fields }) => [row, fields]));
  const phrasesOf = new Map(examples.map(({ row, good, bad }) => [row, { good, bad }]));
  return (row, document) => {
    const fields = fieldsOf.get(row);
    if (fields !== undefined) return findOther(fields, document);
    const phrases = phrasesOf.get(row);
    return phrases && findMissing(Object.values(phrases), document);
  };
}

function findOther(fields: JsonObject, document: JsonObject): string | undefined {
  let shared = 0;
  for (const [name, expected] of Object.entries(fields)) {
    const found = document[name];
    if (typeof expected !== 'string' || typeof found !== 'string') continue;
    shared++;
    if (found === expected) continue;
    return `its ${name} is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`;
  }
  return shared > 0 ? undefined : 'it has no text field that the pairs of the split have';
}

function findMissing(phrases: readonly string[], document: JsonObject): string | undefined {
  const texts = Object.values(document)
    .filter((value) => typeof value === 'string')
    .map((text) => joined(text));
  const missing = phrases.find((phrase) => !texts.some((text) => text.includes(joined(phrase))));
  if (missing === undefined) return undefined;
  return `none of its fields has the critical phrase ${JSON.stringify(missing)}`;
}

/** Tokens between separators, so that a phrase is found where its tokens stand next to each other. */
function joined(text: string): string {
  return `\n${analyze(text, 'words').join('\n')}\n`;
}
