// Where a file lacks a column that a run needs: what names another one.

import { type TextField, textFields } from '../input/lines/field-path.ts';

/** The columns of a run, by what they are for. */
interface NamedColumns {
  readonly text: TextField;
  /** The column of `text` holds token ids. */
  readonly tokens?: object | undefined;
  /** The column of steps; any other one is that of facets. */
  readonly step: string | undefined;
}

/** The sentence behind a message on the missing column `name`, one of them, without its full stop. */
export function adviseColumn(name: string, { text, tokens, step }: NamedColumns): string {
  const isText = textFields(text).includes(name);
  if (isText && tokens !== undefined) {
    return 'Name the right column with tokens_field of the run description';
  }
  const other = name === step ? '--step-field (steps.field' : '--facet-field (facet_field';
  const option = isText ? '--text-field (text_field' : other;
  return `Name the right column with ${option} in a run description)`;
}
