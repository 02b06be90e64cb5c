// What the place where a split is asked for calls the parts of the question, so that an error says
// what to change there.

export interface Surface {
  /** The columns of sentences, and of phrases. */
  readonly good: string;
  readonly bad: string;
  readonly phraseGood: string;
  readonly phraseBad: string;
  /** What is put before the added names, and how that is written. */
  readonly prefix: string;
  readonly prefixExample: string;
}

export const commandLine: Surface = {
  good: '--good',
  bad: '--bad',
  phraseGood: '--phrase-good',
  phraseBad: '--phrase-bad',
  prefix: '--prefix',
  prefixExample: '--prefix exposure_',
};
