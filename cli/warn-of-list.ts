// Phrase lists that are read, and are hardly what was meant.

/** A table is read as lines. */
export function warnOfTable(list: string): void {
  if (!/\.[ct]sv$/i.test(list)) return;
  warn(
    `${list} is read as a phrase a line, separators and all: a list is one column, without a header`,
  );
}

export function warnOfNoPhrase(list: string): void {
  warn(`${list === '-' ? 'standard input' : list} holds no phrase: nothing was asked`);
}

function warn(text: string): void {
  process.stderr.write(`firstseen: warning: ${text}\n`);
}
