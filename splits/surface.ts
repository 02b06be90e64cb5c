// Names of the parts of a question, as the command or a request has them: an error says what to change
// there.

export interface Surface {
  /** The columns of sentences, and of phrases. */
  readonly good: string;
  readonly bad: string;
  readonly phraseGood: string;
  readonly phraseBad: string;
  /** The option that puts a text before the added names, and an example of it. */
  readonly prefix: string;
  readonly prefixExample: string;
  /** What makes quotation marks of a table text. */
  readonly quotingNone: string;
}

export const commandLine: Surface = {
  good: '--good',
  bad: '--bad',
  phraseGood: '--phrase-good',
  phraseBad: '--phrase-bad',
  prefix: '--prefix',
  prefixExample: '--prefix exposure_',
  quotingNone: '--quoting none',
};
